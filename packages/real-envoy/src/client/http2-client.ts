import http2 from 'node:http2';
import net from 'node:net';
import type { ProjectRequest } from '@chainwright/filters/project/project';
import { textToByteString } from '@chainwright/runtime/http/byte-string';
import { sleep } from '../process/within.ts';
import { bodyPieces } from '../wire/body-pieces.ts';
import { http2Trailers, pairsOf, toWire, type WireHeaders } from '../wire/wire-headers.ts';
import {
  type ClientAnswer,
  type ClientOptions,
  emptyAnswer,
  proxyProtocolLine,
  type SendRequest,
} from './client-answer.ts';

const CLOSE_GRACE_MS = 200;

/** Sends one request over a connection of its own, HTTP/2, and records the answer as it came. */
export const sendHttp2: SendRequest = (request, options) =>
  new Promise((done) => {
    new Http2Exchange(request, options, done);
  });

/** Name of an HTTP/2 error code, as `INTERNAL_ERROR`. */
export function http2ErrorName(code: number): string {
  const found = Object.entries(http2.constants).find(
    ([name, value]) => value === code && name.startsWith('NGHTTP2_') && !name.startsWith('NGHTTP2_ERR_'),
  );
  const names: Record<number, string> = {
    0: 'NO_ERROR',
    1: 'PROTOCOL_ERROR',
    2: 'INTERNAL_ERROR',
    7: 'REFUSED_STREAM',
    8: 'CANCEL',
  };
  return names[code] ?? found?.[0].replace('NGHTTP2_', '') ?? String(code);
}

class Http2Exchange {
  readonly #answer: ClientAnswer = emptyAnswer();
  readonly #request: ProjectRequest;
  readonly #options: ClientOptions;
  readonly #done: (answer: ClientAnswer) => void;
  readonly #session: http2.ClientHttp2Session;
  readonly #timer: NodeJS.Timeout;
  #finished = false;

  constructor(request: ProjectRequest, options: ClientOptions, done: (answer: ClientAnswer) => void) {
    this.#request = request;
    this.#options = options;
    this.#done = done;
    this.#timer = setTimeout(() => {
      this.#answer.reset = 'no answer';
      this.#finish();
    }, options.deadlineMs);
    const socket = net.connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    if (options.downstream !== undefined) socket.write(proxyProtocolLine(options.downstream));
    socket.once('connect', () => {
      this.#answer.port = socket.localPort ?? null;
    });
    this.#session = http2.connect(`http://127.0.0.1:${options.port}`, { createConnection: () => socket });
    this.#session.on('error', () => this.#broken());
    this.#session.on('close', () => this.#broken());
    this.#open();
  }

  #open(): void {
    const pieces = bodyPieces(this.#request.body) ?? [];
    const trailers = toWire(this.#request.trailers);
    const endStream = pieces.length === 0 && trailers.length === 0;
    try {
      const stream = this.#session.request(requestHeaders(this.#request).flat(), {
        endStream,
        waitForTrailers: trailers.length > 0,
      });
      stream.on('wantTrailers', () => stream.sendTrailers(http2Trailers(trailers)));
      this.#observe(stream);
      // node:http2 writes later than it says: wait for each write, then for Envoy to have read it.
      stream.once('ready', () => {
        this.#sendBody(stream, pieces, trailers).catch(() => this.#broken());
      });
    } catch (error) {
      this.#answer.reset = `client: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
      this.#finish();
    }
  }

  #observe(stream: http2.ClientHttp2Stream): void {
    const answer = this.#answer;
    stream.on('headers', (_headers, _flags, raw: string[]) => {
      const { status, rest } = splitStatus(pairsOf(raw));
      answer.informational.push({ status: status ?? 0, headers: rest });
    });
    stream.on('response', (_headers, _flags, raw: string[]) => {
      const { status, rest } = splitStatus(pairsOf(raw));
      Object.assign(answer, { status, headers: rest });
    });
    stream.on('trailers', (_headers, _flags, raw: string[]) => {
      answer.trailers = pairsOf(raw);
    });
    stream.on('data', (data: Buffer) => answer.pieces.push(data));
    stream.on('end', () => {
      answer.complete = answer.status !== null && !stream.rstCode;
    });
    stream.on('error', () => {});
    stream.on('close', () => {
      // NO_ERROR after a complete answer: Envoy tells the client to stop sending. That is no failure.
      if (!answer.complete && answer.status !== null && stream.rstCode === 0) answer.complete = true;
      if (!answer.complete && answer.reset === null && !this.#session.destroyed)
        answer.reset = `RST_STREAM ${http2ErrorName(stream.rstCode ?? 0)}`;
      this.#finish();
    });
  }

  async #sendBody(stream: http2.ClientHttp2Stream, pieces: Uint8Array[], trailers: WireHeaders): Promise<void> {
    const { settle, onSent } = this.#options;
    for (const [index, piece] of pieces.entries()) {
      await settle();
      if (index > 0 && this.#request.chunk_delay_ms !== undefined) await sleep(this.#request.chunk_delay_ms);
      if (stream.destroyed || stream.writableEnded) return;
      if (index === pieces.length - 1) stream.end(Buffer.from(piece));
      else await new Promise((flushed) => stream.write(Buffer.from(piece), flushed));
    }
    if (pieces.length === 0 && trailers.length > 0) stream.end();
    await settle();
    onSent();
    if (this.#request.reset === 'after-request') stream.close(http2.constants.NGHTTP2_CANCEL);
  }

  /** The connection went before the stream was over. */
  #broken(): void {
    if (this.#finished) return;
    if (!this.#answer.complete) this.#answer.reset ??= 'connection closed';
    this.#finish();
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#options.onSent();
    clearTimeout(this.#timer);
    const session = this.#session;
    const leave = (): void => this.#done(this.#answer);
    if (session.destroyed) {
      leave();
      return;
    }
    const force = setTimeout(() => session.destroy(), CLOSE_GRACE_MS);
    session.once('close', () => {
      clearTimeout(force);
      leave();
    });
    if (this.#answer.reset === 'no answer') session.destroy();
    else session.close();
  }
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

function splitStatus(headers: WireHeaders): { status: number | null; rest: WireHeaders } {
  const status = headers.find(([name]) => name === ':status')?.[1];
  return { status: status === undefined ? null : Number(status), rest: headers.filter(([name]) => name !== ':status') };
}
