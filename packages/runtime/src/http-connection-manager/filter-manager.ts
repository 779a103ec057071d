import type { LocalReply } from '../filter/filter-callbacks.ts';
import type { HttpFilter } from '../filter/http-filter.ts';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { checkResponseHeaders } from '../http/check-headers.ts';
import type { HeaderMapKind } from '../http/header-map.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { ServerWorker } from '../server/server-worker.ts';
import type { StreamInfoImpl } from '../stream-info/stream-info-impl.ts';
import type { FilterRef, HeaderPairs } from '../trace/trace-event.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';
import { ActiveFilter, TERMINAL } from './active-filter.ts';
import { DecodePath, type DecodePathOwner } from './decode-path.ts';
import { EncodePath, type EncodePathOwner } from './encode-path.ts';
import { DecoderCallbacks, EncoderCallbacks } from './filter-callbacks-impl.ts';
import { isGrpcRequest, type LocalReplyDraft, prepareLocalReply } from './local-reply.ts';
import type { RouteEntry } from './route-entry.ts';

/** What the filter manager asks of the connection manager's stream. Envoy: `FilterManagerCallbacks`. */
export interface FilterManagerStream {
  encodeInformational(headers: HeaderPairs): void;
  /** What leaves the filters towards the client. */
  encodeHeaders(headers: HeaderMapImpl, end: { readonly endStream: boolean }): void;
  encodeData(data: ByteBufferImpl, end: { readonly endStream: boolean }): void;
  encodeTrailers(trailers: HeaderMapImpl): void;
  /** The response is complete. */
  endStream(): void;
  /** Ends the stream without (the rest of) a response. */
  resetStream(reason: string, details: string): void;
  /** Ends the stream and begins another with the same request, as it is now. */
  recreateStream(headers: HeaderMapImpl, body: Uint8Array | null): void;
  pauseRequest(): void;
  resumeRequest(): void;
  pauseResponse(): void;
  resumeResponse(): void;
  onRequestTooLarge(): void;
  onResponseTooLarge(): void;
  route(): RouteEntry | null;
  clearRouteCache(): void;
  perRouteConfigs(filterName: string): readonly unknown[];
  /** A local reply is about to be made. */
  onLocalReply(code: number): void;
  /** Response headers that the route adds to a local reply, before or after the reply's own. */
  finalizeLocalReply(headers: HeaderMapImpl, when: 'before' | 'after'): void;
  rewriteLocalReply(draft: LocalReplyDraft): void;
}

/** What a filter manager is made of. */
export type FilterManagerOptions = {
  readonly worker: ServerWorker;
  readonly streamInfo: StreamInfoImpl;
  readonly stream: FilterManagerStream;
  /** Emitter of the stream, without a filter. */
  readonly trace: TraceEmitter;
  /** Bytes that may wait in each direction; 0: no limit. */
  readonly bufferLimit: number;
};

/**
 * One stream's filters: sends its events down and up the chain and makes local replies.
 * Envoy: source/common/http/filter_manager.cc `FilterManager`, `DownstreamFilterManager`.
 */
export class FilterManager implements DecodePathOwner, EncodePathOwner {
  readonly worker: ServerWorker;
  readonly streamInfo: StreamInfoImpl;
  readonly stream: FilterManagerStream;
  readonly trace: TraceEmitter;
  readonly decodePath: DecodePath;
  readonly encodePath: EncodePath;
  /** The host that a filter wants; null: the load balancer's choice. */
  overrideHost: { readonly host: string; readonly strict: boolean } | null = null;
  readonly #maps: { [K in HeaderMapKind]: HeaderMapImpl | null } = {
    'request-headers': null,
    'request-trailers': null,
    'response-headers': null,
    'response-trailers': null,
  };
  readonly #filters: HttpFilter[] = [];
  #prepared: LocalReply | null = null;
  /** The response's end has been given to the encode path. */
  #localComplete = false;
  #headersSent = false;
  #replyForm = { isGrpc: false, isHead: false }; // What the client asked, whatever filters made of it.
  #responseEnded = false;
  #destroyed = false;

  constructor(options: FilterManagerOptions) {
    this.worker = options.worker;
    this.streamInfo = options.streamInfo;
    this.stream = options.stream;
    this.trace = options.trace;
    this.decodePath = new DecodePath(this, options.bufferLimit);
    this.encodePath = new EncodePath(this, options.bufferLimit);
  }

  /** Adds the next filter of the chain. Encoder filters are called in the opposite order. */
  addFilter(filter: HttpFilter, ref: FilterRef): void {
    const decoder = new ActiveFilter(
      filter,
      ref,
      this.decodePath.filters.length,
      this.trace.with({ filter: ref, direction: 'request' }),
    );
    this.decodePath.filters.push(decoder);
    this.#filters.push(filter);
    filter.setDecoderCallbacks?.(new DecoderCallbacks(this, decoder));
  }

  /** Makes the encode path once all filters are there; `terminal` filters take no part in it. */
  completeChain(): void {
    const encoders = this.decodePath.filters.filter((entry) => !entry.terminal).reverse();
    for (const [place, { filter, ref }] of encoders.entries()) {
      const entry = new ActiveFilter(filter, ref, place, this.trace.with({ filter: ref, direction: 'response' }));
      this.encodePath.filters.push(entry);
    }
    for (const entry of [...this.encodePath.filters].reverse()) {
      entry.filter.setEncoderCallbacks?.(new EncoderCallbacks(this, entry));
    }
  }

  // --- the request

  decodeHeaders(headers: HeaderMapImpl, endStream: boolean): void {
    this.adopt(headers);
    this.decodePath.startHeaders(headers, endStream);
  }

  decodeData(data: ByteBufferImpl, endStream: boolean): void {
    this.streamInfo.bytesReceived += data.length;
    this.decodePath.startData(data, endStream);
  }

  decodeTrailers(trailers: HeaderMapImpl): void {
    this.adopt(trailers);
    this.decodePath.startTrailers(trailers);
  }

  // --- the response, as the terminal filter gets it

  encodeHeaders(headers: HeaderMapImpl, endStream: boolean): void {
    if (this.#responseEnded || this.#destroyed) return;
    this.adopt(headers);
    if (endStream) this.#localComplete = true;
    this.encodePath.startHeaders(headers, endStream);
  }

  encodeData(data: ByteBufferImpl, endStream: boolean): void {
    if (endStream) this.#localComplete = true;
    this.encodePath.startData(data, endStream);
  }

  encodeTrailers(trailers: HeaderMapImpl): void {
    this.#localComplete = true;
    this.adopt(trailers);
    this.encodePath.startTrailers(trailers);
  }

  // --- header maps

  /** Takes a map into the stream; from now on its changes are recorded as the doing of whoever acts. */
  adopt(map: HeaderMapImpl): void {
    const first = map.kind === 'request-headers' && this.#maps['request-headers'] === null;
    if (first) this.#replyForm = { isGrpc: isGrpcRequest(map), isHead: map.get(':method') === 'HEAD' };
    this.#maps[map.kind] = map;
    const { attribution, detailed } = this.trace.recorder;
    if (!detailed) return;
    const direction = map.kind.startsWith('request') ? 'request' : 'response';
    map.onChange = (change) => {
      const actor = attribution.current ?? this.trace;
      const isFilter = actor !== this.trace;
      actor.emit({ kind: 'header-changed', ...change }, isFilter ? undefined : { direction });
    };
  }

  requestHeaders(): HeaderMapImpl | null {
    return this.#maps['request-headers'];
  }

  requestTrailers(): HeaderMapImpl | null {
    return this.#maps['request-trailers'];
  }

  responseHeaders(): HeaderMapImpl | null {
    return this.#maps['response-headers'];
  }

  responseTrailers(): HeaderMapImpl | null {
    return this.#maps['response-trailers'];
  }

  createRequestTrailers(): HeaderMapImpl {
    const trailers = new HeaderMapImpl('request-trailers');
    this.adopt(trailers);
    return trailers;
  }

  createResponseTrailers(): HeaderMapImpl {
    const trailers = new HeaderMapImpl('response-trailers');
    this.adopt(trailers);
    return trailers;
  }

  // --- states that the paths ask for

  requestClosed(): boolean {
    return this.#localComplete || this.#destroyed;
  }

  responseClosed(): boolean {
    return this.#responseEnded || this.#destroyed;
  }

  /** Whether response headers are on their way to the client. */
  get headersSent(): boolean {
    return this.#headersSent;
  }

  // --- the end of the encode path

  responseHeadersDone(headers: HeaderMapImpl, end: { readonly endStream: boolean }): void {
    this.trace.recorder.attribution.during(this.trace, () => this.#sendHeaders(headers, end));
  }

  #sendHeaders(headers: HeaderMapImpl, end: { readonly endStream: boolean }): void {
    const problem = checkResponseHeaders(headers);
    if (problem !== null) {
      this.sendLocalReply({ code: 502, body: problem.body, headers: [], grpcStatus: null, details: problem.details });
      return;
    }
    this.#headersSent = true;
    this.stream.encodeHeaders(headers, end);
    if (end.endStream) this.#endResponse();
  }

  responseDataDone(data: ByteBufferImpl, end: { readonly endStream: boolean }): void {
    this.trace.recorder.attribution.during(this.trace, () => {
      this.stream.encodeData(data, end);
      if (end.endStream) this.#endResponse();
    });
  }

  responseTrailersDone(trailers: HeaderMapImpl): void {
    this.trace.recorder.attribution.during(this.trace, () => {
      this.stream.encodeTrailers(trailers);
      this.#endResponse();
    });
  }

  // --- limits

  requestTooLarge(): void {
    this.stream.onRequestTooLarge();
    this.sendLocalReply({
      code: 413,
      body: 'Payload Too Large',
      headers: [],
      grpcStatus: null,
      details: 'request_payload_too_large',
    });
  }

  responseTooLarge(): void {
    this.stream.onResponseTooLarge();
    this.sendLocalReply({
      code: 500,
      body: 'Internal Server Error',
      headers: [],
      grpcStatus: null,
      details: 'response_payload_too_large',
    });
  }

  pauseRequest(): void {
    this.stream.pauseRequest();
  }

  resumeRequest(): void {
    this.stream.resumeRequest();
  }

  pauseResponse(): void {
    this.stream.pauseResponse();
  }

  resumeResponse(): void {
    this.stream.resumeResponse();
  }

  // --- local replies

  /** Envoy: `DownstreamFilterManager::sendLocalReply`. */
  sendLocalReply(reply: LocalReply): void {
    if (this.#destroyed || this.#responseEnded) return;
    const details = reply.details.replace(/\s/g, '_');
    this.streamInfo.responseCodeDetails = details;
    const { attribution } = this.trace.recorder;
    const actor = attribution.current ?? this.trace;
    const event = {
      kind: 'local-reply' as const,
      code: reply.code,
      headers: reply.headers,
      data: reply.body === '' ? null : actor.body(Uint8Array.from(reply.body, (c) => c.charCodeAt(0))),
      details,
      grpcStatus: reply.grpcStatus,
    };
    actor.emit(event, { cause: attribution.cause });
    const fromDecoding = this.decodePath.calling;
    this.stream.onLocalReply(reply.code);
    if (fromDecoding) this.decodePath.aborted = true;
    else if (this.encodePath.calling) this.encodePath.aborted = true;
    if (this.responseHeaders() === null) {
      this.stream.route();
      if (fromDecoding) this.#prepared = reply;
      else this.#sendThroughFilters(reply);
    } else if (!this.#headersSent) {
      this.#sendDirectly(reply);
    } else {
      this.stream.resetStream('local reply after headers', details);
    }
  }

  sendPreparedReply(): void {
    const reply = this.#prepared;
    this.#prepared = null;
    if (reply !== null && !this.#destroyed) this.#sendThroughFilters(reply);
  }

  #sendThroughFilters(reply: LocalReply): void {
    this.trace.recorder.attribution.during(this.trace, () => {
      const { headers, body } = this.#prepare(reply);
      this.encodeHeaders(headers, body.length === 0);
      if (body.length > 0 && !this.responseClosed()) this.encodeData(new ByteBufferImpl(body), true);
    });
  }

  /** Past the filters, which have seen other headers already. */
  #sendDirectly(reply: LocalReply): void {
    this.trace.recorder.attribution.during(this.trace, () => {
      this.encodePath.aborted = true;
      this.#localComplete = true;
      this.#maps['response-trailers'] = null;
      const { headers, body } = this.#prepare(reply);
      this.adopt(headers);
      this.#headersSent = true;
      this.stream.encodeHeaders(headers, { endStream: body.length === 0 });
      if (body.length > 0) this.stream.encodeData(new ByteBufferImpl(body), { endStream: true });
      this.#endResponse();
    });
  }

  #prepare(reply: LocalReply) {
    return prepareLocalReply(reply, {
      ...this.#replyForm,
      finalize: (headers, when) => this.stream.finalizeLocalReply(headers, when),
      rewrite: (draft) => this.stream.rewriteLocalReply(draft),
    });
  }

  #endResponse(): void {
    if (this.#responseEnded) return;
    this.#responseEnded = true;
    this.stream.endStream();
  }

  // --- the end

  /** The stream is over: no callback comes any more but onLog and onDestroy. */
  destroy(): void {
    this.#destroyed = true;
  }

  /** The access-log phase of the filters, in chain order. Envoy: `FilterManager::log`. */
  log(): void {
    this.#ending('onLog', (filter) => filter.onLog?.bind(filter));
  }

  /** Envoy: `FilterManager::destroyFilters`. */
  destroyFilters(): void {
    this.#ending('onDestroy', (filter) => filter.onDestroy?.bind(filter));
  }

  #ending(callback: 'onLog' | 'onDestroy', pick: (filter: HttpFilter) => (() => void) | undefined): void {
    for (const [i, filter] of this.#filters.entries()) {
      const run = pick(filter);
      if (run === undefined || isTerminal(filter)) {
        run?.();
        continue;
      }
      const ref = this.decodePath.filters[i]?.ref ?? null;
      const trace = this.trace.with({ filter: ref, direction: null });
      trace.emit({ kind: 'filter-called', callback, endStream: true, headers: null, data: null });
      trace.recorder.attribution.during(trace, run);
      const cost = filter.takeCost?.() ?? null;
      trace.emit({ kind: 'filter-returned', callback, status: null, headers: null, data: null }, { cost });
    }
  }
}

function isTerminal(filter: HttpFilter): boolean {
  return TERMINAL in filter;
}
