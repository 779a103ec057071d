import type { HostCall, LuaCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { HostFunction, LuaFunction } from '../../values/function.ts';
import { Int64 } from '../../values/int64.ts';
import { ArgumentError } from '../../values/lua-error.ts';
import type { LuaTable } from '../../values/table.ts';
import { isTruthy, type LuaValue, typeName } from '../../values/value.ts';
import { compareInt64 } from '../../vm/arithmetic.ts';
import { foreignName } from '../../vm/operand-errors.ts';

/**
 * `table.sort` (auxsort in lib_table.c, from PUC Lua 5.1): the same quicksort with the same pivots, so that the order of
 * equal elements, the calls of the comparator and `invalid order function for sorting` come out alike.
 */

type Order = (left: LuaValue, right: LuaValue) => boolean;

export const sort = hostFunction('sort', (call) => {
  const table = call.checkTable(1);
  const end = table.length();
  const comparator = call.arg(2);
  if (comparator !== undefined && !(comparator instanceof LuaFunction || comparator instanceof HostFunction)) {
    throw new ArgumentError(2, 'function', true, comparator);
  }
  if (comparator === undefined && isUniform(table, end)) {
    sortNatively(call, table, end);
    return call.none();
  }
  return call.run((own) => quicksort(own, table, end, comparator ?? lessThan), { boundary: true });
});

/** The order without a comparator, where it is not plain: 64-bit integers, `__lt`, and what cannot be compared. */
const lessThan = hostFunction('<', (call) => {
  const [left, right] = [call.arg(1), call.arg(2)];
  if (typeof left === 'number' && typeof right === 'number') return call.one(left < right);
  if (typeof left === 'string' && typeof right === 'string') return call.one(left < right);
  const wide = compareInt64('<', left, right);
  if (wide !== undefined) return call.one(wide);
  if (left instanceof Int64 || right instanceof Int64) {
    throw call.rawError(`attempt to compare '${foreignName(left)}' with '${foreignName(right)}'`);
  }
  const { state } = call;
  const handler = state.metatableFor(left)?.getName('__lt') ?? state.metatableFor(right)?.getName('__lt');
  if (handler !== undefined) return call.tailCall(handler, [left, right]);
  const first = typeName(left);
  const second = typeName(right);
  throw call.rawError(`attempt to compare ${first === second ? `two ${first} values` : `${first} with ${second}`}`);
});

/** True when every element is a number other than NaN, or every element is a string: the order is total. */
function isUniform(table: LuaTable, end: number): boolean {
  const type = typeof table.getNumber(1);
  if (type !== 'number' && type !== 'string') return false;
  for (let index = 1; index <= end; index++) {
    const value = table.getNumber(index);
    if (typeof value !== type || Number.isNaN(value)) return false;
  }
  return true;
}

/** With a total order every sort gives the same; equal numbers and strings cannot be told apart (−0 and 0 can). */
function sortNatively(call: HostCall, table: LuaTable, end: number): void {
  const values: LuaValue[] = [];
  for (let index = 1; index <= end; index++) values.push(table.getNumber(index));
  call.charge(Math.ceil(end * Math.log2(end + 1)) >> 2);
  const order: Order = (a, b) => (a as number) < (b as number);
  values.sort((a, b) => (order(a, b) ? -1 : order(b, a) ? 1 : 0));
  for (let index = 1; index <= end; index++) table.setNumber(index, values[index - 1]);
}

function* quicksort(
  call: HostCall,
  table: LuaTable,
  end: number,
  comparator: LuaValue,
): Generator<LuaCall, number, LuaValue> {
  const get = (index: number): LuaValue => table.getNumber(index);
  const swap = (i: number, a: LuaValue, j: number, b: LuaValue): void => {
    table.setNumber(i, b);
    table.setNumber(j, a);
  };
  // One list for all questions: the VM has read it when it goes on.
  const question: [LuaValue, LuaValue, LuaValue] = [comparator, undefined, undefined];
  const before = (left: LuaValue, right: LuaValue): LuaCall => {
    question[1] = left;
    question[2] = right;
    return question;
  };
  const waiting: [low: number, up: number][] = [[1, end]];
  for (let range = waiting.pop(); range !== undefined; range = waiting.pop()) {
    let [low, up] = range;
    while (low < up) {
      call.charge(1);
      let a = get(low);
      let b = get(up);
      if (isTruthy(yield before(b, a))) swap(low, a, up, b);
      if (up - low === 1) break;
      const middle = (low + up) >> 1;
      a = get(middle);
      b = get(low);
      if (isTruthy(yield before(a, b))) {
        swap(middle, a, low, b);
      } else {
        b = get(up);
        if (isTruthy(yield before(b, a))) swap(middle, a, up, b);
      }
      if (up - low === 2) break;
      const pivot = get(middle);
      swap(middle, pivot, up - 1, get(up - 1));
      let i = low;
      let j = up - 1;
      for (;;) {
        a = get(++i);
        while (isTruthy(yield before(a, pivot))) {
          if (i >= up) throw call.error('invalid order function for sorting');
          a = get(++i);
        }
        b = get(--j);
        while (isTruthy(yield before(pivot, b))) {
          if (j <= low) throw call.error('invalid order function for sorting');
          b = get(--j);
        }
        if (j < i) break;
        call.charge(1);
        swap(i, a, j, b);
      }
      swap(up - 1, get(up - 1), i, get(i));
      // The smaller half is sorted first, as the recursion of the original does.
      if (i - low < up - i) {
        waiting.push([i + 1, up]);
        up = i - 1;
      } else {
        waiting.push([low, i - 1]);
        low = i + 1;
      }
    }
  }
  return call.none();
}
