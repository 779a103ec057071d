import { OP } from '../compiler/opcodes.ts';
import { builtinNumber } from '../library/builtin-numbers.ts';
import { pointerText } from '../library/string/plain-text.ts';
import type { LuaState } from '../state/lua-state.ts';
import { chunkId } from '../syntax/chunk-name.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { HostFunction } from '../values/function.ts';
import { hostFrame } from './call-frame.ts';
import { FRAME, type Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { calleeName } from './operand-errors.ts';
import { callerOf, frameLine, isFunctionFrame } from './positions.ts';
import { pushFrame } from './stack.ts';

/** How many levels are shown from the top and the bottom of a deep stack. */
const SHOWN_TOP = 12;
const SHOWN_BOTTOM = 10;

/**
 * The text of `debug.traceback`: `stack traceback:` and a line for each call (luaL_traceback).
 *
 * @param level how many calls to leave out at the top
 * @param above lines of host functions that run on top without frames of their own; they are the first levels
 */
export function traceback(state: LuaState, coroutine: Coroutine, level: number, above: readonly string[] = []): string {
  const lines = [...above];
  for (let depth = coroutine.depth || coroutine.deathDepth; depth > 0; depth--) {
    if (isFunctionFrame(coroutine.frames[depth]!)) lines.push(describe(state, coroutine, depth));
  }
  // Below the innermost call there is nothing (lj_debug_frame).
  if (level < 0) return 'stack traceback:';
  const cut = Math.max(level, SHOWN_TOP);
  if (cut + 1 + SHOWN_BOTTOM >= lines.length) return `stack traceback:${lines.slice(level).join('')}`;
  return `stack traceback:${lines.slice(level, cut).join('')}\n\t...${lines.slice(-SHOWN_BOTTOM).join('')}`;
}

/** The host function without a frame that raised an error in a coroutine: the slot it lies in, or −1. */
export function raisingHostSlot(machine: Machine, coroutine: Coroutine): number {
  const slot = calledSlot(coroutine.frames[coroutine.depth]!);
  if (slot >= 0 && coroutine.stack[slot] instanceof HostFunction) return slot;
  const { hostSlot } = machine;
  return hostSlot >= 0 && coroutine.stack[hostSlot] instanceof HostFunction ? hostSlot : -1;
}

/** Where the function lies that a frame is calling right now; −1 when it is calling none. */
function calledSlot({ prototype, pc, base }: Frame): number {
  if (prototype === null) return -1;
  const instruction = (prototype.unpatched ?? prototype.code)[pc - 1]!;
  return (instruction & 255) === OP.CALL ? base + ((instruction >>> 8) & 255) : -1;
}

/** Gives the host function that raised an error a frame, so that it is seen. */
export function showRaisingHost(machine: Machine, coroutine: Coroutine): void {
  const slot = raisingHostSlot(machine, coroutine);
  if (slot >= 0) hostFrame(pushFrame(coroutine), FRAME.raising, slot + 2, 0, 0, 0);
}

/** The line behind the chunk's name; LuaJIT no longer knows it of the Lua function in which a coroutine died. */
function lineText(coroutine: Coroutine, depth: number): string {
  return coroutine.depth === 0 && depth === coroutine.deathDepth ? '' : `${frameLine(coroutine.frames[depth]!)}:`;
}

/** Functions that are Lua code in LuaJIT show their names there. */
function hostPlace({ kind, extra }: Frame): string {
  const builtin = kind === FRAME.run ? (extra as { readonly builtin: string }).builtin : '';
  return builtin === '' ? '[C]:' : `[builtin:${builtin}]:`;
}

function describe(state: LuaState, coroutine: Coroutine, depth: number): string {
  const frame = coroutine.frames[depth]!;
  const caller = callerOf(coroutine, depth);
  const { prototype } = frame;
  const where = prototype === null ? hostPlace(frame) : `${chunkId(prototype.chunkName)}:${lineText(coroutine, depth)}`;
  const name = caller === null ? null : calleeName(caller);
  if (name !== null) return `\n\t${where} in function '${name.name}'`;
  if (prototype === null) return `\n\t${namelessHostFunction(state, coroutine, frame)}`;
  if (prototype.firstLine === 0) return `\n\t${where} in main chunk`;
  return `\n\t${where} in function <${chunkId(prototype.chunkName)}:${prototype.firstLine}>`;
}

/** A host function that nothing names: its number or, for those without one, only its address. */
function namelessHostFunction(state: LuaState, { stack }: Coroutine, { kind, base }: Frame): string {
  const callee = stack[kind === FRAME.protectedCall ? base - 3 : base - 2];
  if (!(callee instanceof HostFunction)) return '[C]: ?';
  const number = builtinNumber(state, callee);
  return `${number === undefined ? '[C]' : `[builtin#${number}]`}: at ${pointerText(state, callee)}`;
}
