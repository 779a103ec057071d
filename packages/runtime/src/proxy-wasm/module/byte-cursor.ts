/** The bytes of a WebAssembly binary end before the thing that is being read does, or are not what must stand there. */
export class MalformedModule extends Error {
  override readonly name = 'MalformedModule';
  /** Offset of the first byte that could not be read. */
  readonly offset: number;
  /** Whether the bytes simply end too early. */
  readonly truncated: boolean;

  constructor(message: string, offset: number, truncated = false) {
    super(message);
    this.offset = offset;
    this.truncated = truncated;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/**
 * Reads the number and name formats of the WebAssembly binary format from front to back.
 * Every read throws MalformedModule when it passes the end.
 */
export class ByteCursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.at >= this.end) throw new MalformedModule('the module ends too early', this.end, true);
    return this.bytes[this.at++] as number;
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffffffff) break;
        return value;
      }
    }
    throw new MalformedModule('number too large', this.at);
  }

  /** An unsigned LEB128 number of at most 64 bits; exact up to 2^53. */
  u64(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new MalformedModule('number too large', this.at);
  }

  /** A signed LEB128 number of at most 33 bits (heap types, block types). */
  s33(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 5; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return byte & 0x40 ? value - scale : value;
    }
    throw new MalformedModule('number too large', this.at);
  }

  /** Passes over a LEB128 number of any size up to 64 bits. */
  skipNumber(): void {
    for (let i = 0; i < 10; i++) if (this.byte() < 0x80) return;
    throw new MalformedModule('number too large', this.at);
  }

  skip(count: number): void {
    if (count > this.end - this.at) throw new MalformedModule('the module ends too early', this.end, true);
    this.at += count;
  }

  /** A name: length and UTF-8 bytes; bad bytes become U+FFFD. */
  name(): string {
    const length = this.u32();
    const start = this.at;
    this.skip(length);
    return utf8.decode(this.bytes.subarray(start, this.at));
  }
}
