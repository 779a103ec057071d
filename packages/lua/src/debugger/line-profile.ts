import type { Prototype } from '../compiler/prototype.ts';
import { ProbeSet, withChildren } from './probe-set.ts';

/** What a line has cost. */
export type LineCost = {
  readonly line: number;
  /** How often a statement of the line was begun. */
  readonly hits: number;
  /** Statements begun, plus the loop turns, calls and library work between them and the next one. Deterministic. */
  readonly units: number;
};

type Counts = { hits: number; units: number };

/** A profile by line: counts every statement that is begun, and charges it with the budget used until the next one. */
export class LineProfile {
  private readonly probes = new ProbeSet();
  private readonly chunks = new Set<Prototype>();
  private readonly lines = new Map<Prototype, Map<number, Counts>>();
  private last: Counts | null = null;
  private lastUnits = 0;

  /** Watches a chunk. */
  watch(main: Prototype): void {
    if (this.chunks.has(main)) return;
    this.chunks.add(main);
    const counts = new Map<number, Counts>();
    for (const prototype of withChildren(main)) {
      this.lines.set(prototype, counts);
      for (const { pc, isEnd } of prototype.statements) if (!isEnd) this.probes.place(prototype, pc);
    }
  }

  /**
   * Notes that a statement begins.
   *
   * @param used units of the state's budget used so far
   */
  reached(prototype: Prototype, line: number, used: number): void {
    const counts = this.lines.get(prototype);
    if (counts === undefined) return;
    this.settle(used);
    let count = counts.get(line);
    if (count === undefined) {
      count = { hits: 0, units: 0 };
      counts.set(line, count);
    }
    count.hits++;
    count.units++;
    this.last = count;
  }

  /** Charges the units since the last statement to it. Call it before reading, and when a run ends. */
  settle(used: number): void {
    if (this.last !== null) this.last.units += used - this.lastUnits;
    this.last = null;
    this.lastUnits = used;
  }

  /** The lines that ran, in order. */
  result(main: Prototype): LineCost[] {
    const counts = this.lines.get(main) ?? new Map<number, Counts>();
    return [...counts].map(([line, { hits, units }]) => ({ line, hits, units })).sort((a, b) => a.line - b.line);
  }

  /** Stops watching. */
  stop(): void {
    this.probes.clear();
  }
}
