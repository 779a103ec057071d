import type {
  Project,
  ProjectAnswer,
  ProjectRequest,
  ProjectScenario,
  ProjectSource,
} from '@chainwright/filters/project/project';

const TYPES = 'type.googleapis.com/envoy.extensions.filters.http';

/** A filter for a project of a story: its configuration, and its code when it has some. */
export type StoryFilter = { readonly config: FilterConfig; readonly source?: ProjectSource };
type FilterConfig = { readonly name: string; readonly typed_config: Record<string, unknown> };

/** A Lua filter. */
export function luaFilter(name: string, lua: string): StoryFilter {
  const typed_config = { '@type': `${TYPES}.lua.v3.Lua`, default_source_code: { filename: `sources/${name}` } };
  return { config: { name, typed_config }, source: { lua } };
}

/** A proxy-wasm filter of any source; its root id is its name. */
export function wasmFilter(name: string, source: ProjectSource): StoryFilter {
  const code = { local: { filename: `sources/${name}` } };
  const vm_config = { vm_id: name, runtime: 'envoy.wasm.runtime.v8', code };
  const typed_config = { '@type': `${TYPES}.wasm.v3.Wasm`, config: { name, root_id: name, vm_config } };
  return { config: { name, typed_config }, source };
}

/** An AssemblyScript filter that does something in `onRequestHeaders`; `statements` begin on line 5. */
export function assemblyScriptFilter(name: string, statements: string, declarations = ''): StoryFilter {
  const text = `import { Action, Stream, register } from "chainwright";
${declarations}
class Story extends Stream {
  onRequestHeaders(end: bool): Action {
    ${statements}
    return Action.Continue;
  }
}
register<Story>("${name}");
`;
  return wasmFilter(name, { assemblyscript: { files: { 'index.ts': text } } });
}

/** A native filter. */
export function nativeFilter(name: string, type: string, fields: Record<string, unknown> = {}): StoryFilter {
  return { config: { name, typed_config: { '@type': `${TYPES}.${type}`, ...fields } } };
}

/** Changes to the one request and the one answer of `projectOf`. */
export type StoryTraffic = {
  readonly name?: string;
  readonly request?: ProjectRequest;
  readonly answer?: ProjectAnswer;
  readonly scenarios?: readonly ProjectScenario[];
};

/** A project with these filters before the router, one cluster `app` that says hello, and one scenario `One request`. */
export function projectOf(filters: readonly StoryFilter[], traffic: StoryTraffic = {}): Project {
  const router: FilterConfig = { name: 'router', typed_config: { '@type': `${TYPES}.router.v3.Router` } };
  const routes = [{ match: { prefix: '/' }, route: { cluster: 'app' } }];
  const sources = filters.flatMap(({ config, source }) => (source ? [[config.name, source] as const] : []));
  return {
    version: 1,
    name: traffic.name ?? 'Story',
    sources: Object.fromEntries(sources),
    http_connection_manager: {
      stat_prefix: 'story',
      http_filters: [...filters.map(({ config }) => config), router],
      route_config: { name: 'story', virtual_hosts: [{ name: 'all', domains: ['*'], routes }] },
    },
    clusters: [{ name: 'app', connect_timeout: '1s' }],
    upstreams: { app: [traffic.answer ?? { status: 200, body: 'hello\n' }] },
    scenarios: [...(traffic.scenarios ?? [{ name: 'One request', requests: [traffic.request ?? { path: '/' }] }])],
  };
}

/** Two Lua filters whose order can be read in the answer's header `x-order`. */
export function orderProject(): Project {
  const stamp = (letter: string): string => `function envoy_on_response(handle)
  local headers = handle:headers()
  headers:replace("x-order", (headers:get("x-order") or "") .. "${letter}")
end
`;
  return projectOf([luaFilter('first', stamp('1')), luaFilter('second', stamp('2')), luaFilter('third', stamp('3'))]);
}
