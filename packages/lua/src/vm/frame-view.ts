import type { Prototype } from '../compiler/prototype.ts';
import { chunkId } from '../syntax/chunk-name.ts';
import { Cell } from '../values/cell.ts';
import type { Coroutine } from '../values/coroutine.ts';
import type { LuaTable } from '../values/table.ts';
import type { LuaValue } from '../values/value.ts';
import type { Frame } from './frame.ts';
import { calleeName } from './operand-errors.ts';
import { isFunctionFrame } from './positions.ts';

/** A variable as a debugger shows it. */
export type VariableView = { readonly name: string; readonly value: LuaValue };

/** One function call of a stopped thread. Valid until the thread goes on. */
export type FrameView = {
  /** What the caller called it: `local 'f'` …; null for a main chunk or where nothing tells. */
  readonly name: string | null;
  /** `lua`: a script's function; `main`: a chunk; `host`: a function of the host or the VM. */
  readonly kind: 'lua' | 'main' | 'host';
  /** As errors name the chunk; empty for host frames. */
  readonly chunk: string;
  readonly prototype: Prototype | null;
  /** Current line, 0 for host frames. */
  readonly line: number;
  /** Locals in scope, outermost first; a shadowed one comes before the one that hides it. */
  readonly locals: () => VariableView[];
  readonly upvalues: () => VariableView[];
  /** The table its globals are in; undefined for host frames. */
  readonly environment: LuaTable | undefined;
  /** Variable arguments. */
  readonly varargs: () => LuaValue[];
  /** Assigns a local by its place in {@link locals}. */
  readonly setLocal: (index: number, value: LuaValue) => void;
};

/**
 * The calls a coroutine and those that wait for it stand in, innermost first.
 *
 * @param isBefore the innermost one stands before its next instruction; else it is in the middle of one, as all others
 */
export function frameViews(innermost: Coroutine, isBefore: boolean): FrameView[] {
  const views: FrameView[] = [];
  for (let coroutine: Coroutine | null = innermost; coroutine !== null; coroutine = coroutine.parent) {
    for (let depth = coroutine.depth; depth > 0; depth--) {
      const frame = coroutine.frames[depth]!;
      if (!isFunctionFrame(frame)) continue;
      const pc = isBefore && views.length === 0 ? frame.pc : frame.pc - 1;
      views.push(frameView(coroutine, frame, depth, pc));
    }
  }
  return views;
}

function frameView(coroutine: Coroutine, frame: Frame, depth: number, pc: number): FrameView {
  const { prototype, closure, base, varargs } = frame;
  const active = prototype === null ? [] : activeLocals(prototype, pc);
  const read = (register: number): LuaValue => {
    const slot = coroutine.stack[base + register];
    return slot instanceof Cell ? slot.value : slot;
  };
  return {
    name: depth > 1 ? (calleeName(coroutine.frames[depth - 1]!)?.name ?? null) : null,
    kind: prototype === null ? 'host' : prototype.firstLine === 0 ? 'main' : 'lua',
    chunk: prototype === null ? '' : chunkId(prototype.chunkName),
    prototype,
    line: prototype?.lines[pc] ?? 0,
    environment: closure?.environment,
    locals: () => active.map(({ name, register }) => ({ name, value: read(register) })),
    upvalues: () => {
      const sources = prototype?.upvalues ?? [];
      return sources.map(({ name }, index) => ({ name, value: closure!.upvalues[index]!.value }));
    },
    varargs: () => (prototype?.isVararg ? (coroutine.stack.slice(base - 2 - varargs, base - 2) as LuaValue[]) : []),
    setLocal: (index, value) => {
      const slot = base + active[index]!.register;
      const held = coroutine.stack[slot];
      if (held instanceof Cell) held.value = value;
      else coroutine.stack[slot] = value;
    },
  };
}

/** The locals in scope at an instruction, in the order of their declarations. */
export function activeLocals(prototype: Prototype, pc: number): { name: string; register: number }[] {
  return prototype.locals.filter((local) => local.from <= pc && pc < local.to);
}
