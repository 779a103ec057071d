import { type Int64Operator, int64TypeName } from '../library/int64/int64-arithmetic.ts';
import { Complex } from '../values/complex.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../values/function.ts';
import { Int64 } from '../values/int64.ts';
import { LuaTable } from '../values/table.ts';
import { Userdata } from '../values/userdata.ts';
import type { LuaValue } from '../values/value.ts';
import { calculate, calculateInt64, compareInt64, isNumeric, negateInt64, toNumber } from './arithmetic.ts';
import { hostFrame, resolveCallee } from './call-frame.ts';
import { type Comparison, precall } from './calls.ts';
import { FRAME, type Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import {
  arithmeticError,
  compareError,
  frameError,
  indexError,
  int64OperandError,
  operandError,
} from './operand-errors.ts';
import { freeSlot, growStack, pushFrame } from './stack.ts';

/**
 * The slow halves of the operators: what happens when the operands are not the plain case that the interpreter handles
 * itself. Results go to an absolute slot of the coroutine's stack; where a metamethod is a function, a call has been
 * entered and its result will land there.
 */

/** How far chains of `__index` and `__newindex` are followed (LJ_MAX_IDXCHAIN). */
const MAX_CHAIN = 100;

/** What a comparison helper answers when it has entered a metamethod. */
export const PENDING = 2;

/** Bits of `LuaTable.absent`. */
const NO_INDEX = 1;
const NO_NEWINDEX = 2;
const NO_EQ = 4;
const NO_LEN = 8;

/** A metamethod of a metatable; notes its absence there. */
function metamethod(metatable: LuaTable, name: string, bit: number): LuaValue {
  if ((metatable.absent & bit) !== 0) return undefined;
  const found = metatable.getName(name);
  if (found === undefined) metatable.absent |= bit;
  return found;
}

const isFunction = (value: LuaValue): value is LuaFunction | HostFunction =>
  value instanceof LuaFunction || value instanceof HostFunction;

/** Calls a metamethod above everything in use; its results go to `returnTo`. */
export function callMetamethod(
  machine: Machine,
  coroutine: Coroutine,
  callee: LuaValue,
  args: readonly LuaValue[],
  returnTo: number,
  wanted: number,
): void {
  // Two slots for what LuaJIT calls the continuation, so that recursion ends where it does there.
  const slot = freeSlot(coroutine) + 2;
  growStack(coroutine, slot + 2 + args.length);
  const { stack } = coroutine;
  stack[slot] = callee;
  for (let index = 0; index < args.length; index++) stack[slot + 2 + index] = args[index];
  // A metamethod that cannot be called is an error without a place.
  const count = resolveCallee(machine, coroutine, slot, args.length, 1);
  precall(machine, coroutine, slot, count, returnTo, wanted, 0);
}

/** Reads `object[key]` into a slot (lj_meta_tget). */
export function index(
  machine: Machine,
  coroutine: Coroutine,
  frame: Frame,
  object: LuaValue,
  key: LuaValue,
  returnTo: number,
): void {
  let current = object;
  for (let step = 0; step < MAX_CHAIN; step++) {
    let handler: LuaValue;
    if (current instanceof LuaTable) {
      const value = current.get(key);
      const { metatable } = current;
      if (value !== undefined || metatable === undefined) {
        coroutine.stack[returnTo] = value;
        return;
      }
      handler = metamethod(metatable, '__index', NO_INDEX);
      if (handler === undefined) {
        coroutine.stack[returnTo] = undefined;
        return;
      }
      // What method look-ups go by; cleared by any write to the metatable's names.
      if (handler instanceof LuaTable) metatable.indexTable = handler;
    } else {
      if (current instanceof Complex) {
        coroutine.stack[returnTo] = complexPart(frame, current, key);
        return;
      }
      const metatable = machine.metatableOf(current);
      handler = metatable?.getName('__index');
      if (metatable === undefined || handler === undefined) throw indexError(frame, current, key, step === 0);
      if (handler instanceof LuaTable) metatable.indexTable = handler;
    }
    if (isFunction(handler)) {
      callMetamethod(machine, coroutine, handler, [current, key], returnTo, 1);
      return;
    }
    current = handler;
  }
  throw frameError(frame, 'loop in gettable');
}

/** A part of a complex number, by name or number; what lies behind it in memory is taken to be 0. */
function complexPart(frame: Frame, value: Complex, key: LuaValue): number {
  if (key === 're' || key === 'im') return key === 'im' ? value.imaginary : 0;
  if (typeof key !== 'number' && !(key instanceof Int64)) throw indexError(frame, value, key, true);
  return Math.trunc(typeof key === 'number' ? key : Number(key.value)) === 1 ? value.imaginary : 0;
}

/** Carries out `object[key] = value` (lj_meta_tset). */
export function setIndex(
  machine: Machine,
  coroutine: Coroutine,
  frame: Frame,
  object: LuaValue,
  key: LuaValue,
  value: LuaValue,
): void {
  let current = object;
  for (let step = 0; step < MAX_CHAIN; step++) {
    let handler: LuaValue;
    if (current instanceof LuaTable) {
      const { metatable } = current;
      if (metatable !== undefined && current.get(key) === undefined) {
        handler = metamethod(metatable, '__newindex', NO_NEWINDEX);
      }
      if (handler === undefined) {
        if (key === undefined) throw frameError(frame, 'table index is nil');
        if (Number.isNaN(key)) throw frameError(frame, 'table index is NaN');
        current.set(key, value);
        return;
      }
    } else {
      if (current instanceof Complex) {
        complexPart(frame, current, key);
        throw frameError(frame, 'attempt to write to constant location');
      }
      handler = machine.metatableOf(current)?.getName('__newindex');
      if (handler === undefined) throw indexError(frame, current, key, step === 0);
    }
    if (isFunction(handler)) {
      callMetamethod(machine, coroutine, handler, [current, key, value], 0, 0);
      return;
    }
    current = handler;
  }
  throw frameError(frame, 'loop in settable');
}

/** Carries out an arithmetic operator (lj_meta_arith). */
export function arithmetic(
  machine: Machine,
  coroutine: Coroutine,
  frame: Frame,
  operator: Int64Operator,
  left: LuaValue,
  right: LuaValue,
  returnTo: number,
): void {
  // Long texts take their time.
  if (typeof left === 'string') machine.budget -= left.length >> 4;
  if (typeof right === 'string') machine.budget -= right.length >> 4;
  const a = toNumber(left);
  const b = toNumber(right);
  if (a !== undefined && b !== undefined) {
    coroutine.stack[returnTo] = calculate(operator, a, b);
    return;
  }
  const wide = calculateInt64(operator, left, right);
  if (wide !== undefined) {
    machine.budget -= operator === 'pow' ? 16 : 2;
    coroutine.stack[returnTo] = wide;
    return;
  }
  const event = `__${operator}`;
  // The metatable of cdata answers for a 64-bit integer, but only with an error.
  if (left instanceof Int64) throw int64OperandError(frame, 'perform arithmetic on', left, right);
  let handler = machine.metatableOf(left)?.getName(event);
  if (handler === undefined && right instanceof Int64) {
    throw int64OperandError(frame, 'perform arithmetic on', left, right);
  }
  handler ??= machine.metatableOf(right)?.getName(event);
  if (handler === undefined) throw arithmeticError(frame, left, right, isNumeric);
  callMetamethod(machine, coroutine, handler, [left, right], returnTo, 1);
}

/** Carries out unary minus. */
export function negate(
  machine: Machine,
  coroutine: Coroutine,
  frame: Frame,
  operand: LuaValue,
  returnTo: number,
): void {
  const number = toNumber(operand);
  if (number !== undefined) {
    coroutine.stack[returnTo] = -number;
  } else if (operand instanceof Int64) {
    if (operand instanceof Complex) throw int64OperandError(frame, 'perform arithmetic on', operand, operand);
    coroutine.stack[returnTo] = negateInt64(operand);
  } else {
    const handler = machine.metatableOf(operand)?.getName('__unm');
    if (handler === undefined) throw arithmeticError(frame, operand, operand, isNumeric);
    callMetamethod(machine, coroutine, handler, [operand, operand], returnTo, 1);
  }
}

/** Carries out `#` (lj_meta_len). */
export function length(
  machine: Machine,
  coroutine: Coroutine,
  frame: Frame,
  operand: LuaValue,
  returnTo: number,
): void {
  if (typeof operand === 'string') {
    coroutine.stack[returnTo] = operand.length;
    return;
  }
  if (operand instanceof Int64) throw frameError(frame, `attempt to get length of '${int64TypeName(operand)}'`);
  const metatable = machine.metatableOf(operand);
  const handler = metatable === undefined ? undefined : metamethod(metatable, '__len', NO_LEN);
  if (handler !== undefined) {
    callMetamethod(machine, coroutine, handler, [operand, operand], returnTo, 1);
  } else if (operand instanceof LuaTable) {
    coroutine.stack[returnTo] = operand.length();
  } else {
    const instruction = (frame.prototype!.unpatched ?? frame.prototype!.code)[frame.pc - 1]!;
    throw operandError(frame, 'get length of', operand, (instruction >>> 16) & 255);
  }
}

/**
 * Compares with `<` or `<=` (lj_meta_comp).
 *
 * @param sense the truth that makes the instruction jump
 * @returns the truth, or {@link PENDING}
 */
export function less(
  machine: Machine,
  coroutine: Coroutine,
  frame: Frame,
  operator: '<' | '<=',
  left: LuaValue,
  right: LuaValue,
  sense: boolean,
): boolean | typeof PENDING {
  if (typeof left === 'string' && typeof right === 'string') {
    machine.budget -= Math.min(left.length, right.length) >> 6;
    return operator === '<' ? left < right : left <= right;
  }
  const wide = compareInt64(operator, left, right);
  if (wide !== undefined) return wide;
  if (left instanceof Int64 || right instanceof Int64) throw int64OperandError(frame, 'compare', left, right);
  const event = operator === '<' ? '__lt' : '__le';
  let handler = machine.metatableOf(left)?.getName(event) ?? machine.metatableOf(right)?.getName(event);
  if (handler !== undefined) {
    enterComparison(machine, coroutine, handler, left, right, { sense, negate: false });
    return PENDING;
  }
  if (operator === '<=') {
    handler = machine.metatableOf(left)?.getName('__lt') ?? machine.metatableOf(right)?.getName('__lt');
    if (handler !== undefined) {
      // a <= b as not (b < a)
      enterComparison(machine, coroutine, handler, right, left, { sense, negate: true });
      return PENDING;
    }
  }
  // LuaJIT has swapped the operands of <= by now.
  throw operator === '<' ? compareError(frame, left, right) : compareError(frame, right, left);
}

/** Compares two different values with `==`: 64-bit integers and `__eq` (lj_meta_equal). */
export function equal(
  machine: Machine,
  coroutine: Coroutine,
  left: LuaValue,
  right: LuaValue,
  sense: boolean,
): boolean | typeof PENDING {
  const bothTables = left instanceof LuaTable && right instanceof LuaTable;
  if (!bothTables && !(left instanceof Userdata && right instanceof Userdata)) {
    return compareInt64('==', left, right) ?? false;
  }
  const first = left.metatable;
  const second = right.metatable;
  if (first === undefined || second === undefined) return false;
  const handler = metamethod(first, '__eq', NO_EQ);
  if (handler === undefined || (first !== second && metamethod(second, '__eq', NO_EQ) !== handler)) return false;
  enterComparison(machine, coroutine, handler, left, right, { sense, negate: false });
  return PENDING;
}

function enterComparison(
  machine: Machine,
  coroutine: Coroutine,
  handler: LuaValue,
  left: LuaValue,
  right: LuaValue,
  comparison: Comparison,
): void {
  const slot = freeSlot(coroutine) + 2;
  growStack(coroutine, slot + 4);
  const frame = pushFrame(coroutine);
  hostFrame(frame, FRAME.compare, slot, 0, 0, 0);
  frame.extra = comparison;
  const { stack } = coroutine;
  stack[slot] = handler;
  stack[slot + 2] = left;
  stack[slot + 3] = right;
  precall(machine, coroutine, slot, 2, slot, 1, 1);
}
