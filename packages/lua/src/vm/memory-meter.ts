import { allocation } from '../values/allocation.ts';
import type { LuaValue } from '../values/value.ts';
import { Exhausted } from './exhausted.ts';
import { LivenessWalk } from './liveness.ts';
import type { Machine } from './machine.ts';

/** What a run must put back into `allocation` when it ends. */
export type AllocationMark = {
  readonly bytes: number;
  readonly limit: number;
  readonly exceeded: (pending: number) => void;
} | null;

/**
 * Keeps a state within its memory budget. Allocations only add up; when the sum passes a mark, a walk from the roots
 * finds what is alive. The mark then moves up, so that walks cost little.
 */
export class MemoryMeter {
  private readonly machine: Machine;
  /** Bytes that may be alive at once. */
  limit = Number.POSITIVE_INFINITY;
  private alive = -1;
  private allocated = 0;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /**
   * Makes this state's figures the current ones for allocations; gives back what was there, for {@link leave}. A run inside
   * of a run of the same state goes on counting.
   */
  enter(): AllocationMark {
    if (allocation.exceeded === this.exceeded) return null;
    const before = { ...allocation };
    allocation.bytes = this.allocated;
    allocation.exceeded = this.exceeded;
    this.setMark();
    return before;
  }

  leave(before: AllocationMark): void {
    if (before === null) return;
    this.allocated = allocation.bytes;
    allocation.bytes = before.bytes;
    allocation.limit = before.limit;
    allocation.exceeded = before.exceeded;
  }

  bytesInUse(): number {
    if (this.alive < 0) this.measure();
    const isCurrent = allocation.exceeded === this.exceeded;
    return this.alive + (isCurrent ? allocation.bytes : this.allocated);
  }

  private setMark(): void {
    // Close to the limit walks would follow each other; the overshoot keeps them apart.
    allocation.limit = Math.max(this.limit - Math.max(0, this.alive), this.limit / 8);
  }

  private readonly exceeded = (pending: number): void => {
    this.measure();
    if (this.alive + pending > this.limit) throw new Exhausted('memory');
    this.setMark();
  };

  private measure(): LivenessWalk {
    const walk = new LivenessWalk(this.machine);
    this.alive = walk.bytes;
    this.allocated = 0;
    if (allocation.exceeded === this.exceeded) allocation.bytes = 0;
    return walk;
  }

  /** A full collection: clears weak tables. @returns tells of an object whether it was alive */
  collect(): (value: LuaValue) => boolean {
    const walk = this.measure();
    walk.clearWeakTables();
    return (value) => walk.isAlive(value);
  }
}
