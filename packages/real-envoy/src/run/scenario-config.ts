import path from 'node:path';
import { type EnvoyMessage, envoyBootstrap, type SourceCode } from '@chainwright/filters/export/envoy-bootstrap';
import type { Project, ProjectScenario } from '@chainwright/filters/project/project';
import { ACCESS_LOG_FIELDS } from '@chainwright/runtime/http-connection-manager/access-log-fields';
import { FILES, jsonAccessLog } from '../process/shell-bootstrap.ts';
import type { Script } from '../upstream/scripted-upstreams.ts';

/** One scenario of a project, ready to be put on an Envoy. */
export type ScenarioConfig = {
  readonly node: EnvoyMessage;
  /** Clusters that get a scripted upstream, in slot order. */
  readonly clusterNames: readonly string[];
  /** Clusters that no route names: what arrives there is a callout. */
  readonly calloutClusters: ReadonlySet<string>;
  readonly script: Script;
  /** Clusters that Envoy speaks HTTP/2 to. */
  readonly http2Clusters: ReadonlySet<string>;
  readonly scenario: ProjectScenario;
  /** The clusters with the given endpoints. */
  clusters(port: (slot: number) => number, refusedPort: number): EnvoyMessage[];
  /** The listener under a name, on a port that the system picks, with our access log in a run folder. */
  listener(name: string, folder: string): EnvoyMessage;
};

/** Our own field: the client's port, which tells whose entry it is. */
export const CLIENT_PORT_FIELD = 'chainwright_client';

const PROXY_PROTOCOL = 'type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol';

/** Builds the configuration of a scenario. Throws when the project has no scenario of that name. */
export function scenarioConfig(
  project: Project,
  scenarioName: string,
  code: ReadonlyMap<string, SourceCode>,
): ScenarioConfig {
  const scenario = project.scenarios.find((one) => one.name === scenarioName);
  if (scenario === undefined) throw new Error(`the project has no scenario "${scenarioName}"`);
  const script: Script = { ...project.upstreams, ...scenario.upstreams };
  const bootstrap = envoyBootstrap(project, code, { ...project.upstreams, ...scenario.upstreams });
  const [listener = {}] = bootstrap.static_resources.listeners;
  const clusterNames = bootstrap.static_resources.clusters.map((cluster) => String(cluster['name']));
  return {
    node: bootstrap.node,
    clusterNames,
    calloutClusters: calloutClusters(project, clusterNames),
    script,
    http2Clusters: new Set(
      bootstrap.static_resources.clusters
        .filter((cluster) => JSON.stringify(cluster).includes('"http2_protocol_options"'))
        .map((cluster) => String(cluster['name'])),
    ),
    scenario,
    clusters: (port, refusedPort) =>
      bootstrap.static_resources.clusters.map((cluster, slot) => {
        const refused = script[clusterNames[slot] ?? '']?.[0]?.reset === 'refuse';
        return withEndpoint(cluster, refused ? refusedPort : port(slot));
      }),
    listener: (name, folder) => overlayListener(listener, name, folder, scenario),
  };
}

/** Replaces every endpoint by the scripted upstream; a cluster that is meant to have none keeps none. */
function withEndpoint(cluster: EnvoyMessage, port: number): EnvoyMessage {
  const assignment = cluster['load_assignment'] as { endpoints?: { lb_endpoints?: unknown[] }[] } | undefined;
  const hasHosts = assignment?.endpoints?.some((locality) => (locality.lb_endpoints?.length ?? 0) > 0) ?? false;
  if (!hasHosts) return cluster;
  return { ...cluster, load_assignment: replaceAddresses(assignment, port) };
}

function replaceAddresses(value: unknown, port: number): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceAddresses(item, port));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'address' && typeof inner === 'object'
        ? { socket_address: { address: '127.0.0.1', port_value: port } }
        : replaceAddresses(inner, port),
    ]),
  );
}

function overlayListener(
  listener: EnvoyMessage,
  name: string,
  folder: string,
  scenario: ProjectScenario,
): EnvoyMessage {
  const fields = {
    ...ACCESS_LOG_FIELDS,
    ...scenario.access_log,
    [CLIENT_PORT_FIELD]: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%',
  };
  const [chain] = listener['filter_chains'] as { filters: { name: string; typed_config: EnvoyMessage }[] }[];
  const filters = (chain?.filters ?? []).map((filter) => {
    const own = Array.isArray(filter.typed_config['access_log']) ? filter.typed_config['access_log'] : [];
    const log = jsonAccessLog(path.join(folder, FILES.accessLog), fields);
    return { ...filter, typed_config: { ...filter.typed_config, access_log: [...own, log] } };
  });
  return {
    ...listener,
    name,
    stat_prefix: 'case',
    address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
    // The system picks ports, so addresses differ from run to run: a scenario that looks at them gives its own.
    ...(scenario.downstream === undefined
      ? {}
      : { listener_filters: [{ name: 'proxy_protocol', typed_config: { '@type': PROXY_PROTOCOL } }] }),
    filter_chains: [{ ...chain, filters }],
  };
}

/** Clusters that the route configuration does not name. With cluster_header any cluster may be routed to. */
function calloutClusters(project: Project, names: readonly string[]): Set<string> {
  const routes = JSON.stringify(project.http_connection_manager['route_config'] ?? {});
  if (routes.includes('"cluster_header"')) return new Set();
  const routed = new Set<string>();
  collectClusters(project.http_connection_manager['route_config'], routed);
  return new Set(names.filter((name) => !routed.has(name)));
}

function collectClusters(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'cluster' && typeof inner === 'string') into.add(inner);
    else if (key === 'clusters' && Array.isArray(inner))
      for (const one of inner) into.add(String((one as EnvoyMessage)?.['name']));
    else collectClusters(inner, into);
  }
}
