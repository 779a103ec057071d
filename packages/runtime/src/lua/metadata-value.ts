import type { HostCall } from '@chainwright/lua/host/host-call';
import type { LuaState } from '@chainwright/lua/state/lua-state';
import { LuaTable } from '@chainwright/lua/values/table';
import { type LuaValue, typeName } from '@chainwright/lua/values/value';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import { cutAtNul } from './script-object.ts';
import { scriptToText, textToScript } from './script-text.ts';
import { tableEntries } from './value-text.ts';

/** Deeper tables end as cyclic ones do in Envoy. */
const DEEPEST = 1000;

/**
 * A protobuf value as Lua sees it: lists from 1, null as nil (a hole in a list).
 * Envoy: source/extensions/filters/common/lua/wrappers.cc `MetadataMapHelper::setValue`.
 */
export function metadataToLua(value: MetadataValue, state: LuaState): LuaValue {
  if (value === null) return undefined;
  if (typeof value !== 'object') return typeof value === 'string' ? cutAtNul(textToScript(value)) : value;
  const table = state.newTable();
  if (Array.isArray(value)) {
    // lua_createtable has made room for all, so `#` counts behind holes.
    if (value.length > 0) table.resize(value.length + 1, 0);
    value.forEach((item: MetadataValue, i) => {
      table.setNumber(i + 1, metadataToLua(item, state));
    });
    return table;
  }
  for (const [key, item] of Object.entries(value)) table.setName(textToScript(key), metadataToLua(item, state));
  return table;
}

/** The fields of a namespace as a fresh table. */
export function fieldsToLua(fields: ReadonlyMap<string, MetadataValue>, state: LuaState): LuaTable {
  const table = state.newTable();
  for (const [key, item] of fields) table.setName(textToScript(key), metadataToLua(item, state));
  return table;
}

/**
 * A Lua value as protobuf: a table whose keys are all positive whole numbers is a list (holes become null), any other
 * table an object with string keys. Envoy: `MetadataMapHelper::loadValue`.
 * Throws the script's error for what protobuf can't hold.
 */
export function luaToMetadata(value: LuaValue, call: HostCall, depth = 0): MetadataValue {
  if (depth > DEEPEST) throw call.rawError('stack overflow');
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'string':
      return scriptToText(cutAtNul(value));
    case 'number':
    case 'boolean':
      return value;
    default:
      if (value instanceof LuaTable) return tableToMetadata(value, call, depth);
      throw call.error(`unexpected type '${typeName(value)}' in dynamicMetadata`);
  }
}

function tableToMetadata(table: LuaTable, call: HostCall, depth: number): MetadataValue {
  const entries = [...tableEntries(table)];
  const isList = entries.length > 0 && entries.every(([key]) => isIndex(key));
  if (isList) {
    const list: MetadataValue[] = [];
    const last = Math.max(...entries.map(([key]) => key as number));
    for (let i = 1; i <= last; i++) list.push(luaToMetadata(table.getNumber(i), call, depth + 1));
    return list;
  }
  const object: Record<string, MetadataValue> = Object.create(null);
  for (const [key, value] of entries) {
    if (typeof key !== 'string') {
      throw call.error(`unexpected type ${typeName(key)} in table key (only string keys are supported)`);
    }
    object[scriptToText(cutAtNul(key))] = luaToMetadata(value, call, depth + 1);
  }
  return object;
}

function isIndex(key: LuaValue): boolean {
  return typeof key === 'number' && Number.isInteger(key) && key >= 1;
}
