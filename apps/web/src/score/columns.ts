import type { ScoreTick } from './score-model.ts';

/** Columns of a wait that has words in it. */
export const WAIT = 4;

/** Deals out columns from left to right, in the order of the trace; wider ones where virtual time passes. */
export class Columns {
  readonly ticks: ScoreTick[] = [];
  /** The last column that was dealt. */
  cursor = 0;
  /** Virtual time of the last column. */
  lastAt = 0;
  /** Virtual time at which the request arrived. */
  startedAt = 0;

  start(at: number): void {
    this.startedAt = at;
    this.lastAt = at;
    this.ticks.push({ column: 0, at: 0 });
  }

  /** Whether virtual time has passed since the last column. */
  passed(at: number): boolean {
    return at > this.lastAt;
  }

  /** The next column: at least `least` further, `wait` when time has passed. */
  next(at: number, least = 1, wait = WAIT): number {
    const passed = this.passed(at);
    this.cursor += passed ? Math.max(least, wait) : least;
    if (passed) this.ticks.push({ column: this.cursor, at: this.since(at) });
    this.lastAt = Math.max(this.lastAt, at);
    return this.cursor;
  }

  /** Virtual time since the request arrived. */
  since(at: number): number {
    return at - this.startedAt;
  }
}
