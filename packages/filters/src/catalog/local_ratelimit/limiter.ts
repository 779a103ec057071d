import type { Descriptor, DescriptorEntry } from '../rate-limit-descriptor.ts';
import { type BucketConfig, fillRate, TokenBucket } from './token-bucket.ts';

/** A configured descriptor: an entry without value stands for every value. */
export type DescriptorLimit = {
  /** It is counted down but never refuses. */
  readonly shadow: boolean;
  readonly entries: readonly { readonly key: string; readonly value: string | null }[];
  readonly bucket: BucketConfig;
};

/** What a limiter decided and by which bucket. */
export type LimitDecision = {
  readonly allowed: boolean;
  readonly bucket: TokenBucket | null;
  /** A descriptor in shadow mode would have refused. */
  readonly shadow: boolean;
};

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
      .map((descriptor) => ({ hits: descriptor.hits, ...this.#bucketOf(descriptor, now) }))
      .filter((match): match is { hits: number; bucket: TokenBucket; shadow: boolean } => match.bucket !== null)
      .sort((a, b) => fillRate(a.bucket.config) - fillRate(b.bucket.config));
    let shadow = false;
    for (const match of matched) {
      if (match.bucket.consume(match.hits, now)) continue;
      if (!match.shadow) return { allowed: false, bucket: match.bucket, shadow };
      shadow = true;
    }
    const first = matched[0]?.bucket ?? null;
    const usesDefault = first === null || this.#config.alwaysConsumeDefault;
    if (this.#default === null || !usesDefault) return { allowed: true, bucket: first, shadow };
    const allowed = this.#default.consume(1, now);
    const shown = allowed ? (first ?? this.#default) : this.#default;
    // A default bucket that never holds a token shows nothing.
    return { allowed, bucket: shown === this.#default && shown.config.maxTokens === 0 ? null : shown, shadow };
  }

  #bucketOf(descriptor: Descriptor, now: number): { readonly bucket: TokenBucket | null; readonly shadow: boolean } {
    for (const [limit, bucket] of this.#exact) {
      if (fits(limit, descriptor.entries)) return { bucket, shadow: limit.shadow };
    }
    for (const [limit, buckets] of this.#dynamic) {
      if (!fits(limit, descriptor.entries)) continue;
      return { bucket: this.#dynamicBucket(limit, buckets, descriptor.entries, now), shadow: limit.shadow };
    }
    return { bucket: null, shadow: false };
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
