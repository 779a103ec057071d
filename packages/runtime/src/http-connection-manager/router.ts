import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from '../filter/filter-status.ts';
import type { EventEnd, HttpFilter } from '../filter/http-filter.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderProblem } from '../http/check-headers.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { QueuedTask } from '../server/event-queue.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import type { ClientSent } from '../upstream/client-sent.ts';
import type { Cluster } from '../upstream/cluster.ts';
import { resetDetails, resetReply } from '../upstream/reset-text.ts';
import { chargeCode } from '../upstream/response-stats.ts';
import type { UpstreamReset } from '../upstream/response-step.ts';
import { TERMINAL } from './active-filter.ts';
import type { FilterManager } from './filter-manager.ts';
import { finalizeRequestHeaders } from './finalize-request.ts';
import type { FormatContext } from './format-operators.ts';
import { isGrpc } from './grpc-timeout.ts';
import { followRedirect } from './internal-redirect.ts';
import { OtherTries } from './other-tries.ts';
import { replyDirectly } from './reply-directly.ts';
import { RequestReplay } from './request-replay.ts';
import { NO_RETRIES, type TryFailure, withRequestHeaders } from './retry-policy.ts';
import { markRetry, RetryState } from './retry-state.ts';
import type { RouteAction } from './route-action.ts';
import { RouterReport } from './router-report.ts';
import type { RouterServer } from './router-server.ts';
import {
  announceTimeout,
  consumeControlHeaders,
  finalTimeouts,
  NO_TIMEOUTS,
  type RouterTimeouts,
} from './router-timeouts.ts';
import type { SelectedRoute } from './selected-route.ts';
import { startShadows } from './shadow-request.ts';
import type { HcmStats } from './stream-stats.ts';
import { takeCluster, takeHost } from './take-cluster.ts';
import { type AttemptListener, UpstreamAttempt } from './upstream-attempt.ts';

/** What a router is made of. */
export type RouterOptions = {
  readonly manager: FilterManager;
  readonly server: RouterServer;
  readonly stats: HcmStats;
  readonly clientSent: ClientSent;
  readonly suppressEnvoyHeaders: boolean;
  /** `x-envoy-expected-rq-timeout-ms` of an Envoy in front is the time-out. */
  readonly respectsExpected: boolean;
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
  readonly #report: RouterReport;
  #route: SelectedRoute | null = null;
  #headers: HeaderMapImpl | null = null;
  #retry: RetryState | null = null;
  #timeouts: RouterTimeouts = NO_TIMEOUTS;
  #attempt: UpstreamAttempt | null = null;
  readonly #others = new OtherTries();
  readonly #shadows: UpstreamAttempt[] = [];
  readonly #replay = new RequestReplay();
  #responseStarted = false;
  /** Virtual nanoseconds. */
  #completeAt: number | null = null;
  /** The try before ran out of time. */
  #timedOutBefore = false;
  #timeout: QueuedTask | null = null;
  #retryTask: QueuedTask | null = null;
  #over = false;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#report = new RouterReport(options.manager, options.server);
  }

  // --- the request

  decodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    const { stats, suppressEnvoyHeaders } = this.#options;
    stats.inc('rq_total');
    this.#headers = headers as HeaderMapImpl;
    const route = this.#options.route();
    this.#route = route;
    if (route === null) {
      stats.inc('no_route');
      this.#report.flag('NR');
      this.#report.reply({ code: 404, body: '', details: 'route_not_found' });
    } else if (route.action === null) {
      stats.inc('rq_direct_response');
      replyDirectly(route, headers, this.#report, { ...this.#options, insertsOriginals: !suppressEnvoyHeaders });
    } else {
      const context = { ...this.#options, report: this.#report };
      if (!takeCluster(route, route.action, this.#headers, context)) return 'StopIteration';
      const cluster = this.#report.cluster as Cluster;
      this.#prepare(route, route.action, this.#headers);
      if (takeHost(context, cluster)) this.#send(route.action, endStream);
    }
    return 'StopIteration';
  }

  decodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    const bytes = data.bytes();
    this.#replay.hasData = true;
    if (this.#retry !== null || this.#route?.action?.internalRedirect) this.#keep(bytes);
    if (data instanceof ByteBufferImpl) new ByteBufferImpl().moveFrom(data);
    for (const shadow of this.#shadows) shadow.sendData(bytes, endStream);
    this.#attempt?.sendData(bytes, endStream);
    if (endStream) this.#onRequestComplete();
    return 'StopIterationNoBuffer';
  }

  decodeTrailers(trailers: HeaderMap): FilterTrailersStatus {
    const sent = trailers as HeaderMapImpl;
    this.#replay.trailers = sent;
    for (const shadow of this.#shadows) shadow.sendTrailers(sent);
    this.#attempt?.sendTrailers(sent);
    this.#onRequestComplete();
    return 'StopIteration';
  }

  onDestroy(): void {
    this.#over = true;
    if (this.#timeout !== null) this.#timeout.cancelled = true;
    if (this.#retryTask !== null) this.#retryTask.cancelled = true;
    this.#attempt?.reset();
    this.#others.resetAll();
  }

  /** Stops or goes on reading the upstream's response. */
  set paused(paused: boolean) {
    if (this.#attempt !== null) this.#attempt.paused = paused;
  }

  #prepare(route: SelectedRoute, action: RouteAction, headers: HeaderMapImpl): void {
    const suppressed = this.#options.suppressEnvoyHeaders;
    this.#options.manager.streamInfo.upstreamRequestAttempts++;
    const configured = action.retryPolicy ?? route.virtualHost.retryPolicy ?? NO_RETRIES;
    const policy = withRequestHeaders(configured, headers);
    this.#retry = RetryState.of(policy);
    this.#timeouts = finalTimeouts(headers, action, { policy, respectsExpected: this.#options.respectsExpected });
    this.#report.alternative = headers.get('x-envoy-upstream-alt-stat-name') ?? '';
    this.#report.altResponse = headers.has('x-envoy-upstream-rq-timeout-alt-response');
    consumeControlHeaders(headers, this.#options);
    announceTimeout(headers, this.#timeouts, { elapsedMs: 0, insertsExpected: this.#insertsExpected(headers) });
    if (route.virtualHost.includeAttemptCount) headers.setInPlace('x-envoy-attempt-count', '1');
    finalizeRequestHeaders(route, action, headers, {
      format: this.#options.formatContext(),
      endpointHost: this.#report.cluster?.hostname ?? '',
      insertsOriginals: !suppressed,
    });
    if (!headers.has(':scheme')) headers.add(':scheme', 'http');
  }

  #send(action: RouteAction, endStream: boolean): void {
    const { manager, server, clientSent } = this.#options;
    const headers = this.#headers as HeaderMapImpl;
    this.#startAttempt(endStream);
    const mirroring = { server, clientSent, worker: manager.worker.index, trace: manager.trace };
    this.#shadows.push(...startShadows(mirroring, action.mirrors, headers, endStream));
    if (endStream) this.#onRequestComplete();
  }

  #startAttempt(endStream: boolean): void {
    const { manager, server, clientSent } = this.#options;
    const info = manager.streamInfo;
    this.#others.add(this.#attempt);
    const cluster = this.#report.cluster as Cluster;
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
      bufferLimit: manager.decodePath.limit,
      listener: this,
    });
    this.#attempt.start(endStream);
  }

  /** Envoy in front may have said already how long it waits. */
  #insertsExpected(headers: HeaderMapImpl): boolean {
    const { suppressEnvoyHeaders, respectsExpected } = this.#options;
    if (suppressEnvoyHeaders) return false;
    return !respectsExpected || !headers.has('x-envoy-expected-rq-timeout-ms');
  }

  /** Keeps the body for another try or a redirect. */
  #keep(bytes: Uint8Array): void {
    const limit = this.#route?.bufferLimit ?? this.#options.manager.decodePath.limit;
    if (this.#replay.tooLarge || this.#replay.keep(bytes, limit)) return;
    this.#retry = null;
    this.#report.inc('retry_or_shadow_abandoned');
  }

  #onRequestComplete(): void {
    if (this.#over) return;
    this.#replay.complete = true;
    this.#completeAt = this.#options.server.queue.clock.now();
    const { globalMs } = this.#timeouts;
    this.#disarm();
    if (globalMs > 0) this.#timeout = this.#schedule(globalMs, () => this.#onGlobalTimeout());
    this.#attempt?.armTimeouts(this.#timeouts);
  }

  #schedule(ms: number, work: () => void): QueuedTask {
    const { server, manager } = this.#options;
    const trace = manager.decodePath.filters.at(-1)?.trace ?? manager.trace;
    return server.queue.schedule(ms, () => {
      if (!this.#over) server.attribution.during(trace, work);
    });
  }

  // --- the answer

  readonly onAttemptInformational = (headers: HeaderPairs): void => this.#report.inform(headers);
  readonly onAttemptReady = (): void => this.#report.tried();

  onAttemptHeaders(attempt: UpstreamAttempt, headers: HeaderMapImpl, endStream: boolean): void {
    if (!this.#over) this.#attempt = this.#others.prefer(attempt, this.#attempt);
    if (this.#over || attempt !== this.#attempt) return;
    const { manager, server } = this.#options;
    const info = manager.streamInfo;
    info.upstreamFirstByte ??= server.queue.clock.now();
    const code = Number(headers.get(':status'));
    const decision = this.#retry?.afterResponse(headers) ?? 'no';
    if (decision === 'retry') {
      chargeCode(server.stats, `${attempt.cluster.statPrefix}retry.`, code);
      if (!endStream) attempt.reset();
      this.#timedOutBefore = false;
      this.#waitAndTryAgain();
      return;
    }
    if (decision === 'limit-exceeded') this.#retriesExhausted();
    else if (this.#retry?.retried === true) this.#report.inc('upstream_rq_retry_success');
    info.responseCode = code;
    if (this.#followsRedirect(attempt, headers, endStream)) return;
    this.#responseStarted = true;
    this.#report.charge(code, headers);
    info.responseCodeDetails = 'via_upstream';
    this.#finalizeResponse(attempt, headers);
    if (endStream) this.#disarm();
    manager.encodeHeaders(headers, endStream);
  }

  #followsRedirect(attempt: UpstreamAttempt, answer: HeaderMapImpl, endStream: boolean): boolean {
    const { manager, stats } = this.#options;
    const policy = this.#route?.action?.internalRedirect ?? null;
    const request = this.#headers as HeaderMapImpl;
    const context = { policy, request, answer, replay: this.#replay, manager, stats, report: this.#report };
    return followRedirect(context, () => {
      if (!endStream) attempt.reset();
    });
  }

  onAttemptData(attempt: UpstreamAttempt, bytes: Uint8Array<ArrayBuffer>, endStream: boolean): void {
    if (this.#over || attempt !== this.#attempt) return;
    if (endStream) this.#disarm();
    this.#options.manager.encodeData(new ByteBufferImpl(bytes), endStream);
  }

  onAttemptTrailers(attempt: UpstreamAttempt, trailers: HeaderMapImpl): void {
    if (this.#over || attempt !== this.#attempt) return;
    this.#disarm();
    this.#options.manager.encodeTrailers(trailers);
  }

  onAttemptReset(attempt: UpstreamAttempt, reset: UpstreamReset): void {
    const reply = resetReply(reset);
    const other = this.#over ? null : this.#others.insteadOf(attempt, this.#attempt);
    if (other !== null) {
      this.#attempt = other;
      this.#report.charge(reply.code, null);
      return;
    }
    if (this.#over || attempt !== this.#attempt) return;
    this.#options.manager.streamInfo.upstreamTransportFailureReason = reply.transport?.replaceAll(' ', '_') ?? null;
    if (this.#responseStarted) {
      this.#report.flag(reply.flag);
      this.#cut(resetDetails(reply, 'after'));
      return;
    }
    if (this.#retryAfter(reset, attempt)) return;
    this.#report.failed(reply, { retried: this.#retry?.retried === true });
  }

  onAttemptTimeout(attempt: UpstreamAttempt, which: 'per_try_timeout' | 'per_try_idle_timeout'): void {
    if (this.#over || attempt !== this.#attempt) return;
    this.#report.inc(`upstream_rq_${which}`);
    attempt.reset();
    if (!this.#responseStarted && this.#retryAfter('per-try timeout', attempt)) return;
    this.#timedOut(`upstream_${which}`);
  }

  onAttemptBackedUp(_attempt: UpstreamAttempt, full: boolean): void {
    if (full) this.#options.manager.pauseRequest();
    else this.#options.manager.resumeRequest();
  }

  onAttemptInvalid(attempt: UpstreamAttempt, problem: HeaderProblem): void {
    attempt.reset();
    this.#report.flag('DPE');
    this.#report.reply({ code: 503, body: problem.body, details: problem.details });
  }

  #onGlobalTimeout(): void {
    this.#report.inc('upstream_rq_timeout');
    this.#attempt?.reset();
    if (this.#retryTask !== null) this.#retryTask.cancelled = true;
    this.#timedOut('response_timeout');
  }

  #timedOut(details: string): void {
    this.#report.flag('UT');
    if (this.#responseStarted) {
      this.#cut(details);
      return;
    }
    this.#report.timedOut(details);
  }

  /** Tries again if the policy and the number of tries allow it. */
  #retryAfter(failure: TryFailure, attempt: UpstreamAttempt): boolean {
    const decision = this.#retry?.afterFailure(failure, { fullySent: attempt.requestComplete }) ?? 'no';
    if (decision === 'limit-exceeded') this.#retriesExhausted();
    if (decision !== 'retry') return false;
    this.#timedOutBefore = failure === 'per-try timeout';
    this.#waitAndTryAgain();
    return true;
  }

  #retriesExhausted(): void {
    this.#report.flag('URX');
    this.#report.inc('upstream_rq_retry_limit_exceeded');
  }

  #waitAndTryAgain(): void {
    const { streamInfo, worker } = this.#options.manager;
    this.#attempt = null;
    this.#report.inc('upstream_rq_retry');
    this.#report.inc('upstream_rq_retry_backoff_exponential');
    const delay = this.#retry?.take(streamInfo.upstreamRequestAttempts, worker.random) ?? 0;
    this.#retryTask = this.#schedule(delay, () => this.#tryAgain());
  }

  #tryAgain(): void {
    const headers = this.#headers as HeaderMapImpl;
    const { manager, server } = this.#options;
    this.#retryTask = null;
    const attempt = ++manager.streamInfo.upstreamRequestAttempts;
    markRetry(headers, this.#route?.virtualHost ?? null, { attempt, timedOut: this.#timedOutBefore });
    const elapsedMs = (server.queue.clock.now() - (this.#completeAt ?? server.queue.clock.now())) / NS_PER_MS;
    announceTimeout(headers, this.#timeouts, { elapsedMs, insertsExpected: this.#insertsExpected(headers) });
    this.#startAttempt(this.#replay.headersOnly);
    this.#replay.sendTo(this.#attempt);
    if (this.#replay.complete) this.#attempt?.armTimeouts(this.#timeouts);
  }

  #finalizeResponse(attempt: UpstreamAttempt, headers: HeaderMapImpl): void {
    const { manager, suppressEnvoyHeaders, server } = this.#options;
    manager.adopt(headers);
    if (this.#replay.complete && !suppressEnvoyHeaders) {
      const elapsed = Math.floor((server.queue.clock.now() - attempt.started) / NS_PER_MS);
      headers.setInPlace('x-envoy-upstream-service-time', String(elapsed));
    }
    this.#route?.mutateResponseHeaders(headers, this.#options.formatContext());
    if (this.#route?.virtualHost.includeAttemptCountInResponse === true) {
      headers.setInPlace('x-envoy-attempt-count', String(attempt.number));
    }
  }

  #disarm(): void {
    if (this.#timeout !== null) this.#timeout.cancelled = true;
  }

  /** Response headers are out: all that is left is to break off. */
  #cut(details: string): void {
    const { manager } = this.#options;
    if (this.#headers !== null && isGrpc(this.#headers)) {
      this.#options.stats.inc('rq_reset_after_downstream_response_started');
    }
    manager.streamInfo.responseCodeDetails = details;
    manager.stream.resetStream('upstream', details);
  }
}
