import type net from 'node:net';
import { sleep } from '../process/within.ts';
import { bodyPieces } from '../wire/body-pieces.ts';
import { http2ErrorCode } from '../wire/http2/http2-frames.ts';
import { Http2Peer } from '../wire/http2/http2-peer.ts';
import { toWire, type WireHeaders } from '../wire/wire-headers.ts';
import type { UpstreamExchange, UpstreamHost } from './scripted-upstreams.ts';

type Stream = { readonly id: number; readonly exchange: UpstreamExchange; cancelled: boolean };

/** Serves one HTTP/2 connection of Envoy: records its requests and plays the scripted answers. */
export function serveHttp2(socket: net.Socket, host: UpstreamHost): void {
  const streams = new Map<number, Stream>();
  const play = (stream: Stream): void => {
    host.playing(answer(peer, stream, host).catch(() => void socket.destroy()));
  };
  const end = (stream: Stream): void => {
    stream.exchange.received.complete = true;
    if (stream.exchange.answer.early !== true) play(stream);
  };
  const peer: Http2Peer = new Http2Peer(socket, 'server', {
    onHeaders: (id, headers, endStream) => {
      const known = streams.get(id);
      if (known !== undefined) known.exchange.received.trailers = headers;
      const stream = known ?? begin(id, headers, host);
      streams.set(id, stream);
      if (known === undefined && stream.exchange.answer.early === true) play(stream);
      if (endStream) end(stream);
    },
    onData: (id, data, endStream) => {
      const stream = streams.get(id);
      if (stream === undefined) return;
      stream.exchange.received.pieces.push(data);
      if (endStream) end(stream);
    },
    onReset: (id) => {
      const stream = streams.get(id);
      if (stream !== undefined) stream.cancelled = true;
    },
  });
}

function begin(id: number, headers: WireHeaders, host: UpstreamHost): Stream {
  const find = (name: string): string => headers.find(([key]) => key === name)?.[1] ?? '';
  const exchange = host.begin({
    protocol: 'HTTP/2',
    method: find(':method'),
    path: find(':path'),
    headers: headers.filter(([name]) => name !== ':method' && name !== ':path'),
  });
  return { id, exchange, cancelled: false };
}

async function answer(peer: Http2Peer, stream: Stream, host: UpstreamHost): Promise<void> {
  const { answer: script, received } = stream.exchange;
  if (script.wait_for_client === true) await host.clientHasSent();
  if (script.delay_ms !== undefined) await sleep(script.delay_ms);
  if (stream.cancelled) return;
  if (script.reset === 'before-headers') {
    peer.reset(stream.id, http2ErrorCode('INTERNAL_ERROR'));
    return;
  }
  const head = received.method === 'HEAD';
  const pieces = head ? [] : (bodyPieces(script.body) ?? []);
  const trailers: WireHeaders = head ? [] : toWire(script.trailers).map(([name, value]) => [name.toLowerCase(), value]);
  const headers: WireHeaders = toWire(script.headers).map(([name, value]) => [name.toLowerCase(), value]);
  // An answer without a body is complete with its headers: there is no rest to cut off.
  const bodyless = pieces.length === 0 && trailers.length === 0;
  peer.sendHeaders(stream.id, [[':status', String(script.status ?? 200)], ...headers], bodyless);
  if (script.reset === 'after-headers' && !bodyless) {
    await host.settle();
    peer.reset(stream.id, http2ErrorCode('INTERNAL_ERROR'));
    return;
  }
  for (const [index, piece] of pieces.entries()) {
    await host.settle();
    if (script.chunk_delay_ms !== undefined) await sleep(script.chunk_delay_ms);
    if (stream.cancelled) return;
    await peer.sendData(stream.id, piece, index === pieces.length - 1 && trailers.length === 0);
  }
  if (trailers.length === 0) return;
  await host.settle();
  if (!stream.cancelled) peer.sendHeaders(stream.id, trailers, true);
}
