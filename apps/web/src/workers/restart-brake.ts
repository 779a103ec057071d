/** A spinning worker burns a core for two more seconds after it was ended, so not many may be ended in a short time. */
const WINDOW_MS = 15_000;
const MOST_IN_WINDOW = 3;

/** Says how long to wait before another worker may be risked. */
export class RestartBrake {
  readonly #now: () => number;
  #ended: number[] = [];

  /** `now`: real milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A worker had to be ended. */
  note(): void {
    this.#ended = [...this.#ended, this.#now()].slice(-MOST_IN_WINDOW);
  }

  /** Milliseconds until the next run may start; 0: at once. */
  get waitMs(): number {
    const [first] = this.#ended;
    if (first === undefined || this.#ended.length < MOST_IN_WINDOW) return 0;
    return Math.max(0, first + WINDOW_MS - this.#now());
  }
}
