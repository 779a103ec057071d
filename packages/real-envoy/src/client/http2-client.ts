import net from 'node:net';
import type { ProjectRequest } from '@chainwright/filters/project/project';
import { textToByteString } from '@chainwright/runtime/http/byte-string';
import { sleep } from '../process/within.ts';
import { bodyPieces } from '../wire/body-pieces.ts';
import { http2ErrorCode, http2ErrorName } from '../wire/http2/http2-frames.ts';
import { Http2Peer } from '../wire/http2/http2-peer.ts';
import { toWire, type WireHeaders } from '../wire/wire-headers.ts';
import {
  type ClientAnswer,
  type ClientOptions,
  emptyAnswer,
  proxyProtocolLine,
  type SendRequest,
} from './client-answer.ts';

const CLOSE_GRACE_MS = 200;
const STREAM = 1;

/** Sends one request over a connection of its own, HTTP/2, and records the answer as it came. */
export const sendHttp2: SendRequest = (request, options) =>
  new Promise((done) => {
    new Http2Exchange(request, options, done);
  });

class Http2Exchange {
  readonly #answer: ClientAnswer = emptyAnswer();
  readonly #request: ProjectRequest;
  readonly #options: ClientOptions;
  readonly #done: (answer: ClientAnswer) => void;
  readonly #socket: net.Socket;
  readonly #timer: NodeJS.Timeout;
  #finished = false;

  constructor(request: ProjectRequest, options: ClientOptions, done: (answer: ClientAnswer) => void) {
    this.#request = request;
    this.#options = options;
    this.#done = done;
    this.#timer = setTimeout(() => this.#finish('no answer'), options.deadlineMs);
    this.#socket = net.connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('error', () => this.#finish('connection closed'));
    this.#socket.on('end', () => this.#finish('connection closed'));
    this.#socket.on('close', () => this.#finish('connection closed'));
    this.#socket.on('connect', () => {
      this.#answer.port = this.#socket.localPort ?? null;
      if (options.downstream !== undefined) this.#socket.write(proxyProtocolLine(options.downstream));
      this.#send(this.#openPeer()).catch(() => this.#finish('connection closed'));
    });
  }

  #openPeer(): Http2Peer {
    return new Http2Peer(this.#socket, 'client', {
      onHeaders: (stream, headers, endStream) => {
        if (stream === STREAM && !this.#finished) this.#headers(headers, endStream);
      },
      onData: (stream, data, endStream) => {
        if (stream !== STREAM || this.#finished) return;
        this.#answer.pieces.push(data);
        if (endStream) this.#complete();
      },
      // NO_ERROR after a complete answer tells the client to stop sending: that is no failure, and the answer was complete before.
      onReset: (stream, code) => {
        if (stream === STREAM) this.#finish(`RST_STREAM ${http2ErrorName(code)}`);
      },
    });
  }

  #headers(headers: WireHeaders, endStream: boolean): void {
    const answer = this.#answer;
    const status = headers.find(([name]) => name === ':status')?.[1];
    const rest = headers.filter(([name]) => name !== ':status');
    if (status === undefined) answer.trailers = rest;
    else if (isInformational(status) && !endStream)
      answer.informational.push({ status: Number(status), headers: rest });
    else Object.assign(answer, { status: Number(status), headers: rest });
    if (endStream) this.#complete();
  }

  #complete(): void {
    this.#answer.complete = this.#answer.status !== null;
    this.#finish(null);
  }

  async #send(peer: Http2Peer): Promise<void> {
    const { settle, onSent } = this.#options;
    const pieces = bodyPieces(this.#request.body) ?? [];
    const trailers: WireHeaders = toWire(this.#request.trailers).map(([name, value]) => [name.toLowerCase(), value]);
    const bodyless = pieces.length === 0 && trailers.length === 0;
    peer.sendHeaders(STREAM, requestHeaders(this.#request), bodyless);
    for (const [index, piece] of pieces.entries()) {
      await settle();
      if (index > 0 && this.#request.chunk_delay_ms !== undefined) await sleep(this.#request.chunk_delay_ms);
      if (this.#finished) return;
      await peer.sendData(STREAM, piece, index === pieces.length - 1 && trailers.length === 0);
    }
    if (trailers.length > 0) {
      await settle();
      peer.sendHeaders(STREAM, trailers, true);
    }
    await settle();
    onSent();
    if (this.#request.reset !== 'after-request' || this.#finished) return;
    peer.reset(STREAM, http2ErrorCode('CANCEL'));
    this.#finish(null);
  }

  /** Half-closes and waits for Envoy's own close: proof that it has seen the end of this connection. */
  #finish(reset: string | null): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#answer.reset = reset;
    this.#options.onSent();
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (reset === 'no answer') socket.destroy();
    if (socket.destroyed) {
      this.#done(this.#answer);
      return;
    }
    const force = setTimeout(() => socket.destroy(), CLOSE_GRACE_MS);
    socket.once('close', () => {
      clearTimeout(force);
      this.#done(this.#answer);
    });
    socket.end();
  }
}

function isInformational(status: string): boolean {
  return /^1\d\d$/.test(status) && status !== '101';
}

/** Pseudo headers in the order of common clients, unless the request's own list has them (then as written). */
function requestHeaders(request: ProjectRequest): WireHeaders {
  const given: WireHeaders = toWire(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const has = (name: string): boolean => given.some(([key]) => key === name);
  const authority = request.authority === undefined ? 'example.com' : request.authority;
  const pseudo: WireHeaders = [
    [':method', request.method ?? 'GET'],
    [':scheme', 'http'],
    [':path', textToByteString(request.path ?? '/')],
    ...(authority === null ? [] : ([[':authority', textToByteString(authority)]] as WireHeaders)),
  ];
  return [...pseudo.filter(([name]) => !has(name)), ...given];
}
