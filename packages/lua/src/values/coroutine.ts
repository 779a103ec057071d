import { Frame } from '../vm/frame.ts';
import type { Cell } from './cell.ts';
import type { LuaValue } from './value.ts';

/** What a register can hold: a value, or the box of a captured local. */
export type Slot = LuaValue | Cell;

export type CoroutineStatus = 'suspended' | 'running' | 'normal' | 'dead';

const INITIAL_SLOTS = 40;

/**
 * A Lua coroutine (`thread` to scripts): one value stack and one list of frames. Frame objects are kept and reused; frame
 * 0 is never a call.
 */
export class Coroutine {
  readonly stack: Slot[] = [];
  readonly frames: Frame[] = [new Frame()];
  /** Index of the top frame; 0 when nothing runs. */
  depth = 0;
  /** What `depth` was when an error ended it: `debug.traceback` still shows those calls. */
  deathDepth = 0;
  /** The end of an open list of values (results of a call, varargs) that the next instruction consumes. */
  top = 0;
  /** Who resumed it, while it runs. */
  parent: Coroutine | null = null;
  status: CoroutineStatus = 'suspended';
  /** An error handler is running, which may use stack beyond the limit. */
  handling = false;
  /** The function to run at the first resume. */
  body: LuaValue;
  /** True for the coroutine a state's own thread stands on, where `coroutine.running()` answers true. */
  readonly isMain: boolean;

  constructor(body: LuaValue, isMain = false) {
    this.body = body;
    this.isMain = isMain;
    for (let slot = 0; slot < INITIAL_SLOTS; slot++) this.stack.push(undefined);
  }
}
