import type { ScriptApi } from '@chainwright/lua/analysis/script-api';
import { LUA_API, LUA_GLOBALS, LUA_HANDLERS } from '@chainwright/runtime/lua/lua-api';

/** What Envoy's Lua filter offers to scripts. */
export const ENVOY_SCRIPT_API: ScriptApi = {
  objects: LUA_API,
  entryPoints: LUA_HANDLERS.map(({ name, path }) => ({ name, parameters: ['handle'], path })),
  globals: LUA_GLOBALS.map(({ name }) => name),
  version: '1.40',
};
