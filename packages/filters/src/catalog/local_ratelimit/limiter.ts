import type { Descriptor, DescriptorEntry } from '../rate-limit-descriptor.ts';
import { type BucketConfig, fillRate, TokenBucket } from './token-bucket.ts';

/** A configured descriptor: an entry without value stands for every value. */
export type DescriptorLimit = {
  readonly entries: readonly { readonly key: string; readonly value: string | null }[];
  readonly bucket: BucketConfig;
};

/** What a limiter decided and by which bucket. */
export type LimitDecision = { readonly allowed: boolean; readonly bucket: TokenBucket | null };

/** What a limiter is made of. */
export type LimiterConfig = {
  readonly defaultBucket: BucketConfig | null;
  readonly descriptors: readonly DescriptorLimit[];
  readonly maxDynamicDescriptors: number;
  readonly alwaysConsumeDefault: boolean;
};

/**
 * The buckets of one configuration, shared by all threads.
 * Envoy: source/extensions/filters/common/local_ratelimit/local_ratelimit_impl.cc.
 */
export class Limiter {
  readonly #config: LimiterConfig;
  readonly #default: TokenBucket | null;
  readonly #exact = new Map<DescriptorLimit, TokenBucket>();
  /** Buckets made on demand for values of a wildcard, the least recently used first. */
  readonly #dynamic = new Map<DescriptorLimit, Map<string, TokenBucket>>();

  constructor(config: LimiterConfig, now: number) {
    this.#config = config;
    this.#default = config.defaultBucket === null ? null : new TokenBucket(config.defaultBucket, now);
    for (const limit of config.descriptors) {
      if (isWildcard(limit)) this.#dynamic.set(limit, new Map());
      else this.#exact.set(limit, new TokenBucket(limit.bucket, now));
    }
  }

  /** Takes tokens for a request; the first bucket that refuses ends it, from the slowest to the fastest. */
  decide(descriptors: readonly Descriptor[], now: number): LimitDecision {
    const matched = descriptors
      .map((descriptor) => ({ hits: descriptor.hits, bucket: this.#bucketOf(descriptor, now) }))
      .filter((match): match is { hits: number; bucket: TokenBucket } => match.bucket !== null)
      .sort((a, b) => fillRate(a.bucket.config) - fillRate(b.bucket.config));
    for (const { bucket, hits } of matched) {
      if (!bucket.consume(hits, now)) return { allowed: false, bucket };
    }
    const first = matched[0]?.bucket ?? null;
    const usesDefault = first === null || this.#config.alwaysConsumeDefault;
    if (this.#default === null || !usesDefault) return { allowed: true, bucket: first };
    const allowed = this.#default.consume(1, now);
    return { allowed, bucket: allowed ? (first ?? this.#default) : this.#default };
  }

  #bucketOf(descriptor: Descriptor, now: number): TokenBucket | null {
    for (const [limit, bucket] of this.#exact) if (fits(limit, descriptor.entries)) return bucket;
    for (const [limit, buckets] of this.#dynamic) {
      if (fits(limit, descriptor.entries)) return this.#dynamicBucket(limit, buckets, descriptor.entries, now);
    }
    return null;
  }

  #dynamicBucket(
    limit: DescriptorLimit,
    buckets: Map<string, TokenBucket>,
    entries: readonly DescriptorEntry[],
    now: number,
  ): TokenBucket {
    const key = JSON.stringify(entries.map(({ value }) => value));
    const bucket = buckets.get(key) ?? new TokenBucket(limit.bucket, now);
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > this.#config.maxDynamicDescriptors && oldest !== undefined) buckets.delete(oldest);
    return bucket;
  }
}

function isWildcard(limit: DescriptorLimit): boolean {
  return limit.entries.some(({ value }) => value === null);
}

function fits(limit: DescriptorLimit, entries: readonly DescriptorEntry[]): boolean {
  return (
    limit.entries.length === entries.length &&
    limit.entries.every(({ key, value }, i) => {
      const entry = entries[i];
      return entry?.key === key && (value === null || entry.value === value);
    })
  );
}
