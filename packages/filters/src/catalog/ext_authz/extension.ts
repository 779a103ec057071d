import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { EXT_AUTHZ_PER_ROUTE_TYPE, EXT_AUTHZ_TYPE, readExtAuthz, readExtAuthzPerRoute } from './config.ts';
import { ExtAuthzFilter } from './filter.ts';

/** `envoy.filters.http.ext_authz`. */
export const extAuthz: FilterExtension = {
  name: 'envoy.filters.http.ext_authz',
  typeUrl: EXT_AUTHZ_TYPE,
  perRouteTypeUrls: [EXT_AUTHZ_PER_ROUTE_TYPE],
  kind: 'native',
  title: 'External authorization',
  summary: 'Asks an authorization service about each request and lets it through or refuses it by the answer.',
  paths: { request: true, response: true },
  simulated: {
    level: 'partly',
    not: 'Services over gRPC, retries of the check, header mutation rules and filter state are not simulated.',
  },
  since: '1.6',
  defaultConfig: {
    '@type': EXT_AUTHZ_TYPE,
    http_service: {
      server_uri: { uri: 'http://auth', cluster: 'auth', timeout: '0.25s' },
      authorization_response: { allowed_upstream_headers: { patterns: [{ exact: 'x-user' }] } },
    },
  },
  defaultPerRouteConfig: { '@type': EXT_AUTHZ_PER_ROUTE_TYPE, disabled: true },
  checkPerRoute: readExtAuthzPerRoute,
  createFactory(config, context) {
    const own = readExtAuthz(config);
    const perRoute = new PerRouteConfigs(context, extAuthz.perRouteTypeUrls, readExtAuthzPerRoute);
    const surroundings = {
      statPrefix: `http.${context.statPrefix}.`,
      ofRoute: (callbacks: { perRouteConfig(): unknown }) => perRoute.of(callbacks.perRouteConfig()),
    };
    return { createFilter: () => new ExtAuthzFilter(own, surroundings) };
  },
};
