import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { UpstreamAttempt } from './upstream-attempt.ts';

/** What has come of a request so far, kept so that it can be sent again. */
export class RequestReplay {
  /** The body grew beyond the limit: nothing can be sent again. */
  tooLarge = false;
  trailers: HeaderMapImpl | null = null;
  hasData = false;
  complete = false;
  readonly #body = new ByteBufferImpl();

  /** Keeps a piece; `limit` in bytes, 0: none. Answers whether it still fits. */
  keep(bytes: Uint8Array, limit: number): boolean {
    if (limit > 0 && this.#body.length + bytes.length > limit) this.tooLarge = true;
    else this.#body.append(bytes);
    return !this.tooLarge;
  }

  /** Whether a new try's headers are all there is to send. */
  get headersOnly(): boolean {
    return this.complete && !this.hasData && this.trailers === null;
  }

  /** The body as one piece; null: there is none. */
  body(): Uint8Array<ArrayBuffer> | null {
    return this.hasData ? this.#body.bytes() : null;
  }

  /** Sends everything after the headers again. */
  sendTo(attempt: UpstreamAttempt | null): void {
    if (this.hasData) attempt?.sendData(this.#body.bytes(), this.complete && this.trailers === null);
    if (this.trailers !== null) attempt?.sendTrailers(this.trailers);
  }
}
