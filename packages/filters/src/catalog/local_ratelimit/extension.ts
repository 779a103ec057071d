import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import type { ProcessSlot } from '../process-state.ts';
import { LOCAL_RATE_LIMIT_TYPE, type LocalRateLimitConfig, readLocalRateLimit } from './config.ts';
import { LocalRateLimitFilter } from './filter.ts';
import { Limiter } from './limiter.ts';

/** Limiters by the message that configures them, which all threads have in common; one for each connection if asked. */
type Limiters = { readonly byMessage: WeakMap<object, Map<number, Limiter>> };
const LIMITERS: ProcessSlot<Limiters> = { name: 'local rate limiters', create: () => ({ byMessage: new WeakMap() }) };
const ALL_CONNECTIONS = -1;

function readPerRoute(message: unknown): LocalRateLimitConfig {
  const read = readLocalRateLimit(message);
  if (read.limiter.defaultBucket === null) {
    throw new ConfigRejected('local rate limit token bucket must be set for per filter configs');
  }
  return read;
}

/** `envoy.filters.http.local_ratelimit`. */
export const localRateLimit: FilterExtension = {
  name: 'envoy.filters.http.local_ratelimit',
  typeUrl: LOCAL_RATE_LIMIT_TYPE,
  perRouteTypeUrls: [LOCAL_RATE_LIMIT_TYPE],
  kind: 'native',
  title: 'Local rate limit',
  summary: 'Refuses requests that come faster than a token bucket fills.',
  paths: { request: true, response: true },
  simulated: { level: 'partly', not: 'Shares of a cluster and rate limits of the virtual host are not simulated.' },
  since: '1.16',
  defaultConfig: {
    '@type': LOCAL_RATE_LIMIT_TYPE,
    stat_prefix: 'http_local_rate_limiter',
    token_bucket: { max_tokens: 2, tokens_per_fill: 2, fill_interval: '1s' },
    filter_enabled: { default_value: { numerator: 100, denominator: 'HUNDRED' } },
    filter_enforced: { default_value: { numerator: 100, denominator: 'HUNDRED' } },
  },
  defaultPerRouteConfig: {
    '@type': LOCAL_RATE_LIMIT_TYPE,
    stat_prefix: 'route_local_rate_limiter',
    token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: '10s' },
    filter_enabled: { default_value: { numerator: 100, denominator: 'HUNDRED' } },
    filter_enforced: { default_value: { numerator: 100, denominator: 'HUNDRED' } },
  },
  checkPerRoute: readPerRoute,
  createFactory(config, context) {
    const own = readLocalRateLimit(config);
    const messages = new Map<LocalRateLimitConfig, object>([[own, config]]);
    const perRoute = new PerRouteConfigs(context, localRateLimit.perRouteTypeUrls, (message) => {
      const read = readPerRoute(message);
      messages.set(read, message);
      return read;
    });
    const { byMessage } = context.process.of(LIMITERS);
    const surroundings = {
      localCluster: String(context.node['cluster'] ?? ''),
      ofRoute: (callbacks: { perRouteConfig(): unknown }) => perRoute.of(callbacks.perRouteConfig()),
      limiterOf: (used: LocalRateLimitConfig, connectionId: number, now: number) => {
        const message = messages.get(used) ?? config;
        const limiters = byMessage.get(message) ?? new Map<number, Limiter>();
        byMessage.set(message, limiters);
        const key = used.perConnection ? connectionId : ALL_CONNECTIONS;
        const limiter = limiters.get(key) ?? new Limiter(used.limiter, now);
        limiters.set(key, limiter);
        return limiter;
      },
    };
    return { createFilter: () => new LocalRateLimitFilter(own, surroundings) };
  },
};
