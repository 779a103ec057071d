import { compile } from '../../compiler/compile.ts';
import type { HostCall, LuaCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import type { LuaState } from '../../state/lua-state.ts';
import { HostFunction, LuaFunction } from '../../values/function.ts';
import { LuaError } from '../../values/lua-error.ts';
import { LuaTable } from '../../values/table.ts';
import { hashSizeFor } from '../../values/table-sizes.ts';
import { isTruthy, type LuaValue } from '../../values/value.ts';

/** `package`, `require` and `module` (lib_package.c). Files come from the owner's `readFile`; C libraries never exist. */

const LUA_PATH =
  './?.lua;/usr/local/share/luajit-2.1/?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua';
const C_PATH = './?.so;/usr/local/lib/lua/5.1/?.so;/usr/local/lib/lua/5.1/loadall.so';
const CONFIG = '/\n;\n?\n!\n-\n';

/** The library's table in a state: scripts may have put another one into the global. */
function packageTable(state: LuaState): LuaTable {
  const table = state.loaded.getName('package');
  return table instanceof LuaTable ? table : new LuaTable();
}

/** Looks for a file along a path; the names tried, as the error lists them, when there is none. */
function searchPath(
  state: LuaState,
  name: string,
  path: string,
  separator = '.',
  replacement = '/',
): { found: string; source: string } | { tried: string } {
  const file = separator === '' ? name : name.split(separator).join(replacement);
  let tried = '';
  for (const template of path.split(';')) {
    if (template === '') continue;
    const candidate = template.split('?').join(file);
    const source = state.options.readFile?.(candidate);
    if (source !== undefined) return { found: candidate, source };
    tried += `\n\tno file '${candidate}'`;
  }
  return { tried };
}

const searchpath = hostFunction('searchpath', (call) => {
  const name = call.checkString(1);
  const path = call.checkString(2);
  const result = searchPath(call.state, name, path, call.optString(3, '.'), call.optString(4, '/'));
  return 'found' in result ? call.one(result.found) : call.two(undefined, result.tried);
});

const loadlib = hostFunction('loadlib', (call) => {
  const path = call.checkString(1);
  call.checkString(2);
  call.state.notSimulated('package.loadlib');
  return call.three(undefined, `${path}: cannot open shared object file: No such file or directory`, 'open');
});

const preloadLoader = hostFunction('loader_preload', (call) => {
  const name = call.checkString(1);
  const preload = packageTable(call.state).getName('preload');
  if (!(preload instanceof LuaTable)) throw call.error("'package.preload' must be a table");
  const loader = preload.getName(name);
  return call.one(loader ?? `\n\tno field package.preload['${name}']`);
});

/** A field of `package` that must be text. */
function pathField(call: HostCall, field: string): string {
  const path = packageTable(call.state).getName(field);
  if (typeof path === 'number') return `${path}`;
  if (typeof path !== 'string') throw call.error(`'package.${field}' must be a string`);
  return path;
}

const luaLoader = hostFunction('loader_lua', (call) => {
  const name = call.checkString(1);
  const result = searchPath(call.state, name, pathField(call, 'path'));
  if ('tried' in result) return call.one(result.tried);
  try {
    return call.one(call.state.instantiate(compile(result.source, `@${result.found}`)));
  } catch (thrown) {
    if (!(thrown instanceof LuaError)) throw thrown;
    throw call.error(`error loading module '${name}' from file '${result.found}':\n\t${thrown.message}`);
  }
});

const cLoader = hostFunction('loader_c', (call) => {
  const result = searchPath(call.state, call.checkString(1), pathField(call, 'cpath'));
  if ('tried' in result) return call.one(result.tried);
  call.state.notSimulated('C modules');
  return call.one('');
});

const cRootLoader = hostFunction('loader_croot', (call) => {
  const name = call.checkString(1);
  const dot = name.indexOf('.');
  if (dot < 0) return call.none();
  const result = searchPath(call.state, name.slice(0, dot), pathField(call, 'cpath'));
  return call.one('tried' in result ? result.tried : '');
});

/** Marks a module that is being loaded. */
const LOADING = hostFunction('loading', (call) => call.none());

export const require = hostFunction('require', (call) => {
  const name = call.checkString(1);
  const { loaded } = call.state;
  const known = loaded.getName(name);
  if (isTruthy(known)) {
    if (known === LOADING) throw call.error(`loop or previous error loading module '${name}'`);
    return call.one(known);
  }
  const loaders = packageTable(call.state).getName('loaders');
  if (!(loaders instanceof LuaTable)) throw call.error("'package.loaders' must be a table");
  return call.run((own) => load(own, name, loaders), { boundary: true });
});

function* load(call: HostCall, name: string, loaders: LuaTable): Generator<LuaCall, number, LuaValue> {
  const { loaded } = call.state;
  let tried = '';
  for (let index = 1; ; index++) {
    const searcher = loaders.getNumber(index);
    if (searcher === undefined) throw call.error(`module '${name}' not found:${tried}`);
    const loader = yield [searcher, name];
    if (loader instanceof LuaFunction || loader instanceof HostFunction) {
      loaded.setName(name, LOADING);
      const module = yield [loader, name];
      if (module !== undefined) loaded.setName(name, module);
      else if (loaded.getName(name) === LOADING) loaded.setName(name, true);
      return call.one(loaded.getName(name));
    }
    if (typeof loader === 'string') tried += loader;
  }
}

/** The table at a dotted name below another, made where missing; null when something else is in the way. */
function findTable(root: LuaTable, name: string): LuaTable | null {
  let table = root;
  for (const part of name.split('.')) {
    const next = table.getName(part);
    if (next instanceof LuaTable) table = next;
    else if (next === undefined) {
      const made = new LuaTable();
      table.setName(part, made);
      table = made;
    } else return null;
  }
  return table;
}

export const moduleFunction = hostFunction('module', (call) => {
  const name = call.checkString(1);
  const { loaded, globals } = call.state;
  let table = loaded.getName(name);
  if (!(table instanceof LuaTable)) {
    const found = findTable(globals, name);
    if (found === null) throw call.error(`name conflict for module '${name}'`);
    loaded.setName(name, found);
    table = found;
  }
  const module = table;
  if (module.getName('_NAME') === undefined) {
    module.setName('_M', module);
    module.setName('_NAME', name);
    module.setName('_PACKAGE', name.slice(0, name.lastIndexOf('.') + 1));
  }
  const caller = call.functionAtLevel(1);
  if (!(caller instanceof LuaFunction)) throw call.error("'module' not called from a Lua function");
  caller.environment = module;
  const options = call.args(2);
  if (options.length === 0) return call.one(module);
  return call.run(function* (own) {
    for (const option of options) yield [option, module];
    return own.one(module);
  });
});

const seeall = hostFunction('seeall', (call) => {
  const table = call.checkTable(1);
  table.metatable ??= new LuaTable();
  table.metatable.setName('__index', call.state.globals);
  return call.none();
});

/** `table.new` and `table.clear`, which LuaJIT has ready to be required, and the modules that are not simulated. */
function preloaded(): LuaTable {
  const preload = new LuaTable();
  const provide = (name: string, module: LuaValue): void => {
    preload.setName(
      name,
      hostFunction(name, (call) => call.one(module)),
    );
  };
  provide('table.new', newTable);
  provide('table.clear', clearTable);
  for (const name of ['ffi', 'string.buffer', 'jit.util', 'jit.profile']) {
    const load = hostFunction(name, (call) => {
      call.state.notSimulated(`module ${name}`);
      return call.one(call.state.newTable());
    });
    preload.setName(name, load);
  }
  return preload;
}

const newTable = hostFunction('new', (call) => {
  const slots = call.checkInt32(1);
  const names = call.checkInt32(2);
  const table = call.state.newTable();
  table.resize(slots > 0 ? slots + 1 : 0, hashSizeFor(names));
  return call.one(table);
});

const clearTable = hostFunction('clear', (call) => {
  const table = call.checkTable(1);
  table.array.fill(undefined);
  table.values.fill(undefined);
  table.nodes?.values.fill(undefined);
  return call.none();
});

/** The members of `package`, except `loaded`, which every state has already. */
export function packageMembers(): Record<string, LuaValue> {
  const loaders = new LuaTable();
  loaders.resize(5, 0);
  [preloadLoader, luaLoader, cLoader, cRootLoader].forEach((loader, index) => {
    loaders.setNumber(index + 1, loader);
  });
  return {
    config: CONFIG,
    cpath: C_PATH,
    loaders,
    loadlib,
    path: LUA_PATH,
    preload: preloaded(),
    searchers: loaders,
    searchpath,
    seeall,
  };
}
