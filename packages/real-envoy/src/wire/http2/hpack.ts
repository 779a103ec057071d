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

const TABLE_SIZE = 4096;
const ENTRY_OVERHEAD = 32;

/**
 * Reads the header blocks of one direction of a connection. It keeps the dynamic table: a peer may fill it before it has seen our settings.
 * Throws an Error at anything that HPACK forbids.
 */
export class HeaderDecoder {
  /** Newest first. */
  #entries: [string, string][] = [];
  #size = 0;
  #limit = TABLE_SIZE;

  decode(block: Buffer): WireHeaders {
    const reader = new BlockReader(block);
    const headers: WireHeaders = [];
    while (!reader.done) {
      const first = reader.peek;
      if (first >= 0x80) headers.push([...this.#field(reader.integer(7))]);
      else if (first >= 0x40) headers.push(this.#remember(this.#literal(reader, 6)));
      else if (first >= 0x20) this.#resize(reader.integer(5));
      else headers.push(this.#literal(reader, 4));
    }
    return headers;
  }

  #literal(reader: BlockReader, prefix: number): [string, string] {
    const index = reader.integer(prefix);
    const name = index === 0 ? reader.text() : this.#field(index)[0];
    return [name, reader.text()];
  }

  #field(index: number): readonly [string, string] {
    const field = STATIC_TABLE[index - 1] ?? this.#entries[index - STATIC_TABLE.length - 1];
    if (field === undefined) throw new Error(`there is no header field with index ${index}`);
    return field;
  }

  #remember(field: [string, string]): [string, string] {
    this.#entries.unshift(field);
    this.#size += sizeOf(field);
    this.#resize(this.#limit);
    return [...field];
  }

  #resize(limit: number): void {
    this.#limit = limit;
    while (this.#size > limit) {
      const oldest = this.#entries.pop();
      if (oldest === undefined) return;
      this.#size -= sizeOf(oldest);
    }
  }
}

function sizeOf([name, value]: readonly [string, string]): number {
  return name.length + value.length + ENTRY_OVERHEAD;
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

  text(): string {
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
