import type { ByteString } from '../../http/byte-string.ts';
import { bytesToByteString } from '../../http/byte-string.ts';

/** Fields of a map as they cross the border of a module. */
export type Pairs = readonly (readonly [key: ByteString, value: ByteString])[];

const MAXIMUM_PAIRS = 1024;
const MAXIMUM_BYTES = 1024 * 1024;

/**
 * Pairs in the ABI's form: u32 count, then u32 key and value lengths for each, then key NUL value NUL for each; all
 * little-endian. Nothing at all for an empty list. Units above 255 keep their low byte.
 */
export function serializePairs(pairs: Pairs): Uint8Array<ArrayBuffer> {
  if (pairs.length === 0) return new Uint8Array(0);
  let size = 4;
  for (const [key, value] of pairs) size += 10 + key.length + value.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, pairs.length, true);
  let at = 4;
  for (const [key, value] of pairs) {
    view.setUint32(at, key.length, true);
    view.setUint32(at + 4, value.length, true);
    at += 8;
  }
  for (const [key, value] of pairs) {
    for (let i = 0; i < key.length; i++) bytes[at++] = key.charCodeAt(i);
    at++;
    for (let i = 0; i < value.length; i++) bytes[at++] = value.charCodeAt(i);
    at++;
  }
  return bytes;
}

/**
 * Reads pairs. Malformed input (more than 1024 pairs, more than 1 MiB, bytes left over or too few, no NUL behind a key
 * or value) is an empty list, as in proxy-wasm-cpp-host `PairsUtil::toPairs`.
 */
export function parsePairs(bytes: Uint8Array): Pairs {
  if (bytes.length < 4 || bytes.length > MAXIMUM_BYTES) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  if (count > MAXIMUM_PAIRS || 4 + count * 8 > bytes.length) return [];
  const text = bytesToByteString(bytes);
  const pairs: [ByteString, ByteString][] = [];
  let at = 4 + count * 8;
  for (let i = 0; i < count; i++) {
    const keyEnd = at + view.getUint32(4 + i * 8, true);
    const valueEnd = keyEnd + 1 + view.getUint32(8 + i * 8, true);
    if (valueEnd >= text.length || text.charCodeAt(keyEnd) !== 0 || text.charCodeAt(valueEnd) !== 0) return [];
    pairs.push([text.slice(at, keyEnd), text.slice(keyEnd + 1, valueEnd)]);
    at = valueEnd + 1;
  }
  return at === text.length ? pairs : [];
}
