import type { HostCall, LuaCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import type { LuaTable } from '../../values/table.ts';
import { isTruthy, type LuaValue } from '../../values/value.ts';
import { cString } from '../c-string.ts';
import { indexedField } from '../indexed-field.ts';
import { doubleToInt64 } from '../number/format-integer.ts';
import { textToNumber } from '../number/from-text.ts';
import { breakDown, toSeconds } from './calendar.ts';
import { formatDate } from './format-date.ts';

/** `os.date` and `os.time` (lib_os.c). Local time is UTC. */

/** `os.date`. A time whose year no C int holds gives nil. */
export const date = hostFunction('date', (call) => {
  const format = cString(call.optString(1, '%c'));
  const seconds = doubleToInt64(call.optNumber(2, undefined) ?? Math.floor(call.state.clock.now()));
  const utc = format.startsWith('!');
  const pattern = utc ? format.slice(1) : format;
  if (pattern === '*t') return call.one(fieldTable(call, seconds));
  const text = formatDate(pattern, seconds, utc ? 'GMT' : 'UTC');
  if (text !== undefined) call.charge(text.length);
  return call.one(text);
});

function fieldTable(call: HostCall, seconds: bigint): LuaTable | undefined {
  const moment = breakDown(seconds);
  if (moment === undefined) return undefined;
  const table = call.state.newTable();
  table.setName('sec', moment.second);
  table.setName('min', moment.minute);
  table.setName('hour', moment.hour);
  table.setName('day', moment.day);
  table.setName('month', moment.month);
  table.setName('year', moment.year);
  table.setName('wday', moment.weekDay + 1);
  table.setName('yday', moment.yearDay + 1);
  table.setName('isdst', false);
  return table;
}

/** `os.time`. A table's fields may be out of their ranges; `hour` is 12 where it is missing. */
export const time = hostFunction('time', (call) => {
  if (call.arg(1) === undefined) return call.one(Math.floor(call.state.clock.now()));
  const table = call.checkTable(1);
  return call.run((own) => timeOfTable(own, table), { boundary: true });
});

function* timeOfTable(call: HostCall, table: LuaTable): Generator<LuaCall, number, LuaValue> {
  const second = yield* dateField(call, table, 'sec', 0);
  const minute = yield* dateField(call, table, 'min', 0);
  const hour = yield* dateField(call, table, 'hour', 12);
  const day = yield* dateField(call, table, 'day');
  const month = yield* dateField(call, table, 'month');
  const year = yield* dateField(call, table, 'year');
  const summer = isTruthy(yield* indexedField(call, table, 'isdst'));
  const seconds = toSeconds({
    second,
    minute,
    hour,
    day,
    // struct tm counts months from 0 and years from 1900, in C ints that wrap around.
    month: ((month - 1) | 0) + 1,
    year: ((year - 1900) | 0) + 1900,
  });
  if (seconds === undefined) return call.one(undefined);
  const result = summer ? seconds - 3600n : seconds;
  return call.one(result === -1n ? undefined : Number(result));
}

/** A field as a C int; numeric strings count as numbers. */
function* dateField(
  call: HostCall,
  table: LuaTable,
  name: string,
  otherwise?: number,
): Generator<LuaCall, number, LuaValue> {
  const value = yield* indexedField(call, table, name);
  const number = typeof value === 'string' ? textToNumber(value) : value;
  if (typeof number === 'number') return Number(BigInt.asIntN(32, doubleToInt64(number)));
  if (otherwise !== undefined) return otherwise;
  throw call.error(`field '${name}' missing in date table`);
}
