import type { Attribution } from '../trace/attribution.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import type { StatsStore } from './stats-store.ts';

/** The stats of one simulated server; every change is a `stat` event of whoever acts. */
export class SimulatedStats implements StatsStore {
  readonly #values = new Map<string, number>();
  readonly #attribution: Attribution;
  readonly #server: FilterTrace;

  readonly #batched: boolean;
  /** Changes that are not in the trace yet. */
  readonly #pending = new Map<string, { readonly type: 'counter' | 'gauge'; delta: number }>();

  /** `server`: the emitter used while no filter acts. `batched`: changes wait for `flush`. */
  constructor(attribution: Attribution, server: FilterTrace, { batched } = { batched: false }) {
    this.#attribution = attribution;
    this.#server = server;
    this.#batched = batched;
  }

  /** Puts the sum of all waiting changes on record. */
  flush(): void {
    for (const [name, { type, delta }] of this.#pending) this.#server.emit({ kind: 'stat', name, type, delta });
    this.#pending.clear();
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
    if (this.#batched) {
      if (type === 'histogram') return;
      const waiting = this.#pending.get(name);
      if (waiting === undefined) this.#pending.set(name, { type, delta });
      else waiting.delta += delta;
      return;
    }
    (this.#attribution.current ?? this.#server).emit({ kind: 'stat', name, type, delta });
  }
}
