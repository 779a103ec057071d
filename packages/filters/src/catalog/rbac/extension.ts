import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { RBAC_PER_ROUTE_TYPE, RBAC_TYPE, readRbac, readRbacPerRoute } from './config.ts';
import { RbacFilter } from './filter.ts';

/** `envoy.filters.http.rbac`. */
export const rbac: FilterExtension = {
  name: 'envoy.filters.http.rbac',
  typeUrl: RBAC_TYPE,
  perRouteTypeUrls: [RBAC_PER_ROUTE_TYPE],
  kind: 'native',
  title: 'RBAC',
  summary: 'Lets requests through or refuses them by policies on who asks for what.',
  paths: { request: true, response: false },
  simulated: { level: 'partly', not: 'Matcher trees, CEL conditions and TLS identities are not simulated.' },
  since: '1.8',
  defaultConfig: {
    '@type': RBAC_TYPE,
    rules: {
      action: 'DENY',
      policies: {
        'no-admin': {
          permissions: [{ url_path: { path: { prefix: '/admin' } } }],
          principals: [{ any: true }],
        },
      },
    },
  },
  defaultPerRouteConfig: { '@type': RBAC_PER_ROUTE_TYPE },
  checkPerRoute: readRbacPerRoute,
  createFactory(config, context) {
    const own = readRbac(config);
    const perRoute = new PerRouteConfigs(context, rbac.perRouteTypeUrls, readRbacPerRoute);
    const statPrefix = `http.${context.statPrefix}.rbac.`;
    return {
      createFilter: () => new RbacFilter(own, (callbacks) => perRoute.of(callbacks.perRouteConfig()), statPrefix),
    };
  },
};
