import type net from 'node:net';
import type { ProjectAnswer } from '@chainwright/filters/project/project';
import { borderToByteString } from '@chainwright/runtime/http/byte-string';
import { sleep } from '../process/within.ts';
import { bodyPieces } from '../wire/body-pieces.ts';
import { Http1Reader } from '../wire/http1-reader.ts';
import { http1BodyWrites, http1Head } from '../wire/http1-writer.ts';
import { findHeader, toWire, type WireHeaders } from '../wire/wire-headers.ts';
import type { UpstreamExchange, UpstreamHost } from './scripted-upstreams.ts';

/** Serves one HTTP/1.1 connection of Envoy: records its requests and plays the scripted answers. */
export function serveHttp1(socket: net.Socket, host: UpstreamHost): void {
  let current: UpstreamExchange | null = null;
  const play = (exchange: UpstreamExchange): void => {
    host.playing(answer(socket, host, exchange).catch(() => void socket.destroy()));
  };
  const reader = new Http1Reader({
    isResponse: false,
    bodyless: () => false,
    onHead: ({ startLine, headers }) => {
      // Between the first and the last blank: a filter may have put blanks into the path.
      const [, method = '', path = ''] = /^(\S*) (.*) \S*$/s.exec(startLine) ?? [];
      current = host.begin({ protocol: 'HTTP/1.1', method, path, headers });
      if (current.answer.early === true) play(current);
    },
    onData: (data) => {
      current?.received.pieces.push(data);
    },
    onEnd: (trailers) => {
      if (current === null) return;
      current.received.trailers = trailers;
      current.received.complete = true;
      if (current.answer.early !== true) play(current);
    },
  });
  socket.on('data', (data) => reader.push(data));
}

async function answer(socket: net.Socket, host: UpstreamHost, exchange: UpstreamExchange): Promise<void> {
  const script = exchange.answer;
  if (script.wait_for_client === true) await host.clientHasSent();
  if (script.delay_ms !== undefined) await sleep(script.delay_ms);
  if (script.reset === 'before-headers') {
    socket.resetAndDestroy();
    return;
  }
  if (script.raw !== undefined) {
    const raw = borderToByteString(script.raw);
    socket.write(Buffer.from(raw, 'latin1'));
    // A body without framing ends with the connection.
    if (!/^(content-length|transfer-encoding):/im.test(raw)) socket.end();
    return;
  }
  const pieces = bodyPieces(script.body) ?? [];
  const { headers, chunked } = framedHeaders(script, pieces.length > 0);
  socket.write(http1Head(`HTTP/1.1 ${script.status ?? 200} Scripted`, headers));
  if (exchange.received.method === 'HEAD') return;
  if (script.reset === 'after-headers') {
    await host.settle();
    socket.resetAndDestroy();
    return;
  }
  if (pieces.length === 0 && !chunked) return;
  for (const bytes of http1BodyWrites(pieces, toWire(script.trailers), chunked)) {
    await host.settle();
    if (script.chunk_delay_ms !== undefined) await sleep(script.chunk_delay_ms);
    socket.write(bytes);
  }
}

/** Without a framing header of its own an answer gets `transfer-encoding: chunked` or `content-length: 0`, last. */
function framedHeaders(script: ProjectAnswer, hasPieces: boolean): { headers: WireHeaders; chunked: boolean } {
  const headers = toWire(script.headers);
  const status = script.status ?? 200;
  const hasBody = hasPieces || (script.trailers?.length ?? 0) > 0;
  const framed = findHeader(headers, 'content-length') ?? findHeader(headers, 'transfer-encoding');
  if (framed === undefined && status >= 200 && status !== 204 && status !== 304) {
    headers.push(hasBody ? ['transfer-encoding', 'chunked'] : ['content-length', '0']);
  }
  return { headers, chunked: /chunked/i.test(findHeader(headers, 'transfer-encoding') ?? '') };
}
