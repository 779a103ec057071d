import type { UpstreamAttempt } from './upstream-attempt.ts';

/**
 * Tries of one request that are under way besides the newest: a filter that goes on from inside its own callback sends
 * the request here twice. Envoy: `upstream_requests_` of source/common/router/router.cc.
 */
export class OtherTries {
  #tries: UpstreamAttempt[] = [];

  add(attempt: UpstreamAttempt | null): void {
    if (attempt !== null) this.#tries.push(attempt);
  }

  resetAll(): void {
    for (const attempt of this.#tries.splice(0)) attempt.reset();
  }

  /** The first that answers counts, the others are reset: answers which one counts now. Envoy: `resetOtherUpstreams`. */
  prefer(answered: UpstreamAttempt, newest: UpstreamAttempt | null): UpstreamAttempt | null {
    if (!this.#tries.includes(answered)) {
      if (answered === newest) this.resetAll();
      return newest;
    }
    this.#tries = this.#tries.filter((one) => one !== answered);
    this.resetAll();
    newest?.reset();
    return answered;
  }

  /** One has failed: answers the try that is waited for instead; null: there is no other, and the failure counts. */
  insteadOf(failed: UpstreamAttempt, newest: UpstreamAttempt | null): UpstreamAttempt | null {
    if (failed === newest) return this.#tries.pop() ?? null;
    if (!this.#tries.includes(failed)) return null;
    this.#tries = this.#tries.filter((one) => one !== failed);
    return newest;
  }
}
