import { isYamlMessage, type YamlMessage } from '@chainwright/runtime/config/message-reader';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import { CATALOG, findFilterByType } from './catalog.ts';
import type { FilterExtension } from './filter-extension.ts';

const FILTER_CONFIG = 'type.googleapis.com/envoy.config.route.v3.FilterConfig';

const PER_ROUTE_TYPES = new Map(
  CATALOG.flatMap((extension) => extension.perRouteTypeUrls.map((type) => [type, extension] as const)),
);

/** The filter that a type of `typed_per_filter_config` configures; undefined when there is none. */
export function findFilterByPerRouteType(typeUrl: string): FilterExtension | undefined {
  return PER_ROUTE_TYPES.get(typeUrl);
}

/**
 * Checks every `typed_per_filter_config` of a connection manager: its type must be one that Envoy has, of a filter that
 * can be configured by route, and that filter must accept it. The entries' names play no part. Throws ConfigRejected with Envoy's text.
 * Envoy: source/common/router/config_impl.cc `PerFilterConfigs`.
 */
export function checkPerRouteTypes(httpConnectionManager: YamlMessage): void {
  const routes = httpConnectionManager['route_config'] ?? httpConnectionManager['routeConfig'];
  for (const [name, config] of perFilterEntries(routes)) checkEntry(name, config);
}

/** Whether a field of a route configuration holds configurations by filter. */
export function isPerFilterMap(field: string): boolean {
  return field === 'typed_per_filter_config' || field === 'typedPerFilterConfig';
}

/** All entries of all maps of per-filter configurations inside a message. */
function* perFilterEntries(value: unknown): Generator<readonly [name: string, config: unknown]> {
  if (Array.isArray(value)) {
    for (const item of value) yield* perFilterEntries(item);
    return;
  }
  if (!isYamlMessage(value)) return;
  for (const [field, inner] of Object.entries(value)) {
    if (isPerFilterMap(field) && isYamlMessage(inner)) yield* Object.entries(inner);
    else yield* perFilterEntries(inner);
  }
}

function checkEntry(name: string, config: unknown): void {
  if (!isYamlMessage(config)) return;
  const type = typeOf(config);
  if (type === FILTER_CONFIG) {
    const inner = config['config'];
    if (isYamlMessage(inner) && typeOf(inner) !== '') checkEntry(name, inner);
    return;
  }
  if (type === '') throw new ConfigRejected(`Didn't find a registered implementation for '${name}' with type URL: ''`);
  const owner = PER_ROUTE_TYPES.get(type);
  if (owner !== undefined) {
    owner.checkPerRoute?.(config);
    return;
  }
  const extension = findFilterByType(type);
  if (extension === undefined) {
    throw new ConfigRejected(`Unable to parse JSON as proto (INVALID_ARGUMENT: could not find @type '${type}')`);
  }
  if (!hasRouteConfig(extension)) {
    throw new ConfigRejected(`The filter ${name} doesn't support virtual host or route specific configurations`);
  }
}

/** Filters that are not simulated get the benefit of the doubt. */
function hasRouteConfig({ perRouteTypeUrls, simulated }: FilterExtension): boolean {
  return perRouteTypeUrls.length > 0 || simulated.level === 'none';
}

function typeOf(message: YamlMessage): string {
  const type = message['@type'];
  return typeof type === 'string' ? type : '';
}
