import type { ByteString } from '../http/byte-string.ts';
import { bytesToByteString } from '../http/byte-string.ts';

const NOTHING = new Uint8Array(0);

/**
 * A module's linear memory as host functions use it. Addresses and lengths are unsigned; a range is valid when it ends
 * at or before the end of memory, also an empty one. Nothing is ever clamped.
 *
 * Every call looks the memory up again: it moves when the module grows it.
 */
export class GuestMemory {
  readonly #memory: WebAssembly.Memory;
  #bytes: Uint8Array<ArrayBuffer> = NOTHING;
  #view: DataView<ArrayBuffer> = new DataView(NOTHING.buffer);

  /** A shared memory's buffer is not replaced when it grows: only looking tells. */
  readonly #shared: boolean;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#shared = !(memory.buffer instanceof ArrayBuffer);
  }

  /** Bytes now; grows by whole pages of 64 KiB. */
  get size(): number {
    return this.#fresh().length;
  }

  inRange(at: number, length: number): boolean {
    return at + length <= this.#fresh().length;
  }

  /** A copy of a range; null when it is not inside. */
  read(at: number, length: number): Uint8Array<ArrayBuffer> | null {
    const bytes = this.#fresh();
    return at + length <= bytes.length ? bytes.slice(at, at + length) : null;
  }

  /** A range as a byte string; null when it is not inside. */
  text(at: number, length: number): ByteString | null {
    const bytes = this.#fresh();
    if (at + length > bytes.length) return null;
    if (length > 24) return bytesToByteString(bytes.subarray(at, at + length));
    let text = '';
    for (let i = at; i < at + length; i++) text += String.fromCharCode(bytes[i] as number);
    return text;
  }

  /** Copies bytes in; false when they do not fit. */
  write(at: number, data: Uint8Array): boolean {
    const bytes = this.#fresh();
    if (at + data.length > bytes.length) return false;
    bytes.set(data, at);
    return true;
  }

  /** Copies a byte string in; false when it does not fit. */
  writeText(at: number, text: ByteString): boolean {
    const bytes = this.#fresh();
    if (at + text.length > bytes.length) return false;
    for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
    return true;
  }

  readU32(at: number): number | null {
    return this.inRange(at, 4) ? this.#view.getUint32(at, true) : null;
  }

  readU64(at: number): bigint | null {
    return this.inRange(at, 8) ? this.#view.getBigUint64(at, true) : null;
  }

  writeU32(at: number, value: number): boolean {
    if (!this.inRange(at, 4)) return false;
    this.#view.setUint32(at, value, true);
    return true;
  }

  writeU64(at: number, value: bigint): boolean {
    if (!this.inRange(at, 8)) return false;
    this.#view.setBigUint64(at, value, true);
    return true;
  }

  #fresh(): Uint8Array<ArrayBuffer> {
    // A buffer that was replaced by memory.grow has length 0.
    if (this.#bytes.length === 0 || this.#shared) {
      this.#bytes = new Uint8Array(this.#memory.buffer);
      this.#view = new DataView(this.#memory.buffer);
    }
    return this.#bytes;
  }
}
