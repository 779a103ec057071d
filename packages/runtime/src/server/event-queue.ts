import type { VirtualClock } from './virtual-clock.ts';

/** A task in the queue; `cancelled` tasks are skipped. */
export type QueuedTask = {
  readonly at: number;
  /** 1: only when nothing else is due at that time. */
  readonly phase: 0 | 1;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
};

const NS_PER_MS = 1_000_000;
const SMALLEST_SWEEP = 256;

/**
 * What happens next in virtual time: a binary heap by time, and by order of scheduling among tasks of one time, so that
 * the same scenario always runs in the same order. All threads of a simulated server share one queue.
 */
export class EventQueue {
  readonly clock: VirtualClock;
  #heap: QueuedTask[] = [];
  /** Size at which cancelled tasks are thrown out. */
  #sweepAt = SMALLEST_SWEEP;
  #order = 0;
  #running = false;
  #afterTurn: (() => void)[] = [];

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  /** Schedules `run` after `ms` of virtual time; 0: after everything that is due now. */
  schedule(ms: number, run: () => void): QueuedTask {
    return this.#add(ms, 0, run);
  }

  /**
   * Schedules `run` for a moment at which nothing else is left to do: what peers send one piece after the other comes
   * only when Envoy has done everything about the piece before.
   */
  scheduleSettled(ms: number, run: () => void): QueuedTask {
    return this.#add(ms, 1, run);
  }

  /**
   * Runs `work` at the end of the task that runs now (at once when none does): what a thread writes to a socket during one event
   * leaves together.
   */
  afterTurn(work: () => void): void {
    if (this.#running) this.#afterTurn.push(work);
    else work();
  }

  #add(ms: number, phase: 0 | 1, run: () => void): QueuedTask {
    const at = this.clock.now() + Math.max(0, Math.round(ms * NS_PER_MS));
    const task: QueuedTask = { at, phase, order: this.#order++, run, cancelled: false };
    if (this.#heap.length >= this.#sweepAt) this.#sweep();
    this.#heap.push(task);
    this.#siftUp(this.#heap.length - 1);
    return task;
  }

  /** Runs the next task, at most at virtual time `untilNs`; false when there is none. */
  runNext(untilNs = Number.POSITIVE_INFINITY): boolean {
    const task = this.#peek();
    if (task === undefined || task.at > untilNs) return false;
    this.#pop();
    this.clock.advanceTo(task.at);
    this.#running = true;
    task.run();
    this.#running = false;
    for (const work of this.#afterTurn.splice(0)) work();
    return true;
  }

  /** Throws cancelled tasks out, so that they neither cost time nor hold what their callbacks hold. */
  #sweep(): void {
    this.#heap = this.#heap.filter((task) => !task.cancelled);
    // A list in order of execution is a heap.
    this.#heap.sort((a, b) => (before(a, b) ? -1 : 1));
    this.#sweepAt = Math.max(SMALLEST_SWEEP, this.#heap.length * 2);
  }

  #peek(): QueuedTask | undefined {
    while (this.#heap[0]?.cancelled) this.#pop();
    return this.#heap[0];
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown();
  }

  #siftUp(at: number): void {
    const heap = this.#heap;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(heap[at] as QueuedTask, heap[parent] as QueuedTask)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #siftDown(): void {
    const heap = this.#heap;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && before(heap[child] as QueuedTask, heap[least] as QueuedTask)) least = child;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const held = this.#heap[a] as QueuedTask;
    this.#heap[a] = this.#heap[b] as QueuedTask;
    this.#heap[b] = held;
  }
}

function before(a: QueuedTask, b: QueuedTask): boolean {
  if (a.at !== b.at) return a.at < b.at;
  return a.phase === b.phase ? a.order < b.order : a.phase < b.phase;
}
