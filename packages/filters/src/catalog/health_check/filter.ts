import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { EventEnd, HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import type { HeaderMatcher } from '@chainwright/runtime/matching/header-matcher';

/** The filter's configuration. */
export type HealthCheckConfig = {
  readonly passThrough: boolean;
  /** `cache_time` is set. */
  readonly caches: boolean;
  readonly headers: readonly HeaderMatcher[];
  /** Clusters that must be healthy. */
  readonly clusters: readonly string[];
};

/** What the filter sees of its server. */
export type HealthCheckSurroundings = {
  readonly statPrefix: string;
  /** `http.<hcm stat_prefix>.tracing.health_check`. */
  readonly tracingStat: string;
  /** The node's cluster, which every answer names. */
  readonly localCluster: ByteString;
  hasCluster(name: string): boolean;
};

/** Answers health checks. Envoy: source/extensions/filters/http/health_check/health_check.cc. */
export class HealthCheckFilter implements HttpFilter {
  readonly #config: HealthCheckConfig;
  readonly #surroundings: HealthCheckSurroundings;
  #callbacks: DecoderFilterCallbacks | null = null;
  /** The request is a health check. */
  #matches = false;
  /** It is answered here. */
  #handles = false;

  constructor(config: HealthCheckConfig, surroundings: HealthCheckSurroundings) {
    this.#config = config;
    this.#surroundings = surroundings;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    this.#matches = this.#config.headers.every((matcher) => matcher.matches(headers));
    if (!this.#matches) return 'Continue';
    // Health checks are never traced, and the connection manager counts that once.
    if (!callbacks.streamInfo.healthCheck) callbacks.worker.stats.add(this.#surroundings.tracingStat, 'counter', 1);
    callbacks.streamInfo.healthCheck = true;
    if (this.#config.caches && this.#config.passThrough) this.#reportCache(callbacks);
    this.#handles = !this.#config.passThrough;
    if (!this.#handles) return 'Continue';
    this.#count('request_total', callbacks);
    if (endStream) this.#answer(callbacks);
    return 'StopIteration';
  }

  decodeData(_data: unknown, { endStream }: EventEnd) {
    if (!this.#handles || this.#callbacks === null) return 'Continue' as const;
    if (endStream) this.#answer(this.#callbacks);
    return 'StopIterationNoBuffer' as const;
  }

  decodeTrailers() {
    if (!this.#handles || this.#callbacks === null) return 'Continue' as const;
    this.#answer(this.#callbacks);
    return 'StopIteration' as const;
  }

  encodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    if (this.#matches) {
      headers.setInPlace('x-envoy-upstream-healthchecked-cluster', this.#surroundings.localCluster);
    }
    return 'Continue';
  }

  #answer(callbacks: DecoderFilterCallbacks): void {
    const missing = this.#config.clusters.some((name) => !this.#surroundings.hasCluster(name));
    if (missing) {
      callbacks.streamInfo.responseFlags.add('LH');
      this.#count('failed', callbacks);
      this.#count('failed_cluster_not_found', callbacks);
    } else {
      this.#count('ok', callbacks);
    }
    const healthy = this.#config.clusters.length > 0 ? 'health_check_ok_cluster_healthy' : 'health_check_ok';
    callbacks.sendLocalReply({
      code: missing ? 503 : 200,
      body: '',
      headers: [],
      grpcStatus: null,
      details: missing ? 'health_check_failed_no_cluster_found' : healthy,
    });
  }

  #count(name: string, callbacks: DecoderFilterCallbacks): void {
    callbacks.worker.stats.add(this.#surroundings.statPrefix + name, 'counter', 1);
  }

  #reportCache(callbacks: DecoderFilterCallbacks): void {
    callbacks.trace.emit({
      kind: 'not-simulated',
      what: 'health_check cache_time',
      why: 'Every health check passes through here.',
      affects: ['responses', 'upstreams', 'stats'],
    });
  }
}
