import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { allocate, SIZE } from '../../values/allocation.ts';
import { HostFunction, LuaFunction } from '../../values/function.ts';
import { LuaTable, nextPair } from '../../values/table.ts';
import { type LuaValue, typeName } from '../../values/value.ts';
import { toNumber } from '../../vm/arithmetic.ts';
import { typeErrorOfLuaFunction } from '../base/argument-types.ts';
import { unpack } from '../base/plain-functions.ts';
import { numberToText } from '../number/to-text.ts';
import { sort } from './sort.ts';

/** The library `table` (lib_table.c). All of it works on the raw table. */

const MAX_STRING = 0x1fffffe8;

/** LuaJIT's getn, remove, move, foreach and foreachi are Lua functions: a missing argument reads as nil there. */
function luaTable(call: HostCall, position: number): LuaTable {
  const value = call.arg(position);
  if (value instanceof LuaTable) return value;
  throw typeErrorOfLuaFunction(call, position, 'table');
}

function luaNumber(call: HostCall, position: number): number {
  const number = toNumber(call.arg(position));
  if (number === undefined) throw typeErrorOfLuaFunction(call, position, 'number');
  return number;
}

function luaFunction(call: HostCall, position: number): LuaValue {
  const value = call.arg(position);
  if (value instanceof LuaFunction || value instanceof HostFunction) return value;
  throw typeErrorOfLuaFunction(call, position, 'function');
}

/** Goes on with `#table` as Lua code reads it: those functions, being Lua code, honour `__len`. */
function withLength(call: HostCall, table: LuaTable, rest: (call: HostCall, length: LuaValue) => number): number {
  const handler = table.metatable?.getName('__len');
  if (handler === undefined) return rest(call, table.length());
  return call.run(function* (own) {
    return rest(own, yield [handler, table]);
  });
}

const getn = hostFunction('getn', (call) => withLength(call, luaTable(call, 1), (own, length) => own.one(length)));

const maxn = hostFunction('maxn', (call) => {
  const table = call.checkTable(1);
  let largest = 0;
  for (let key: LuaValue; table.next(key); key = nextPair.key) {
    if (nextPair.key === undefined) break;
    if (typeof nextPair.key === 'number' && nextPair.key > largest) largest = nextPair.key;
    call.charge(1);
  }
  return call.one(largest);
});

const foreach = hostFunction('foreach', (call) => {
  const table = luaTable(call, 1);
  const visitor = luaFunction(call, 2);
  return call.run(
    function* (own) {
      for (let key: LuaValue; ; ) {
        if (!table.next(key)) throw own.rawError("invalid key to 'next'");
        key = nextPair.key;
        if (key === undefined) return own.none();
        const result = yield [visitor, key, nextPair.value];
        if (result !== undefined) return own.one(result);
      }
    },
    { builtin: 'foreach' },
  );
});

const foreachi = hostFunction('foreachi', (call) => {
  const table = luaTable(call, 1);
  const visitor = luaFunction(call, 2);
  return call.run(
    function* (own) {
      const handler = table.metatable?.getName('__len');
      const end = handler === undefined ? table.length() : yield [handler, table];
      if (typeof end !== 'number') throw own.rawError("[builtin:foreachi]:0: 'for' limit must be a number");
      for (let index = 1; index <= end; index++) {
        const result = yield [visitor, index, table.getNumber(index)];
        if (result !== undefined) return own.one(result);
      }
      return own.none();
    },
    { builtin: 'foreachi' },
  );
});

const insert = hostFunction('insert', (call) => {
  const table = call.checkTable(1);
  const end = table.length() + 1;
  if (call.count === 2) {
    table.setNumber(end, call.arg(2));
    return call.none();
  }
  if (call.count !== 3) throw call.error("wrong number of arguments to 'insert'");
  const position = call.checkInt32(2);
  const last = Math.max(end, position);
  call.charge((last - position) >> 3);
  for (let index = last; index > position; index--) table.setNumber(index, table.getNumber(index - 1));
  table.setNumber(position, call.arg(3));
  return call.none();
});

const remove = hostFunction('remove', (call) => {
  const table = luaTable(call, 1);
  return withLength(call, table, (own, length) => removeFrom(own, table, length));
});

function removeFrom(call: HostCall, table: LuaTable, end: LuaValue): number {
  if (call.arg(2) === undefined) {
    if (end === 0) return call.none();
    // As a key a number is cut to an integer there.
    const key = typeof end === 'number' ? Math.trunc(end) : end;
    const last = table.get(key);
    if (last !== undefined) table.set(key, undefined);
    return call.one(last);
  }
  const position = luaNumber(call, 2);
  if (typeof end !== 'number') {
    throw call.rawError(`[builtin:remove]:0: attempt to compare ${typeName(end)} with number`);
  }
  if (position < 1 || position > end) return call.none();
  const removed = table.getNumber(Math.trunc(position));
  call.charge((end - position) >> 3);
  // A position between two integers is cut only where it serves as a key.
  for (let index = position + 1; index <= end; index++) {
    table.setNumber(Math.trunc(index - 1), table.getNumber(Math.trunc(index)));
  }
  table.setNumber(end, undefined);
  return call.one(removed);
}

const concat = hostFunction('concat', (call) => {
  const table = call.checkTable(1);
  const separator = call.optString(2, '');
  const from = call.optInt32(3, 1);
  const to = call.arg(4) === undefined ? table.length() : call.checkInt32(4);
  let text = '';
  for (let index = from; index <= to; index++) {
    const value = table.getNumber(index);
    if (typeof value === 'string') text += value;
    else if (typeof value === 'number') text += numberToText(value);
    else throw call.error(`invalid value (${typeName(value)}) at index ${index} in table for 'concat'`);
    if (index < to) text += separator;
    if (text.length > MAX_STRING) throw call.rawError('not enough memory');
    if ((index & 1023) === 0) call.charge(1024);
  }
  call.charge(text.length >> 6);
  allocate(SIZE.string + text.length);
  return call.one(text);
});

const pack = hostFunction('pack', (call) => {
  const table = new LuaTable();
  allocate(SIZE.table);
  table.resize(call.count === 0 ? 0 : call.count + 1, 2);
  call.args().forEach((value, index) => {
    table.setNumber(index + 1, value);
  });
  table.setName('n', call.count);
  return call.one(table);
});

/** `table.move(a1, f, e, t [, a2])`. */
const move = hostFunction('move', (call) => {
  const source = luaTable(call, 1);
  const from = luaNumber(call, 2);
  const to = luaNumber(call, 3);
  const target = luaNumber(call, 4);
  const destination = call.arg(5) === undefined ? source : luaTable(call, 5);
  if (to >= from) moveRange(call, source, from, to, destination, target);
  return call.one(destination);
});

function moveRange(
  call: HostCall,
  source: LuaTable,
  from: number,
  to: number,
  destination: LuaTable,
  target: number,
): void {
  const shift = target - from;
  const isForward = target > to || target <= from || destination !== source;
  for (let step = 0; step <= to - from; step++) {
    if ((step & 1023) === 1023) call.charge(1024);
    const index = isForward ? from + step : to - step;
    destination.setNumber(index + shift, source.getNumber(index));
  }
}

/** `table.*` as Envoy's LuaJIT has it. */
export const tableLibrary: readonly HostFunction[] = [
  concat,
  foreach,
  foreachi,
  getn,
  insert,
  maxn,
  move,
  pack,
  remove,
  sort,
  unpack,
];
