import type { ByteBuffer } from '../http/byte-buffer.ts';
import type { HeaderMap } from '../http/header-map.ts';

/** What one direction of a stream shows to the module at this moment. */
export class Passage {
  headers: HeaderMap | null = null;
  trailers: HeaderMap | null = null;
  /** The piece of the body that is passing. */
  data: ByteBuffer | null = null;
  /** The body is being collected: buffer calls see all of it. */
  buffering = false;
  /** The headers or data that passed last ended the message. */
  ended = false;

  /** Host calls of this direction find nothing any more. */
  clear(): void {
    this.headers = null;
    this.trailers = null;
    this.data = null;
  }

  /** Whether a module may make trailers now: in the last body callback of a message without any. */
  get mayGetTrailers(): boolean {
    return this.trailers === null && this.data !== null && this.ended;
  }
}
