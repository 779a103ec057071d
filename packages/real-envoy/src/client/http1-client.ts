import net from 'node:net';
import type { ProjectRequest } from '@chainwright/filters/project/project';
import { borderToByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import { sleep } from '../process/within.ts';
import { bodyPieces } from '../wire/body-pieces.ts';
import { type Http1Head, Http1Reader } from '../wire/http1-reader.ts';
import { http1BodyWrites, http1Head } from '../wire/http1-writer.ts';
import { findHeader, toWire } from '../wire/wire-headers.ts';
import {
  type ClientAnswer,
  type ClientOptions,
  emptyAnswer,
  proxyProtocolLine,
  type SendRequest,
} from './client-answer.ts';

/** Time that Envoy gets to close its side after the answer is complete. */
const CLOSE_GRACE_MS = 200;

/** Sends one request over a connection of its own, HTTP/1, and records the answer as it came. */
export const sendHttp1: SendRequest = (request, options) =>
  new Promise((done) => {
    new Http1Exchange(request, options, done);
  });

class Http1Exchange {
  readonly #answer: ClientAnswer = emptyAnswer();
  readonly #request: ProjectRequest;
  readonly #options: ClientOptions;
  readonly #done: (answer: ClientAnswer) => void;
  readonly #socket: net.Socket;
  readonly #timer: NodeJS.Timeout;
  readonly #reader: Http1Reader;
  #finished = false;

  constructor(request: ProjectRequest, options: ClientOptions, done: (answer: ClientAnswer) => void) {
    this.#request = request;
    this.#options = options;
    this.#done = done;
    this.#reader = this.#makeReader();
    this.#timer = setTimeout(() => {
      this.#answer.reset = 'no answer';
      this.#finish();
    }, options.deadlineMs);
    this.#socket = net.connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (data) => this.#reader.push(data));
    this.#socket.on('end', () => this.#closedByEnvoy());
    this.#socket.on('error', () => this.#closedByEnvoy());
    this.#socket.on('connect', () => {
      this.#answer.port = this.#socket.localPort ?? null;
      this.#send().catch(() => this.#closedByEnvoy());
    });
  }

  #makeReader(): Http1Reader {
    const answer = this.#answer;
    return new Http1Reader({
      isResponse: true,
      bodyless: ({ startLine }) => this.#request.method === 'HEAD' || /^HTTP\/1\.\d (1\d\d|204|304)\b/.test(startLine),
      onHead: (head) => this.#head(head),
      onData: (data) => {
        if (!this.#finished) answer.pieces.push(data);
      },
      onEnd: (trailers) => {
        if (answer.status === null || this.#finished) return; // that was a 1xx, or a second answer
        answer.trailers = trailers;
        answer.complete = true;
        this.#finish();
      },
    });
  }

  #head({ startLine, headers }: Http1Head): void {
    if (this.#finished) return;
    const status = Number(startLine.split(' ')[1]);
    if (status >= 100 && status < 200 && status !== 101) this.#answer.informational.push({ status, headers });
    else Object.assign(this.#answer, { status, headers });
  }

  async #send(): Promise<void> {
    const { settle, downstream, onSent } = this.#options;
    const request = this.#request;
    if (downstream !== undefined) this.#write(Buffer.from(proxyProtocolLine(downstream)));
    if (request.raw !== undefined) this.#write(Buffer.from(borderToByteString(request.raw), 'latin1'));
    else await this.#sendMessage(request);
    await settle();
    onSent();
    if (request.reset === 'after-request') this.#finish();
  }

  async #sendMessage(request: ProjectRequest): Promise<void> {
    const headers = toWire(request.headers);
    const authority = request.authority === undefined ? 'example.com' : request.authority;
    if (authority !== null && findHeader(headers, 'host') === undefined)
      headers.unshift(['host', textToByteString(authority)]);
    const pieces = bodyPieces(request.body);
    const trailers = toWire(request.trailers);
    const framed = findHeader(headers, 'content-length') ?? findHeader(headers, 'transfer-encoding');
    if ((pieces !== null || trailers.length > 0) && framed === undefined)
      headers.push(['transfer-encoding', 'chunked']);
    const chunked = /chunked/i.test(findHeader(headers, 'transfer-encoding') ?? '');
    const path = textToByteString(request.path ?? '/');
    this.#write(http1Head(`${request.method ?? 'GET'} ${path} HTTP/${request.http_version ?? '1.1'}`, headers));
    const writes = pieces === null && !chunked ? [] : http1BodyWrites(pieces ?? [], trailers, chunked);
    for (const [index, bytes] of writes.entries()) {
      await this.#options.settle();
      if (index > 0 && request.chunk_delay_ms !== undefined) await sleep(request.chunk_delay_ms);
      this.#write(bytes);
    }
  }

  #write(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Whether Envoy's close arrives as FIN or RST is a race: both are `connection closed`. */
  #closedByEnvoy(): void {
    if (this.#finished) return;
    this.#answer.complete = this.#reader.close() && this.#answer.status !== null;
    if (!this.#answer.complete) this.#answer.reset = 'connection closed';
    this.#finish();
  }

  /** Half-closes and waits for Envoy's own close: proof that it has seen the end of this connection. */
  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#options.onSent();
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (this.#answer.reset === 'no answer') socket.destroy();
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
