import { numberToText } from '../library/number/to-text.ts';
import { allocate, SIZE } from '../values/allocation.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { Int64 } from '../values/int64.ts';
import { LuaError } from '../values/lua-error.ts';
import type { LuaValue } from '../values/value.ts';
import { hostFrame } from './call-frame.ts';
import { type Continuation, precall } from './calls.ts';
import { FRAME, type Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { int64OperandError, operandError } from './operand-errors.ts';
import { freeSlot, growStack, pushFrame } from './stack.ts';

/** Bytes of a concatenation that cost one unit of the budget. */
const BYTES_PER_UNIT = 64;
/** The longest string of V8; LuaJIT's own limit is higher, and memory ends first there too. */
const MAX_STRING = 0x1fffffe8;

/** What is still to be joined when a `__concat` has answered: the slots first…last, its answer in the last. */
type Rest = { readonly to: number; readonly first: number; readonly last: number };

const isText = (value: LuaValue): value is string | number => typeof value === 'string' || typeof value === 'number';
const textOf = (value: string | number): string => (typeof value === 'string' ? value : numberToText(value));

/**
 * Joins the values of the slots first…last from the right, through `__concat` where needed (lj_meta_cat).
 *
 * @returns true when the result is in slot `to`; false when a metamethod has been entered
 */
export function concatenate(
  machine: Machine,
  coroutine: Coroutine,
  frame: Frame,
  to: number,
  first: number,
  last: number,
): boolean {
  const { stack } = coroutine;
  // A single value is what a metamethod left; it stays what it is.
  const text = first < last ? joinAll(machine, coroutine, first, last) : undefined;
  if (text !== undefined) {
    stack[to] = text;
    return true;
  }
  let right = stack[last] as LuaValue;
  for (let slot = last - 1; slot >= first; slot--) {
    const left = stack[slot] as LuaValue;
    if (isText(left) && isText(right)) {
      right = join(machine, textOf(left), textOf(right));
      continue;
    }
    if (left instanceof Int64) throw int64OperandError(frame, 'concatenate', left, right);
    let handler = machine.metatableOf(left)?.getName('__concat');
    if (handler === undefined && right instanceof Int64) {
      throw int64OperandError(frame, 'concatenate', left, right);
    }
    handler ??= machine.metatableOf(right)?.getName('__concat');
    if (handler === undefined) {
      const blamesRight = isText(left);
      const register = (blamesRight ? slot + 1 : slot) - frame.base;
      throw operandError(frame, 'concatenate', blamesRight ? right : left, register);
    }
    enter(machine, coroutine, handler, left, right, { to, first, last: slot });
    return false;
  }
  stack[to] = right;
  return true;
}

/** Joins strings and numbers at once; undefined when something else is among them. */
function joinAll(machine: Machine, { stack }: Coroutine, first: number, last: number): string | undefined {
  let text = '';
  for (let slot = first; slot <= last; slot++) {
    const value = stack[slot] as LuaValue;
    if (!isText(value)) return undefined;
    const piece = textOf(value);
    if (text.length + piece.length > MAX_STRING) throw new LuaError('not enough memory');
    text += piece;
  }
  account(machine, text.length);
  return text;
}

function account(machine: Machine, length: number): void {
  allocate(SIZE.string + length);
  machine.budget -= Math.floor(length / BYTES_PER_UNIT);
}

function join(machine: Machine, left: string, right: string): string {
  const length = left.length + right.length;
  if (length > MAX_STRING) throw new LuaError('not enough memory');
  account(machine, length);
  return left + right;
}

function enter(
  machine: Machine,
  coroutine: Coroutine,
  handler: LuaValue,
  left: LuaValue,
  right: LuaValue,
  rest: Rest,
): void {
  const slot = freeSlot(coroutine);
  growStack(coroutine, slot + 4);
  const frame = pushFrame(coroutine);
  hostFrame(frame, FRAME.continuation, slot, 0, 0, 0);
  const continuation: Continuation = { receive: (value) => resume(machine, coroutine, rest, value) };
  frame.extra = continuation;
  const { stack } = coroutine;
  stack[slot] = handler;
  stack[slot + 2] = left;
  stack[slot + 3] = right;
  precall(machine, coroutine, slot, 2, slot, 1, 1);
}

/** A `__concat` has answered: its value takes the place of its two operands. */
function resume(machine: Machine, coroutine: Coroutine, { to, first, last }: Rest, value: LuaValue): void {
  coroutine.stack[last] = value;
  concatenate(machine, coroutine, coroutine.frames[coroutine.depth]!, to, first, last);
}
