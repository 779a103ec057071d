import type { Prototype } from '../compiler/prototype.ts';
import type { LuaFunction } from '../values/function.ts';

/** What a frame is. Literals of these numbers stand in the hot code. */
export const FRAME = {
  /** A Lua function. */
  lua: 0,
  /** `pcall`: catches errors, puts true before the results. */
  protectedCall: 1,
  /** A host function that goes on after calls: its generator is in `extra`. */
  run: 2,
  /** A comparison that waits for its metamethod; `extra` says what a true result means. */
  compare: 3,
  /** `coroutine.resume` or a `wrap` function that waits for the other coroutine; `extra` is a {@link Resumption}. */
  resume: 4,
  /** A host function suspended by its owner, or `coroutine.yield`: waits for the values of a resume. */
  suspended: 5,
  /** The bottom of a coroutine. */
  bottom: 6,
  /** The error handler of an `xpcall` at work; `extra` is the depth of the xpcall's frame. */
  handler: 7,
  /** An instruction that waits for its metamethod and then goes on; `extra` is a {@link Continuation} of calls.ts. */
  continuation: 8,
  /** A host function that raised the error an error handler is looking at; host functions have no frame otherwise. */
  raising: 9,
} as const;

/** One activation. Reused for every call at its depth, so nothing may keep a frame across a return. */
export class Frame {
  closure: LuaFunction | null = null;
  prototype: Prototype | null = null;
  /** The next instruction. */
  pc = 0;
  /** Slot of register 0; for host frames the slot of the first argument or result. */
  base = 0;
  /** Where the caller wants results, and how many (−1: all, and `top` set). */
  returnTo = 0;
  wanted = 0;
  kind = 0;
  /** 1 when the frame below is a host frame that must be told about the results. */
  under = 0;
  /** Number of variable arguments; they end two slots below `base`. For a FRAME.run: number of all arguments. */
  varargs = 0;
  extra: unknown = null;
}
