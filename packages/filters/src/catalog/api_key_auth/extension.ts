import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import {
  API_KEY_AUTH_PER_ROUTE_TYPE,
  API_KEY_AUTH_TYPE,
  type ApiKeyAuthConfig,
  readApiKeyAuth,
  readApiKeyAuthPerRoute,
} from './config.ts';
import { ApiKeyAuthFilter } from './filter.ts';

/** What a route says stands in place of what the filter says. */
function override(own: ApiKeyAuthConfig, route: ApiKeyAuthConfig): ApiKeyAuthConfig {
  return {
    credentials: route.credentials ?? own.credentials,
    sources: route.sources.length > 0 ? route.sources : own.sources,
    forwarding: route.forwarding,
    allowedClients: route.allowedClients,
  };
}

/** `envoy.filters.http.api_key_auth`. */
export const apiKeyAuth: FilterExtension = {
  name: 'envoy.filters.http.api_key_auth',
  typeUrl: API_KEY_AUTH_TYPE,
  perRouteTypeUrls: [API_KEY_AUTH_PER_ROUTE_TYPE],
  kind: 'native',
  title: 'API key auth',
  summary: 'Lets in requests that carry a known API key.',
  paths: { request: true, response: false },
  simulated: { level: 'full', not: null },
  since: '1.33',
  defaultConfig: {
    '@type': API_KEY_AUTH_TYPE,
    credentials: [{ key: 'one-key', client: 'one' }],
    key_sources: [{ header: 'x-api-key' }],
  },
  defaultPerRouteConfig: { '@type': API_KEY_AUTH_PER_ROUTE_TYPE, allowed_clients: ['one'] },
  checkPerRoute: readApiKeyAuthPerRoute,
  createFactory(config, context) {
    const own = readApiKeyAuth(config);
    const perRoute = new PerRouteConfigs(context, apiKeyAuth.perRouteTypeUrls, (message) =>
      override(own, readApiKeyAuthPerRoute(message)),
    );
    const statPrefix = `http.${context.statPrefix}.api_key_auth.`;
    return {
      createFilter: () =>
        new ApiKeyAuthFilter((callbacks) => perRoute.of(callbacks.perRouteConfig()) ?? own, statPrefix),
    };
  },
};
