import type { FilterTrace } from './filter-trace.ts';

/**
 * Who is acting now. Set around every callback into a filter, its timers and its callouts' answers; header maps, stats
 * and logs read it to say whose doing a change is.
 */
export class Attribution {
  current: FilterTrace | null = null;
  /** seq of the event that woke what runs now (a callout's answer); null: it woke of itself. */
  cause: number | null = null;

  /** Runs `work` as the doing of `owner`. */
  during<T>(owner: FilterTrace | null, work: () => T): T {
    const before = this.current;
    this.current = owner;
    try {
      return work();
    } finally {
      this.current = before;
    }
  }

  /** Runs `work` as what `owner` does because of an event. */
  because<T>(cause: number, owner: FilterTrace | null, work: () => T): T {
    const before = this.cause;
    this.cause = cause;
    try {
      return this.during(owner, work);
    } finally {
      this.cause = before;
    }
  }
}
