import type { BodyRef, Direction, SourcePlace, TraceEventBody } from './trace-event.ts';

/** What one emitter may add to the context that it already carries. */
export type EventExtras = {
  readonly source?: SourcePlace | null;
  readonly cost?: number | null;
  readonly cause?: number | null;
  readonly vm?: string | null;
  readonly direction?: Direction | null;
};

/**
 * Emits trace events in one place of the engine: stream, filter, worker and direction are already filled in.
 * What engines see of the trace.
 */
export interface FilterTrace {
  /** Appends the event and returns its seq. */
  emit(event: TraceEventBody, extras?: EventExtras): number;
  /** Stores body bytes (copied) and returns the reference to put into an event. */
  body(bytes: Uint8Array): BodyRef;
  /**
   * Asked for the place in the user's source by every event that comes without one, so that header changes, stats and
   * logs made from inside a script carry its line. An engine sets it once; it answers null while its VM does not run.
   */
  place: (() => SourcePlace | null) | null;
}
