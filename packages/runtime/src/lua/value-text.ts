import { HostFunction, LuaFunction } from '@chainwright/lua/values/function';
import { LuaTable, nextPair } from '@chainwright/lua/values/table';
import { Userdata } from '@chainwright/lua/values/userdata';
import { type LuaValue, typeName } from '@chainwright/lua/values/value';
import { byteStringToDisplay } from '../http/byte-string.ts';

const LONGEST = 256;
const MOST_ENTRIES = 16;
const DEEPEST = 3;

/** A Lua value for the eye, on one line and cut where it is long. */
export function valueText(value: LuaValue, depth = 0): string {
  switch (typeof value) {
    case 'undefined':
      return 'nil';
    case 'string':
      return quoted(value);
    case 'number':
    case 'boolean':
      return String(value);
    default:
      break;
  }
  if (value instanceof LuaTable) return tableText(value, depth);
  if (value instanceof Userdata) return payloadLabel(value.payload);
  if (value instanceof LuaFunction || value instanceof HostFunction) return 'function';
  return typeName(value);
}

function payloadLabel(payload: unknown): string {
  const label = typeof payload === 'object' && payload !== null && 'label' in payload ? payload.label : null;
  return typeof label === 'string' ? label : 'userdata';
}

/** Texts of strings that came before: scripts name the same headers again and again. */
const QUOTED = new Map<string, string>();
const MOST_QUOTED = 2048;

function quoted(value: string): string {
  const known = QUOTED.get(value);
  if (known !== undefined) return known;
  const text = quote(value);
  if (value.length > LONGEST) return text;
  if (QUOTED.size === MOST_QUOTED) QUOTED.clear();
  QUOTED.set(value, text);
  return text;
}

function quote(value: string): string {
  const cut = value.length > LONGEST;
  return (
    JSON.stringify(byteStringToDisplay(cut ? value.slice(0, LONGEST) : value)) + (cut ? ` … ${value.length} bytes` : '')
  );
}

function tableText(table: LuaTable, depth: number): string {
  if (depth >= DEEPEST) return '{…}';
  const parts: string[] = [];
  for (const [key, value] of tableEntries(table)) {
    if (parts.length === MOST_ENTRIES) {
      parts.push('…');
      break;
    }
    const name = typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key) ? key : `[${valueText(key, depth + 1)}]`;
    parts.push(
      typeof key === 'number' && key === parts.length + 1
        ? valueText(value, depth + 1)
        : `${name} = ${valueText(value, depth + 1)}`,
    );
  }
  return `{${parts.join(', ')}}`;
}

/** The entries of a table in the order of `next`. */
export function* tableEntries(table: LuaTable): Generator<readonly [LuaValue, LuaValue]> {
  let key: LuaValue;
  while (table.next(key) && nextPair.key !== undefined) {
    key = nextPair.key;
    yield [key, nextPair.value];
  }
}
