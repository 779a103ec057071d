import { isYamlMessage, MessageReader } from '@chainwright/runtime/config/message-reader';
import { textToByteString } from '@chainwright/runtime/http/byte-string';
import { readHeaderMatcher } from '@chainwright/runtime/matching/header-matcher';
import type { FilterExtension } from '../filter-extension.ts';
import { type HealthCheckConfig, HealthCheckFilter } from './filter.ts';

const PACKAGE = 'envoy.extensions.filters.http.health_check.v3';
const HEALTH_CHECK_TYPE = `type.googleapis.com/${PACKAGE}.HealthCheck`;

function readConfig(message: unknown): HealthCheckConfig {
  return MessageReader.read(message, `${PACKAGE}.HealthCheck`, (reader) => {
    if (!reader.has('pass_through_mode')) reader.violated('pass_through_mode', 'value is required');
    const minimums = reader.raw('cluster_min_healthy_percentages');
    return {
      passThrough: reader.bool('pass_through_mode'),
      caches: reader.durationMs('cache_time') !== null,
      headers: reader.messages('headers', 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher),
      clusters: isYamlMessage(minimums) ? Object.keys(minimums) : [],
    };
  });
}

/** `envoy.filters.http.health_check`. */
export const healthCheck: FilterExtension = {
  name: 'envoy.filters.http.health_check',
  typeUrl: HEALTH_CHECK_TYPE,
  perRouteTypeUrls: [],
  kind: 'native',
  title: 'Health check',
  summary: 'Answers health checks itself, or marks those that pass through.',
  paths: { request: true, response: true },
  simulated: {
    level: 'partly',
    not: 'Every scripted cluster is healthy; cached answers and a failing server are not simulated.',
  },
  since: '1.0',
  defaultConfig: {
    '@type': HEALTH_CHECK_TYPE,
    pass_through_mode: false,
    headers: [{ name: ':path', string_match: { exact: '/healthz' } }],
  },
  defaultPerRouteConfig: null,
  createFactory(config, context) {
    const own = readConfig(config);
    const surroundings = {
      statPrefix: `http.${context.statPrefix}.health_check.`,
      tracingStat: `http.${context.statPrefix}.tracing.health_check`,
      localCluster: textToByteString(String(context.node['cluster'] ?? '')),
      hasCluster: (name: string) => context.worker.asyncClient.hasCluster(name),
    };
    return { createFilter: () => new HealthCheckFilter(own, surroundings) };
  },
};
