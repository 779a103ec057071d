import type { StatsStore } from '../server/stats-store.ts';

/** The connection manager's counters. Envoy: `ConnectionManagerStats`. */
export class HcmStats {
  readonly #stats: StatsStore;
  readonly #prefix: string;
  /** Full names by short name: building them anew each time is what counting would cost most. */
  readonly #names = new Map<string, string>();

  /** `statPrefix`: the connection manager's; the counters begin with `http.PREFIX.`. */
  constructor(stats: StatsStore, statPrefix: string) {
    this.#stats = stats;
    this.#prefix = `http.${statPrefix}.`;
  }

  inc(name: string): void {
    let full = this.#names.get(name);
    if (full === undefined) {
      full = this.#prefix + name;
      this.#names.set(name, full);
    }
    this.#stats.add(full, 'counter', 1);
  }

  /** A counter of the whole server: the codecs'. */
  server(name: string): void {
    this.#stats.add(name, 'counter', 1);
  }

  /** A response whose headers were sent: its class, and that it was completed. Envoy: `chargeStats`. */
  chargeResponse(code: number): void {
    const group = Math.floor(code / 100);
    this.inc('downstream_rq_completed');
    if (group >= 1 && group <= 5) this.inc(`downstream_rq_${group}xx`);
  }
}
