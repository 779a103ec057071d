/** How a bucket fills. */
export type BucketConfig = {
  readonly maxTokens: number;
  readonly tokensPerFill: number;
  readonly fillIntervalMs: number;
};

/** Tokens per millisecond. */
export function fillRate({ tokensPerFill, fillIntervalMs }: BucketConfig): number {
  return tokensPerFill / fillIntervalMs;
}

/**
 * A token bucket that refills continuously and starts full. Times are milliseconds of the virtual clock.
 * Envoy: source/common/common/token_bucket_impl.h `AtomicTokenBucketImpl`.
 */
export class TokenBucket {
  readonly config: BucketConfig;
  #tokens: number;
  #at: number;

  constructor(config: BucketConfig, now: number) {
    this.config = config;
    this.#tokens = config.maxTokens;
    this.#at = now;
  }

  /** Takes tokens if there are enough. */
  consume(count: number, now: number): boolean {
    this.#refill(now);
    // Rounding errors of the continuous refill must not cost a whole token.
    if (this.#tokens + 1e-9 < count) return false;
    this.#tokens -= count;
    return true;
  }

  /** Whole tokens left. */
  remaining(now: number): number {
    this.#refill(now);
    return Math.floor(this.#tokens + 1e-9);
  }

  /** Milliseconds until there is a whole token. */
  nextTokenMs(now: number): number {
    this.#refill(now);
    const missing = 1 - this.#tokens;
    return missing <= 1e-9 ? 0 : missing / fillRate(this.config);
  }

  #refill(now: number): void {
    const gained = (now - this.#at) * fillRate(this.config);
    this.#tokens = Math.min(this.config.maxTokens, this.#tokens + gained);
    this.#at = now;
  }
}
