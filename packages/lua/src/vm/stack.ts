import type { Prototype } from '../compiler/prototype.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { LuaError } from '../values/lua-error.ts';
import { Frame } from './frame.ts';

/** LUAI_MAXSTACK: slots of one coroutine. */
export const MAX_SLOTS = 65500;
/** What an error handler may use beyond the limit. */
const HANDLER_SLOTS = 1000;
/** Slots a host function may write results to without asking. */
export const HOST_SLACK = 24;

/** Thrown by {@link growStack}; `raise` adds the position. */
export class StackOverflow {
  /** The Lua function that was being entered, null for a host function; undefined: the top frame itself wanted more. */
  readonly entered: Prototype | null | undefined;

  constructor(entered: Prototype | null | undefined) {
    this.entered = entered;
  }
}

/**
 * Makes sure that slots below `end` exist.
 *
 * @param entered see {@link StackOverflow.entered}
 * @throws StackOverflow beyond LuaJIT's limit
 */
export function growStack(coroutine: Coroutine, end: number, entered?: Prototype | null): void {
  const { stack } = coroutine;
  const { length } = stack;
  if (end <= length) return;
  // Everyone asks for the slack too, which does not count.
  const limit = MAX_SLOTS + HOST_SLACK + (coroutine.handling ? HANDLER_SLOTS : 0);
  if (end > limit) throw new StackOverflow(entered);
  const wanted = Math.min(Math.max(end + HOST_SLACK, 2 * length), limit);
  // Pushing keeps the array without holes.
  for (let slot = length; slot < wanted; slot++) stack.push(undefined);
}

/** The frame for a new call, on top. */
export function pushFrame(coroutine: Coroutine): Frame {
  const depth = ++coroutine.depth;
  const { frames } = coroutine;
  if (depth < frames.length) return frames[depth]!;
  const frame = new Frame();
  frames.push(frame);
  return frame;
}

/**
 * The first slot above everything the top frame uses. Open lists do not count: the instruction that makes one is followed
 * at once by the one that takes it.
 */
export function freeSlot(coroutine: Coroutine): number {
  const frame = coroutine.frames[coroutine.depth]!;
  if (frame.prototype === null) return frame.base + frame.varargs + HOST_SLACK;
  return frame.base + frame.prototype.registers;
}

/** The Lua error `stack overflow` without a position. */
export function plainStackOverflow(): LuaError {
  return new LuaError('stack overflow');
}
