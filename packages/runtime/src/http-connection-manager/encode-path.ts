import type { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { ActiveFilter } from './active-filter.ts';
import { FilterPath, type IterationStart } from './filter-path.ts';

/** What the path of the response asks of the stream it belongs to. */
export interface EncodePathOwner {
  responseHeaders(): HeaderMapImpl | null;
  responseTrailers(): HeaderMapImpl | null;
  createResponseTrailers(): HeaderMapImpl;
  /** The response is complete or the stream is gone. */
  responseClosed(): boolean;
  /** The headers have passed all filters: checks them and sends them on. */
  responseHeadersDone(headers: HeaderMapImpl, end: { readonly endStream: boolean }): void;
  responseDataDone(data: ByteBufferImpl, end: { readonly endStream: boolean }): void;
  responseTrailersDone(trailers: HeaderMapImpl): void;
  responseTooLarge(): void;
  pauseResponse(): void;
  resumeResponse(): void;
}

/**
 * The path of a response through the filters, last filter of the chain first.
 * Envoy: `FilterManager::encodeHeaders`, `encodeData`, `encodeTrailers`.
 */
export class EncodePath extends FilterPath {
  readonly #owner: EncodePathOwner;

  constructor(owner: EncodePathOwner, limit: number) {
    super(limit);
    this.#owner = owner;
  }

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
    return { headers: this.#owner.responseHeaders(), trailers: this.#owner.responseTrailers() };
  }

  protected override createTrailers(): HeaderMapImpl {
    return this.#owner.createResponseTrailers();
  }

  protected override closed(): boolean {
    return this.aborted || this.#owner.responseClosed();
  }

  protected override onBufferFull(): void {
    if (!this.streaming) {
      this.#owner.responseTooLarge();
    } else if (!this.paused) {
      this.paused = true;
      this.#owner.pauseResponse();
    }
  }

  protected override onBufferDrained(): void {
    this.#owner.resumeResponse();
  }

  protected override callbackName(inside: 'headers' | 'data' | 'last-data' | 'trailers') {
    if (inside === 'headers') return 'encodeHeaders';
    return inside === 'trailers' ? 'encodeTrailers' : 'encodeData';
  }

  protected override headers(from: ActiveFilter | null, headers: HeaderMapImpl, endStream: boolean): void {
    let added: ActiveFilter | null = null;
    for (let at = this.first(from, 'next'); at < this.filters.length; at++) {
      const entry = this.filters[at] as ActiveFilter;
      entry.endStream = endStream && added === null;
      const end = { endStream: entry.endStream };
      const { filter } = entry;
      const run = filter.encodeHeaders ? () => filter.encodeHeaders?.(headers, end) ?? 'Continue' : null;
      const status = this.call(entry, 'headers', { headers, data: null }, run);
      if (this.closed()) return;
      const goesOn = this.afterHeaders(entry, status);
      if (status === 'ContinueAndDontEndStream') endStream = false;
      if (entry.endStream) filter.encodeComplete?.();
      if (!goesOn) {
        if (!entry.endStream && added !== null) this.sendAddedData(added);
        this.continueIfRequested(entry);
        return;
      }
      if (endStream && this.buffered !== null && added === null) added = entry;
    }
    this.#owner.responseHeadersDone(headers, { endStream: endStream && added === null });
    if (added !== null && !this.closed()) this.sendAddedData(added);
  }

  protected override data(
    from: ActiveFilter | null,
    data: ByteBufferImpl,
    endStream: boolean,
    start: IterationStart,
  ): void {
    if (this.closed()) return;
    const hadTrailers = this.#owner.responseTrailers() !== null;
    let addedTrailers: ActiveFilter | null = null;
    for (let at = this.first(from, start); at < this.filters.length; at++) {
      const entry = this.filters[at] as ActiveFilter;
      if (this.keptForStoppedFilter(entry, data)) return;
      if (entry.endStream) return;
      entry.endStream = endStream && this.#owner.responseTrailers() === null;
      const end = { endStream: entry.endStream };
      const { filter } = entry;
      const run = filter.encodeData ? () => filter.encodeData?.(data, end) ?? 'Continue' : null;
      const status = this.call(entry, endStream ? 'last-data' : 'data', { headers: null, data }, run);
      if (entry.endStream) filter.encodeComplete?.();
      if (this.closed()) return;
      if (!hadTrailers && addedTrailers === null && this.#owner.responseTrailers() !== null) addedTrailers = entry;
      if (!this.afterData(entry, status, data)) {
        this.continueIfRequested(entry);
        return;
      }
    }
    this.#owner.responseDataDone(data, { endStream: endStream && addedTrailers === null });
    const trailers = this.#owner.responseTrailers();
    if (addedTrailers !== null && trailers !== null) this.trailers(addedTrailers, trailers);
  }

  protected override trailers(from: ActiveFilter | null, trailers: HeaderMapImpl): void {
    if (this.closed()) return;
    for (let at = this.first(from, 'current'); at < this.filters.length; at++) {
      const entry = this.filters[at] as ActiveFilter;
      if (entry.stoppedAll()) return;
      const { filter } = entry;
      const run = filter.encodeTrailers ? () => filter.encodeTrailers?.(trailers) ?? 'Continue' : null;
      const status = this.call(entry, 'trailers', { headers: trailers, data: null }, run);
      filter.encodeComplete?.();
      entry.endStream = true;
      if (this.closed()) return;
      if (!this.afterTrailers(entry, status)) {
        this.continueIfRequested(entry);
        return;
      }
    }
    this.#owner.responseTrailersDone(trailers);
  }
}
