import type { FilterExtension } from '../filter-extension.ts';
import { GRPC_STATS_TYPE, readGrpcStats } from './config.ts';
import { GrpcStatsFilter } from './filter.ts';

/** `envoy.filters.http.grpc_stats`. */
export const grpcStats: FilterExtension = {
  name: 'envoy.filters.http.grpc_stats',
  typeUrl: GRPC_STATS_TYPE,
  perRouteTypeUrls: [],
  kind: 'native',
  title: 'gRPC stats',
  summary: 'Counts gRPC calls and messages.',
  paths: { request: true, response: true },
  simulated: { level: 'full', not: null },
  since: '1.11',
  defaultConfig: { '@type': GRPC_STATS_TYPE, stats_for_all_methods: true },
  defaultPerRouteConfig: null,
  createFactory(config) {
    const own = readGrpcStats(config);
    return { createFilter: () => new GrpcStatsFilter(own) };
  },
};
