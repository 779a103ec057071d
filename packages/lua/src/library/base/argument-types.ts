import type { HostCall } from '../../host/host-call.ts';
import { ArgumentError } from '../../values/lua-error.ts';
import { typeName } from '../../values/value.ts';

/**
 * The complaint of LuaJIT's library functions that are themselves written in Lua: a missing argument is nil there.
 */
export function typeErrorOfLuaFunction(call: HostCall, position: number, expected: string): ArgumentError {
  return new ArgumentError(position, `${expected} expected, got ${typeName(call.arg(position))}`);
}
