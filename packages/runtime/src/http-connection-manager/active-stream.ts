import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { SimulatedWorker } from '../server/simulated-worker.ts';
import type { StreamInfoImpl } from '../stream-info/stream-info-impl.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { ClientSent } from '../upstream/client-sent.ts';
import type { HttpConnectionManager } from './connection-manager.ts';
import { createFilters } from './create-filters.ts';
import type { Downstream } from './downstream.ts';
import { FilterManager, type FilterManagerStream } from './filter-manager.ts';
import type { FormatContext } from './format-operators.ts';
import type { LocalReplyDraft } from './local-reply.ts';
import { prepareRequest } from './prepare-request.ts';
import { isUpgrade } from './request-headers.ts';
import { mutateResponseHeaders } from './response-headers.ts';
import type { RouteEntry } from './route-entry.ts';
import { Router } from './router.ts';
import { StreamRoute } from './stream-route.ts';
import { STREAM_TIMEOUTS, type StreamTimeout, StreamTimers } from './stream-timers.ts';

/** What a stream is made of. */
export type ActiveStreamOptions = {
  readonly connectionManager: HttpConnectionManager;
  readonly worker: SimulatedWorker;
  readonly trace: TraceEmitter;
  readonly streamInfo: StreamInfoImpl;
  readonly downstream: Downstream;
  readonly clientSent: ClientSent;
};

/** A request that the codec refuses. */
export type CodecError = { readonly code: number; readonly body: string; readonly details: string };

/**
 * One request and its response, from the codec to the filters and back.
 * Envoy: source/common/http/conn_manager_impl.cc `ConnectionManagerImpl::ActiveStream`.
 */
export class ActiveStream implements FilterManagerStream {
  readonly #options: ActiveStreamOptions;
  readonly #manager: FilterManager;
  readonly #timers: StreamTimers;
  readonly #route: StreamRoute;
  #router: Router | null = null;
  #chainMade = false;
  #requestComplete = false;
  #closesConnection = false;
  #endsByClose = false;
  #over = false;
  /** How many buffers on the request's way are full. */
  #pauses = 0;

  constructor(options: ActiveStreamOptions) {
    this.#options = options;
    const { config, stats } = options.connectionManager;
    this.#manager = new FilterManager({
      worker: options.worker,
      streamInfo: options.streamInfo,
      stream: this,
      trace: options.trace,
      bufferLimit:
        options.downstream.protocol === 'HTTP/2' ? config.http2StreamWindow : options.connectionManager.bufferLimit,
    });
    this.#route = new StreamRoute({ ...options, requestHeaders: () => this.#manager.requestHeaders() });
    this.#timers = new StreamTimers(options.worker.queue, config, (timeout) => this.#onTimeout(timeout));
    options.trace.emit({ kind: 'stream-started', protocol: options.downstream.protocol });
    stats.inc('downstream_rq_total');
    stats.inc(options.downstream.protocol === 'HTTP/2' ? 'downstream_rq_http2_total' : 'downstream_rq_http1_total');
    this.#timers.start();
  }

  get over(): boolean {
    return this.#over;
  }

  get requestComplete(): boolean {
    return this.#requestComplete;
  }

  // --- from the codec

  onHeaders(headers: HeaderMapImpl, endStream: boolean): void {
    this.#timers.touch();
    if (endStream) this.#onRequestComplete();
    this.#manager.adopt(headers);
    const refusal = prepareRequest(headers, this.#prepareContext());
    if (refusal?.closes) this.#closesConnection = true;
    if (refusal === null) {
      this.#decode(headers, endStream);
      return;
    }
    this.#route.select();
    this.#makeChain();
    const { code, body, headers: own, details } = refusal;
    this.#manager.sendLocalReply({ code, body, headers: own, details, grpcStatus: null });
  }

  /** Chooses the route, makes the filters and sends the head through them. */
  #decode(headers: HeaderMapImpl, endStream: boolean): void {
    this.#route.select();
    this.#makeChain();
    const limit = this.#route.cached?.bufferLimit ?? 0;
    if (limit > this.#manager.decodePath.limit) this.#manager.decodePath.limit = limit;
    this.#timers.applyRoute(this.#route.cached?.action ?? null, headers);
    this.#manager.decodeHeaders(headers, endStream);
  }

  /** A request once more; it was prepared the first time. */
  onRecreated(headers: HeaderMapImpl, body: Uint8Array | null): void {
    this.#onRequestComplete();
    this.#manager.adopt(headers);
    this.#decode(headers, body === null);
    if (body !== null) this.#manager.decodeData(new ByteBufferImpl(body), true);
  }

  onData(data: ByteBufferImpl, endStream: boolean): void {
    if (this.#over) return;
    this.#timers.touch();
    if (endStream) this.#onRequestComplete();
    this.#manager.decodeData(data, endStream);
  }

  onTrailers(trailers: HeaderMapImpl): void {
    if (this.#over) return;
    this.#timers.touch();
    this.#onRequestComplete();
    this.#manager.decodeTrailers(trailers);
  }

  /** What the codec sends back is no valid request. */
  onCodecError(error: CodecError): void {
    const { streamInfo, connectionManager } = this.#options;
    // The version of a head that was not read to its end is not known.
    if (streamInfo.protocol === 'HTTP/1.0') streamInfo.protocol = 'HTTP/1.1';
    streamInfo.responseFlags.add('DPE');
    connectionManager.stats.inc('downstream_cx_protocol_error');
    this.#closesConnection = true;
    this.#makeChain();
    this.#manager.sendLocalReply({ ...error, headers: [], grpcStatus: null });
  }

  /** The client went away or reset the stream. */
  onClientGone(flag: 'DC' | 'DR' | 'DPE', details: string): void {
    if (this.#over) return;
    const { streamInfo, connectionManager } = this.#options;
    streamInfo.responseFlags.add(flag);
    streamInfo.responseCodeDetails = details;
    connectionManager.stats.inc('downstream_rq_rx_reset');
    this.#makeChain();
    this.#end();
  }

  // --- FilterManagerStream

  encodeInformational(headers: HeaderPairs): void {
    const { connectionManager, downstream } = this.#options;
    if (!connectionManager.config.proxy100Continue || this.#manager.headersSent) return;
    connectionManager.stats.chargeResponse(Number(headers.find(([name]) => name === ':status')?.[1]));
    downstream.writeInformational(headers);
  }

  encodeHeaders(headers: HeaderMapImpl, end: { readonly endStream: boolean }): void {
    const { connectionManager, streamInfo, worker, downstream } = this.#options;
    const { config, stats } = connectionManager;
    this.#timers.touch();
    this.#timers.responseStarted = true;
    const early = !this.#requestComplete;
    if (early) stats.inc('downstream_rq_response_before_rq_complete');
    const http1 = downstream.protocol !== 'HTTP/2'; // HTTP/1.0 ends what has no length by closing.
    this.#endsByClose = downstream.protocol === 'HTTP/1.0' && !headers.has('content-length');
    if (http1 && (early || this.#drains())) this.#closesConnection = true;
    const request = this.#manager.requestHeaders();
    const forced = request?.has('x-envoy-force-trace') === true && request.get('x-envoy-internal') === 'true';
    mutateResponseHeaders(headers, config, {
      epochMs: worker.clock.epochMs(),
      requestId: request?.get('x-request-id'),
      echoesRequestId: config.alwaysSetRequestIdInResponse || forced,
      closes: http1 && this.#closesConnection,
      asksForUpgrade: request !== null && isUpgrade(request),
      http10: downstream.protocol === 'HTTP/1.0',
    });
    const code = Number(headers.get(':status'));
    streamInfo.responseCode = code;
    if (!streamInfo.healthCheck) stats.chargeResponse(code);
    downstream.writeHeaders(headers, end);
  }

  encodeData(data: ByteBufferImpl, end: { readonly endStream: boolean }): void {
    this.#timers.touch();
    const bytes = data.bytes();
    data.drain(bytes.length);
    this.#options.streamInfo.bytesSent += bytes.length;
    this.#options.downstream.writeData(bytes, end);
  }

  encodeTrailers(trailers: HeaderMapImpl): void {
    this.#timers.touch();
    this.#options.downstream.writeTrailers(trailers);
  }

  endStream(): void {
    if (this.#over) return;
    const { downstream, connectionManager } = this.#options;
    if (!this.#requestComplete) connectionManager.stats.inc('downstream_rq_rx_reset');
    downstream.finish({
      close: this.#closesConnection,
      drains: this.#drains(),
      requestComplete: this.#requestComplete,
    });
    this.#end();
  }

  resetStream(_reason: string, details: string): void {
    if (this.#over) return;
    const { downstream, connectionManager, streamInfo } = this.#options;
    streamInfo.responseCodeDetails = details;
    connectionManager.stats.inc('downstream_rq_tx_reset');
    connectionManager.stats.inc('downstream_rq_rx_reset');
    downstream.reset({ drains: this.#drains(), requestComplete: this.#requestComplete });
    this.#end();
  }

  recreateStream(headers: HeaderMapImpl, body: Uint8Array | null): void {
    const { streamInfo, downstream } = this.#options;
    streamInfo.responseCodeDetails = 'internal_redirect';
    this.#end();
    downstream.recreate(headers, body, streamInfo.carriedOver());
  }

  pauseRequest(): void {
    this.#options.connectionManager.stats.inc('downstream_flow_control_paused_reading_total');
    if (this.#pauses++ === 0) this.#options.downstream.pause();
  }

  resumeRequest(): void {
    this.#options.connectionManager.stats.inc('downstream_flow_control_resumed_reading_total');
    if (--this.#pauses === 0) this.#options.downstream.resume();
  }

  pauseResponse(): void {
    if (this.#router !== null) this.#router.paused = true;
  }

  resumeResponse(): void {
    if (this.#router !== null) this.#router.paused = false;
  }

  onRequestTooLarge(): void {
    this.#options.connectionManager.stats.inc('downstream_rq_too_large');
  }

  onResponseTooLarge(): void {
    this.#options.connectionManager.stats.inc('rs_too_large');
  }

  route(): RouteEntry | null {
    return this.#route.select();
  }

  clearRouteCache(): void {
    this.#route.clear();
  }

  perRouteConfigs(filterName: string): readonly unknown[] {
    return this.#route.select()?.perFilterConfigs(filterName) ?? [];
  }

  /** A bad request means that the two sides may not understand each other: the connection is closed. */
  onLocalReply(code: number): void {
    if (code === 400) this.#closesConnection = true;
  }

  finalizeLocalReply(headers: HeaderMapImpl, when: 'before' | 'after'): void {
    const route = this.#route.cached;
    if (route === null) return;
    const own = this.#options.streamInfo.responseCodeDetails === 'direct_response';
    if (when === 'before' ? route.action !== null : own && route.action === null) {
      route.mutateResponseHeaders(headers, this.formatContext());
    }
  }

  rewriteLocalReply(draft: LocalReplyDraft): void {
    const { streamInfo, connectionManager, downstream } = this.#options;
    streamInfo.responseCode = draft.code;
    // A 400 of Envoy's own counts as a messaging error: HTTP/1 connections are closed.
    if (draft.code === 400 && downstream.protocol !== 'HTTP/2') this.#closesConnection = true;
    connectionManager.config.localReply.rewrite(draft, (localReplyBody) => ({
      ...this.formatContext(),
      responseHeaders: draft.headers,
      localReplyBody,
    }));
  }

  /** What format strings read at this moment. */
  formatContext(): FormatContext {
    const { worker, streamInfo, connectionManager } = this.#options;
    return {
      requestHeaders: this.#manager.requestHeaders(),
      responseHeaders: this.#manager.responseHeaders(),
      responseTrailers: this.#manager.responseTrailers(),
      streamInfo,
      route: this.#route.cached,
      localReplyBody: '',
      startEpochMs: connectionManager.epochMsAt(streamInfo.startTime),
      nowEpochMs: worker.clock.epochMs(),
      now: worker.clock.now(),
      accessLogType: this.#over ? 'DownstreamEnd' : 'NotSet',
    };
  }

  // --- inside

  /** Envoy: `StreamInfo::shouldDrainConnectionUponCompletion`. */
  #drains(): boolean {
    const { downstream, streamInfo } = this.#options;
    return downstream.closesAfterwards || streamInfo.drainConnection || this.#endsByClose;
  }

  #prepareContext() {
    const { connectionManager, worker, streamInfo, downstream } = this.#options;
    return {
      config: connectionManager.config,
      stats: connectionManager.stats,
      origin: {
        remote: streamInfo.downstreamDirectRemoteAddress,
        ownAddress: connectionManager.server.ownAddress,
        node: connectionManager.node,
        random: worker.random,
      },
      streamInfo,
      protocol: downstream.protocol,
      notSimulated: (what: string) => {
        const affects = ['responses', 'upstreams', 'stats', 'access_log'];
        this.#options.trace.emit({ kind: 'not-simulated', what, why: 'only the first exchange is simulated', affects });
      },
      continueRequest: () => downstream.writeInformational([[':status', '100']]),
    };
  }

  #makeChain(): void {
    if (this.#chainMade) return;
    this.#chainMade = true;
    const { connectionManager, worker, trace } = this.#options;
    const chain = connectionManager.chain(worker.index);
    createFilters(chain, this.#route.cached, this.#manager, trace);
    this.#addRouter(chain.length);
    this.#manager.completeChain();
  }

  #addRouter(index: number): void {
    const { connectionManager, clientSent } = this.#options;
    const { routerName } = connectionManager;
    if (routerName === null) return;
    this.#router = new Router({
      manager: this.#manager,
      server: connectionManager.server,
      stats: connectionManager.stats,
      clientSent,
      suppressEnvoyHeaders: connectionManager.config.suppressEnvoyHeaders,
      respectsExpected: connectionManager.config.respectsExpected,
      route: () => this.#route.select(),
      formatContext: () => this.formatContext(),
    });
    this.#manager.addFilter(this.#router, { index, name: routerName });
  }

  #onRequestComplete(): void {
    this.#requestComplete = true;
    this.#options.streamInfo.requestEnd = this.#options.worker.clock.now();
    this.#timers.onRequestComplete();
  }

  #onTimeout(timeout: StreamTimeout): void {
    const { connectionManager, streamInfo } = this.#options;
    const { counter, body, details, grpcStatus, ...reply } = STREAM_TIMEOUTS[timeout];
    connectionManager.stats.inc(counter);
    if (timeout === 'idle') streamInfo.responseFlags.add('SI');
    const code = timeout !== 'request' && this.#requestComplete ? 504 : reply.code;
    if (this.#manager.headersSent) this.resetStream('timeout', details);
    else this.#manager.sendLocalReply({ code, body, headers: [], grpcStatus, details });
  }

  /** The stream is over: access log, then the filters' end. Envoy: `doDeferredStreamDestroy`. */
  #end(): void {
    this.#over = true;
    const { streamInfo, trace, worker, connectionManager } = this.#options;
    this.#timers.stop();
    streamInfo.endTime = worker.clock.now();
    this.#manager.destroy();
    this.#manager.log();
    trace.emit({ kind: 'access-log', fields: connectionManager.accessLog.entry(this.formatContext()) });
    this.#manager.destroyFilters();
    trace.emit({
      kind: 'stream-ended',
      responseCode: streamInfo.responseCode ?? 0,
      responseFlags: [...streamInfo.responseFlags].join(',') || '-',
      responseCodeDetails: streamInfo.responseCodeDetails ?? '-',
    });
  }
}
