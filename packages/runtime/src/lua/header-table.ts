import type { HostCall } from '@chainwright/lua/host/host-call';
import { numberToText } from '@chainwright/lua/library/number/to-text';
import { ArgumentError, LuaError } from '@chainwright/lua/values/lua-error';
import { LuaTable } from '@chainwright/lua/values/table';
import type { LuaValue } from '@chainwright/lua/values/value';
import type { ByteString } from '../http/byte-string.ts';
import { cutAtNul } from './script-object.ts';
import { tableEntries } from './value-text.ts';

/** How far the Lua stack is filled when a table is walked: key and value lie above the arguments. */
const VALUE_ABOVE_ARGUMENTS = 2;
const NESTED_VALUE_ABOVE_ARGUMENTS = 4;

/**
 * Reads a script's table of headers: values are strings or lists of strings.
 * Envoy: source/extensions/filters/http/lua/lua_filter.cc `buildHeadersFromTable`. Its errors name the raw place on the
 * Lua stack, so a bad value of a call with 4 arguments is `bad argument #7`.
 */
export function readHeaderTable(call: HostCall, table: LuaTable): [ByteString, ByteString][] {
  const headers: [ByteString, ByteString][] = [];
  for (const [key, value] of tableEntries(table)) {
    const name = headerText(call, key, VALUE_ABOVE_ARGUMENTS - 1);
    if (value instanceof LuaTable) {
      for (const [, item] of tableEntries(value)) {
        headers.push([name, headerText(call, item, NESTED_VALUE_ABOVE_ARGUMENTS)]);
      }
    } else {
      headers.push([name, headerText(call, value, VALUE_ABOVE_ARGUMENTS)]);
    }
    // Reading a number as a string converts it on the stack, and `next` no longer knows it.
    if (typeof key === 'number') throw new LuaError("invalid key to 'next'");
  }
  return headers;
}

function headerText(call: HostCall, value: LuaValue, above: number): ByteString {
  if (typeof value === 'string') return cutAtNul(value);
  if (typeof value === 'number') return numberToText(value);
  throw stackError(call, above, 'string', value);
}

/** The error for a value that lies `above` the arguments on the Lua stack. */
export function stackError(call: HostCall, above: number, expected: string, value: LuaValue): ArgumentError {
  // The VM takes 1 off for `self`; the place on the stack is given as it is.
  return new ArgumentError(call.count + above + 1, expected, true, value);
}
