import { base64ToBytes, bytesToBase64, bytesToByteString } from '@chainwright/runtime/http/byte-string';

/** What came of a piece: its bytes, nothing yet, or why it cannot be decoded. */
export type DecodedPiece = Uint8Array<ArrayBuffer> | 'wait' | 'bad-size' | 'bad-data';

const GROUP = 4;

/** Decodes base64 that comes in pieces, four characters at a time. */
export class Base64Decoder {
  #rest = '';

  decode(bytes: Uint8Array, last: boolean): DecodedPiece {
    const all = this.#rest + bytesToByteString(bytes);
    if (last && all.length === 0) return new Uint8Array(0);
    if (last && all.length % GROUP !== 0) return 'bad-size';
    if (all.length < GROUP) {
      this.#rest = all;
      return 'wait';
    }
    const whole = all.length - (all.length % GROUP);
    this.#rest = all.slice(whole);
    return decodeGroups(all.slice(0, whole));
  }
}

function decodeGroups(text: string): Uint8Array<ArrayBuffer> | 'bad-data' {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return 'bad-data';
  const decoded = base64ToBytes(text);
  // Bits that stand for nothing must be zero.
  return decoded.length === 0 || bytesToBase64(decoded) !== text ? 'bad-data' : decoded;
}
