/**
 * Text to number, as the lexer, `tonumber` and arithmetic on strings read it.
 *
 * Mirrors `lj_strscan_scan` (lj_strscan.c): leading and trailing blanks, a sign, `inf`/`infinity`/`nan`, decimal, `0x` with
 * hexadecimal fraction and `p` exponent, `0b`, and for literals the suffixes `LL`, `ULL`, `LLU` and `i`.
 */

/** What a number literal stands for. `imaginary` is the `i` suffix of complex cdata (`2i`). */
export type NumberLiteral =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'int64'; readonly value: bigint; readonly unsigned: boolean }
  | { readonly kind: 'imaginary'; readonly value: number };

/**
 * The number that a text stands for, or `undefined` where `tonumber(text)` gives nil.
 *
 * @param text a byte string; a NUL byte in it makes it no number
 */
export function textToNumber(text: string): number | undefined {
  const quick = smallDecimal(text);
  if (quick >= 0) return quick;
  const literal = scan(text, false);
  return literal === undefined || literal.kind !== 'number' ? undefined : literal.value;
}

/**
 * Reads a number literal of Lua source, 64-bit integers and imaginary numbers included.
 *
 * @param text the literal's characters as the lexer collected them
 * @returns `undefined` for what the lexer reports as `malformed number`
 */
export function scanNumberLiteral(text: string): NumberLiteral | undefined {
  const quick = smallDecimal(text);
  if (quick >= 0) return { kind: 'number', value: quick };
  return scan(text, true);
}

/** Exponents from here on make a text no number, whatever its digits. */
const MAX_EXPONENT = 1 << 20;

/** Plain decimal digits, at most nine of them; anything else is -1. */
function smallDecimal(text: string): number {
  const length = text.length;
  if (length === 0 || length > 9) return -1;
  let value = 0;
  for (let index = 0; index < length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isHexDigit = (code: number): boolean => isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 102);

/** The unit at `index`, or 0 behind the end: the terminating NUL that the C code relies on. */
function unit(text: string, index: number): number {
  return index < text.length ? text.charCodeAt(index) : 0;
}

const lower = (text: string, index: number): number => unit(text, index) | 32;

type Shape = {
  base: 2 | 10 | 16;
  /** Digits without leading zeros and without the point; empty when the value is zero. */
  digits: string;
  /** Power of ten (base 10) or two (base 16) that the digits as a whole number are scaled by. */
  exponent: number;
  whole: boolean;
  end: number;
};

function scan(text: string, literals: boolean): NumberLiteral | undefined {
  let at = 0;
  while (isBlank(unit(text, at))) at++;
  let negative = false;
  if (unit(text, at) === 43 || unit(text, at) === 45) negative = unit(text, at++) === 45;
  if (unit(text, at) >= 65) return scanNamed(text, at, negative);

  const shape = scanDigits(text, at);
  if (shape === undefined) return undefined;
  at = shape.end;
  let suffix = { kind: 'number' as NumberLiteral['kind'], unsigned: false, end: at };
  if (unit(text, at) !== 0) {
    const read = scanSuffix(text, at, shape.whole, literals);
    if (read === undefined) return undefined;
    suffix = read;
    at = read.end;
    while (isBlank(unit(text, at))) at++;
  }
  if (at < text.length) return undefined;
  if (suffix.kind === 'int64') return toInt64(shape, negative, suffix.unsigned);
  const magnitude = toDouble(shape);
  if (magnitude === undefined) return undefined;
  return { kind: suffix.kind, value: negative ? -magnitude : magnitude };
}

function scanNamed(text: string, start: number, negative: boolean): NumberLiteral | undefined {
  const word = text.slice(start, start + 8).toLowerCase();
  let value = Number.NaN;
  let at = start;
  if (word.startsWith('inf')) {
    value = negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    at += word === 'infinity' ? 8 : 3;
  } else if (word.startsWith('nan')) {
    at += 3;
  } else {
    return undefined;
  }
  while (isBlank(unit(text, at))) at++;
  return at < text.length ? undefined : { kind: 'number', value };
}

function scanDigits(text: string, start: number): Shape | undefined {
  let at = start;
  let base: Shape['base'] = 10;
  if (unit(text, at) === 48) {
    if (lower(text, at + 1) === 120) base = 16;
    else if (lower(text, at + 1) === 98) base = 2;
    if (base !== 10) at += 2;
  }
  const accepts = base === 16 ? isHexDigit : isDigit;
  let point = -1;
  let seenZero = false;
  for (; ; at++) {
    const code = unit(text, at);
    if (code === 48) seenZero = true;
    else if (code === 46 && point < 0) point = at;
    else break;
  }
  const first = at;
  for (; ; at++) {
    const code = unit(text, at);
    if (code === 46 && point < 0) point = at;
    else if (!accepts(code)) break;
  }
  // A second point ends the loop above; no suffix begins with one, so it makes the text malformed.
  const digits = text.slice(first, at).replace('.', '');
  if (!seenZero && digits === '') return undefined;
  if (base === 2 && point >= 0) return undefined;
  let exponent = point >= 0 && digits !== '' ? point - (at - 1) : 0;
  if (exponent <= -MAX_EXPONENT) return undefined;
  if (base === 16) exponent *= 4;
  const power = scanExponent(text, at, base);
  if (power === undefined) return undefined;
  return { base, digits, exponent: exponent + power.value, whole: point < 0 && power.end === at, end: power.end };
}

function scanExponent(text: string, start: number, base: number): { value: number; end: number } | undefined {
  if (base === 2 || lower(text, start) !== (base === 16 ? 112 : 101)) return { value: 0, end: start };
  let at = start + 1;
  const negative = unit(text, at) === 45;
  if (negative || unit(text, at) === 43) at++;
  if (!isDigit(unit(text, at))) return undefined;
  let value = 0;
  for (; isDigit(unit(text, at)); at++) {
    if (value < MAX_EXPONENT) value = value * 10 + unit(text, at) - 48;
  }
  if (value >= MAX_EXPONENT) return undefined;
  return { value: negative ? -value : value, end: at };
}

function scanSuffix(
  text: string,
  start: number,
  whole: boolean,
  literals: boolean,
): { kind: NumberLiteral['kind']; unsigned: boolean; end: number } | undefined {
  let at = start;
  if (lower(text, at) === 105) return literals ? { kind: 'imaginary', unsigned: false, end: at + 1 } : undefined;
  if (!whole) return { kind: 'number', unsigned: false, end: at };
  let unsigned = false;
  let long = false;
  if (lower(text, at) === 117) {
    unsigned = true;
    at++;
  }
  if (lower(text, at) === 108) {
    if (lower(text, at + 1) !== 108) return undefined;
    long = true;
    at += 2;
  }
  if (!unsigned && lower(text, at) === 117) {
    unsigned = true;
    at++;
  }
  if ((unsigned && !long) || (long && !literals)) return undefined;
  return { kind: long ? 'int64' : 'number', unsigned, end: at };
}

function wholeDigits(shape: Shape): bigint | undefined {
  if (shape.digits === '') return 0n;
  if (shape.base === 10) return BigInt(shape.digits);
  if (shape.base === 16) return BigInt(`0x${shape.digits}`);
  return shape.digits.length <= 64 && /^[01]+$/.test(shape.digits) ? BigInt(`0b${shape.digits}`) : undefined;
}

function toInt64(shape: Shape, negative: boolean, unsigned: boolean): NumberLiteral | undefined {
  const value = wholeDigits(shape);
  if (value === undefined || value >= 1n << 64n) return undefined;
  const signed = negative ? -value : value;
  return { kind: 'int64', value: unsigned ? BigInt.asUintN(64, signed) : BigInt.asIntN(64, signed), unsigned };
}

function toDouble(shape: Shape): number | undefined {
  if (shape.base === 10) return Number(`${shape.digits === '' ? '0' : shape.digits}e${shape.exponent}`);
  const value = wholeDigits(shape);
  return value === undefined ? undefined : scaleByPowerOfTwo(value, shape.exponent);
}

/** `value * 2^exponent`, rounded once to the nearest double, ties to even. */
function scaleByPowerOfTwo(value: bigint, exponent: number): number {
  if (value === 0n) return 0;
  const bits = value.toString(2).length;
  const top = bits + exponent;
  if (top > 1024) return Number.POSITIVE_INFINITY;
  const precision = Math.min(53, top + 1074);
  if (precision < 0) return 0;
  const drop = bits - precision;
  let kept = value;
  let power = exponent;
  if (drop > 0) {
    const half = 1n << BigInt(drop - 1);
    const rest = value & ((1n << BigInt(drop)) - 1n);
    kept = value >> BigInt(drop);
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
    power += drop;
  }
  // Two steps, because 2^power alone may lie outside the range of a double.
  const step = Math.trunc(power / 2);
  return Number(kept) * 2 ** step * 2 ** (power - step);
}
