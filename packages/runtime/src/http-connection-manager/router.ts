import type { LocalReply } from '../filter/filter-callbacks.ts';
import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from '../filter/filter-status.ts';
import type { EventEnd, HttpFilter } from '../filter/http-filter.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderProblem } from '../http/check-headers.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { QueuedTask } from '../server/event-queue.ts';
import type { ClientSent } from '../upstream/client-sent.ts';
import type { Cluster } from '../upstream/cluster.ts';
import { resetBody, resetReply } from '../upstream/reset-text.ts';
import type { UpstreamReset } from '../upstream/response-plan.ts';
import { chargeCode, chargeResponse } from '../upstream/response-stats.ts';
import { TERMINAL } from './active-filter.ts';
import type { FilterManager } from './filter-manager.ts';
import { finalizeRequestHeaders } from './finalize-request.ts';
import type { FormatContext } from './format-operators.ts';
import { redirectLocation } from './redirect-action.ts';
import {
  NO_RETRIES,
  type RetryPolicy,
  retriesFailure,
  retriesResponse,
  retryDelayMs,
  type TryFailure,
  withRequestHeaders,
} from './retry-policy.ts';
import type { RouteAction } from './route-action.ts';
import type { RouterServer } from './router-server.ts';
import { announceTimeout, finalTimeouts, type RouterTimeouts } from './router-timeouts.ts';
import type { SelectedRoute } from './selected-route.ts';
import { mirrorCluster, startShadow } from './shadow-request.ts';
import type { HcmStats } from './stream-stats.ts';
import { type AttemptListener, UpstreamAttempt } from './upstream-attempt.ts';

/** What a router is made of. */
export type RouterOptions = {
  readonly manager: FilterManager;
  readonly server: RouterServer;
  readonly stats: HcmStats;
  readonly clientSent: ClientSent;
  readonly suppressEnvoyHeaders: boolean;
  /** The route chosen now. */
  route(): SelectedRoute | null;
  formatContext(): FormatContext;
};

const NS_PER_MS = 1_000_000;

/**
 * The terminal filter: sends the request upstream, repeats failed tries, turns the answer around.
 * Envoy: source/common/router/router.cc.
 */
export class Router implements HttpFilter, AttemptListener {
  readonly [TERMINAL] = true;
  readonly #options: RouterOptions;
  #route: SelectedRoute | null = null;
  #cluster: Cluster | null = null;
  #headers: HeaderMapImpl | null = null;
  #policy: RetryPolicy | null = null;
  #timeouts: RouterTimeouts = { globalMs: 0, perTryMs: 0 };
  #altResponse = false;
  #retriesLeft = 0;
  #retried = false;
  #attempt: UpstreamAttempt | null = null;
  readonly #shadows: UpstreamAttempt[] = [];
  /** Kept while a failed try could be repeated; null: it can't. */
  #replay: ByteBufferImpl | null = null;
  #hasData = false;
  #trailers: HeaderMapImpl | null = null;
  #requestComplete = false;
  #responseStarted = false;
  #timeout: QueuedTask | null = null;
  #retryTask: QueuedTask | null = null;
  #over = false;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  // --- the request

  decodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    const { manager, stats } = this.#options;
    stats.inc('rq_total');
    this.#headers = headers as HeaderMapImpl;
    const route = this.#options.route();
    this.#route = route;
    if (route === null) {
      stats.inc('no_route');
      this.#flag('NR');
      this.#reply({ code: 404, body: '', details: 'route_not_found' });
      return 'StopIteration';
    }
    const { action } = route;
    if (action === null) {
      this.#replyDirectly(route, headers);
      return 'StopIteration';
    }
    const cluster = this.#findCluster(route, action);
    if (cluster === null) return 'StopIteration';
    this.#cluster = cluster;
    manager.streamInfo.upstreamCluster = cluster.name;
    this.#prepare(route, action, this.#headers);
    if (cluster.maxRequests === 0) {
      this.#overflow();
      return 'StopIteration';
    }
    this.#startAttempt(endStream);
    this.#startShadows(action, endStream);
    if (endStream) this.#onRequestComplete();
    return 'StopIteration';
  }

  decodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    const bytes = data.bytes();
    this.#hasData = true;
    this.#keepForRetry(bytes);
    if (data instanceof ByteBufferImpl) new ByteBufferImpl().moveFrom(data);
    for (const shadow of this.#shadows) shadow.sendData(bytes, endStream);
    this.#attempt?.sendData(bytes, endStream);
    if (endStream) this.#onRequestComplete();
    return 'StopIterationNoBuffer';
  }

  decodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    this.#trailers = trailers as HeaderMapImpl;
    for (const shadow of this.#shadows) shadow.sendTrailers(this.#trailers);
    this.#attempt?.sendTrailers(this.#trailers);
    this.#onRequestComplete();
    return 'StopIteration';
  }

  onDestroy(): void {
    this.#over = true;
    if (this.#timeout !== null) this.#timeout.cancelled = true;
    if (this.#retryTask !== null) this.#retryTask.cancelled = true;
    this.#attempt?.reset();
  }

  /** Stops or goes on reading the upstream's response. */
  set paused(paused: boolean) {
    if (this.#attempt !== null) this.#attempt.paused = paused;
  }

  #replyDirectly(route: SelectedRoute, headers: HeaderMap): void {
    const { target } = route;
    this.#options.stats.inc('rq_direct_response');
    if (target.kind === 'redirect') {
      const location = redirectLocation(target.redirect, headers, route.pathMatch);
      this.#reply({
        code: target.redirect.code,
        body: '',
        headers: [['location', location]],
        details: 'direct_response',
      });
    } else if (target.kind === 'direct_response') {
      const { status, body, format } = target.response;
      const own = `${headers.get(':scheme') ?? 'http'}://${headers.get(':authority') ?? ''}${headers.get(':path') ?? ''}`;
      const moved = status === 201 || Math.floor(status / 100) === 3;
      this.#reply({
        code: status,
        body: format === null ? body : format.text(this.#options.formatContext(), '-'),
        headers: moved ? [['location', own]] : [],
        details: 'direct_response',
      });
    }
  }

  #findCluster(route: SelectedRoute, action: RouteAction): Cluster | null {
    const { server, stats, manager } = this.#options;
    const cluster = server.clusters.get(route.cluster ?? '');
    if (cluster === undefined) {
      stats.inc('no_cluster');
      this.#flag('NC');
      this.#reply({ code: action.notFoundCode, body: '', details: 'cluster_not_found' });
      return null;
    }
    if (!cluster.hasHosts) {
      manager.streamInfo.upstreamCluster = cluster.name;
      manager.streamInfo.upstreamRequestAttempts = 1;
      server.stats.add(`${cluster.statPrefix}upstream_cx_none_healthy`, 'counter', 1);
      server.stats.add(`${cluster.statPrefix}lb_healthy_panic`, 'counter', 1);
      this.#cluster = cluster;
      this.#flag('UH');
      this.#charge(503, null);
      this.#reply({ code: 503, body: 'no healthy upstream', details: 'no_healthy_upstream' });
      return null;
    }
    return cluster;
  }

  /** The circuit breaker has no room. */
  #overflow(): void {
    this.#options.manager.streamInfo.upstreamRequestAttempts = 1;
    this.#inc('upstream_rq_pending_overflow');
    const reply = resetReply('overflow');
    this.#flag(reply.flag);
    this.#charge(reply.code, null);
    this.#reply({
      code: reply.code,
      body: resetBody(reply, { retried: false }),
      headers: [['x-envoy-overloaded', 'true']],
      details: `upstream_reset_before_response_started{${underscored(reply.reason)}}`,
    });
  }

  #prepare(route: SelectedRoute, action: RouteAction, headers: HeaderMapImpl): void {
    const suppressed = this.#options.suppressEnvoyHeaders;
    const configured = action.retryPolicy ?? route.virtualHost.retryPolicy ?? NO_RETRIES;
    const policy = withRequestHeaders(configured, headers);
    this.#timeouts = finalTimeouts(headers, action.timeoutMs, policy);
    this.#altResponse = headers.has('x-envoy-upstream-rq-timeout-alt-response');
    announceTimeout(headers, this.#timeouts, { suppressed });
    if (route.virtualHost.includeAttemptCount) headers.setInPlace('x-envoy-attempt-count', '1');
    finalizeRequestHeaders(route, action, headers, {
      format: this.#options.formatContext(),
      endpointHost: this.#cluster?.hostname ?? '',
      insertsOriginals: !suppressed,
    });
    if (!headers.has(':scheme')) headers.add(':scheme', 'http');
    if (policy.on.size > 0) {
      this.#policy = policy;
      this.#retriesLeft = policy.retries;
      this.#replay = new ByteBufferImpl();
    }
  }

  #startShadows(action: RouteAction, endStream: boolean): void {
    const { manager, server, clientSent } = this.#options;
    const headers = this.#headers as HeaderMapImpl;
    for (const policy of action.mirrors) {
      const options = { server, policy, clientSent, worker: manager.worker.index, trace: manager.trace };
      const cluster = mirrorCluster(options, headers);
      if (cluster !== undefined) this.#shadows.push(startShadow(options, cluster, headers, endStream));
    }
  }

  #startAttempt(endStream: boolean): void {
    const { manager, server, clientSent } = this.#options;
    const info = manager.streamInfo;
    info.upstreamRequestAttempts++;
    const cluster = this.#cluster as Cluster;
    info.upstreamHost = cluster.address;
    info.upstreamProtocol = cluster.protocol;
    this.#attempt = new UpstreamAttempt({
      server,
      worker: manager.worker.index,
      cluster,
      number: info.upstreamRequestAttempts,
      trace: manager.decodePath.filters.at(-1)?.trace ?? manager.trace,
      clientSent,
      headers: this.#headers as HeaderMapImpl,
      listener: this,
    });
    this.#attempt.start(endStream);
  }

  #keepForRetry(bytes: Uint8Array): void {
    if (this.#replay === null) return;
    const limit = this.#route?.bufferLimit ?? this.#options.manager.decodePath.limit;
    if (limit > 0 && this.#replay.length + bytes.length > limit) {
      this.#replay = null;
      this.#policy = null;
      this.#inc('retry_or_shadow_abandoned');
    } else {
      this.#replay.append(bytes);
    }
  }

  #onRequestComplete(): void {
    if (this.#over) return;
    this.#requestComplete = true;
    const { globalMs } = this.#timeouts;
    if (globalMs > 0) this.#timeout = this.#schedule(globalMs, () => this.#onGlobalTimeout());
    this.#attempt?.armTimeout(this.#timeouts.perTryMs);
  }

  #schedule(ms: number, work: () => void): QueuedTask {
    const { server, manager } = this.#options;
    const trace = manager.decodePath.filters.at(-1)?.trace ?? manager.trace;
    return server.queue.schedule(ms, () => {
      if (!this.#over) server.attribution.during(trace, work);
    });
  }

  // --- the answer

  onAttemptHeaders(attempt: UpstreamAttempt, headers: HeaderMapImpl, endStream: boolean): void {
    if (this.#over || attempt !== this.#attempt) return;
    const { manager } = this.#options;
    const info = manager.streamInfo;
    info.upstreamFirstByte ??= this.#options.server.queue.clock.now();
    const code = Number(headers.get(':status'));
    if (this.#policy !== null && retriesResponse(this.#policy, headers)) {
      if (this.#retriesLeft > 0) {
        chargeCode(this.#options.server.stats, `${attempt.cluster.statPrefix}retry.`, code);
        if (!endStream) attempt.reset();
        this.#retry();
        return;
      }
      this.#retriesExhausted();
    } else if (this.#retried) {
      this.#inc('upstream_rq_retry_success');
    }
    this.#responseStarted = true;
    info.responseCode = code;
    this.#charge(code, headers);
    this.#finalizeResponse(attempt, headers, code);
    info.responseCodeDetails = 'via_upstream';
    manager.encodeHeaders(headers, endStream);
    if (endStream) this.#responseComplete();
  }

  onAttemptData(attempt: UpstreamAttempt, bytes: Uint8Array<ArrayBuffer>, endStream: boolean): void {
    if (this.#over || attempt !== this.#attempt) return;
    if (endStream) this.#responseComplete();
    this.#options.manager.encodeData(new ByteBufferImpl(bytes), endStream);
  }

  onAttemptTrailers(attempt: UpstreamAttempt, trailers: HeaderMapImpl): void {
    if (this.#over || attempt !== this.#attempt) return;
    this.#responseComplete();
    this.#options.manager.encodeTrailers(trailers);
  }

  onAttemptReset(attempt: UpstreamAttempt, reset: UpstreamReset): void {
    if (this.#over || attempt !== this.#attempt) return;
    const info = this.#options.manager.streamInfo;
    const reply = resetReply(reset);
    info.upstreamTransportFailureReason = reply.transport === null ? null : underscored(reply.transport);
    if (this.#responseStarted) {
      this.#flag(reply.flag);
      this.#cut(`upstream_reset_after_response_started{${underscored(reply.reason)}}`);
      return;
    }
    if (this.#retryAfter(reset, attempt)) return;
    this.#flag(reply.flag);
    this.#charge(reply.code, null);
    const transport = reply.transport === null ? '' : `|${underscored(reply.transport)}`;
    this.#reply({
      code: reply.code,
      body: resetBody(reply, { retried: this.#retried }),
      details: `upstream_reset_before_response_started{${underscored(reply.reason)}${transport}}`,
    });
  }

  onAttemptTimeout(attempt: UpstreamAttempt): void {
    if (this.#over || attempt !== this.#attempt) return;
    this.#inc('upstream_rq_per_try_timeout');
    attempt.reset();
    if (this.#retryAfter('per-try timeout', attempt)) return;
    this.#timedOut('upstream_per_try_timeout');
  }

  onAttemptInvalid(attempt: UpstreamAttempt, problem: HeaderProblem): void {
    attempt.reset();
    this.#flag('DPE');
    this.#reply({ code: 503, body: problem.body, details: problem.details });
  }

  #onGlobalTimeout(): void {
    this.#inc('upstream_rq_timeout');
    this.#attempt?.reset();
    if (this.#retryTask !== null) this.#retryTask.cancelled = true;
    this.#timedOut('response_timeout');
  }

  #timedOut(details: string): void {
    this.#flag('UT');
    if (this.#responseStarted) {
      this.#cut(details);
      return;
    }
    const code = this.#altResponse ? 204 : 504;
    this.#charge(code, null);
    this.#reply({ code, body: this.#altResponse ? '' : 'upstream request timeout', details });
  }

  /** Tries again if the policy and the number of tries allow it. */
  #retryAfter(failure: TryFailure, attempt: UpstreamAttempt): boolean {
    if (this.#policy === null) return false;
    if (!retriesFailure(this.#policy, failure, { fullySent: attempt.requestComplete })) return false;
    if (this.#retriesLeft === 0) {
      this.#retriesExhausted();
      return false;
    }
    this.#retry();
    return true;
  }

  #retriesExhausted(): void {
    this.#flag('URX');
    this.#inc('upstream_rq_retry_limit_exceeded');
  }

  #retry(): void {
    const policy = this.#policy as RetryPolicy;
    const { manager } = this.#options;
    this.#retriesLeft--;
    this.#retried = true;
    this.#attempt = null;
    this.#inc('upstream_rq_retry');
    this.#inc('upstream_rq_retry_backoff_exponential');
    const delay = retryDelayMs(policy, manager.streamInfo.upstreamRequestAttempts, manager.worker.random);
    this.#retryTask = this.#schedule(delay, () => this.#tryAgain());
  }

  #tryAgain(): void {
    const headers = this.#headers as HeaderMapImpl;
    const { manager, server, suppressEnvoyHeaders } = this.#options;
    this.#retryTask = null;
    if (this.#route?.virtualHost.includeAttemptCount) {
      headers.setInPlace('x-envoy-attempt-count', String(manager.streamInfo.upstreamRequestAttempts + 1));
    }
    const { globalMs, perTryMs } = this.#timeouts;
    if (!suppressEnvoyHeaders && globalMs > 0 && this.#timeout !== null) {
      const left = Math.floor((this.#timeout.at - server.queue.clock.now()) / NS_PER_MS);
      headers.setInPlace('x-envoy-expected-rq-timeout-ms', String(perTryMs > 0 ? Math.min(perTryMs, left) : left));
    }
    const hasBody = this.#hasData || this.#trailers !== null;
    this.#startAttempt(this.#requestComplete && !hasBody);
    const replay = this.#replay;
    if (this.#hasData && replay !== null) {
      this.#attempt?.sendData(replay.bytes(), this.#requestComplete && this.#trailers === null);
    }
    if (this.#trailers !== null) this.#attempt?.sendTrailers(this.#trailers);
    if (this.#requestComplete) this.#attempt?.armTimeout(perTryMs);
  }

  #finalizeResponse(attempt: UpstreamAttempt, headers: HeaderMapImpl, code: number): void {
    const { manager, suppressEnvoyHeaders, server, formatContext } = this.#options;
    manager.adopt(headers);
    if (this.#requestComplete && code !== 101 && !suppressEnvoyHeaders) {
      const elapsed = Math.floor((server.queue.clock.now() - attempt.started) / NS_PER_MS);
      headers.setInPlace('x-envoy-upstream-service-time', String(elapsed));
    }
    if (this.#route?.virtualHost.includeAttemptCountInResponse) {
      headers.setInPlace('x-envoy-attempt-count', String(attempt.number));
    }
    this.#route?.mutateResponseHeaders(headers, formatContext());
  }

  #responseComplete(): void {
    if (this.#timeout !== null) this.#timeout.cancelled = true;
  }

  /** Response headers are out: all that is left is to break off. */
  #cut(details: string): void {
    const { manager } = this.#options;
    manager.streamInfo.responseCodeDetails = details;
    manager.stream.resetStream('upstream', details);
  }

  #reply(reply: Partial<LocalReply> & Pick<LocalReply, 'code' | 'body' | 'details'>): void {
    this.#options.manager.sendLocalReply({ headers: [], grpcStatus: null, ...reply });
  }

  #charge(code: number, headers: HeaderMapImpl | null): void {
    const cluster = this.#cluster as Cluster;
    const route = this.#route;
    const routePrefix = route?.route?.statPrefix ?? '';
    chargeResponse(this.#options.server.stats, {
      clusterPrefix: cluster.statPrefix,
      code,
      internal: this.#headers?.get('x-envoy-internal') === 'true',
      canary: headers?.get('x-envoy-upstream-canary') === 'true',
      also: routePrefix === '' ? [] : [`vhost.${route?.virtualHost.name}.route.${routePrefix}.`],
    });
  }

  #inc(name: string): void {
    this.#options.server.stats.add(`${this.#cluster?.statPrefix}${name}`, 'counter', 1);
  }

  #flag(flag: string): void {
    this.#options.manager.streamInfo.responseFlags.add(flag);
  }
}

function underscored(text: string): string {
  return text.replaceAll(' ', '_');
}
