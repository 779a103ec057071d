import { chunkId } from '../syntax/chunk-name.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { FRAME, type Frame } from './frame.ts';
import type { Machine } from './machine.ts';

/** The line a Lua frame stands on: that of the instruction it executes. */
export function frameLine(frame: Frame): number {
  return frame.prototype!.lines[Math.max(0, frame.pc - 1)] ?? 0;
}

/** `CHUNK:LINE: ` of a Lua frame, empty for host frames except for those that are Lua code in LuaJIT. */
export function framePosition(frame: Frame): string {
  if (frame.prototype === null) {
    const builtin = frame.kind === FRAME.run ? (frame.extra as { readonly builtin: string }).builtin : '';
    return builtin === '' ? '' : `[builtin:${builtin}]:0: `;
  }
  return `${chunkId(frame.prototype.chunkName)}:${frameLine(frame)}: `;
}

/** False for frames that stand for no function of their own: parts of an operator, the end of a coroutine. */
export function isFunctionFrame({ kind }: Frame): boolean {
  return kind !== FRAME.compare && kind !== FRAME.continuation && kind !== FRAME.bottom && kind !== FRAME.handler;
}

/** The frame that names what runs at a depth: the one below, or the operator's whose metamethod it is. Null for none. */
export function callerOf({ frames }: Coroutine, depth: number): Frame | null {
  let below = depth - 1;
  while (below > 0 && (frames[below]!.kind === FRAME.compare || frames[below]!.kind === FRAME.continuation)) below--;
  return below > 0 ? frames[below]! : null;
}

/**
 * The depth of the frame at a level, as luaL_where counts from inside a host function: 0 is that host function itself,
 * 1 the function that called it. 0 when there is none.
 */
export function depthAtLevel(coroutine: Coroutine, level: number, insideRun: boolean): number {
  let left = level;
  const top = coroutine.depth || coroutine.deathDepth;
  for (let depth = insideRun ? top - 1 : top; depth > 0; depth--) {
    if (isFunctionFrame(coroutine.frames[depth]!) && --left === 0) return depth;
  }
  return 0;
}

/** `CHUNK:LINE: ` of the function at a level of the current coroutine, empty when it is no Lua function (luaL_where). */
export function positionAtLevel(machine: Machine, level: number): string {
  const { current } = machine;
  const depth = depthAtLevel(current, level, machine.insideRun);
  return depth === 0 ? '' : framePosition(current.frames[depth]!);
}

/** The line of the innermost Lua function of the current coroutine and those that wait for it; 0 when there is none. */
export function innermostLine(machine: Machine): number {
  for (let coroutine: Coroutine | null = machine.current; coroutine !== null; coroutine = coroutine.parent) {
    for (let depth = coroutine.depth; depth > 0; depth--) {
      const frame = coroutine.frames[depth]!;
      if (frame.prototype !== null) return frameLine(frame);
    }
  }
  return 0;
}
