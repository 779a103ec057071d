import type { Clock } from './clock.ts';

const NS_PER_MS = 1_000_000;

/** The clock of one scenario: stands still while the engine works and is moved by the event queue. */
export class VirtualClock implements Clock {
  readonly #startEpochMs: number;
  #now = 0;

  /** `startEpochMs`: the wall clock at virtual time 0, milliseconds since 1970. */
  constructor(startEpochMs: number) {
    this.#startEpochMs = startEpochMs;
  }

  now(): number {
    return this.#now;
  }

  epochMs(): number {
    return this.#startEpochMs + this.#now / NS_PER_MS;
  }

  /** Moves on to `ns`; time never goes back. */
  advanceTo(ns: number): void {
    if (ns > this.#now) this.#now = ns;
  }
}
