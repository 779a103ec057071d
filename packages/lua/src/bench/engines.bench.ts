import { hostFunction } from '../host/host-function.ts';
import { defineClass } from '../host/userdata-class.ts';
import { LuaState } from '../state/lua-state.ts';
import type { Userdata } from '../values/userdata.ts';

/** An engine under test: compiles a program once; each call of what it gives runs the program. */
export type BenchEngine = { readonly name: string; readonly load: (source: string) => () => unknown };

const Headers = defineClass<Map<string, string>>({
  typeName: 'Headers',
  methods: { get: (map, call) => call.one(map.get(call.checkString(2))) },
});
const Handle = defineClass<{ headers: Userdata }>({
  typeName: 'Handle',
  methods: { headers: (handle, call) => call.one(handle.headers) },
});

/** This package's VM, with the handle that `host calls` wants. */
export function ownEngine(): BenchEngine {
  return {
    name: 'chainwright',
    load: (source) => {
      const state = new LuaState();
      const headers = state.newUserdata(Headers, new Map([['x-req', 'abc']]));
      state.globals.setName('handle', state.newUserdata(Handle, { headers }));
      state.globals.setName(
        'noop',
        hostFunction('noop', (call) => call.none()),
      );
      const chunk = state.load(source, '=bench');
      const thread = state.newThread();
      return () => {
        const result = thread.start(chunk);
        if (result.status !== 'done') throw new Error(`the program ended ${result.status}`);
        return result.values[0];
      };
    },
  };
}

/** The parts of fengari's C-like API that are used; it has no types of its own. */
type FengariLua = {
  readonly LUA_REGISTRYINDEX: number;
  readonly lua_gettop: (L: unknown) => number;
  readonly lua_createtable: (L: unknown, array: number, hash: number) => void;
  readonly lua_pushcfunction: (L: unknown, callee: (L: unknown) => number) => void;
  readonly lua_newuserdata: (L: unknown, size: number) => unknown;
  readonly lua_setfield: (L: unknown, index: number, name: Uint8Array) => void;
  readonly lua_setglobal: (L: unknown, name: Uint8Array) => void;
  readonly lua_pushstring: (L: unknown, text: Uint8Array) => void;
  readonly lua_tojsstring: (L: unknown, index: number) => string;
  readonly lua_rawgeti: (L: unknown, index: number, key: number) => void;
  readonly lua_pcall: (L: unknown, args: number, results: number, handler: number) => number;
  readonly lua_tonumber: (L: unknown, index: number) => number;
  readonly lua_settop: (L: unknown, index: number) => void;
};
type Fengari = {
  readonly lua: FengariLua;
  readonly lauxlib: {
    readonly luaL_newstate: () => unknown;
    readonly luaL_newmetatable: (L: unknown, name: Uint8Array) => void;
    readonly luaL_setmetatable: (L: unknown, name: Uint8Array) => void;
    readonly luaL_loadstring: (L: unknown, source: Uint8Array) => number;
    readonly luaL_ref: (L: unknown, table: number) => number;
  };
  readonly lualib: { readonly luaL_openlibs: (L: unknown) => void };
  readonly to_luastring: (text: string) => Uint8Array;
};

/** fengari: Lua 5.3 in JavaScript. */
export async function fengariEngine(): Promise<BenchEngine> {
  const name = 'fengari';
  const { lua, lauxlib, lualib, to_luastring } = ((await import(name)) as { default: Fengari }).default;
  const L = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(L);
  const type = to_luastring('Handle');
  lauxlib.luaL_newmetatable(L, type);
  const metatable = lua.lua_gettop(L);
  const headers: Record<string, string> = { 'x-req': 'abc' };
  lua.lua_createtable(L, 0, 2);
  lua.lua_pushcfunction(L, (l) => {
    lua.lua_newuserdata(l, 0);
    lauxlib.luaL_setmetatable(l, type);
    return 1;
  });
  lua.lua_setfield(L, -2, to_luastring('headers'));
  lua.lua_pushcfunction(L, (l) => {
    lua.lua_pushstring(l, to_luastring(headers[lua.lua_tojsstring(l, 2)] ?? ''));
    return 1;
  });
  lua.lua_setfield(L, -2, to_luastring('get'));
  lua.lua_setfield(L, metatable, to_luastring('__index'));
  lua.lua_newuserdata(L, 0);
  lauxlib.luaL_setmetatable(L, type);
  lua.lua_setglobal(L, to_luastring('handle'));
  return {
    name,
    load: (source) => {
      if (lauxlib.luaL_loadstring(L, to_luastring(source)) !== 0) throw new Error(lua.lua_tojsstring(L, -1));
      const reference = lauxlib.luaL_ref(L, lua.LUA_REGISTRYINDEX);
      return () => {
        lua.lua_rawgeti(L, lua.LUA_REGISTRYINDEX, reference);
        if (lua.lua_pcall(L, 0, 1, 0) !== 0) throw new Error(lua.lua_tojsstring(L, -1));
        const value = lua.lua_tonumber(L, -1);
        lua.lua_settop(L, 0);
        return value;
      };
    },
  };
}

/** wasmoon: Lua 5.4 compiled to WebAssembly. */
export async function wasmoonEngine(): Promise<BenchEngine> {
  const name = 'wasmoon';
  const { LuaFactory } = (await import(name)) as {
    LuaFactory: new () => {
      createEngine: () => Promise<{
        global: { set: (name: string, value: unknown) => void };
        doStringSync: (source: string) => unknown;
        doString: (source: string) => Promise<unknown>;
      }>;
    };
  };
  const engine = await new LuaFactory().createEngine();
  engine.global.set('host_headers', { get: (key: string) => (key === 'x-req' ? 'abc' : undefined) });
  await engine.doString(
    'handle = {headers = function() return {get = function(_, k) return host_headers.get(k) end} end}',
  );
  return {
    name,
    load: (source) => {
      engine.doStringSync(`bench_program = function() ${source} end`);
      return () => engine.doStringSync('return bench_program()');
    },
  };
}
