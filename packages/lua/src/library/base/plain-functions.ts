import { int32Argument, stringArgument, tableArgument } from '../../host/arguments.ts';
import type { HostCall } from '../../host/host-call.ts';
import { hostFunction, valueFunction } from '../../host/host-function.ts';
import { StateSlot } from '../../state/state-slot.ts';
import { allocate, SIZE } from '../../values/allocation.ts';
import type { HostFunction } from '../../values/function.ts';
import { Int64 } from '../../values/int64.ts';
import { LuaTable } from '../../values/table.ts';
import { Userdata } from '../../values/userdata.ts';
import { isTruthy, type LuaValue, typeName } from '../../values/value.ts';
import { ipairsIterator, nextFunction } from '../../vm/traversal.ts';
import { int64ToNumber, int64TypeName } from '../int64/int64-arithmetic.ts';
import { textToNumber } from '../number/from-text.ts';
import { plainText } from '../string/plain-text.ts';

/** The global functions that neither load code nor catch errors (lib_base.c). */

const MAX_RESULTS = 8000;

export const type = hostFunction('type', (call) => call.one(typeName(call.checkAny(1))));

export const assert = hostFunction('assert', (call) => {
  if (isTruthy(call.checkAny(1))) return call.many(call.args());
  if (call.count === 1) throw call.error('assertion failed!');
  const message = call.arg(2);
  // Unlike other Luas, LuaJIT puts the position in front of the message.
  if (typeof message === 'string' || typeof message === 'number') throw call.error(plainText(call.state, message));
  throw call.rawError(call.arg(call.count));
});

export const error = hostFunction('error', (call) => {
  const level = call.optInt32(2, 1);
  const value = call.arg(1);
  if ((typeof value === 'string' || typeof value === 'number') && level > 0) {
    throw call.rawError(call.position(level) + plainText(call.state, value));
  }
  throw call.rawError(value);
});

export const tostring = hostFunction('tostring', (call) => {
  const value = call.checkAny(1);
  if (typeof value === 'string') return call.one(value);
  const handler = call.state.metatableFor(value)?.getName('__tostring');
  if (handler !== undefined) return call.tailCall(handler, [value]);
  return call.one(plainText(call.state, value));
});

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** strtoul with a base, and what tonumber allows around it. */
function parseInBase(text: string, base: number): number | undefined {
  const nul = text.indexOf('\0');
  const end = nul < 0 ? text.length : nul;
  let at = 0;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  const sign = text[at] === '-' ? -1 : 1;
  if (text[at] === '-' || text[at] === '+') at++;
  if (base === 16 && /^0[xX][0-9a-fA-F]/.test(text.slice(at, at + 3))) at += 2;
  const most = (1n << 64n) - 1n;
  let value = 0n;
  const first = at;
  for (; at < end; at++) {
    const digit = Number.parseInt(text[at]!, 36);
    if (!(digit < base)) break;
    // Beyond 64 bits it stays what it is.
    if (value <= most) value = value * BigInt(base) + BigInt(digit);
  }
  if (at === first) return undefined;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  if (at < end) return undefined;
  return sign * Number(value > most ? most : value);
}

export const tonumber = hostFunction('tonumber', (call) => {
  const base = call.optInt32(2, 10);
  if (base === 10) {
    const value = call.checkAny(1);
    if (typeof value === 'number') return call.one(value);
    if (typeof value === 'string') {
      call.charge(value.length >> 4);
      return call.one(textToNumber(value));
    }
    return call.one(value instanceof Int64 ? int64ToNumber(value) : undefined);
  }
  const text = call.checkString(1);
  if (base < 2 || base > 36) throw call.argumentError(2, 'base out of range');
  if (text.length > MAX_RESULTS) call.charge(text.length);
  return call.one(parseInBase(text, base));
});

export const rawequal = hostFunction('rawequal', (call) => {
  return call.one(call.checkAny(1) === call.checkAny(2));
});

export const rawget = hostFunction('rawget', (call) => {
  const table = call.checkTable(1);
  return call.one(table.get(call.checkAny(2)));
});

export const rawset = hostFunction('rawset', (call) => {
  const table = call.checkTable(1);
  const key = call.checkAny(2);
  const value = call.checkAny(3);
  if (key === undefined) throw call.rawError('table index is nil');
  if (Number.isNaN(key)) throw call.rawError('table index is NaN');
  table.set(key, value);
  return call.one(table);
});

export const rawlen = valueFunction('rawlen', (value) =>
  typeof value === 'string' ? value.length : tableArgument(value, 1).length(),
);

export const getmetatable = hostFunction('getmetatable', (call) => {
  const value = call.checkAny(1);
  // The metatable of cdata is protected.
  if (value instanceof Int64) return call.one('ffi');
  const metatable = call.state.metatableFor(value);
  return call.one(metatable?.getName('__metatable') ?? metatable);
});

export const setmetatable = hostFunction('setmetatable', (call) => {
  const table = call.checkTable(1);
  const metatable = call.arg(2);
  if (!(metatable instanceof LuaTable) && (metatable !== undefined || call.count < 2)) {
    throw call.argumentError(2, 'nil or table expected');
  }
  if (table.metatable?.getName('__metatable') !== undefined) throw call.error('cannot change a protected metatable');
  table.metatable = metatable;
  return call.one(table);
});

function traversal(name: string, event: string, iterator: HostFunction, start: LuaValue): HostFunction {
  return hostFunction(name, (call) => {
    const value = call.checkAny(1);
    if (value instanceof Int64) throw call.error(`'${int64TypeName(value)}' has no '${event}' metamethod`);
    const handler = call.state.metatableFor(value)?.getName(event);
    if (handler !== undefined) return call.tailCall(handler, [value]);
    return call.three(iterator, tableArgument(value, 1), start);
  });
}

export const pairs = traversal('pairs', '__pairs', nextFunction, undefined);
export const ipairs = traversal('ipairs', '__ipairs', ipairsIterator, 0);

export const select = hostFunction('select', (call) => {
  const first = call.arg(1);
  if (typeof first === 'string' && first.startsWith('#')) return call.one(call.count - 1);
  let index = int32Argument(first, 1);
  if (index < 0) index += call.count;
  else if (index > call.count) index = call.count;
  if (index < 1) throw call.argumentError(1, 'index out of range');
  call.charge(call.count >> 3);
  return call.many(call.args(index + 1));
});

export const unpack = hostFunction('unpack', (call) => {
  const table = call.checkTable(1);
  const from = call.optInt32(2, 1);
  const to = call.arg(3) === undefined ? table.length() : call.checkInt32(3);
  if (from > to) return call.none();
  // The stack check counts the arguments too.
  if (to - from + 1 + call.count > MAX_RESULTS) throw call.error('too many results to unpack');
  call.charge((to - from) >> 2);
  const values: LuaValue[] = [];
  for (let index = from; index <= to; index++) values.push(table.getNumber(index));
  return call.many(values);
});

export const print = hostFunction('print', (call) => {
  const { state } = call;
  const converter = state.globals.getName('tostring');
  const isPlain =
    converter === tostring &&
    call.args().every((value) => state.metatableFor(value)?.getName('__tostring') === undefined);
  if (isPlain) {
    state.write(
      `${call
        .args()
        .map((value) => plainText(state, value))
        .join('\t')}\n`,
    );
    return call.none();
  }
  return call.run(function* (own) {
    const texts: string[] = [];
    for (const value of own.args()) {
      const text = yield [converter, value];
      if (typeof text !== 'string' && typeof text !== 'number') {
        throw own.error("'tostring' must return a string to 'print'");
      }
      texts.push(stringArgument(text, 1));
    }
    state.write(`${texts.join('\t')}\n`);
    return own.none();
  });
});

/** `newproxy`: a userdata with a metatable of its own (true), of another proxy, or none. */
export const newproxy = hostFunction('newproxy', (call) => {
  const value = call.arg(1);
  allocate(SIZE.userdata);
  if (value === undefined || value === false) return call.one(new Userdata(undefined, null));
  const { state } = call;
  const proxies = state.slot(proxyMetatables);
  if (value === true) {
    const metatable = state.newTable();
    proxies.add(metatable);
    return call.one(addProxy(call, metatable));
  }
  const metatable = value instanceof Userdata ? value.metatable : undefined;
  if (metatable === undefined || !proxies.has(metatable)) throw call.argumentError(1, 'boolean or proxy expected');
  return call.one(addProxy(call, metatable));
});

function addProxy({ state }: HostCall, metatable: LuaTable): Userdata {
  const proxy = new Userdata(metatable, null);
  state.proxies.push(proxy);
  return proxy;
}

/** The metatables that `newproxy(true)` has made. */
const proxyMetatables = new StateSlot(() => new WeakSet<LuaTable>());
