/** Classes of bytes in source text (lj_char.c); bits of {@link byteClasses}. */
export const IDENTIFIER = 1;
export const DIGIT = 2;
export const SPACE = 8;
/** The classes of every byte. Bytes from 128 on may stand in names. */
export const byteClasses = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(byte);
  if (/[A-Za-z0-9_]/.test(character) || byte >= 128) byteClasses[byte] = byteClasses[byte]! | IDENTIFIER;
  if (/[0-9]/.test(character)) byteClasses[byte] = byteClasses[byte]! | DIGIT;
  if (byte === 32 || (byte >= 9 && byte <= 13)) byteClasses[byte] = byteClasses[byte]! | SPACE;
}
/** True when a byte (−1: the end of the source) is of a class. */
export const isOfClass = (byte: number, kind: number): boolean => byte >= 0 && (byteClasses[byte]! & kind) !== 0;

/** A code point as UTF-8 bytes. */
export function utf8(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
  if (code < 0x10000) {
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return String.fromCharCode(
    0xf0 | (code >> 18),
    0x80 | ((code >> 12) & 63),
    0x80 | ((code >> 6) & 63),
    0x80 | (code & 63),
  );
}
