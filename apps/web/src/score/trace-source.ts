import type { BodyRef, TraceEvent } from '@chainwright/runtime/trace/trace-event';

/** What the page reads of a trace. `TraceReader` of the runtime is one; a list of events is another. */
export interface TraceSource {
  readonly length: number;
  at(index: number): TraceEvent;
  body(ref: BodyRef): Uint8Array;
}
