import { type EnvoyObject, field, fieldAt } from '../project/envoy-fields.ts';
import type { ImportedPatch } from './envoy-filter.ts';

/** A proxy's HTTP chain and what else patches can touch. */
export type PatchedProxy = {
  readonly httpFilters: readonly EnvoyObject[];
  /** Extension configurations by name, for filters whose configuration is discovered. */
  readonly extensions: ReadonlyMap<string, EnvoyObject>;
  readonly clusters: readonly EnvoyObject[];
  /** `typed_per_filter_config` that patches merged into every virtual host. */
  readonly virtualHostFilters: EnvoyObject;
  /** Index in `httpFilters` → index of the patch that put it there. */
  readonly origin: ReadonlyMap<EnvoyObject, number>;
};

/**
 * Applies patches to a connection manager's filters as Istio does, in file order. What does not match does nothing,
 * silently, as there.
 *
 * Istio: pilot/pkg/networking/core/envoyfilter (HTTP_FILTER, EXTENSION_CONFIG, CLUSTER: ADD and the three inserts; VIRTUAL_HOST: MERGE).
 */
export function applyPatches(
  base: readonly string[],
  context: string,
  patches: readonly ImportedPatch[],
): PatchedProxy {
  const httpFilters: EnvoyObject[] = base.map((name) => ({ name }));
  const extensions = new Map<string, EnvoyObject>();
  const clusters: EnvoyObject[] = [];
  const virtualHostFilters: EnvoyObject = {};
  const origin = new Map<EnvoyObject, number>();
  patches.forEach((patch, index) => {
    if (patch.applyTo === 'HTTP_FILTER' && inContext(patch, context)) {
      const at = insertionPoint(httpFilters, patch);
      if (at === null) return;
      httpFilters.splice(at, 0, patch.value);
      origin.set(patch.value, index);
    }
    // Istio reads neither context nor match of an EXTENSION_CONFIG.
    if (patch.applyTo === 'EXTENSION_CONFIG' && patch.operation === 'ADD')
      extensions.set(String(patch.value['name']), patch.value);
    if (patch.applyTo === 'VIRTUAL_HOST' && patch.operation === 'MERGE' && inContext(patch, context)) {
      Object.assign(virtualHostFilters, field(patch.value, 'typed_per_filter_config'));
    }
    if (patch.applyTo === 'CLUSTER' && patch.operation === 'ADD') clusters.push(patch.value);
  });
  return { httpFilters, extensions, clusters, virtualHostFilters, origin };
}

function inContext(patch: ImportedPatch, context: string): boolean {
  const wanted = patch.match['context'];
  return wanted === undefined || wanted === 'ANY' || wanted === context;
}

/** Where the patch puts its filter; null when it changes nothing. */
function insertionPoint(filters: readonly EnvoyObject[], patch: ImportedPatch): number | null {
  const manager = fieldAt(patch.match, 'listener', 'filter_chain', 'filter', 'name');
  if (manager !== undefined && manager !== 'envoy.filters.network.http_connection_manager') return null;
  const named = fieldAt(patch.match, 'listener', 'filter_chain', 'filter', 'sub_filter', 'name');
  const found = filters.findIndex((f) => field(f, 'name') === named);
  switch (patch.operation) {
    case 'INSERT_FIRST':
      return 0;
    case 'ADD':
      return filters.length;
    case 'INSERT_BEFORE':
      return named === undefined ? 0 : found < 0 ? null : found;
    case 'INSERT_AFTER':
      return named === undefined ? filters.length : found < 0 ? null : found + 1;
    default:
      return null;
  }
}
