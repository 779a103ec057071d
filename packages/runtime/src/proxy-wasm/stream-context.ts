import type { DecoderFilterCallbacks, EncoderFilterCallbacks } from '../filter/filter-callbacks.ts';
import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from '../filter/filter-status.ts';
import type { EventEnd, HttpFilter } from '../filter/http-filter.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { RouteEntry } from '../http-connection-manager/route-entry.ts';
import type { StreamInfo } from '../stream-info/stream-info.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import type { Status } from './abi/types.ts';
import { BUFFER, MAP, STATUS } from './abi/types.ts';
import { dataStatus, headersStatus, trailersStatus } from './action.ts';
import type { GuestBuffer, LocalResponse } from './context.ts';
import { bodyBuffer, Context } from './context.ts';
import { Passage } from './passage.ts';
import { streamLogPrefix } from './plugin.ts';
import type { RootContext } from './root-context.ts';
import { streamStatus } from './root-context.ts';
import { StreamActions } from './stream-actions.ts';

const FAIL_DETAILS = 'wasm_fail_stream';
/** What Envoy answers to a stream whose VM is dead. */
export const FAILED_RESPONSE: LocalResponse = {
  code: 503,
  details: FAIL_DETAILS,
  body: '',
  headers: [],
  grpcStatus: 14,
};

/**
 * The context of one HTTP stream: Envoy's Wasm filter.
 * Envoy: source/extensions/common/wasm/context.cc, `Context::decodeHeaders` and the rest of its filter half.
 */
export class StreamContext extends Context implements HttpFilter {
  readonly root: RootContext;
  readonly logPrefix: string;
  route: RouteEntry | null = null;
  readonly #actions: StreamActions;
  readonly #request = new Passage();
  readonly #response = new Passage();
  #logging = false;
  #failed = false;

  constructor(root: RootContext) {
    super(root.vm, root.plugin);
    this.root = root;
    this.logPrefix = streamLogPrefix(root.plugin);
    this.#actions = new StreamActions(root.vm);
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#actions.decoder = callbacks;
    callbacks.trace.place = this.vm.place;
  }

  setEncoderCallbacks(callbacks: EncoderFilterCallbacks): void {
    this.#actions.encoder = callbacks;
    callbacks.trace.place = this.vm.place;
  }

  get trace(): FilterTrace {
    const { onResponse, encoder, decoder } = this.#actions;
    return (onResponse ? encoder : decoder)?.trace ?? this.root.trace;
  }

  get streamInfo(): StreamInfo | null {
    return this.#actions.callbacks?.streamInfo ?? null;
  }

  takeCost(): number | null {
    const cost = this.spent;
    this.spent = null;
    return cost;
  }

  // --- the request

  decodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    this.#actions.onResponse = false;
    this.route = this.#actions.decoder?.route() ?? null;
    this.create();
    return this.#headersCallback('proxy_on_request_headers', this.#request, headers, endStream);
  }

  decodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    if (!this.created) return 'Continue';
    this.#actions.onResponse = false;
    if (this.#request.buffering) this.#actions.decoder?.addDecodedData(data, { streaming: false });
    // Too much for the limit: Envoy has answered 413 and the stream may be gone.
    if (this.#actions.gone) return 'StopIterationAndBuffer';
    return this.#dataCallback('proxy_on_request_body', BUFFER.RequestBody, data, endStream);
  }

  decodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    if (!this.created) return 'Continue';
    this.#actions.onResponse = false;
    return this.#trailersCallback('proxy_on_request_trailers', this.#request, trailers);
  }

  // --- the response

  encodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    if (!this.#seesResponse()) return 'Continue';
    return this.#headersCallback('proxy_on_response_headers', this.#response, headers, endStream);
  }

  encodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    if (!this.#seesResponse()) return 'Continue';
    if (this.#response.buffering) this.#actions.encoder?.addEncodedData(data, { streaming: false });
    if (this.#actions.gone) return 'StopIterationAndBuffer';
    return this.#dataCallback('proxy_on_response_body', BUFFER.ResponseBody, data, endStream);
  }

  encodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    if (!this.#seesResponse()) return 'Continue';
    return this.#trailersCallback('proxy_on_response_trailers', this.#response, trailers);
  }

  /** A filter that never got the request, or that has answered because its VM is dead, lets the response pass. */
  #seesResponse(): boolean {
    if (this.#failed || !this.created || this.#actions.gone) return false;
    this.#actions.onResponse = true;
    return true;
  }

  // --- the three kinds of callbacks

  #headersCallback(name: string, passage: Passage, headers: HeaderMap, endStream: boolean): FilterHeadersStatus {
    passage.headers = headers;
    passage.ended = endStream;
    const status = this.#askAboutHeaders(name, headers.size, endStream);
    if (status === 'Continue') passage.headers = null;
    return status;
  }

  #askAboutHeaders(name: string, count: number, endStream: boolean): FilterHeadersStatus {
    if (this.vm.failed) return this.#vmFailed('StopAllIterationAndWatermark');
    if (!this.vm.has(name)) return 'Continue';
    const action = this.callGuest(name, this.vm.abi === '0.1.0' ? [this.id, count] : [this.id, count, +endStream]);
    if (this.vm.failed) return this.#afterCall(this.#vmFailed('StopAllIterationAndWatermark'));
    const status = headersStatus((action ?? 0) >>> 0, {
      allowStopIteration: this.plugin.allowOnHeadersStopIteration,
      stopNext: this.vm.stopsNext,
    });
    this.#actions.answered = status;
    this.#afterCall(status);
    this.#actions.answered = null;
    return status;
  }

  #dataCallback(name: string, buffer: 0 | 1, data: ByteBuffer, endStream: boolean): FilterDataStatus {
    const passage = buffer === BUFFER.RequestBody ? this.#request : this.#response;
    passage.data = data;
    passage.ended = endStream;
    const status = this.#askAboutData(name, this.bodyBuffer(buffer).length, endStream);
    passage.buffering = status === 'StopIterationAndBuffer';
    if (status === 'Continue') passage.data = null;
    return status;
  }

  #askAboutData(name: string, size: number, endStream: boolean): FilterDataStatus {
    if (this.vm.failed) return this.#vmFailed('StopIterationNoBuffer');
    if (!this.vm.has(name)) return 'Continue';
    const action = this.callGuest(name, [this.id, size, +endStream]);
    if (this.vm.failed) return this.#afterCall(this.#vmFailed('StopIterationNoBuffer'));
    return this.#afterCall(dataStatus((action ?? 0) >>> 0, this.vm.stopsNext));
  }

  #trailersCallback(name: string, passage: Passage, trailers: HeaderMap): FilterTrailersStatus {
    passage.trailers = trailers;
    const status = this.#askAboutTrailers(name, trailers.size);
    if (status === 'Continue') passage.trailers = null;
    return status;
  }

  #askAboutTrailers(name: string, count: number): FilterTrailersStatus {
    if (this.vm.failed) return this.#vmFailed('StopIteration');
    if (!this.vm.has(name)) return 'Continue';
    const action = this.callGuest(name, [this.id, count]);
    if (this.vm.failed) return this.#afterCall(this.#vmFailed('StopIteration'));
    return this.#afterCall(trailersStatus((action ?? 0) >>> 0, this.vm.stopsNext));
  }

  #afterCall<S>(status: S): S {
    this.vm.runAfterCallActions();
    return status;
  }

  /** The VM is dead. Envoy: `CHECK_FAIL` and `Context::failStream`. */
  #vmFailed<S>(stopped: S): S | 'Continue' {
    const { legacyFailOpen, failurePolicy } = this.plugin;
    if (!this.#failed) {
      const effect = legacyFailOpen ? 'the stream goes on without the filter' : 'the stream is answered with 503';
      const policy = legacyFailOpen ? 'fail_open' : failurePolicy;
      this.trace.emit({ kind: 'failure-policy-applied', policy, effect }, this.vm.eventExtras);
    }
    this.#failed = true;
    if (legacyFailOpen) return 'Continue';
    if (!this.#actions.replied) this.#actions.reply(FAILED_RESPONSE);
    return stopped;
  }

  // --- the end

  onLog(): void {
    if (this.#actions.gone) return;
    this.create();
    if (this.vm.failed || !this.vm.has('proxy_on_log')) return;
    this.#logging = true;
    this.callGuest('proxy_on_log', [this.id]);
    this.vm.runAfterCallActions();
    this.#logging = false;
  }

  onDestroy(): void {
    if (this.#actions.gone || this.#actions.ending) return;
    this.#actions.ending = true;
    if (this.created) {
      for (const name of ['proxy_on_done', 'proxy_on_delete']) {
        if (this.vm.failed || !this.vm.has(name)) continue;
        this.callGuest(name, [this.id]);
        this.vm.runAfterCallActions();
      }
    }
    this.#actions.gone = true;
    this.#request.clear();
    this.#response.clear();
    this.vm.removeContext(this.id);
  }

  // --- maps and buffers

  /** What a callback has stopped at stays open to the end, even for what no longer goes anywhere. */
  mutableMap(map: number): HeaderMap | null {
    const over = this.#logging || this.#actions.ending;
    if (map === MAP.RequestTrailers && this.#request.mayGetTrailers) {
      this.#request.trailers = over
        ? new HeaderMapImpl('request-trailers')
        : (this.#actions.decoder?.addDecodedTrailers() ?? null);
    }
    if (map === MAP.ResponseTrailers && this.#response.mayGetTrailers) {
      this.#response.trailers = over
        ? new HeaderMapImpl('response-trailers')
        : (this.#actions.encoder?.addEncodedTrailers() ?? null);
    }
    return this.#presentMap(map);
  }

  override readableMap(map: number): HeaderMap | null {
    if (map > MAP.ResponseTrailers) return super.readableMap(map);
    return this.#logging ? this.#loggedMap(map) : this.#presentMap(map);
  }

  #presentMap(map: number): HeaderMap | null {
    switch (map) {
      case MAP.RequestHeaders:
        return this.#request.headers;
      case MAP.RequestTrailers:
        return this.#request.trailers;
      case MAP.ResponseHeaders:
        return this.#response.headers;
      case MAP.ResponseTrailers:
        return this.#response.trailers;
      default:
        return null;
    }
  }

  #loggedMap(map: number): HeaderMap | null {
    const { callbacks } = this.#actions;
    switch (map) {
      case MAP.RequestHeaders:
        return callbacks?.requestHeaders() ?? null;
      case MAP.ResponseHeaders:
        return callbacks?.responseHeaders() ?? null;
      case MAP.ResponseTrailers:
        return callbacks?.responseTrailers() ?? null;
      default:
        return null;
    }
  }

  override get absentMapIsNotFound(): boolean {
    return this.#logging;
  }

  mapChanged(map: number): void {
    if (map === MAP.RequestHeaders) this.clearRouteCache();
  }

  protected bodyBuffer(buffer: number): GuestBuffer {
    const { decoder, encoder, gone, ending } = this.#actions;
    // At the end only what was collected is still there.
    if (gone) return bodyBuffer(null);
    const over = ending || this.#logging;
    switch (buffer) {
      case BUFFER.RequestBody:
        return bodyBuffer(
          this.#request.buffering ? (decoder?.decodingBuffer() ?? null) : over ? null : this.#request.data,
        );
      case BUFFER.ResponseBody:
        return bodyBuffer(
          this.#response.buffering ? (encoder?.encodingBuffer() ?? null) : over ? null : this.#response.data,
        );
      default:
        return bodyBuffer(null);
    }
  }

  // --- what the module may do with its stream

  sendLocalResponse(response: LocalResponse): void {
    if (this.#logging || this.#actions.ending) {
      this.vm.wouldCrash(
        'proxy_send_local_response while the stream ends',
        'a local response from proxy_on_log, proxy_on_done or proxy_on_delete makes Envoy 1.40 crash',
      );
    }
    this.vm.stopNextIteration();
    this.vm.addAfterCallAction(() => this.#actions.reply(response));
  }

  continueStream(stream: number): Status {
    const status = streamStatus(stream);
    if (status !== STATUS.Ok || this.#actions.ending) return status;
    if (stream === 0) this.vm.addAfterCallAction(() => this.#actions.continueRequest());
    if (stream === 1) this.vm.addAfterCallAction(() => this.#actions.continueResponse());
    this.#request.clear();
    return status;
  }

  closeStream(stream: number): Status {
    if (stream > 3) return STATUS.BadArgument;
    if (stream <= 1 && !this.#actions.ending) this.vm.addAfterCallAction(() => this.#actions.close());
    return STATUS.Ok;
  }

  clearRouteCache(): Status {
    this.#actions.callbacks?.clearRouteCache();
    return STATUS.Ok;
  }
}
