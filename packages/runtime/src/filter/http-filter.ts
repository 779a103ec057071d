import type { ByteBuffer } from '../http/byte-buffer.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { DecoderFilterCallbacks, EncoderFilterCallbacks } from './filter-callbacks.ts';
import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from './filter-status.ts';

/** What one data or headers event says besides its payload. */
export type EventEnd = { readonly endStream: boolean };

/**
 * One filter instance of one stream. A filter implements the callbacks it has; an absent one continues.
 * Envoy: envoy/http/filter.h `StreamFilter`.
 */
export interface HttpFilter {
  setDecoderCallbacks?(callbacks: DecoderFilterCallbacks): void;
  setEncoderCallbacks?(callbacks: EncoderFilterCallbacks): void;

  decodeHeaders?(headers: HeaderMap, end: EventEnd): FilterHeadersStatus;
  decodeData?(data: ByteBuffer, end: EventEnd): FilterDataStatus;
  decodeTrailers?(trailers: HeaderMap): FilterTrailersStatus;
  /** Called once when the last event of the request has passed this filter. */
  decodeComplete?(): void;

  encodeHeaders?(headers: HeaderMap, end: EventEnd): FilterHeadersStatus;
  encodeData?(data: ByteBuffer, end: EventEnd): FilterDataStatus;
  encodeTrailers?(trailers: HeaderMap): FilterTrailersStatus;
  encodeComplete?(): void;

  /**
   * What the callback that just returned has cost (Lua instructions, Wasm fuel), asked for once after each callback;
   * null: nothing ran. Stands in `filter-returned`.
   */
  takeCost?(): number | null;

  /** The access-log phase: every filter in chain order, after the stream ended. */
  onLog?(): void;
  /** The end of the instance, after `onLog`, filter by filter in chain order. */
  onDestroy?(): void;
}

/** What a factory learns about the stream for which it makes a filter. */
export type HttpFilterFactory = {
  /** Makes the filter of one stream; null: this filter takes no part in it (its configuration says so). */
  createFilter(): HttpFilter | null;
  /** The scenario is over: the last word for the trace, about the run and not about Envoy (coverage). */
  reportRun?(): void;
  /** The server ends: called once, worker threads first, then the main thread. */
  shutDown?(): void;
};
