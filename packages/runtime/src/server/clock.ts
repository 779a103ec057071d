/** The scenario's virtual time. */
export interface Clock {
  /** Nanoseconds since the scenario began. */
  now(): number;
  /** Wall clock: milliseconds since 1970 at this moment of virtual time, with a fraction. */
  epochMs(): number;
}
