import { textToNumber } from '../library/number/from-text.ts';
import { numberToText } from '../library/number/to-text.ts';
import { ArgumentError } from '../values/lua-error.ts';
import { LuaTable } from '../values/table.ts';
import type { LuaValue } from '../values/value.ts';

/**
 * A string argument; numbers become their text (luaL_checklstring).
 *
 * @param position counted from 1, for the error text
 * @throws ArgumentError `string expected, got …`
 */
export function stringArgument(value: LuaValue, position: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberToText(value);
  throw new ArgumentError(position, 'string', true, value);
}

/**
 * A number argument; numeric strings are converted (luaL_checknumber).
 *
 * @throws ArgumentError `number expected, got …`
 */
export function numberArgument(value: LuaValue, position: number): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const number = textToNumber(value);
    if (number !== undefined) return number;
  }
  throw new ArgumentError(position, 'number', true, value);
}

/**
 * An integer argument: a number cut towards zero; NaN and numbers beyond 64 bits give −2^63, as the x86-64 conversion
 * does (luaL_checkinteger).
 *
 * @throws ArgumentError `number expected, got …`
 */
export function integerArgument(value: LuaValue, position: number): number {
  const number = Math.trunc(numberArgument(value, position));
  return number >= -(2 ** 63) && number < 2 ** 63 ? number + 0 : -(2 ** 63);
}

/**
 * A 32-bit integer argument (lj_lib_checkint): cut towards zero; what does not fit gives −2^31.
 *
 * @throws ArgumentError `number expected, got …`
 */
export function int32Argument(value: LuaValue, position: number): number {
  const number = Math.trunc(numberArgument(value, position));
  return number >= -0x80000000 && number <= 0x7fffffff ? number | 0 : -0x80000000;
}

/**
 * A table argument (lj_lib_checktab).
 *
 * @throws ArgumentError `table expected, got …`
 */
export function tableArgument(value: LuaValue, position: number): LuaTable {
  if (value instanceof LuaTable) return value;
  throw new ArgumentError(position, 'table', true, value);
}
