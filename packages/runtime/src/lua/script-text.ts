import { type ByteString, bytesToByteString, textToBytes } from '../http/byte-string.ts';

/** Bytes that are no UTF-8 stand in texts as these lone surrogates, plus the byte. */
const STRAY_BYTE = 0xdc00;

/**
 * A script's string as text: UTF-8 is decoded, a stray byte becomes the lone surrogate U+DC80…U+DCFF, so that
 * {@link textToScript} gives every string back unchanged.
 */
export function scriptToText(value: ByteString): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  let text = '';
  for (let i = 0; i < value.length; ) {
    const length = sequenceLength(value, i);
    text += length === 0 ? String.fromCharCode(STRAY_BYTE + value.charCodeAt(i)) : decode(value, i, length);
    i += Math.max(1, length);
  }
  return text;
}

/** Text as a script's string. */
export function textToScript(text: string): ByteString {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text
    .split(/([\udc80-\udcff])(?<![\ud800-\udbff].)/)
    .map((part, i) => {
      return i % 2 === 1 ? String.fromCharCode(part.charCodeAt(0) - STRAY_BYTE) : bytesToByteString(textToBytes(part));
    })
    .join('');
}

function decode(value: ByteString, start: number, length: number): string {
  if (length === 1) return value.charAt(start);
  let point = value.charCodeAt(start) & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) point = (point << 6) | (value.charCodeAt(start + i) & 0x3f);
  return String.fromCodePoint(point);
}

/** How many bytes the UTF-8 sequence has that begins here; 0 when none does. */
function sequenceLength(value: ByteString, start: number): number {
  const lead = value.charCodeAt(start);
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || start + length > value.length) return 0;
  const second = value.charCodeAt(start + 1);
  // Overlong forms, surrogates and what lies above U+10FFFF.
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
  for (let i = 1; i < length; i++) if ((value.charCodeAt(start + i) & 0xc0) !== 0x80) return 0;
  return length;
}
