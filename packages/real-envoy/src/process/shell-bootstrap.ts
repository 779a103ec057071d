import path from 'node:path';

type Message = Record<string, unknown>;

const TYPE = 'type.googleapis.com/';
const HTTP = `${TYPE}envoy.extensions.filters.http.`;
const HCM = `${TYPE}envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`;
const CONNECTION_LIMIT = 'envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig';

/** Type URLs of what file xDS delivers. */
export const LISTENER_TYPE = `${TYPE}envoy.config.listener.v3.Listener`;
export const CLUSTER_TYPE = `${TYPE}envoy.config.cluster.v3.Cluster`;

/** Files and sockets in the run folder of a process. */
export const FILES = {
  bootstrap: 'bootstrap.json',
  listeners: 'lds.json',
  clusters: 'cds.json',
  accessLog: 'access.log',
  admin: 'a.sock',
  sentinel: 's.sock',
} as const;

/** An access logger that writes one JSON object per line to a file. */
export function jsonAccessLog(file: string, fields: Record<string, string>): Message {
  return {
    name: 'access',
    typed_config: {
      '@type': `${TYPE}envoy.extensions.access_loggers.file.v3.FileAccessLog`,
      path: file,
      log_format: { json_format: fields },
    },
  };
}

/** Listeners and clusters that stand in the bootstrap itself. */
export type StaticResources = { readonly listeners: readonly Message[]; readonly clusters: readonly Message[] };

/**
 * The bootstrap of the shell that cases run in: admin on a unix socket, listeners and clusters by file xDS, and the sentinel
 * listener, whose requests mark how far the worker has come in both logs.
 */
export function shellBootstrap(folder: string, node: Message, statics?: StaticResources): Message {
  const file = (name: string) => ({
    resource_api_version: 'V3',
    path_config_source: { path: path.join(folder, name) },
  });
  return {
    node,
    admin: { address: { pipe: { path: path.join(folder, FILES.admin) } } },
    static_resources: {
      listeners: [sentinel(folder), ...(statics?.listeners ?? [])],
      clusters: statics?.clusters ?? [],
    },
    dynamic_resources: { lds_config: file(FILES.listeners), cds_config: file(FILES.clusters) },
    overload_manager: {
      resource_monitors: [
        {
          name: 'envoy.resource_monitors.global_downstream_max_connections',
          typed_config: { '@type': TYPE + CONNECTION_LIMIT, max_active_downstream_connections: 1000 },
        },
      ],
    },
  };
}

/** Logs the path of a barrier request; a settle request passes in silence. */
const MARK = `function envoy_on_request(h)
  local p = h:headers():get(":path")
  if p ~= "/settle" then h:logInfo(p) end
end
function envoy_on_response() end`;

function sentinel(folder: string): Message {
  return {
    name: 'sentinel',
    stat_prefix: 'sentinel',
    address: { pipe: { path: path.join(folder, FILES.sentinel) } },
    filter_chains: [
      {
        filters: [
          {
            name: 'hcm',
            typed_config: {
              '@type': HCM,
              stat_prefix: 'sentinel',
              route_config: {
                virtual_hosts: [
                  { name: 's', domains: ['*'], routes: [{ match: { prefix: '/' }, direct_response: { status: 200 } }] },
                ],
              },
              http_filters: [
                {
                  name: 'mark',
                  typed_config: { '@type': `${HTTP}lua.v3.Lua`, default_source_code: { inline_string: MARK } },
                },
                { name: 'router', typed_config: { '@type': `${HTTP}router.v3.Router` } },
              ],
              access_log: [jsonAccessLog(path.join(folder, FILES.accessLog), { barrier: '%REQ(:PATH)%' })],
            },
          },
        ],
      },
    ],
  };
}
