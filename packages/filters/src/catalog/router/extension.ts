import { MessageReader } from '@chainwright/runtime/config/message-reader';
import type { FilterExtension } from '../filter-extension.ts';

const ROUTER_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';

/** `envoy.filters.http.router`: the end of every chain. The connection manager plays it; here it is only described. */
export const router: FilterExtension = {
  name: 'envoy.filters.http.router',
  typeUrl: ROUTER_TYPE,
  perRouteTypeUrls: [],
  kind: 'terminal',
  title: 'Router',
  summary: 'Sends the request to the cluster of its route and brings the answer back.',
  paths: { request: true, response: true },
  simulated: { level: 'partly', not: 'Upstream filters of the router (upstream_http_filters) are not simulated.' },
  since: '1.0',
  defaultConfig: { '@type': ROUTER_TYPE },
  defaultPerRouteConfig: null,
  createFactory(config) {
    MessageReader.read(config, 'envoy.extensions.filters.http.router.v3.Router', (message) => {
      message.ignore(
        'dynamic_stats',
        'start_child_span',
        'upstream_log',
        'upstream_log_options',
        'suppress_envoy_headers',
        'strict_check_headers',
        'respect_expected_rq_timeout',
        'suppress_grpc_request_failure_code_stats',
        'upstream_http_filters',
        'reject_connect_request_early_data',
      );
    });
    return { createFilter: () => null };
  },
};
