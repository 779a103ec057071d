import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { parseCdnLoop } from './cdn-loop-header.ts';

/** Adds this CDN's id to every request and counts it first. Envoy: source/extensions/filters/http/cdn_loop/filter.cc. */
export class CdnLoopFilter implements HttpFilter {
  readonly #id: ByteString;
  readonly #most: number;
  #callbacks: DecoderFilterCallbacks | null = null;

  /** `most`: how often the id may be there already. */
  constructor(id: ByteString, most: number) {
    this.#id = id;
    this.#most = most;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const present = headers.get('cdn-loop');
    const ids = present === undefined ? [] : parseCdnLoop(present);
    if (ids === null) return this.#refuse(400, 'Invalid CDN-Loop header in request.', 'invalid_cdn_loop_header');
    if (ids.filter((id) => id === this.#id).length > this.#most) {
      return this.#refuse(502, 'The server has detected a loop between CDNs.', 'cdn_loop_detected');
    }
    headers.append('cdn-loop', this.#id);
    return 'Continue';
  }

  #refuse(code: number, body: string, details: string): FilterHeadersStatus {
    this.#callbacks?.sendLocalReply({ code, body, headers: [], grpcStatus: null, details });
    return 'StopIteration';
  }
}
