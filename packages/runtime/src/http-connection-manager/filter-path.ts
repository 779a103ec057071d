import type {
  FilterDataStatus,
  FilterHeadersStatus,
  FilterStatus,
  FilterTrailersStatus,
} from '../filter/filter-status.ts';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { ActiveFilter } from './active-filter.ts';
import { CallRecorder } from './call-recorder.ts';

/** Where an iteration begins. Envoy: `FilterIterationStartState`. */
export type IterationStart = 'next' | 'current';

/**
 * The filters of one direction and the iteration over them, event by event: stops, buffering and continuation as
 * Envoy's filter manager has them. What differs between the two directions is in DecodePath and EncodePath.
 *
 * Envoy: source/common/http/filter_manager.cc
 */
export abstract class FilterPath {
  readonly filters: ActiveFilter[] = [];
  /** Everything that waits for a filter to go on. */
  buffered: ByteBufferImpl | null = null;
  /** Bytes that may wait before the limit acts. */
  limit: number;
  /** Whether a full buffer pauses the sender (true) or ends the stream with an error (false). */
  streaming = true;
  /** The sender was paused because of a full buffer. */
  paused = false;
  /** The last event of the message has come. */
  complete = false;
  /** A local reply was sent from a callback of this path. */
  aborted = false;
  /** Which callback of a filter on this path runs now. */
  protected inside: 'headers' | 'data' | 'last-data' | 'trailers' | null = null;
  protected readonly recorder = new CallRecorder();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Whether a filter's callback runs on this path right now. */
  get calling(): boolean {
    return this.inside !== null;
  }

  protected abstract message(): { readonly headers: HeaderMapImpl | null; readonly trailers: HeaderMapImpl | null };
  protected abstract createTrailers(): HeaderMapImpl;
  /** No event may go on: the stream is over or has been answered. */
  protected abstract closed(): boolean;
  protected abstract onBufferFull(bytes: number): void;
  /** The buffer has been drained after the sender was paused. */
  protected abstract onBufferDrained(): void;
  protected abstract headers(from: ActiveFilter | null, headers: HeaderMapImpl, endStream: boolean): void;
  protected abstract data(
    from: ActiveFilter | null,
    data: ByteBufferImpl,
    endStream: boolean,
    start: IterationStart,
  ): void;
  protected abstract trailers(from: ActiveFilter | null, trailers: HeaderMapImpl): void;

  /** A filter asks to go on after it stopped. Envoy: `ActiveStreamFilterBase::commonContinue`. */
  continueFrom(entry: ActiveFilter): void {
    if (entry.running) {
      entry.continueRequested = true;
      return;
    }
    if (this.closed() || entry.state === 'Continue') return;
    entry.trace.emit({ kind: 'resumed' }, { cause: entry.trace.recorder.attribution.cause });
    this.goOn(entry);
  }

  /** A filter goes on from inside its callback. Envoy: `commonContinue` while the iteration is at that filter. */
  continueInside(entry: ActiveFilter): void {
    if (this.closed()) return;
    entry.trace.emit({ kind: 'resumed' }, { cause: entry.trace.recorder.attribution.cause });
    this.goOn(entry);
  }

  /** Changes the limit; what waits already may be too much for it. Envoy: `FilterManager::setBufferLimit`. */
  setLimit(bytes: number): void {
    const waiting = this.buffered?.length ?? 0;
    const wasFull = this.limit > 0 && waiting > this.limit;
    this.limit = bytes;
    if (bytes > 0 && waiting > bytes && !wasFull && !this.closed()) this.onBufferFull(waiting);
  }

  /** Adds data in front of what the filter has not seen yet. Envoy: `FilterManager::addDecodedData`. */
  addData(entry: ActiveFilter, data: ByteBufferImpl, streaming: boolean): void {
    if (this.inside === 'trailers' && entry.state === 'Continue') {
      this.data(entry, data, false, 'next');
      return;
    }
    this.streaming = streaming;
    this.keep(entry, data);
  }

  /** Envoy: `FilterManager::addDecodedTrailers`. Throws outside of the last data event, as Envoy asserts. */
  addTrailers(): HeaderMapImpl {
    if (this.inside !== 'last-data') throw new Error('trailers can only be added during the last data event');
    return this.createTrailers();
  }

  protected first(from: ActiveFilter | null, start: IterationStart): number {
    if (from === null) return 0;
    return start === 'current' && from.iterateFromHere ? from.place : from.place + 1;
  }

  protected isLast(entry: ActiveFilter): boolean {
    return entry.place === this.filters.length - 1;
  }

  /** Runs one callback of a filter with everything that is recorded around it. */
  protected call<S extends FilterStatus>(
    entry: ActiveFilter,
    inside: NonNullable<FilterPath['inside']>,
    call: { readonly headers: HeaderMapImpl | null; readonly data: ByteBufferImpl | null },
    run: (() => S) | null,
  ): S {
    if (run === null) return 'Continue' as S;
    const before = this.inside;
    this.inside = inside;
    entry.running = true;
    try {
      return this.recorder.record(entry, this.callbackName(inside), { ...call, buffered: this.buffered }, run);
    } finally {
      entry.running = false;
      this.inside = before;
    }
  }

  protected abstract callbackName(
    inside: NonNullable<FilterPath['inside']>,
  ): 'decodeHeaders' | 'decodeData' | 'decodeTrailers' | 'encodeHeaders' | 'encodeData' | 'encodeTrailers';

  /** Envoy: `commonHandleAfterHeadersCallback`. Answers whether the next filter is called now. */
  protected afterHeaders(entry: ActiveFilter, status: FilterHeadersStatus): boolean {
    switch (status) {
      case 'Continue':
      case 'ContinueAndDontEndStream':
        entry.headersContinued = true;
        entry.continueRequested = false;
        return true;
      case 'StopIteration':
        entry.state = 'StopSingleIteration';
        break;
      case 'StopAllIterationAndBuffer':
        entry.state = 'StopAllBuffer';
        break;
      case 'StopAllIterationAndWatermark':
        entry.state = 'StopAllWatermark';
        break;
    }
    if (!entry.terminal) entry.trace.emit({ kind: 'paused', status });
    return false;
  }

  /** Envoy: `commonHandleAfterDataCallback`. */
  protected afterData(entry: ActiveFilter, status: FilterDataStatus, data: ByteBufferImpl): boolean {
    if (status === 'Continue') {
      entry.continueRequested = false;
      if (entry.state !== 'StopSingleIteration') return true;
      entry.trace.emit({ kind: 'iteration-continued' });
      this.keep(entry, data);
      if (!this.closed()) this.goOn(entry);
      return false;
    }
    const wasPaused = entry.state !== 'Continue';
    entry.state = 'StopSingleIteration';
    if (!wasPaused && !entry.terminal) entry.trace.emit({ kind: 'paused', status });
    if (status !== 'StopIterationNoBuffer') {
      this.streaming = status === 'StopIterationAndWatermark';
      this.keep(entry, data);
    } else if (entry.endStream && this.message().trailers === null && this.buffered === null && !this.closed()) {
      // The end of the message is still owed to the next filters: an empty last event carries it.
      this.buffered = new ByteBufferImpl();
    }
    return false;
  }

  /** Envoy: `commonHandleAfterTrailersCallback`. */
  protected afterTrailers(entry: ActiveFilter, status: FilterTrailersStatus): boolean {
    if (status === 'Continue') {
      entry.continueRequested = false;
      if (entry.state !== 'StopSingleIteration') return true;
      entry.trace.emit({ kind: 'iteration-continued' });
      if (!this.closed()) this.goOn(entry);
      return false;
    }
    if (entry.state === 'Continue') {
      entry.state = 'StopSingleIteration';
      if (!entry.terminal) entry.trace.emit({ kind: 'paused', status });
    }
    return false;
  }

  /** A filter that stopped everything gets no data: it is kept for it. */
  protected keptForStoppedFilter(entry: ActiveFilter, data: ByteBufferImpl): boolean {
    if (!entry.stoppedAll()) return false;
    this.streaming = entry.state === 'StopAllWatermark';
    this.keep(entry, data);
    return true;
  }

  /** After a stopping callback: the filter may have asked to go on while it ran. */
  protected continueIfRequested(entry: ActiveFilter): void {
    if (!entry.continueRequested) return;
    entry.continueRequested = false;
    this.continueFrom(entry);
  }

  /** A headers event without body to which a filter added data: the data follows now. */
  protected sendAddedData(entry: ActiveFilter): void {
    entry.state = 'StopSingleIteration';
    if (!this.closed()) this.goOn(entry);
  }

  /** Envoy: `commonHandleBufferData`. Data that is already the buffer itself stays where it is. */
  protected keep(entry: ActiveFilter, data: ByteBufferImpl): void {
    this.buffered ??= new ByteBufferImpl();
    if (this.buffered === data) return;
    const before = this.buffered.length;
    this.buffered.moveFrom(data);
    const bytes = this.buffered.length;
    if (bytes > before) entry.trace.emit({ kind: 'buffered', bytes, limit: this.limit });
    if (bytes > this.limit && this.limit > 0 && before <= this.limit) {
      entry.trace.emit({ kind: 'buffer-limit-exceeded', bytes, limit: this.limit });
      this.onBufferFull(bytes);
    }
  }

  private goOn(entry: ActiveFilter): void {
    if (entry.stoppedAll()) entry.iterateFromHere = true;
    entry.state = 'Continue';
    const { headers } = this.message();
    if (!entry.headersContinued && headers !== null) {
      entry.headersContinued = true;
      this.headers(entry, headers, this.complete && this.buffered === null && this.message().trailers === null);
    }
    const hadTrailers = this.message().trailers !== null;
    if (this.buffered !== null) this.data(entry, this.buffered, this.complete && !hadTrailers, 'current');
    const { trailers } = this.message();
    if (hadTrailers && trailers !== null) this.trailers(entry, trailers);
    entry.iterateFromHere = false;
    if (this.paused && (this.buffered?.length ?? 0) <= this.limit / 2) {
      this.paused = false;
      this.onBufferDrained();
    }
  }
}
