import { createLuaFilterFactory } from '@chainwright/runtime/lua/lua-filter-factory';
import type { LuaServer } from '@chainwright/runtime/lua/lua-server';
import type { FactoryContext, FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { LUA_PER_ROUTE_TYPE, LUA_TYPE, readLuaConfig, readLuaPerRoute, readProjectFile } from './config.ts';

const DEFAULT_CODE = `function envoy_on_request(handle)
  handle:headers():add("x-from-lua", "hello")
end

function envoy_on_response(handle)
  handle:logInfo("status " .. handle:headers():get(":status"))
end
`;

/** `envoy.filters.http.lua`. */
export const lua: FilterExtension = {
  name: 'envoy.filters.http.lua',
  typeUrl: LUA_TYPE,
  perRouteTypeUrls: [LUA_PER_ROUTE_TYPE],
  kind: 'lua',
  title: 'Lua',
  summary: 'Runs a Lua script on each request and each response.',
  paths: { request: true, response: true },
  simulated: { level: 'partly', not: 'TLS connections, files, processes and FFI are not simulated.' },
  since: '1.5',
  defaultConfig: { '@type': LUA_TYPE, default_source_code: { inline_string: DEFAULT_CODE } },
  defaultPerRouteConfig: { '@type': LUA_PER_ROUTE_TYPE, disabled: true },
  createFactory(config, context) {
    const own = readLuaConfig(config, context);
    const perRoute = new PerRouteConfigs(context, lua.perRouteTypeUrls, (message) => readLuaPerRoute(message, context));
    const routes = context.perRouteConfigs.map((message) => perRoute.of(message)).filter((route) => route !== null);
    return createLuaFilterFactory(own, luaServer(context, own), routes, (message) => perRoute.of(message));
  },
};

function luaServer(
  context: FactoryContext,
  config: { readonly statPrefix: string; readonly packagePaths: readonly string[] },
): LuaServer {
  const prefix = config.statPrefix === '' ? '' : `${config.statPrefix.replace(/\.$/, '')}.`;
  return {
    worker: context.worker,
    trace: context.trace,
    filterName: context.filterName,
    statPrefix: `http.${context.statPrefix}.lua.${prefix}`,
    packagePaths: config.packagePaths,
    readFile: (name) => readProjectFile(name, context),
  };
}
