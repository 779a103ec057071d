import type { LocalReply } from '../filter/filter-callbacks.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import type { Cluster } from '../upstream/cluster.ts';
import { type ResetReply, resetBody, resetDetails, resetReply } from '../upstream/reset-text.ts';
import { chargeResponse } from '../upstream/response-stats.ts';
import type { FilterManager } from './filter-manager.ts';
import type { RouterServer } from './router-server.ts';
import type { SelectedRoute } from './selected-route.ts';

/** Counters that virtual clusters and routes keep of their own besides the response codes. */
const KEPT_BY_ROUTES = new Set([
  'upstream_rq_timeout',
  'upstream_rq_retry',
  'upstream_rq_retry_success',
  'upstream_rq_retry_limit_exceeded',
]);

/** What a router tells of one request: counters, response flags, local replies. */
export class RouterReport {
  cluster: Cluster | null = null;
  /** Name under which response codes count once more (`x-envoy-upstream-alt-stat-name`); empty: none. */
  alternative = '';
  /** Replies say how many tries there were. */
  tellsAttempts = false;
  /** A time-out is answered with 204 (`x-envoy-upstream-rq-timeout-alt-response`). */
  altResponse = false;
  readonly #manager: FilterManager;
  readonly #server: RouterServer;
  /** Prefixes of the virtual cluster and of the route, once the route is known. */
  #prefixes: readonly string[] = [];

  constructor(manager: FilterManager, server: RouterServer) {
    this.#manager = manager;
    this.#server = server;
  }

  /** The route whose counters count from now on. */
  countFor(route: SelectedRoute, headers: HeaderMap): void {
    const { virtualClusters, name } = route.virtualHost;
    this.tellsAttempts = route.virtualHost.includeAttemptCountInResponse;
    const prefixes: string[] = [];
    if (virtualClusters.length > 0) {
      const found = virtualClusters.find((one) => one.matches(headers));
      this.#manager.streamInfo.virtualClusterName = found?.name ?? null;
      prefixes.push(`vhost.${name}.vcluster.${found?.name ?? 'other'}.`);
    }
    const routePrefix = route.route?.statPrefix ?? '';
    if (routePrefix !== '') prefixes.push(`vhost.${name}.route.${routePrefix}.`);
    this.#prefixes = prefixes;
  }

  /** Counts something of the cluster. */
  inc(name: string): void {
    const { stats } = this.#server;
    stats.add(`${this.cluster?.statPrefix}${name}`, 'counter', 1);
    if (KEPT_BY_ROUTES.has(name)) this.#incForRoute(name);
  }

  /** A try begins: the cluster counts it when it is sent. */
  tried(): void {
    this.#incForRoute('upstream_rq_total');
  }

  #incForRoute(name: string): void {
    for (const prefix of this.#prefixes) this.#server.stats.add(prefix + name, 'counter', 1);
  }

  /** Counts a 1xx answer and passes it on to the client, who may get it. */
  inform(headers: HeaderPairs): void {
    this.charge(Number(headers.find(([name]) => name === ':status')?.[1]), null);
    this.#manager.stream.encodeInformational(headers);
  }

  /** Answers for an upstream that failed before its headers. */
  failed(reply: ResetReply, { retried }: { readonly retried: boolean }): void {
    this.flag(reply.flag);
    this.charge(reply.code, null);
    this.reply({
      code: reply.code,
      body: resetBody(reply, { retried }),
      headers: reply.flag === 'UO' ? [['x-envoy-overloaded', 'true']] : [],
      details: resetDetails(reply, 'before'),
    });
  }

  /** Answers for an upstream that took too long. */
  timedOut(details: string): void {
    const code = this.altResponse ? 204 : 504;
    this.charge(code, null);
    this.reply({ code, body: this.altResponse ? '' : 'upstream request timeout', details });
  }

  /** Counts a response code; `answer`: the upstream's headers, null for a reply of the router. */
  charge(code: number, answer: HeaderMap | null): void {
    if (this.#manager.streamInfo.healthCheck) return;
    const clusterPrefix = this.cluster?.statPrefix ?? '';
    const charge = {
      code,
      internal: this.#manager.requestHeaders()?.get('x-envoy-internal') === 'true',
      canary: answer?.get('x-envoy-upstream-canary') === 'true',
    };
    chargeResponse(this.#server.stats, { ...charge, clusterPrefix, also: this.#prefixes });
    if (this.alternative === '') return;
    chargeResponse(this.#server.stats, {
      ...charge,
      clusterPrefix: `${clusterPrefix}${this.alternative}.`,
      also: [],
    });
  }

  flag(flag: string): void {
    this.#manager.streamInfo.responseFlags.add(flag);
  }

  reply(reply: Partial<LocalReply> & Pick<LocalReply, 'code' | 'body' | 'details'>): void {
    const headers = [...(reply.headers ?? [])];
    const { upstreamRequestAttempts } = this.#manager.streamInfo;
    if (this.tellsAttempts && upstreamRequestAttempts > 0) {
      headers.push(['x-envoy-attempt-count', String(upstreamRequestAttempts)]);
    }
    this.#manager.sendLocalReply({ grpcStatus: null, ...reply, headers });
  }

  /** The circuit breaker has no room for another request. */
  overflow(): void {
    this.inc('upstream_rq_pending_overflow');
    this.failed(resetReply('overflow'), { retried: false });
  }
}
