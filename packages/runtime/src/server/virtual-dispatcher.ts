import type { Attribution } from '../trace/attribution.ts';
import type { Dispatcher, Timer } from './dispatcher.ts';
import type { EventQueue, QueuedTask } from './event-queue.ts';

/**
 * The event loop of one thread over the shared queue. Timers and posted work keep the attribution of the code that made
 * them, so that a change made in a timer is recorded under the filter that owns the timer.
 */
export class VirtualDispatcher implements Dispatcher {
  readonly #queue: EventQueue;
  readonly #attribution: Attribution;

  constructor(queue: EventQueue, attribution: Attribution) {
    this.#queue = queue;
    this.#attribution = attribution;
  }

  createTimer(callback: () => void): Timer {
    const owner = this.#attribution.current;
    let task: QueuedTask | null = null;
    const disable = () => {
      if (task !== null) task.cancelled = true;
      task = null;
    };
    const fire = () => {
      task = null;
      this.#attribution.during(owner, callback);
    };
    const enable = (ms: number) => {
      disable();
      task = this.#queue.schedule(ms, fire);
    };
    return { enable, disable };
  }

  post(callback: () => void): void {
    const owner = this.#attribution.current;
    this.#queue.schedule(0, () => this.#attribution.during(owner, callback));
  }
}
