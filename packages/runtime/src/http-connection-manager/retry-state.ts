import type { HeaderMap } from '../http/header-map.ts';
import type { Random } from '../server/random.ts';
import { type RetryPolicy, retriesFailure, retriesResponse, retryDelayMs, type TryFailure } from './retry-policy.ts';
import type { VirtualHost } from './route-table.ts';

/** What is done about a try. */
export type RetryDecision = 'no' | 'retry' | 'limit-exceeded';

/** How many tries are left and what may be repeated. Envoy: `RetryStateImpl`. */
export class RetryState {
  /** Whether a try has been repeated. */
  retried = false;
  readonly #policy: RetryPolicy;
  #left: number;

  private constructor(policy: RetryPolicy) {
    this.#policy = policy;
    this.#left = policy.retries;
  }

  /** null: the policy retries nothing. */
  static of(policy: RetryPolicy): RetryState | null {
    return policy.on.size === 0 ? null : new RetryState(policy);
  }

  afterResponse(headers: HeaderMap): RetryDecision {
    return this.#decide(retriesResponse(this.#policy, headers));
  }

  afterFailure(failure: TryFailure, request: { readonly fullySent: boolean }): RetryDecision {
    return this.#decide(retriesFailure(this.#policy, failure, request));
  }

  /** Takes one of the tries that are left; answers the milliseconds to wait. */
  take(attempts: number, random: Random): number {
    this.#left--;
    this.retried = true;
    return retryDelayMs(this.#policy, attempts, random);
  }

  #decide(wanted: boolean): RetryDecision {
    if (!wanted) return 'no';
    return this.#left > 0 ? 'retry' : 'limit-exceeded';
  }
}

/** Tells the upstream that this is a repetition, where the virtual host wants that. Envoy: `Filter::doRetry`. */
export function markRetry(
  headers: HeaderMap,
  host: VirtualHost | null,
  { attempt, timedOut }: { readonly attempt: number; readonly timedOut: boolean },
): void {
  if (host?.includeAttemptCount === true) headers.setInPlace('x-envoy-attempt-count', String(attempt));
  if (host?.includeTimeoutRetry === true) headers.setInPlace('x-envoy-is-timeout-retry', String(timedOut));
}
