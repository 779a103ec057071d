/**
 * One `%` conversion of `string.format`: its flags, width, precision and letter.
 *
 * Mirrors `SFormat` and `lj_strfmt_parse` (lj_strfmt.c).
 */
export type Conversion = {
  /** The conversion letter as written, one of `AEFGXacdefgiopqsux`. */
  readonly letter: string;
  readonly left: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  /** At most 99. */
  readonly width: number;
  /** At most 99, or -1 where none is written. */
  readonly precision: number;
};

/** A piece of a format text: literal bytes, a conversion, or the text of an invalid one (it is the last piece then). */
export type FormatPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'conversion'; readonly conversion: Conversion }
  | { readonly kind: 'invalid'; readonly text: string };

const LETTERS = 'AEFGXacdefgiopqsux';

/**
 * Splits a format text into literal pieces and conversions.
 *
 * @param format a byte string; `%%` becomes a literal `%`
 */
export function parseFormat(format: string): FormatPiece[] {
  const pieces: FormatPiece[] = [];
  let at = 0;
  while (at < format.length) {
    const mark = format.indexOf('%', at);
    if (mark < 0) {
      pieces.push({ kind: 'text', text: format.slice(at) });
      break;
    }
    if (mark > at) pieces.push({ kind: 'text', text: format.slice(at, mark) });
    if (format.charCodeAt(mark + 1) === 37) {
      pieces.push({ kind: 'text', text: '%' });
      at = mark + 2;
      continue;
    }
    const read = parseConversion(format, mark + 1);
    if (read.conversion === undefined) {
      const past = format.charCodeAt(read.end) >= 32 ? read.end + 1 : read.end;
      pieces.push({ kind: 'invalid', text: format.slice(mark, past) });
      break;
    }
    pieces.push({ kind: 'conversion', conversion: read.conversion });
    at = read.end;
  }
  return pieces;
}

/** Up to two digits at `start`; a third one is left for the caller, who finds no letter there. */
function twoDigits(format: string, start: number): { value: number; end: number } {
  let value = 0;
  let at = start;
  while (at < start + 2) {
    const digit = format.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
    at++;
  }
  return { value, end: at };
}

function parseConversion(format: string, start: number): { conversion?: Conversion; end: number } {
  const flags = { left: false, plus: false, space: false, alternate: false, zero: false };
  let at = start;
  scan: for (; ; at++) {
    switch (format[at]) {
      case '-':
        flags.left = true;
        break;
      case '+':
        flags.plus = true;
        break;
      case ' ':
        flags.space = true;
        break;
      case '#':
        flags.alternate = true;
        break;
      case '0':
        flags.zero = true;
        break;
      default:
        break scan;
    }
  }
  const width = twoDigits(format, at);
  at = width.end;
  let precision = -1;
  if (format[at] === '.') {
    const read = twoDigits(format, at + 1);
    precision = read.value;
    at = read.end;
  }
  const letter = format[at];
  if (letter === undefined || !LETTERS.includes(letter)) return { end: at };
  return { conversion: { letter, ...flags, width: width.value, precision }, end: at + 1 };
}

/** Pads a text with blanks to the conversion's width, on the side that the flags say. */
export function padToWidth(text: string, conversion: Conversion): string {
  if (text.length >= conversion.width) return text;
  return conversion.left ? text.padEnd(conversion.width) : text.padStart(conversion.width);
}
