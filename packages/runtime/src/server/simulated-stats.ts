import type { Attribution } from '../trace/attribution.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import type { StatsStore } from './stats-store.ts';

/** The stats of one simulated server; every change is a `stat` event of whoever acts. */
export class SimulatedStats implements StatsStore {
  readonly #values = new Map<string, number>();
  readonly #attribution: Attribution;
  readonly #server: FilterTrace;

  /** `server`: the emitter used while no filter acts. */
  constructor(attribution: Attribution, server: FilterTrace) {
    this.#attribution = attribution;
    this.#server = server;
  }

  add(name: string, type: 'counter' | 'gauge', delta: number): void {
    if (delta === 0) return;
    this.#values.set(name, this.value(name) + delta);
    this.#emit(name, type, delta);
  }

  set(name: string, value: number): void {
    const delta = value - this.value(name);
    if (delta === 0) return;
    this.#values.set(name, value);
    this.#emit(name, 'gauge', delta);
  }

  record(name: string, value: number): void {
    this.#emit(name, 'histogram', value);
  }

  value(name: string): number {
    return this.#values.get(name) ?? 0;
  }

  #emit(name: string, type: 'counter' | 'gauge' | 'histogram', delta: number): void {
    (this.#attribution.current ?? this.#server).emit({ kind: 'stat', name, type, delta });
  }
}
