import http2 from 'node:http2';
import { sleep } from '../process/within.ts';
import { bodyPieces } from '../wire/body-pieces.ts';
import { http2Trailers, pairsOf, toWire } from '../wire/wire-headers.ts';
import type { UpstreamExchange, UpstreamHost } from './scripted-upstreams.ts';

/** An HTTP/2 server without a port: give it connections by `emit('connection', socket)`. */
export function createHttp2Upstream(host: UpstreamHost): http2.Http2Server {
  const server = http2.createServer();
  server.on('sessionError', () => {});
  server.on('stream', (stream, _headers, flags, raw: string[]) => serve(stream, flags, raw, host));
  return server;
}

function serve(stream: http2.ServerHttp2Stream, flags: number, raw: string[], host: UpstreamHost): void {
  const all = pairsOf(raw);
  const find = (name: string): string => all.find(([key]) => key === name)?.[1] ?? '';
  const exchange = host.begin({
    protocol: 'HTTP/2',
    method: find(':method'),
    path: find(':path'),
    headers: all.filter(([name]) => name !== ':method' && name !== ':path'),
  });
  const { received } = exchange;
  const play = (): void => {
    answer(stream, host, exchange).catch(() => stream.destroy());
  };
  stream.on('error', () => {});
  stream.on('data', (data: Buffer) => received.pieces.push(data));
  stream.on('trailers', (_headers, _flags, rawTrailers: string[]) => {
    received.trailers = pairsOf(rawTrailers);
  });
  stream.on('end', () => {
    received.complete = true;
    if (exchange.answer.early !== true) play();
  });
  if (exchange.answer.early === true) play();
  if ((flags & http2.constants.NGHTTP2_FLAG_END_STREAM) !== 0) stream.resume();
}

async function answer(stream: http2.ServerHttp2Stream, host: UpstreamHost, exchange: UpstreamExchange): Promise<void> {
  const script = exchange.answer;
  if (script.wait_for_client === true) await host.clientHasSent();
  if (script.delay_ms !== undefined) await sleep(script.delay_ms);
  if (stream.destroyed) return;
  if (script.reset === 'before-headers') {
    stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    return;
  }
  const pieces = bodyPieces(script.body) ?? [];
  const trailers = toWire(script.trailers);
  stream.on('wantTrailers', () => stream.sendTrailers(http2Trailers(trailers)));
  const headers = [':status', String(script.status ?? 200), ...toWire(script.headers).flat()];
  stream.respond(
    headers as unknown as http2.OutgoingHttpHeaders,
    {
      endStream: pieces.length === 0 && trailers.length === 0,
      waitForTrailers: trailers.length > 0,
      sendDate: false,
    } as http2.ServerStreamResponseOptions,
  );
  if (script.reset === 'after-headers') {
    await host.settle();
    // destroy, not close(code): close ends the stream first, and Envoy would see a complete answer
    stream.destroy(new Error('scripted reset'));
    return;
  }
  for (const [index, piece] of pieces.entries()) {
    await host.settle();
    if (script.chunk_delay_ms !== undefined) await sleep(script.chunk_delay_ms);
    if (stream.destroyed) return;
    if (index === pieces.length - 1) stream.end(Buffer.from(piece));
    else await new Promise((flushed) => stream.write(Buffer.from(piece), flushed));
  }
  if (pieces.length === 0 && trailers.length > 0) stream.end();
}
