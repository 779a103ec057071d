import type { EnvoyFilterOptions } from './envoy-filter-options.ts';

/**
 * What stands before a filter's name in the proxy: `NAMESPACE.ENVOYFILTER.`. Discovered configurations and per-route
 * configurations are found by name alone, so two EnvoyFilters must never meet in one.
 */
export function namePrefix(options: Pick<EnvoyFilterOptions, 'namespace' | 'name'>): string {
  return `${options.namespace}.${options.name}.`;
}
