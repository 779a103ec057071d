import type { ByteBuffer } from './byte-buffer.ts';

const EMPTY = new Uint8Array(0);

/**
 * A buffer as a list of pieces that are joined when somebody reads. `version` grows with every change, so that the
 * filter manager sees whether a filter touched the bytes.
 *
 * Envoy: source/common/buffer/buffer_impl.cc
 */
export class ByteBufferImpl implements ByteBuffer {
  #pieces: Uint8Array[] = [];
  #length = 0;
  #version = 0;
  #edits = 0;

  constructor(bytes?: Uint8Array) {
    if (bytes !== undefined && bytes.length > 0) this.append(bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** Grows with every change of the content. */
  get version(): number {
    return this.#version;
  }

  /** Grows with every change but moves: those are the engine's, edits are the filters'. */
  get edits(): number {
    return this.#edits;
  }

  bytes(start = 0, count = Number.POSITIVE_INFINITY): Uint8Array<ArrayBuffer> {
    const all = this.view();
    const from = Math.min(Math.max(start, 0), all.length);
    return all.slice(from, Math.min(from + Math.max(count, 0), all.length));
  }

  /** The content without a copy: valid until the next change, not to be written to. */
  view(): Uint8Array {
    if (this.#pieces.length === 0) return EMPTY;
    if (this.#pieces.length > 1) {
      const all = new Uint8Array(this.#length);
      let at = 0;
      for (const piece of this.#pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      this.#pieces = [all];
    }
    return this.#pieces[0] as Uint8Array;
  }

  drain(count: number): void {
    if (count <= 0 || this.#length === 0) return;
    let left = Math.min(count, this.#length);
    this.#length -= left;
    this.#edit();
    while (left > 0) {
      const first = this.#pieces[0] as Uint8Array;
      if (first.length <= left) {
        this.#pieces.shift();
        left -= first.length;
      } else {
        this.#pieces[0] = first.subarray(left);
        left = 0;
      }
    }
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes.slice());
    this.#length += bytes.length;
    this.#edit();
  }

  prepend(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.unshift(bytes.slice());
    this.#length += bytes.length;
    this.#edit();
  }

  set(bytes: Uint8Array): void {
    this.#pieces = bytes.length === 0 ? [] : [bytes.slice()];
    this.#length = bytes.length;
    this.#edit();
  }

  /** Moves everything out of another buffer to the end of this one; nothing is copied. */
  moveFrom(other: ByteBufferImpl): void {
    if (other.#length === 0) return;
    for (const piece of other.#pieces) this.#pieces.push(piece);
    this.#length += other.#length;
    this.#version++;
    other.#pieces = [];
    other.#length = 0;
    other.#version++;
  }

  #edit(): void {
    this.#version++;
    this.#edits++;
  }
}
