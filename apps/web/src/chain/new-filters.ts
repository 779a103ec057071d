import type { FilterExtension } from '@chainwright/filters/catalog/filter-extension';
import type { HttpFilterConfig } from '@chainwright/filters/project/http-filters';
import type { ProjectSource } from '@chainwright/filters/project/project';
import { freeName } from '../project/free-name.ts';
import type { NamedSource } from '../project/project-action.ts';

/** A filter that is about to be added. */
export type NewFilter = { readonly filter: HttpFilterConfig; readonly source?: NamedSource };

const TYPES = 'type.googleapis.com/envoy.extensions.filters.http';

/** What a new Lua filter begins with. */
export const LUA = `function envoy_on_request(handle)
  handle:headers():add("x-hello", "from Lua")
end

function envoy_on_response(handle)
end
`;

/** What a new filter in AssemblyScript begins with. */
export const ASSEMBLYSCRIPT = (rootId: string): string => `import { Action, Stream, register } from "chainwright";

class Filter extends Stream {
  onRequestHeaders(end: bool): Action {
    this.request.headers.add("x-hello", "from AssemblyScript");
    return Action.Continue;
  }
}

register<Filter>("${rootId}");
`;

/** A new Lua filter. */
export function newLuaFilter(taken: readonly string[]): NewFilter {
  const name = freeName('lua', taken);
  return {
    filter: {
      name,
      typed_config: { '@type': `${TYPES}.lua.v3.Lua`, default_source_code: { filename: `sources/${name}` } },
    },
    source: { name, value: { lua: LUA } },
  };
}

/** A new filter in AssemblyScript. */
export function newAssemblyScriptFilter(taken: readonly string[]): NewFilter {
  const name = freeName('assemblyscript', taken);
  return wasmFilter(name, { assemblyscript: { files: { 'index.ts': ASSEMBLYSCRIPT(name) } } }, name);
}

/** A filter of an uploaded module. */
export function newModuleFilter(fileName: string, base64: string, taken: readonly string[]): NewFilter {
  const stem = fileName
    .replace(/\.wasm$/i, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const name = freeName(stem || 'module', taken);
  return wasmFilter(name, { wasm: { base64 } }, '');
}

function wasmFilter(name: string, value: ProjectSource, rootId: string): NewFilter {
  return {
    filter: {
      name,
      typed_config: {
        '@type': `${TYPES}.wasm.v3.Wasm`,
        config: {
          name,
          root_id: rootId,
          vm_config: {
            vm_id: name,
            runtime: 'envoy.wasm.runtime.v8',
            code: { local: { filename: `sources/${name}` } },
          },
        },
      },
    },
    source: { name, value },
  };
}

/** A native filter as the catalogue begins it. */
export function newNativeFilter(extension: FilterExtension): NewFilter {
  return {
    filter: {
      name: shortName(extension),
      typed_config: structuredClone(extension.defaultConfig) as Record<string, unknown>,
    },
  };
}

/** `cors` for `envoy.filters.http.cors`. */
export function shortName(extension: Pick<FilterExtension, 'name'>): string {
  return extension.name.slice(extension.name.lastIndexOf('.') + 1);
}
