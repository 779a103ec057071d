const MAGIC = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
const MAX_BLOCK = 0xffff;

/**
 * Gzip without compression: every piece in stored blocks. Any client can read it; its bytes are not those of Envoy's
 * library. RFC 1951 section 3.2.4, RFC 1952.
 */
export class StoredGzip {
  #begun = false;
  #crc = 0xffffffff;
  #length = 0;

  /** The next piece of the stream; the last one ends it. */
  write(bytes: Uint8Array, last: boolean): Uint8Array<ArrayBuffer> {
    const out: number[] = this.#begun ? [] : [...MAGIC];
    this.#begun = true;
    for (let at = 0; at < bytes.length; at += MAX_BLOCK) {
      const block = bytes.subarray(at, at + MAX_BLOCK);
      out.push(0, ...little(block.length, 2), ...little(~block.length, 2));
      for (const byte of block) out.push(byte);
    }
    this.#crc = crc32(this.#crc, bytes);
    this.#length += bytes.length;
    if (last) out.push(1, 0, 0, 0xff, 0xff, ...little(~this.#crc, 4), ...little(this.#length, 4));
    return Uint8Array.from(out);
  }
}

function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 0xff);
}

function crc32(start: number, bytes: Uint8Array): number {
  let crc = start;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return crc;
}
