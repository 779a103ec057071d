import type { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { ActiveFilter } from './active-filter.ts';
import { FilterPath, type IterationStart } from './filter-path.ts';

/** What the path of the request asks of the stream it belongs to. */
export interface DecodePathOwner {
  requestHeaders(): HeaderMapImpl | null;
  requestTrailers(): HeaderMapImpl | null;
  createRequestTrailers(): HeaderMapImpl;
  /** A response is complete or the stream is gone: nothing of the request goes on. */
  requestClosed(): boolean;
  /** Sends the local reply that a callback of this path asked for, now that the callback has returned. */
  sendPreparedReply(): void;
  requestTooLarge(): void;
  pauseRequest(): void;
  resumeRequest(): void;
}

/**
 * The path of a request through the filters, first filter first; the last one is the terminal filter.
 * Envoy: `FilterManager::decodeHeaders`, `decodeData`, `decodeTrailers`.
 */
export class DecodePath extends FilterPath {
  readonly #owner: DecodePathOwner;

  constructor(owner: DecodePathOwner, limit: number) {
    super(limit);
    this.#owner = owner;
  }

  /** The request's headers arrive. */
  startHeaders(headers: HeaderMapImpl, endStream: boolean): void {
    this.complete = endStream;
    this.headers(null, headers, endStream);
  }

  startData(data: ByteBufferImpl, endStream: boolean): void {
    if (endStream) this.complete = true;
    this.data(null, data, endStream, 'next');
  }

  startTrailers(trailers: HeaderMapImpl): void {
    this.complete = true;
    this.trailers(null, trailers);
  }

  protected override message() {
    return { headers: this.#owner.requestHeaders(), trailers: this.#owner.requestTrailers() };
  }

  protected override createTrailers(): HeaderMapImpl {
    return this.#owner.createRequestTrailers();
  }

  protected override closed(): boolean {
    return this.#owner.requestClosed();
  }

  protected override onBufferFull(): void {
    if (!this.streaming) {
      this.#owner.requestTooLarge();
    } else if (!this.paused) {
      this.paused = true;
      this.#owner.pauseRequest();
    }
  }

  protected override onBufferDrained(): void {
    this.#owner.resumeRequest();
  }

  protected override callbackName(inside: 'headers' | 'data' | 'last-data' | 'trailers') {
    if (inside === 'headers') return 'decodeHeaders';
    return inside === 'trailers' ? 'decodeTrailers' : 'decodeData';
  }

  protected override headers(from: ActiveFilter | null, headers: HeaderMapImpl, endStream: boolean): void {
    let added: ActiveFilter | null = null;
    for (let at = this.first(from, 'next'); at < this.filters.length; at++) {
      const entry = this.filters[at] as ActiveFilter;
      entry.endStream = endStream && added === null;
      const end = { endStream: entry.endStream };
      const { filter } = entry;
      const run = filter.decodeHeaders ? () => filter.decodeHeaders?.(headers, end) ?? 'Continue' : null;
      const status = this.call(entry, 'headers', { headers, data: null }, run);
      if (this.#replied()) return;
      const goesOn = this.afterHeaders(entry, status);
      if (status === 'ContinueAndDontEndStream') endStream = false;
      if (entry.endStream) filter.decodeComplete?.();
      if (!goesOn && !this.isLast(entry)) {
        if (added !== null) this.sendAddedData(added);
        this.continueIfRequested(entry);
        return;
      }
      if (endStream && this.buffered !== null && added === null) added = entry;
    }
    if (added !== null) this.sendAddedData(added);
  }

  protected override data(
    from: ActiveFilter | null,
    data: ByteBufferImpl,
    endStream: boolean,
    start: IterationStart,
  ): void {
    if (this.closed()) return;
    const hadTrailers = this.#owner.requestTrailers() !== null;
    let addedTrailers: ActiveFilter | null = null;
    for (let at = this.first(from, start); at < this.filters.length; at++) {
      const entry = this.filters[at] as ActiveFilter;
      if (this.keptForStoppedFilter(entry, data)) return;
      if (entry.endStream) return;
      entry.endStream = endStream && this.#owner.requestTrailers() === null;
      const end = { endStream: entry.endStream };
      const { filter } = entry;
      const run = filter.decodeData ? () => filter.decodeData?.(data, end) ?? 'Continue' : null;
      const status = this.call(entry, endStream ? 'last-data' : 'data', { headers: null, data }, run);
      if (entry.endStream) filter.decodeComplete?.();
      if (this.#replied()) return;
      if (!hadTrailers && addedTrailers === null && this.#owner.requestTrailers() !== null) {
        endStream = false;
        addedTrailers = entry;
      }
      if (!this.afterData(entry, status, data) && !this.isLast(entry)) {
        this.continueIfRequested(entry);
        break;
      }
    }
    const trailers = this.#owner.requestTrailers();
    if (addedTrailers !== null && trailers !== null) this.trailers(addedTrailers, trailers);
  }

  protected override trailers(from: ActiveFilter | null, trailers: HeaderMapImpl): void {
    if (this.closed()) return;
    for (let at = this.first(from, 'current'); at < this.filters.length; at++) {
      const entry = this.filters[at] as ActiveFilter;
      if (entry.stoppedAll()) return;
      const { filter } = entry;
      const run = filter.decodeTrailers ? () => filter.decodeTrailers?.(trailers) ?? 'Continue' : null;
      const status = this.call(entry, 'trailers', { headers: trailers, data: null }, run);
      filter.decodeComplete?.();
      entry.endStream = true;
      if (this.#replied()) return;
      if (!this.afterTrailers(entry, status) && !this.isLast(entry)) {
        this.continueIfRequested(entry);
        return;
      }
    }
  }

  #replied(): boolean {
    if (!this.aborted) return this.closed();
    this.#owner.sendPreparedReply();
    return true;
  }
}
