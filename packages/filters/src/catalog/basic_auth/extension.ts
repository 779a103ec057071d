import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { BASIC_AUTH_PER_ROUTE_TYPE, BASIC_AUTH_TYPE, readBasicAuth, readBasicAuthPerRoute } from './config.ts';
import { BasicAuthFilter } from './filter.ts';

/** User `ann` with the password `secret`. */
const USERS = { inline_string: 'ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=' };

/** `envoy.filters.http.basic_auth`. */
export const basicAuth: FilterExtension = {
  name: 'envoy.filters.http.basic_auth',
  typeUrl: BASIC_AUTH_TYPE,
  perRouteTypeUrls: [BASIC_AUTH_PER_ROUTE_TYPE],
  kind: 'native',
  title: 'Basic auth',
  summary: 'Asks for a user name and password.',
  paths: { request: true, response: false },
  simulated: { level: 'partly', not: 'Password files are not read: write the users inline.' },
  since: '1.29',
  defaultConfig: { '@type': BASIC_AUTH_TYPE, users: USERS },
  defaultPerRouteConfig: { '@type': BASIC_AUTH_PER_ROUTE_TYPE, users: USERS },
  checkPerRoute: readBasicAuthPerRoute,
  createFactory(config, context) {
    const own = readBasicAuth(config);
    const perRoute = new PerRouteConfigs(context, basicAuth.perRouteTypeUrls, (message) => {
      const { users, realm } = readBasicAuthPerRoute(message);
      return { ...own, users, realm: realm || own.realm };
    });
    const names = { statPrefix: `http.${context.statPrefix}.basic_auth.`, filterName: context.filterName };
    return {
      createFilter: () => new BasicAuthFilter((callbacks) => perRoute.of(callbacks.perRouteConfig()) ?? own, names),
    };
  },
};
