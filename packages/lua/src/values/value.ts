import type { Coroutine } from './coroutine.ts';
import { HostFunction, LuaFunction } from './function.ts';
import { Int64 } from './int64.ts';
import { LuaTable } from './table.ts';
import { Userdata } from './userdata.ts';

/**
 * Every value a script can hold. nil is `undefined`; numbers are doubles; strings are *byte strings*: JavaScript strings
 * whose units are all 0…255, one unit per byte.
 */
export type LuaValue =
  | undefined
  | boolean
  | number
  | string
  | LuaTable
  | LuaFunction
  | HostFunction
  | Userdata
  | Coroutine
  | Int64;

/** What `type(v)` answers. */
export type LuaTypeName =
  | 'nil'
  | 'boolean'
  | 'number'
  | 'string'
  | 'table'
  | 'function'
  | 'userdata'
  | 'thread'
  | 'cdata';

/** The name of a value's type as `type()` and the error texts write it (lj_typename). */
export function typeName(value: LuaValue): LuaTypeName {
  switch (typeof value) {
    case 'undefined':
      return 'nil';
    case 'boolean':
      return 'boolean';
    case 'number':
      return 'number';
    case 'string':
      return 'string';
    default:
      if (value instanceof LuaTable) return 'table';
      if (value instanceof LuaFunction || value instanceof HostFunction) return 'function';
      if (value instanceof Userdata) return 'userdata';
      return value instanceof Int64 ? 'cdata' : 'thread';
  }
}

/** Lua's truth: everything but nil and false. */
export function isTruthy(value: LuaValue): boolean {
  return value !== undefined && value !== false;
}
