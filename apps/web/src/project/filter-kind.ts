import { type HttpFilterConfig, httpFilters } from '@chainwright/filters/project/http-filters';
import type { Project, ProjectSource } from '@chainwright/filters/project/project';

/** What a filter is made of, as its icon says it. */
export type FilterKind = 'lua' | 'assemblyscript' | 'wasm' | 'native' | 'router';

/** One filter of the chain as the page shows it. */
export type ChainEntry = {
  /** Place in `http_filters`. */
  readonly index: number;
  readonly name: string;
  readonly kind: FilterKind;
  readonly disabled: boolean;
  /** Name of its code under `sources`; null when it has none or holds it inline. */
  readonly source: string | null;
  readonly config: HttpFilterConfig;
};

const EXTENSION = 'envoy.extensions.filters.http.';

/** `@type` of a filter without its prefix; empty when there is none. */
export function typeName(config: HttpFilterConfig): string {
  const type = config.typed_config?.['@type'];
  return typeof type === 'string' ? type.slice(type.lastIndexOf('/') + 1) : '';
}

/** The chain as the page shows it. */
export function chainEntries(project: Project): ChainEntry[] {
  return httpFilters(project).map((config, index) => {
    const source = sourceNameOf(config);
    return {
      index,
      name: config.name,
      kind: kindOf(config, source === null ? undefined : project.sources[source]),
      disabled: config.disabled === true,
      source: source !== null && Object.hasOwn(project.sources, source) ? source : null,
      config,
    };
  });
}

function kindOf(config: HttpFilterConfig, source: ProjectSource | undefined): FilterKind {
  const type = typeName(config);
  if (type === `${EXTENSION}lua.v3.Lua`) return 'lua';
  if (type === `${EXTENSION}router.v3.Router`) return 'router';
  if (type !== `${EXTENSION}wasm.v3.Wasm`) return 'native';
  return source && 'assemblyscript' in source ? 'assemblyscript' : 'wasm';
}

/** Name under `sources` that a filter's configuration points to; null when it points to none. */
export function sourceNameOf(config: HttpFilterConfig): string | null {
  const { typed_config } = config;
  const filename =
    textAt(typed_config, ['default_source_code', 'filename']) ??
    textAt(typed_config, ['config', 'vm_config', 'code', 'local', 'filename']);
  return filename?.startsWith('sources/') ? filename.slice('sources/'.length) : null;
}

/** The Lua that a filter holds in its own configuration; null when it holds none. */
export function inlineLuaOf(config: HttpFilterConfig): string | null {
  return (
    textAt(config.typed_config, ['default_source_code', 'inline_string']) ??
    textAt(config.typed_config, ['inline_code'])
  );
}

function textAt(value: unknown, path: readonly string[]): string | null {
  let at: unknown = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return null;
    at = (at as Record<string, unknown>)[name];
  }
  return typeof at === 'string' ? at : null;
}
