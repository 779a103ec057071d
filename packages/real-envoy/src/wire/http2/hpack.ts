import type { WireHeaders } from '../wire-headers.ts';
import { HUFFMAN_LENGTHS, STATIC_TABLE } from './hpack-tables.ts';

const EOS = 256;

/** Symbols by length and code of the canonical Huffman code: key is `length * 2^30 + code`. */
const SYMBOLS = buildSymbols();

function buildSymbols(): Map<number, number> {
  const order = HUFFMAN_LENGTHS.map((length, symbol) => ({ length, symbol })).sort(
    (a, b) => a.length - b.length || a.symbol - b.symbol,
  );
  const symbols = new Map<number, number>();
  let code = 0;
  let at = 0;
  for (const { length, symbol } of order) {
    code *= 2 ** (length - at);
    at = length;
    symbols.set(length * 2 ** 30 + code, symbol);
    code += 1;
  }
  return symbols;
}

/** Writes a header block: every field as a literal that is not indexed and not Huffman coded, so in any order, case and bytes. */
export function encodeHeaders(headers: WireHeaders): Buffer {
  const parts = headers.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]);
  return Buffer.concat(parts);
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([integer(bytes.length, 7), bytes]);
}

function integer(value: number, prefix: number): Buffer {
  const limit = 2 ** prefix - 1;
  if (value < limit) return Buffer.from([value]);
  const bytes = [limit];
  let rest = value - limit;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

/**
 * Reads header blocks of a peer that has been told to keep no dynamic table (SETTINGS_HEADER_TABLE_SIZE 0).
 * Throws an Error at anything that such a peer may not write.
 */
export function decodeHeaders(block: Buffer): WireHeaders {
  const reader = new BlockReader(block);
  const headers: WireHeaders = [];
  while (!reader.done) {
    const first = reader.peek;
    if (first >= 0x80) headers.push([...staticField(reader.integer(7))]);
    else if (first >= 0x40) headers.push(reader.field(6));
    else if (first >= 0x20) reader.integer(5);
    else headers.push(reader.field(4));
  }
  return headers;
}

function staticField(index: number): readonly [string, string] {
  const field = STATIC_TABLE[index - 1];
  if (field === undefined) throw new Error(`header index ${index} is not in the static table`);
  return field;
}

class BlockReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  get peek(): number {
    return this.#bytes[this.#at] ?? 0;
  }

  integer(prefix: number): number {
    const limit = 2 ** prefix - 1;
    let value = this.#next() % (limit + 1);
    if (value < limit) return value;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#next();
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  field(prefix: number): [string, string] {
    const index = this.integer(prefix);
    const name = index === 0 ? this.#text() : staticField(index)[0];
    return [name, this.#text()];
  }

  #text(): string {
    const coded = this.peek >= 0x80;
    const length = this.integer(7);
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    if (bytes.length < length) throw new Error('a header block ends within a text');
    this.#at += length;
    return coded ? huffman(bytes) : bytes.toString('latin1');
  }

  #next(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Error('a header block ends within a number');
    return byte;
  }
}

function huffman(bytes: Buffer): string {
  let text = '';
  let code = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      length++;
      const symbol = SYMBOLS.get(length * 2 ** 30 + code);
      if (symbol === undefined) continue;
      if (symbol === EOS) throw new Error('a text holds the end of string');
      text += String.fromCharCode(symbol);
      code = 0;
      length = 0;
    }
  }
  return text;
}
