import { field, fieldAt, isMessage } from './envoy-fields.ts';
import { type HttpFilterConfig, httpFilters } from './http-filters.ts';
import type { Project } from './project.ts';

/** `@type` of the Lua filter's configuration. */
export const LUA_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua';
/** `@type` of the Wasm filter's configuration. */
export const WASM_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm';
/** `@type` of the router's configuration. */
export const ROUTER_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';

const SOURCES = 'sources/';

/** Where a filter's `typed_config` names its code. */
export const LUA_CODE = ['default_source_code'] as const;
/** Where a Wasm filter's `typed_config` names its module. */
export const WASM_CODE = ['config', 'vm_config', 'code'] as const;

/** What a filter is, as far as its code goes. */
export type FilterCode =
  | { readonly kind: 'lua'; readonly source: string | null }
  | { readonly kind: 'wasm'; readonly source: string | null }
  | { readonly kind: 'router' }
  | { readonly kind: 'native' };

/** Tells a filter's kind by the type of its configuration, and which source of the project it runs. */
export function filterCode(filter: HttpFilterConfig): FilterCode {
  const config = field(filter, 'typed_config');
  const type = isMessage(config) ? config['@type'] : undefined;
  if (type === ROUTER_TYPE) return { kind: 'router' };
  if (type === LUA_TYPE) return { kind: 'lua', source: sourceName(fieldAt(config, ...LUA_CODE, 'filename')) };
  if (type === WASM_TYPE)
    return { kind: 'wasm', source: sourceName(fieldAt(config, ...WASM_CODE, 'local', 'filename')) };
  return { kind: 'native' };
}

/** The name behind `sources/`; null when the text does not name a source. */
export function sourceName(filename: unknown): string | null {
  return typeof filename === 'string' && filename.startsWith(SOURCES) ? filename.slice(SOURCES.length) : null;
}

/** Names of the sources that Wasm filters of the chain run, disabled ones left out, each once. */
export function wasmSources(project: Project): string[] {
  const names = new Set<string>();
  for (const filter of httpFilters(project)) {
    const code = filterCode(filter);
    if (code.kind === 'wasm' && code.source !== null && filter.disabled !== true) names.add(code.source);
  }
  return [...names];
}
