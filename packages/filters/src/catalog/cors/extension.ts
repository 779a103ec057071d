import { isYamlMessage } from '@chainwright/runtime/config/message-reader';
import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { CORS_POLICY_TYPE, CORS_TYPE, type CorsPolicy, readCors, readCorsPolicy } from './config.ts';
import { CorsFilter } from './filter.ts';

/** `envoy.filters.http.cors`. */
export const cors: FilterExtension = {
  name: 'envoy.filters.http.cors',
  typeUrl: CORS_TYPE,
  perRouteTypeUrls: [CORS_POLICY_TYPE],
  kind: 'native',
  title: 'CORS',
  summary: 'Answers preflight requests and tells browsers which other sites may read a response.',
  paths: { request: true, response: true },
  simulated: { level: 'full', not: null },
  since: '1.0',
  defaultConfig: { '@type': CORS_TYPE },
  defaultPerRouteConfig: {
    '@type': CORS_POLICY_TYPE,
    allow_origin_string_match: [{ exact: 'https://app.example.com' }],
    allow_methods: 'GET, POST',
    allow_headers: 'content-type, authorization',
    max_age: '600',
    allow_credentials: true,
  },
  checkPerRoute: readCorsPolicy,
  createFactory(config, context) {
    readCors(config);
    const perRoute = new PerRouteConfigs(context, cors.perRouteTypeUrls, readCorsPolicy);
    const statPrefix = `http.${context.statPrefix}.`;
    const policiesOf = (callbacks: DecoderFilterCallbacks) => policiesOfRoute(callbacks, perRoute);
    return { createFilter: () => new CorsFilter(policiesOf, statPrefix) };
  },
};

/** The policies of the chosen route, most specific first; none for direct responses, redirects and no route. */
function policiesOfRoute(callbacks: DecoderFilterCallbacks, perRoute: PerRouteConfigs<CorsPolicy>): CorsPolicy[] {
  const route = callbacks.route();
  if (route === null || route.cluster === null) return [];
  const levels = callbacks.perRouteConfigs();
  const action = route.config['route'];
  const legacy = isYamlMessage(action) ? action['cors'] : undefined;
  const messages = levels.length === 0 && legacy !== undefined ? [legacy] : [...levels].reverse();
  return messages.map((message) => perRoute.of(message)).filter((policy) => policy !== null);
}
