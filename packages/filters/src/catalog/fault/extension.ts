import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import type { ProcessSlot } from '../process-state.ts';
import { FAULT_TYPE, readFaultConfig } from './config.ts';
import { FaultFilter, type FaultLoad } from './filter.ts';

const LOAD: ProcessSlot<FaultLoad> = { name: 'active faults', create: () => ({ active: 0 }) };

/** `envoy.filters.http.fault`. */
export const fault: FilterExtension = {
  name: 'envoy.filters.http.fault',
  typeUrl: FAULT_TYPE,
  perRouteTypeUrls: [FAULT_TYPE],
  kind: 'native',
  title: 'Fault injection',
  summary: 'Delays some requests or answers them with an error, to see what clients do.',
  paths: { request: true, response: false },
  simulated: {
    level: 'partly',
    not: 'response_rate_limit does not slow the response down; there is no runtime layer.',
  },
  since: '1.3',
  defaultConfig: {
    '@type': FAULT_TYPE,
    abort: { http_status: 503, percentage: { numerator: 100, denominator: 'HUNDRED' } },
  },
  defaultPerRouteConfig: {
    '@type': FAULT_TYPE,
    delay: { fixed_delay: '0.5s', percentage: { numerator: 100, denominator: 'HUNDRED' } },
  },
  checkPerRoute: readFaultConfig,
  createFactory(config, context) {
    const own = readFaultConfig(config);
    const perRoute = new PerRouteConfigs(context, fault.perRouteTypeUrls, readFaultConfig);
    const surroundings = {
      statPrefix: `http.${context.statPrefix}.`,
      filterName: context.filterName,
      noClusterStats: own.disableDownstreamClusterStats,
      load: context.process.of(LOAD),
      ofRoute: (callbacks: { perRouteConfig(): unknown }) => perRoute.of(callbacks.perRouteConfig()),
    };
    return { createFilter: () => new FaultFilter(own, surroundings) };
  },
};
