/**
 * The bytes of one data event or of everything buffered. Filters change it in place.
 * Envoy: envoy/buffer/buffer.h `Buffer::Instance`.
 */
export interface ByteBuffer {
  readonly length: number;
  /** A copy of the bytes; `start` and `count` are clipped to what is there. */
  bytes(start?: number, count?: number): Uint8Array<ArrayBuffer>;
  /** Removes from the front. */
  drain(count: number): void;
  /** Appends a copy. */
  append(bytes: Uint8Array): void;
  prepend(bytes: Uint8Array): void;
  /** Replaces everything. */
  set(bytes: Uint8Array): void;
}
