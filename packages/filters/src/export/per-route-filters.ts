import { type EnvoyObject, field, fieldAt, isMessage } from '../project/envoy-fields.ts';
import type { Project } from '../project/project.ts';

/** What the routes of a project say about its filters, by filter name. */
export type PerRouteFilters = {
  /** The same for every request: it can stand at every virtual host of the mesh. */
  readonly everywhere: ReadonlyMap<string, EnvoyObject>;
  /** Only for some requests: which ones the mesh's own routes can't tell. */
  readonly partly: ReadonlySet<string>;
};

/**
 * Tells per-route configuration that holds for every request (of the whole route configuration, or equal at every virtual
 * host) from what holds for some.
 */
export function perRouteFilters(project: Project): PerRouteFilters {
  const routeConfig = field(project.http_connection_manager, 'route_config');
  const hosts = list(field(routeConfig, 'virtual_hosts'));
  const top = configsOf(routeConfig);
  const below = new Set(hosts.flatMap((host) => belowHost(host)));
  const byHost = hosts.map(configsOf);
  const names = new Set([...top.keys(), ...below, ...byHost.flatMap((configs) => [...configs.keys()])]);
  const everywhere = new Map<string, EnvoyObject>();
  const partly = new Set<string>();
  for (const name of names) {
    const effective = byHost.map((configs) => configs.get(name) ?? top.get(name));
    const [first] = effective.length > 0 ? effective : [top.get(name)];
    const same = effective.every((config) => JSON.stringify(config) === JSON.stringify(first));
    // Some filters apply every level that speaks, so two levels can't become one.
    const oneLevel = !top.has(name) || byHost.every((configs) => !configs.has(name));
    if (first !== undefined && same && oneLevel && !below.has(name)) everywhere.set(name, first);
    else partly.add(name);
  }
  return { everywhere, partly };
}

/**
 * Whether per-route configuration does no more than enable its filter: an empty message in a FilterConfig, which Istio
 * can't read. What holds everywhere can as well be said by the filter's own entry.
 */
export function onlyEnables(config: EnvoyObject): boolean {
  if (!String(config['@type']).endsWith('/envoy.config.route.v3.FilterConfig')) return false;
  const inner = field(config, 'config');
  return isMessage(inner) && Object.keys(inner).length === 0 && field(config, 'disabled') !== true;
}

/** Filter names that routes or weighted clusters of a virtual host configure. */
function belowHost(host: unknown): string[] {
  return list(field(host, 'routes')).flatMap((route) => [
    ...configsOf(route).keys(),
    ...list(fieldAt(route, 'route', 'weighted_clusters', 'clusters')).flatMap((cluster) => [
      ...configsOf(cluster).keys(),
    ]),
  ]);
}

function configsOf(holder: unknown): Map<string, EnvoyObject> {
  const configs = field(holder, 'typed_per_filter_config');
  if (!isMessage(configs)) return new Map();
  return new Map(Object.entries(configs).filter((entry): entry is [string, EnvoyObject] => isMessage(entry[1])));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
