/**
 * A byte string: a JavaScript string whose units are all 0–255, one unit per byte. Header names and values and Lua
 * strings have this form everywhere inside the engine, so that any byte passes unchanged.
 */
export type ByteString = string;

/** Text as it stands in YAML and JSON: plain text where the bytes are valid UTF-8, else base64. */
export type BorderText = string | { readonly base64: string };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Encodes text from the page (UTF-16) as the UTF-8 bytes Envoy would see. */
export function textToBytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Encodes text from the page (UTF-16) as a byte string of its UTF-8 bytes. */
export function textToByteString(text: string): ByteString {
  return isAscii(text) ? text : bytesToByteString(encoder.encode(text));
}

/** The bytes of a byte string. Throws a RangeError when a unit is above 255: such a string never was one. */
export function byteStringToBytes(value: ByteString): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(value.length);
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 255) throw new RangeError(`not a byte string: unit ${unit} at ${i}`);
    bytes[i] = unit;
  }
  return bytes;
}

/** The byte string of some bytes. */
export function bytesToByteString(bytes: Uint8Array): ByteString {
  if (bytes.length <= 4096) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 4096) {
    pieces.push(String.fromCharCode.apply(null, bytes.subarray(i, i + 4096) as unknown as number[]));
  }
  return pieces.join('');
}

/** Bytes as they are written into JSON and YAML: UTF-8 text where they are that, else `{base64}`. */
export function bytesToBorder(bytes: Uint8Array): BorderText {
  try {
    return decoder.decode(bytes);
  } catch {
    return { base64: bytesToBase64(bytes) };
  }
}

/** A byte string as it is written into JSON and YAML. */
export function byteStringToBorder(value: ByteString): BorderText {
  return isAscii(value) ? value : bytesToBorder(byteStringToBytes(value));
}

/** The bytes of a text from JSON or YAML. Throws a SyntaxError for a bad base64 text. */
export function borderToBytes(text: BorderText): Uint8Array<ArrayBuffer> {
  return typeof text === 'string' ? encoder.encode(text) : base64ToBytes(text.base64);
}

/** The byte string of a text from JSON or YAML. */
export function borderToByteString(text: BorderText): ByteString {
  return typeof text === 'string' ? textToByteString(text) : bytesToByteString(base64ToBytes(text.base64));
}

/** Bytes for the eye: UTF-8 where valid, else every byte as one Latin-1 character. */
export function byteStringToDisplay(value: ByteString): string {
  if (isAscii(value)) return value;
  try {
    return decoder.decode(byteStringToBytes(value));
  } catch {
    return value;
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64 with padding. */
export function bytesToBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const b0 = bytes[i] ?? 0;
    const b1 = bytes[i + 1] ?? 0;
    const b2 = bytes[i + 2] ?? 0;
    const left = bytes.length - i;
    pieces.push(
      ALPHABET.charAt(b0 >> 2) +
        ALPHABET.charAt(((b0 & 3) << 4) | (b1 >> 4)) +
        (left > 1 ? ALPHABET.charAt(((b1 & 15) << 2) | (b2 >> 6)) : '=') +
        (left > 2 ? ALPHABET.charAt(b2 & 63) : '='),
    );
  }
  return pieces.join('');
}

/** Decodes standard base64; white space is skipped. Throws a SyntaxError at any other foreign character. */
export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
  const clean = text.replace(/\s+/g, '').replace(/=+$/, '');
  if (clean.length % 4 === 1) throw new SyntaxError('base64 text of impossible length');
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < clean.length; i++) {
    const digit = ALPHABET.indexOf(clean.charAt(i));
    if (digit < 0) throw new SyntaxError(`not a base64 character at ${i}`);
    held = ((held << 6) | digit) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
    }
  }
  return bytes;
}
