import type { HostCall, LuaCall } from '../host/host-call.ts';
import { LuaTable } from '../values/table.ts';
import type { LuaValue } from '../values/value.ts';

/** Longest chain of `__index` tables (`LJ_MAX_IDXCHAIN`). */
const MAX_CHAIN = 100;

/**
 * Reads a field as Lua code does, `__index` tables and functions included (lua_gettable, lua_getfield). For the
 * generators of host functions: `const v = yield* indexedField(call, table, key)`.
 *
 * @throws LuaError `loop in gettable`
 */
export function* indexedField(call: HostCall, table: LuaTable, key: LuaValue): Generator<LuaCall, LuaValue, LuaValue> {
  let object = table;
  for (let hops = 0; hops < MAX_CHAIN; hops++) {
    const value = object.get(key);
    if (value !== undefined) return value;
    const handler: LuaValue = object.metatable?.getName('__index');
    if (handler === undefined) return undefined;
    if (!(handler instanceof LuaTable)) return yield [handler, object, key];
    object = handler;
  }
  throw call.error('loop in gettable');
}
