import type { LuaState } from '../../state/lua-state.ts';
import { StateSlot } from '../../state/state-slot.ts';
import { HostFunction } from '../../values/function.ts';
import { Int64 } from '../../values/int64.ts';
import { type LuaValue, typeName } from '../../values/value.ts';
import { builtinNumber } from '../builtin-numbers.ts';
import { int64ToText } from '../int64/int64-arithmetic.ts';
import { numberToText } from '../number/to-text.ts';

/** The text of a value when no metamethod is asked: `nil`, `1.5`, `table: 0x41000028` (`lj_strfmt_obj`). */
export function plainText(state: LuaState, value: LuaValue): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return numberToText(value);
    case 'undefined':
      return 'nil';
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value instanceof Int64) return int64ToText(value);
      if (value instanceof HostFunction) {
        const number = builtinNumber(state, value);
        if (number !== undefined) return `function: builtin#${number}`;
      }
      return `${typeName(value)}: ${addressText(state, value)}`;
  }
}

/** What `%p` writes: an address, or `NULL` for values that are not objects. Equal strings have equal addresses. */
export function pointerText(state: LuaState, value: LuaValue): string {
  if (typeof value === 'string') return addressText(state, stringIdentity(state, value));
  return typeof value === 'object' ? addressText(state, value) : 'NULL';
}

function addressText(state: LuaState, object: object): string {
  return `0x${state.addressOf(object).toString(16).padStart(12, '0')}`;
}

/** One object for each string whose address was asked for. */
const stringIdentities = new StateSlot<Map<string, object>>(() => new Map());

function stringIdentity(state: LuaState, text: string): object {
  const identities = state.slot(stringIdentities);
  let identity = identities.get(text);
  if (identity === undefined) {
    identity = {};
    identities.set(text, identity);
  }
  return identity;
}
