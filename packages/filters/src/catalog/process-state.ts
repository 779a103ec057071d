/** Names one object that all threads of a simulated Envoy share, and makes it when it is first asked for. */
export type ProcessSlot<T> = { readonly name: string; readonly create: () => T };

/**
 * Objects shared by all threads of one simulated Envoy process: token buckets, Wasm shared data and queues. A scenario
 * is a fresh process, so it begins with a new, empty state.
 */
export class ProcessState {
  readonly #objects = new Map<ProcessSlot<unknown>, unknown>();

  /** The process's object of this slot; the same one for every caller with the same slot. */
  of<T>(slot: ProcessSlot<T>): T {
    if (!this.#objects.has(slot)) this.#objects.set(slot, slot.create());
    return this.#objects.get(slot) as T;
  }
}
