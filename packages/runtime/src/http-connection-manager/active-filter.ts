import type { HttpFilter } from '../filter/http-filter.ts';
import type { FilterRef } from '../trace/trace-event.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';

/**
 * How far a filter lets the events of one direction pass.
 * Envoy: source/common/http/filter_manager.h `ActiveStreamFilterBase::IterationState`.
 */
export type IterationState = 'Continue' | 'StopSingleIteration' | 'StopAllBuffer' | 'StopAllWatermark';

/** One filter on one of the two paths of a stream. Envoy: `ActiveStreamDecoderFilter`, `ActiveStreamEncoderFilter`. */
export class ActiveFilter {
  readonly filter: HttpFilter;
  readonly ref: FilterRef;
  /** Place on its path: 0 is called first. */
  readonly place: number;
  readonly trace: TraceEmitter;
  /** It ends the request path: its stop is no pause. */
  readonly terminal: boolean;
  state: IterationState = 'Continue';
  /** Whether the headers went on to the next filter. */
  headersContinued = false;
  /** Whether this filter has seen the end of the message. */
  endStream = false;
  /** After a stop of everything the iteration begins again at this filter instead of the next one. */
  iterateFromHere = false;
  /** While one of its callbacks runs. */
  running = false;
  /** It asked to go on while its own callback ran. */
  continueRequested = false;

  constructor(filter: HttpFilter, ref: FilterRef, place: number, trace: TraceEmitter) {
    this.filter = filter;
    this.terminal = TERMINAL in filter;
    this.ref = ref;
    this.place = place;
    this.trace = trace;
  }

  stoppedAll(): boolean {
    return this.state === 'StopAllBuffer' || this.state === 'StopAllWatermark';
  }
}

/** Marks the filter that ends the request path and makes the response. */
export const TERMINAL = Symbol('terminal filter');
