import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterDataStatus, FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteBuffer } from '@chainwright/runtime/http/byte-buffer';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';

/**
 * Refuses a body by its announced length, or as soon as too much has come.
 * Envoy: source/extensions/filters/http/body_size_limit.
 */
export class BodySizeLimitFilter implements HttpFilter {
  readonly #most: number;
  #callbacks: DecoderFilterCallbacks | null = null;
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    if (Number(headers.get('content-length') ?? '0') <= this.#most) return 'Continue';
    this.#refuse('content length too large');
    return 'StopIteration';
  }

  decodeData(data: ByteBuffer): FilterDataStatus {
    this.#bytes += data.length;
    if (this.#bytes <= this.#most) return 'Continue';
    this.#refuse('request too long');
    return 'StopIterationNoBuffer';
  }

  #refuse(body: string): void {
    this.#callbacks?.sendLocalReply({
      code: 413,
      body,
      headers: [],
      grpcStatus: null,
      details: 'request_payload_too_large',
    });
  }
}
