import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import {
  HEADER_MUTATION_PER_ROUTE_TYPE,
  HEADER_MUTATION_TYPE,
  readHeaderMutationConfig,
  readHeaderMutationPerRoute,
} from './config.ts';
import { HeaderMutationFilter } from './filter.ts';

/** `envoy.filters.http.header_mutation`. */
export const headerMutation: FilterExtension = {
  name: 'envoy.filters.http.header_mutation',
  typeUrl: HEADER_MUTATION_TYPE,
  perRouteTypeUrls: [HEADER_MUTATION_PER_ROUTE_TYPE],
  kind: 'native',
  title: 'Header mutation',
  summary: 'Adds, overwrites and removes headers, trailers and query parameters.',
  paths: { request: true, response: true },
  simulated: { level: 'full', not: null },
  since: '1.26',
  defaultConfig: {
    '@type': HEADER_MUTATION_TYPE,
    mutations: {
      request_mutations: [{ append: { header: { key: 'x-chain', value: '%REQ(:path)%' } } }],
      response_mutations: [{ remove: 'x-powered-by' }],
    },
  },
  defaultPerRouteConfig: {
    '@type': HEADER_MUTATION_PER_ROUTE_TYPE,
    mutations: { response_mutations: [{ append: { header: { key: 'x-route', value: '%ROUTE_NAME%' } } }] },
  },
  checkPerRoute: readHeaderMutationPerRoute,
  createFactory(config, context) {
    const own = readHeaderMutationConfig(config);
    const perRoute = new PerRouteConfigs(context, headerMutation.perRouteTypeUrls, readHeaderMutationPerRoute);
    return { createFilter: () => new HeaderMutationFilter(own, perRoute) };
  },
};
