/** One field of a protobuf message on the wire. */
export type WireField = { readonly number: number } & (
  | { readonly wire: 'varint' | 'fixed32' | 'fixed64'; readonly value: bigint }
  | { readonly wire: 'bytes'; readonly value: Uint8Array }
);

/** Reads a message's fields in order; null: the bytes are no message. Groups are not read (proto3 has none). */
export function readFields(bytes: Uint8Array): WireField[] | null {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint | null => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return null;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return null;
  };
  const fixed = (size: number): bigint | null => {
    if (at + size > bytes.length) return null;
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] ?? 0);
    at += size;
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === null || tag < 8n) return null;
    const number = Number(tag >> 3n);
    const kind = Number(tag & 7n);
    if (kind === 2) {
      const length = varint();
      if (length === null || at + Number(length) > bytes.length) return null;
      fields.push({ number, wire: 'bytes', value: bytes.subarray(at, at + Number(length)) });
      at += Number(length);
      continue;
    }
    const wire = kind === 0 ? 'varint' : kind === 1 ? 'fixed64' : kind === 5 ? 'fixed32' : null;
    if (wire === null) return null;
    const value = wire === 'varint' ? varint() : fixed(wire === 'fixed64' ? 8 : 4);
    if (value === null) return null;
    fields.push({ number, wire, value });
  }
  return fields;
}

/** The bytes of the last field of this number; undefined: there is none. */
export function bytesField(fields: readonly WireField[], number: number): Uint8Array | undefined {
  const found = fields.findLast((f) => f.number === number && f.wire === 'bytes');
  return found?.wire === 'bytes' ? found.value : undefined;
}

/** The number of the last field of this number; 0: there is none. */
export function varintField(fields: readonly WireField[], number: number): number {
  const found = fields.findLast((f) => f.number === number && f.wire === 'varint');
  return found !== undefined && found.wire !== 'bytes' ? Number(found.value) : 0;
}

/** Writes a message piece by piece. */
export class MessageWriter {
  readonly #bytes: number[] = [];

  varint(number: number, value: number | bigint): this {
    this.#raw(BigInt(number) << 3n);
    this.#raw(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  double(number: number, value: number): this {
    this.#raw((BigInt(number) << 3n) | 1n);
    this.#bytes.push(...new Uint8Array(new Float64Array([value]).buffer));
    return this;
  }

  bytes(number: number, value: Uint8Array): this {
    this.#raw((BigInt(number) << 3n) | 2n);
    this.#raw(BigInt(value.length));
    for (const byte of value) this.#bytes.push(byte);
    return this;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes);
  }

  #raw(value: bigint): void {
    for (; value >= 0x80n; value >>= 7n) this.#bytes.push(Number(value & 0x7fn) | 0x80);
    this.#bytes.push(Number(value));
  }
}
