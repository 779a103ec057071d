import { OP } from '../compiler/opcodes.ts';
import { chunkId } from '../syntax/chunk-name.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { HostFunction } from '../values/function.ts';
import type { Frame } from './frame.ts';
import { calleeName } from './operand-errors.ts';
import { frameLine, isFunctionFrame } from './positions.ts';

/** How many calls are shown from the top and the bottom of a deep stack. */
const SHOWN_TOP = 12;
const SHOWN_BOTTOM = 11;

/**
 * The text of `debug.traceback`: `stack traceback:` and a line for each call (luaL_traceback).
 *
 * @param level how many calls to leave out at the top
 * @param running the host function that runs on top without a frame of its own
 */
export function traceback(coroutine: Coroutine, level: number, running: string | null = null): string {
  const lines: string[] = running === null ? [] : [`\n\t[C]: in function '${running}'`];
  for (let depth = coroutine.depth; depth > 0; depth--) {
    const frame = coroutine.frames[depth]!;
    if (isFunctionFrame(frame)) lines.push(describe(frame, depth > 1 ? coroutine.frames[depth - 1]! : null));
  }
  const shown = lines.slice(level);
  if (shown.length > SHOWN_TOP + SHOWN_BOTTOM) {
    shown.splice(SHOWN_TOP, shown.length - SHOWN_TOP - SHOWN_BOTTOM, '\n\t...');
  }
  return `stack traceback:${shown.join('')}`;
}

/** What the program calls the host function that its top frame is calling right now; null when it is calling none. */
export function runningHostFunction(coroutine: Coroutine): string | null {
  const frame = coroutine.frames[coroutine.depth]!;
  const { prototype } = frame;
  if (prototype === null) return null;
  const instruction = (prototype.unpatched ?? prototype.code)[frame.pc - 1]!;
  if ((instruction & 255) !== OP.CALL) return null;
  const callee = coroutine.stack[frame.base + ((instruction >>> 8) & 255)];
  return callee instanceof HostFunction ? (calleeName(frame)?.name ?? '?') : null;
}

function describe(frame: Frame, caller: Frame | null): string {
  const { prototype } = frame;
  const where = prototype === null ? '[C]:' : `${chunkId(prototype.chunkName)}:${frameLine(frame)}:`;
  const name = caller === null ? null : calleeName(caller);
  if (name !== null) return `\n\t${where} in function '${name.name}'`;
  if (prototype === null) return `\n\t${where} ?`;
  if (prototype.firstLine === 0) return `\n\t${where} in main chunk`;
  return `\n\t${where} in function <${chunkId(prototype.chunkName)}:${prototype.firstLine}>`;
}
