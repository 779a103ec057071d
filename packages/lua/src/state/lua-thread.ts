import type { Coroutine } from '../values/coroutine.ts';
import type { LuaError } from '../values/lua-error.ts';
import type { LuaValue } from '../values/value.ts';
import { type FrameView, frameViews } from '../vm/frame-view.ts';
import { abandon, continueRun, resumeRun, startRun } from '../vm/run.ts';
import type { LuaState } from './lua-state.ts';
import type { ThreadResult } from './thread-result.ts';

/** Where a thread stands between two calls of its owner. */
export type ThreadStatus = 'idle' | 'suspended' | 'stopped' | 'running';

/**
 * A thread of execution that its owner drives: it starts a function, and whenever the script suspends, pauses or uses up
 * its budget, gets control back and can go on later. Threads of one state may be interleaved at suspensions.
 */
export class LuaThread {
  readonly state: LuaState;
  /** The coroutine the functions start in; `coroutine.running()` shows it. @internal */
  readonly coroutine: Coroutine;
  /** The coroutine that was executing when the thread stopped. @internal */
  current: Coroutine;
  /** The error a debugger stopped it at. @internal */
  pendingError: LuaError | null = null;
  /** idle: `start`; suspended: `resume`; stopped (paused or exhausted): `continue`. */
  status: ThreadStatus = 'idle';

  constructor(state: LuaState, coroutine: Coroutine) {
    this.state = state;
    this.coroutine = coroutine;
    this.current = coroutine;
  }

  /**
   * Calls a value with arguments and runs until it is done or stops. Drops what the thread was suspended in.
   *
   * @throws only for mistakes of the host (a thread that is running already)
   */
  start(callee: LuaValue, args: readonly LuaValue[] = []): ThreadResult {
    return startRun(this, callee, args);
  }

  /** Delivers the results of the call that suspended the thread and runs on. */
  resume(values: readonly LuaValue[] = []): ThreadResult {
    return resumeRun(this, values);
  }

  /** Runs on after `paused` or `exhausted`. */
  continue(): ThreadResult {
    return continueRun(this);
  }

  /**
   * Drops what the thread was in the middle of. A suspended thread that will never be resumed must be closed, because its
   * state keeps it alive until then.
   */
  close(): void {
    abandon(this);
    this.status = 'idle';
    this.state.waitingThreads.delete(this);
  }

  /** The calls it stands in, innermost first, coroutines of the script included; for debuggers. */
  frames(): FrameView[] {
    return frameViews(this.current, this.status === 'stopped' && this.pendingError === null);
  }

  /** The line of the innermost Lua function, 0 when there is none. */
  currentLine(): number {
    for (const frame of this.frames()) if (frame.line > 0) return frame.line;
    return 0;
  }
}
