import type { Prototype } from '../compiler/prototype.ts';
import type { PauseReason } from '../state/thread-result.ts';
import type { Coroutine } from '../values/coroutine.ts';
import type { Frame } from '../vm/frame.ts';
import { frameLine } from '../vm/positions.ts';
import { ProbeSet, withChildren } from './probe-set.ts';

/** How to go on from a stop. */
export type StepKind = 'into' | 'over' | 'out';

/** How many calls a coroutine and those that wait for it stand in. */
function callDepth(coroutine: Coroutine): number {
  let depth = 0;
  for (let current: Coroutine | null = coroutine; current !== null; current = current.parent) depth += current.depth;
  return depth;
}

/** Stepping by statements: while a step is under way, every statement of every chunk has a probe. */
export class Stepping {
  private readonly probes = new ProbeSet();
  private kind: StepKind | null = null;
  private reason: PauseReason = 'step';
  private depth = 0;
  private frame: Frame | null = null;
  private line = 0;
  private pc = 0;

  /** Begins a step. `from` is where the thread stands; null: nowhere yet, stop at the first statement. */
  begin(kind: StepKind, reason: PauseReason, chunks: Iterable<Prototype>, from: Coroutine | null): void {
    this.kind = kind;
    this.reason = reason;
    this.frame = from === null ? null : (from.frames[from.depth] ?? null);
    this.depth = from === null ? 0 : callDepth(from);
    this.pc = this.frame?.pc ?? 0;
    this.line = this.frame?.prototype == null ? 0 : currentLine(this.frame);
    for (const main of chunks) this.watch(main);
  }

  /** Makes a chunk that was loaded in the middle of a step known to it. */
  watch(main: Prototype): void {
    if (this.kind === null) return;
    for (const prototype of withChildren(main)) {
      for (const { pc } of prototype.statements) this.probes.place(prototype, pc);
    }
  }

  /** Decides at a statement whether the step is done. */
  reached(coroutine: Coroutine, frame: Frame): PauseReason | null {
    if (this.kind === null || !this.isDone(coroutine, frame)) return null;
    this.end();
    return this.reason;
  }

  private isDone(coroutine: Coroutine, frame: Frame): boolean {
    if (this.frame === null) return true;
    const depth = callDepth(coroutine);
    if (this.kind === 'out') return depth < this.depth;
    if (this.kind === 'over' && depth > this.depth) return false;
    if (depth !== this.depth || frame !== this.frame) return true;
    // Another line, or the same one again in the next turn of a loop.
    return currentLine(frame) !== this.line || frame.pc <= this.pc;
  }

  end(): void {
    this.kind = null;
    this.frame = null;
    this.probes.clear();
  }
}

/** The line of the statement at `frame.pc`; between statements that of the instruction. */
function currentLine(frame: Frame): number {
  return frame.prototype!.statements.find(({ pc }) => pc === frame.pc)?.line ?? frameLine(frame);
}
