import { isYamlMessage, MessageReader } from '@chainwright/runtime/config/message-reader';
import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { HeaderMapImpl } from '@chainwright/runtime/http/header-map-impl';
import { applyHeaderAdditions } from '@chainwright/runtime/http-connection-manager/header-rules';
import { isChosen } from '@chainwright/runtime/matching/fractional-percent';
import { formatContextOf } from '../format-surroundings.ts';
import { type Descriptor, describeRequest, type RateLimitRule, readRateLimitRule } from '../rate-limit-descriptor.ts';
import type { LocalRateLimitConfig } from './config.ts';
import type { Limiter } from './limiter.ts';
import type { TokenBucket } from './token-bucket.ts';

/** What a filter needs besides its configuration. */
export type LocalRateLimitSurroundings = {
  readonly localCluster: string;
  ofRoute(callbacks: DecoderFilterCallbacks): LocalRateLimitConfig | null;
  /** The limiter of a configuration; one for each connection when it says so. */
  limiterOf(config: LocalRateLimitConfig, connectionId: number, now: number): Limiter;
};

/** Refuses requests that come too often. Envoy: source/extensions/filters/http/local_ratelimit/local_ratelimit.cc. */
export class LocalRateLimitFilter implements HttpFilter {
  readonly #surroundings: LocalRateLimitSurroundings;
  #config: LocalRateLimitConfig;
  #callbacks: DecoderFilterCallbacks | null = null;
  /** The bucket that the response's headers show. */
  #bucket: TokenBucket | null = null;

  constructor(config: LocalRateLimitConfig, surroundings: LocalRateLimitSurroundings) {
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
    const config = this.#config;
    this.#reportUnsimulated(callbacks);
    if (!isChosen(config.enabled, callbacks.worker.random)) return 'Continue';
    this.#count('enabled', callbacks);
    const now = nowMs(callbacks);
    const limiter = this.#surroundings.limiterOf(config, callbacks.streamInfo.connectionId, now);
    const { allowed, bucket, shadow } = limiter.decide(this.#descriptors(headers, callbacks), now);
    this.#bucket = bucket;
    if (allowed) {
      if (shadow) {
        this.#count('rate_limited', callbacks);
        this.#count('shadow_mode', callbacks);
      } else {
        this.#count('ok', callbacks);
      }
      return 'Continue';
    }
    this.#count('rate_limited', callbacks);
    if (!isChosen(config.enforced, callbacks.worker.random)) {
      applyHeaderAdditions(config.requestHeaders, headers, formatContextOf(callbacks));
      return 'Continue';
    }
    this.#count('enforced', callbacks);
    this.#refuse(callbacks);
    return 'StopIteration';
  }

  encodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (!this.#config.showsLimits || this.#bucket === null || callbacks === null) return 'Continue';
    const now = nowMs(callbacks);
    headers.add('x-ratelimit-limit', String(this.#bucket.config.maxTokens));
    headers.add('x-ratelimit-remaining', String(this.#bucket.remaining(now)));
    headers.add('x-ratelimit-reset', String(resetSeconds(this.#bucket, now)));
    return 'Continue';
  }

  #refuse(callbacks: DecoderFilterCallbacks): void {
    const config = this.#config;
    callbacks.streamInfo.responseFlags.add('RL');
    const added = new HeaderMapImpl('response-headers');
    applyHeaderAdditions(config.responseHeaders, added, formatContextOf(callbacks));
    if (config.showsRetryAfter && this.#bucket !== null) {
      added.add('retry-after', String(resetSeconds(this.#bucket, nowMs(callbacks))));
    }
    callbacks.sendLocalReply({
      code: config.status,
      body: 'local_rate_limited',
      headers: added.entries(),
      grpcStatus: config.asResourceExhausted ? 8 : null,
      details: 'local_rate_limited',
    });
  }

  /** By the rules of this configuration if it has any, else by those of the route. */
  #descriptors(headers: HeaderMap, callbacks: DecoderFilterCallbacks): Descriptor[] {
    const { rules, stage, limiter } = this.#config;
    if (limiter.descriptors.length === 0) return [];
    const used = rules.length > 0 ? rules : routeRules(callbacks).filter((rule) => rule.stage === stage);
    const { localCluster } = this.#surroundings;
    return used
      .map((rule) => describeRequest(rule, { headers, callbacks, localCluster }))
      .filter((one) => one !== null);
  }

  #count(name: string, callbacks: DecoderFilterCallbacks): void {
    callbacks.worker.stats.add(`${this.#config.statPrefix}.http_local_rate_limit.${name}`, 'counter', 1);
  }

  #reportUnsimulated(callbacks: DecoderFilterCallbacks): void {
    for (const what of this.#config.unsimulated) {
      callbacks.trace.emit({
        kind: 'not-simulated',
        what: `local_ratelimit: ${what}`,
        why: 'The filter goes on without it.',
        affects: ['responses', 'upstreams', 'stats'],
      });
    }
  }
}

function nowMs(callbacks: DecoderFilterCallbacks): number {
  return callbacks.worker.clock.now() / 1e6;
}

/** Seconds until there is a token. */
function resetSeconds(bucket: TokenBucket, now: number): number {
  return Math.ceil(bucket.nextTokenMs(now) / 1000 - 1e-9);
}

const ROUTE_RULES = new WeakMap<object, readonly RateLimitRule[]>();

/** `rate_limits` of the chosen route. */
function routeRules(callbacks: DecoderFilterCallbacks): readonly RateLimitRule[] {
  const action = callbacks.route()?.config['route'];
  const list = isYamlMessage(action) ? (action['rate_limits'] ?? action['rateLimits']) : undefined;
  if (!Array.isArray(list)) return [];
  let rules = ROUTE_RULES.get(list);
  if (rules === undefined) {
    rules = list.map((message: unknown) =>
      MessageReader.read(message, 'envoy.config.route.v3.RateLimit', (reader) =>
        readRateLimitRule(reader, () => undefined),
      ),
    );
    ROUTE_RULES.set(list, rules);
  }
  return rules;
}
