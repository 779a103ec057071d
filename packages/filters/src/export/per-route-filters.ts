import { field, fieldAt, isMessage } from '../project/envoy-fields.ts';
import type { Project } from '../project/project.ts';

/** Names of filters that the project's route configuration configures at any level. */
export function perRouteFilterNames(project: Project): Set<string> {
  const names = new Set<string>();
  const collect = (holder: unknown) => {
    const configs = field(holder, 'typed_per_filter_config');
    if (isMessage(configs)) for (const name of Object.keys(configs)) names.add(name);
  };
  const routeConfig = field(project.http_connection_manager, 'route_config');
  collect(routeConfig);
  for (const host of list(field(routeConfig, 'virtual_hosts'))) {
    collect(host);
    for (const route of list(field(host, 'routes'))) {
      collect(route);
      for (const cluster of list(fieldAt(route, 'route', 'weighted_clusters', 'clusters'))) collect(cluster);
    }
  }
  return names;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
