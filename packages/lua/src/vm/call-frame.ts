import type { Coroutine } from '../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../values/function.ts';
import type { LuaValue } from '../values/value.ts';
import { FRAME, type Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { callError } from './operand-errors.ts';
import { growStack, HOST_SLACK, pushFrame } from './stack.ts';

/**
 * The layout of calls. A call frame lies in its caller's stack: the function at `slot`, arguments from `slot + 2` on
 * (LuaJIT's GC64 layout), and register 0 of the callee at the first argument.
 */

/** Puts `count` values where a caller wants them; −1 wanted: all, and `top` is set. */
export function deliver(coroutine: Coroutine, from: number, count: number, to: number, wanted: number): void {
  const { stack } = coroutine;
  if (wanted < 0) {
    if (to !== from) {
      if (to + count > stack.length) growStack(coroutine, to + count);
      for (let index = 0; index < count; index++) stack[to + index] = stack[from + index];
    }
    coroutine.top = to + count;
    return;
  }
  const given = count < wanted ? count : wanted;
  let index = 0;
  for (; index < given; index++) stack[to + index] = stack[from + index];
  for (; index < wanted; index++) stack[to + index] = undefined;
}

/** Fills in a host frame. */
export function hostFrame(
  frame: Frame,
  kind: number,
  base: number,
  returnTo: number,
  wanted: number,
  under: number,
): void {
  frame.closure = null;
  frame.prototype = null;
  frame.kind = kind;
  frame.base = base;
  frame.returnTo = returnTo;
  frame.wanted = wanted;
  frame.under = under;
  frame.varargs = 0;
  frame.extra = null;
}

/**
 * Puts the `__call` of a value that is no function in its place, and the value before the arguments.
 *
 * @returns the number of arguments now
 * @throws LuaError `attempt to call …`
 */
export function resolveCallee(
  machine: Machine,
  coroutine: Coroutine,
  slot: number,
  count: number,
  under: number,
): number {
  const callee = coroutine.stack[slot] as LuaValue;
  if (callee instanceof LuaFunction || callee instanceof HostFunction) return count;
  const metamethod = machine.metatableOf(callee)?.getName('__call');
  if (!(metamethod instanceof LuaFunction || metamethod instanceof HostFunction)) {
    throw callError(coroutine, callee, under);
  }
  growStack(coroutine, slot + count + HOST_SLACK);
  const { stack } = coroutine;
  for (let index = count; index > 0; index--) stack[slot + 2 + index] = stack[slot + 1 + index];
  stack[slot + 2] = callee;
  stack[slot] = metamethod;
  return count + 1;
}

/** Pushes the frame of a Lua function that lies at `slot` with `count` arguments. */
export function enterLuaFunction(
  coroutine: Coroutine,
  closure: LuaFunction,
  slot: number,
  count: number,
  returnTo: number,
  wanted: number,
  under: number,
): void {
  const { prototype } = closure;
  const { parameters } = prototype;
  let base = slot + 2;
  let varargs = 0;
  const { stack } = coroutine;
  if (prototype.isVararg) {
    growStack(coroutine, base + Math.max(count, parameters) + 2 + prototype.registers + HOST_SLACK, prototype);
    // The fixed parameters are copied above all arguments and two slots more, where LuaJIT has a second frame link; the
    // variable ones stay where they are.
    varargs = count > parameters ? count - parameters : 0;
    const above = base + parameters + varargs + 2;
    for (let index = 0; index < parameters; index++) {
      stack[above + index] = index < count ? stack[base + index] : undefined;
    }
    base = above;
  } else {
    growStack(coroutine, base + Math.max(count, prototype.registers) + HOST_SLACK, prototype);
    for (let index = count; index < parameters; index++) stack[base + index] = undefined;
  }
  const frame = pushFrame(coroutine);
  frame.closure = closure;
  frame.prototype = prototype;
  frame.pc = 0;
  frame.base = base;
  frame.returnTo = returnTo;
  frame.wanted = wanted;
  frame.kind = FRAME.lua;
  frame.under = under;
  frame.varargs = varargs;
}
