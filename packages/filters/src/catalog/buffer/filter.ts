import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type {
  FilterDataStatus,
  FilterHeadersStatus,
  FilterTrailersStatus,
} from '@chainwright/runtime/filter/filter-status';
import type { EventEnd, HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteBuffer } from '@chainwright/runtime/http/byte-buffer';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';

/**
 * Holds a request until its body is complete and gives it a content-length. The filter manager answers 413 when the body
 * is over the limit. Envoy: source/extensions/filters/http/buffer/buffer_filter.cc.
 */
export class BufferFilter implements HttpFilter {
  readonly #limitOf: (callbacks: DecoderFilterCallbacks) => number | 'disabled';
  #callbacks: DecoderFilterCallbacks | null = null;
  /** The headers that wait; null: this filter does not hold the request. */
  #headers: HeaderMap | null = null;
  #bytes = 0;

  constructor(limitOf: (callbacks: DecoderFilterCallbacks) => number | 'disabled') {
    this.#limitOf = limitOf;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    if (endStream || this.#callbacks === null) return 'Continue';
    const limit = this.#limitOf(this.#callbacks);
    if (limit === 'disabled') return 'Continue';
    this.#callbacks.setBufferLimit(limit);
    this.#headers = headers;
    return 'StopIteration';
  }

  decodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    this.#bytes += data.length;
    if (this.#headers !== null && !endStream) return 'StopIterationAndBuffer';
    this.#addContentLength();
    return 'Continue';
  }

  decodeTrailers(): FilterTrailersStatus {
    this.#addContentLength();
    return 'Continue';
  }

  /** The length is known now: the body no longer needs chunks. */
  #addContentLength(): void {
    if (this.#headers === null || this.#headers.has('content-length')) return;
    this.#headers.remove('transfer-encoding');
    this.#headers.setInPlace('content-length', String(this.#bytes));
  }
}
