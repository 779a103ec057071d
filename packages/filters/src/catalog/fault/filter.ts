import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type {
  FilterDataStatus,
  FilterHeadersStatus,
  FilterTrailersStatus,
} from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { type FractionalPercent, isChosen } from '@chainwright/runtime/matching/fractional-percent';
import type { Timer } from '@chainwright/runtime/server/dispatcher';
import { setDynamicMetadata } from '../set-dynamic-metadata.ts';
import type { FaultConfig } from './config.ts';

/** What all streams of a server share: how many faults are under way. */
export type FaultLoad = { active: number };

/** What a fault filter needs besides its configuration. */
export type FaultSurroundings = {
  readonly statPrefix: string;
  /** The filter's name in the chain: the namespace of its metadata. */
  readonly filterName: string;
  /** The filter has no counters for the client's cluster, whatever the route says. */
  readonly noClusterStats: boolean;
  readonly load: FaultLoad;
  /** The faults of a stream's route; null: those of the filter. */
  readonly ofRoute: (callbacks: DecoderFilterCallbacks) => FaultConfig | null;
};

/**
 * Delays requests and answers them with errors, to try out what happens then.
 * Envoy: source/extensions/filters/http/fault/fault_filter.cc.
 */
export class FaultFilter implements HttpFilter {
  readonly #surroundings: FaultSurroundings;
  #config: FaultConfig;
  #callbacks: DecoderFilterCallbacks | null = null;
  #timer: Timer | null = null;
  #active = false;
  #downstreamCluster = '';

  constructor(config: FaultConfig, surroundings: FaultSurroundings) {
    this.#config = config;
    this.#surroundings = surroundings;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    this.#config = this.#surroundings.ofRoute(callbacks) ?? this.#config;
    if (!this.#concerns(headers, callbacks)) return 'Continue';
    this.#downstreamCluster = headers.get('x-envoy-downstream-service-cluster') ?? '';
    this.#limitResponse(headers, callbacks);

    const delayMs = this.#delayMs(headers, callbacks);
    if (delayMs !== null) {
      this.#timer = callbacks.worker.dispatcher.createTimer(() => this.#afterDelay(headers, callbacks));
      this.#timer.enable(delayMs);
      this.#count('delays_injected', callbacks);
      callbacks.streamInfo.responseFlags.add('DI');
      this.#writeMetadata(callbacks);
      return 'StopIteration';
    }
    return this.#abort(headers, callbacks) ? 'StopIteration' : 'Continue';
  }

  decodeData(): FilterDataStatus {
    return this.#timer === null ? 'Continue' : 'StopIterationAndWatermark';
  }

  decodeTrailers(): FilterTrailersStatus {
    return this.#timer === null ? 'Continue' : 'StopIteration';
  }

  onDestroy(): void {
    this.#timer?.disable();
    this.#timer = null;
    if (this.#active) this.#surroundings.load.active--;
    this.#active = false;
  }

  #concerns(headers: HeaderMap, callbacks: DecoderFilterCallbacks): boolean {
    const { upstreamCluster, downstreamNodes, headers: matchers } = this.#config;
    if (upstreamCluster !== '' && callbacks.route()?.cluster !== upstreamCluster) return false;
    const node = headers.get('x-envoy-downstream-service-node');
    if (downstreamNodes.length > 0 && (node === undefined || !downstreamNodes.includes(node))) return false;
    return matchers.every((matcher) => matcher.matches(headers));
  }

  #afterDelay(headers: HeaderMap, callbacks: DecoderFilterCallbacks): void {
    this.#timer = null;
    callbacks.trace.emit({ kind: 'timer-fired', periodMs: 0 });
    if (!this.#abort(headers, callbacks)) callbacks.continueDecoding();
  }

  /** How long to hold the request; null: not at all. */
  #delayMs(headers: HeaderMap, callbacks: DecoderFilterCallbacks): number | null {
    const { delay } = this.#config;
    if (delay === null) return null;
    const percentage =
      delay.fixedMs === null
        ? lowered(delay.percentage, headers.get('x-envoy-fault-delay-request-percentage'))
        : delay.percentage;
    if (!isChosen(percentage, callbacks.worker.random)) return null;
    const ms = delay.fixedMs ?? wholeNumber(headers.get('x-envoy-fault-delay-request'));
    return ms !== null && ms > 0 && this.#mayStart(callbacks) ? ms : null;
  }

  /** Answers the request if the dice say so. */
  #abort(headers: HeaderMap, callbacks: DecoderFilterCallbacks): boolean {
    const { abort } = this.#config;
    if (abort === null) return false;
    const percentage =
      abort.status === 'from-headers'
        ? lowered(abort.percentage, headers.get('x-envoy-fault-abort-request-percentage'))
        : abort.percentage;
    if (!isChosen(percentage, callbacks.worker.random)) return false;
    const status = abort.status === 'from-headers' ? statusFromHeaders(headers) : abort.status;
    if (status === null || !this.#mayStart(callbacks)) return false;
    this.#count('aborts_injected', callbacks);
    callbacks.streamInfo.responseFlags.add('FI');
    this.#writeMetadata(callbacks);
    callbacks.sendLocalReply({
      code: 'http' in status ? status.http : 200,
      body: abort.body,
      headers: [],
      grpcStatus: 'grpc' in status ? status.grpc : null,
      details: 'fault_filter_abort',
    });
    return true;
  }

  #limitResponse(headers: HeaderMap, callbacks: DecoderFilterCallbacks): void {
    const limit = this.#config.responseRateLimit;
    if (limit === null) return;
    const kbps = headers.get('x-envoy-fault-throughput-response');
    const percentage = limit.fromHeader
      ? lowered(limit.percentage, headers.get('x-envoy-fault-throughput-response-percentage'))
      : limit.percentage;
    if (limit.fromHeader && (wholeNumber(kbps) ?? 0) <= 0) return;
    if (!isChosen(percentage, callbacks.worker.random) || !this.#mayStart(callbacks)) return;
    this.#count('response_rl_injected', callbacks);
    callbacks.trace.emit({
      kind: 'not-simulated',
      what: 'fault response_rate_limit',
      why: 'The response arrives at once and in its own pieces here.',
      affects: ['responses'],
    });
  }

  /** Whether one more fault may be under way. */
  #mayStart(callbacks: DecoderFilterCallbacks): boolean {
    const { load } = this.#surroundings;
    const { maxActiveFaults } = this.#config;
    if (this.#active) return true;
    if (maxActiveFaults !== null && load.active >= maxActiveFaults) {
      callbacks.worker.stats.add(`${this.#surroundings.statPrefix}fault.faults_overflow`, 'counter', 1);
      return false;
    }
    load.active++;
    this.#active = true;
    return true;
  }

  #count(name: string, callbacks: DecoderFilterCallbacks): void {
    const { stats } = callbacks.worker;
    const prefix = `${this.#surroundings.statPrefix}fault.`;
    if (
      this.#downstreamCluster !== '' &&
      !this.#surroundings.noClusterStats &&
      !this.#config.disableDownstreamClusterStats &&
      name !== 'response_rl_injected'
    ) {
      stats.add(`${prefix}${this.#downstreamCluster}.${name}`, 'counter', 1);
    }
    stats.add(prefix + name, 'counter', 1);
  }

  #writeMetadata(callbacks: DecoderFilterCallbacks): void {
    for (const [key, value] of this.#config.filterMetadata) {
      setDynamicMetadata(callbacks, this.#surroundings.filterName, key, value);
    }
  }
}

/** A percentage header lowers the configured numerator and never raises it. */
function lowered(percentage: FractionalPercent, header: string | undefined): FractionalPercent {
  const wanted = wholeNumber(header);
  return wanted === null ? percentage : { ...percentage, numerator: Math.min(wanted, percentage.numerator) };
}

function statusFromHeaders(headers: HeaderMap): { readonly http: number } | { readonly grpc: number } | null {
  const http = wholeNumber(headers.get('x-envoy-fault-abort-request'));
  if (http !== null && http >= 200 && http < 600) return { http };
  const grpc = wholeNumber(headers.get('x-envoy-fault-abort-grpc-request'));
  return grpc === null ? null : { grpc };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}
