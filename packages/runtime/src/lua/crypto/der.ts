/** One element of a DER text: its tag and its content. */
export type DerElement = { readonly tag: number; readonly content: Uint8Array };

/** Reads DER elements one after the other. Throws a SyntaxError where the bytes are not DER. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next element, which must have this tag. */
  element(tag: number): Uint8Array {
    const next = this.next();
    if (next.tag !== tag) throw new SyntaxError(`DER: tag ${next.tag} instead of ${tag}`);
    return next.content;
  }

  next(): DerElement {
    const tag = this.#byte();
    let length = this.#byte();
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 4) throw new SyntaxError('DER: bad length');
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + this.#byte();
    }
    if (this.#at + length > this.#bytes.length) throw new SyntaxError('DER: truncated');
    const content = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return { tag, content };
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new SyntaxError('DER: truncated');
    return byte;
  }
}

/** The tags that public keys and signatures need. */
export const DER_TAG = { integer: 0x02, bitString: 0x03, nothing: 0x05, objectId: 0x06, sequence: 0x30 } as const;

/** Bytes as an unsigned number, the highest byte first. */
export function bytesToBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** `base` to the power `exponent`, modulo `modulus`. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
