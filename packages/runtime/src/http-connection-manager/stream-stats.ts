import type { StatsStore } from '../server/stats-store.ts';

/** The connection manager's counters. Envoy: `ConnectionManagerStats`. */
export class HcmStats {
  readonly #stats: StatsStore;
  readonly #prefix: string;

  /** `statPrefix`: the connection manager's; the counters begin with `http.PREFIX.`. */
  constructor(stats: StatsStore, statPrefix: string) {
    this.#stats = stats;
    this.#prefix = `http.${statPrefix}.`;
  }

  inc(name: string): void {
    this.#stats.add(this.#prefix + name, 'counter', 1);
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
