import type { LuaError } from '../values/lua-error.ts';
import type { LuaValue } from '../values/value.ts';

/** Why a debugger stopped a thread. */
export type PauseReason = 'breakpoint' | 'step' | 'entry' | 'error' | 'request';

/** What came of starting or resuming a thread. */
export type ThreadResult =
  /** The function returned. The thread can be started again. */
  | { readonly status: 'done'; readonly values: LuaValue[] }
  /** A host function called `call.suspend(request)`: go on with `thread.resume(values)`. */
  | { readonly status: 'suspended'; readonly request: unknown }
  /** The script called `coroutine.yield(...)` outside of a coroutine of its own: go on with `thread.resume(values)`. */
  | { readonly status: 'yielded'; readonly values: LuaValue[] }
  /** The debugger stopped it before a statement: go on with `thread.continue()`. */
  | { readonly status: 'paused'; readonly reason: PauseReason; readonly line: number }
  /**
   * A budget is used up. After `instructions` the thread may go on with `thread.continue()` once the state has a new
   * budget, if `canContinue`; it cannot after `memory`, nor when a library function was stopped in its middle.
   */
  | { readonly status: 'exhausted'; readonly what: 'instructions' | 'memory'; readonly canContinue: boolean }
  /** An error nothing caught. The thread can be started again. */
  | { readonly status: 'error'; readonly error: LuaError };
