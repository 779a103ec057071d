import type { Prototype } from '../compiler/prototype.ts';
import { ProbeSet, statementsAt, withChildren } from './probe-set.ts';

/** What of a chunk has run. */
export type ChunkCoverage = {
  /** Every line on which a statement begins, in order. */
  readonly lines: readonly number[];
  readonly coveredLines: readonly number[];
  /** First line of every function (0: the chunk itself), and whether its body was entered. */
  readonly functions: readonly { readonly line: number; readonly isCovered: boolean }[];
};

/** Line coverage: each probe reports once and goes away, so that covered code runs at full speed. */
export class Coverage {
  private readonly probes = new ProbeSet();
  private readonly chunks = new Set<Prototype>();
  private readonly covered = new Map<Prototype, Set<number>>();

  /** Watches a chunk. */
  watch(main: Prototype): void {
    if (this.chunks.has(main)) return;
    this.chunks.add(main);
    for (const prototype of withChildren(main)) {
      this.covered.set(prototype, new Set());
      for (const { pc } of prototype.statements) this.probes.place(prototype, pc);
    }
  }

  /** Notes that an instruction was reached. */
  reached(prototype: Prototype, pc: number): void {
    if (!this.probes.has(prototype, pc)) return;
    this.probes.remove(prototype, pc);
    this.covered.get(prototype)?.add(pc);
  }

  result(main: Prototype): ChunkCoverage {
    const lines = new Set<number>();
    const coveredLines = new Set<number>();
    const functions: { line: number; isCovered: boolean }[] = [];
    for (const prototype of withChildren(main)) {
      const covered = this.covered.get(prototype) ?? new Set<number>();
      for (const { line, isEnd } of prototype.statements) if (!isEnd) lines.add(line);
      for (const pc of covered) {
        for (const { line, isEnd } of statementsAt(prototype, pc)) if (!isEnd) coveredLines.add(line);
      }
      functions.push({ line: prototype.firstLine, isCovered: covered.size > 0 });
    }
    const sorted = (set: Set<number>): number[] => [...set].sort((a, b) => a - b);
    return { lines: sorted(lines), coveredLines: sorted(coveredLines), functions };
  }

  /** Stops watching. */
  stop(): void {
    this.probes.clear();
  }
}
