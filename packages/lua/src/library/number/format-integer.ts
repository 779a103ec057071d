import { type Conversion, padToWidth } from './conversion.ts';

/**
 * Writes a 64-bit integer for the conversions `d i u o x X`.
 *
 * Mirrors `lj_strfmt_putfxint` (lj_strfmt.c): a precision switches off zero padding, `%#o` puts a `0` in front, `%#x` puts
 * `0x` in front of a value other than 0.
 *
 * @param value any whole number; its low 64 bits are used, signed for `d` and `i`, unsigned otherwise
 */
export function formatInteger(conversion: Conversion, value: bigint): string {
  const { letter, precision } = conversion;
  const signed = letter === 'd' || letter === 'i';
  let magnitude = signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  let prefix = '';
  if (signed) {
    if (magnitude < 0n) {
      magnitude = -magnitude;
      prefix = '-';
    } else if (conversion.plus) prefix = '+';
    else if (conversion.space) prefix = ' ';
  }
  let digits = magnitude === 0n && precision === 0 ? '' : digitsOf(letter, magnitude);
  if (conversion.alternate && letter === 'o' && digits[0] !== '0') digits = `0${digits}`;
  if (conversion.alternate && magnitude !== 0n && (letter === 'x' || letter === 'X')) prefix = `0${letter}`;
  digits = digits.padStart(precision, '0');
  if (conversion.zero && !conversion.left && precision < 0) {
    digits = digits.padStart(conversion.width - prefix.length, '0');
  }
  return padToWidth(prefix + digits, conversion);
}

function digitsOf(letter: string, magnitude: bigint): string {
  switch (letter) {
    case 'x':
      return magnitude.toString(16);
    case 'X':
      return magnitude.toString(16).toUpperCase();
    case 'o':
      return magnitude.toString(8);
    default:
      return magnitude.toString();
  }
}

/**
 * The 64-bit integer that `%d` and `%i` print for a double: cut towards zero; NaN and what does not fit give the
 * processor's "integer indefinite" value, -2^63.
 */
export function doubleToInt64(value: number): bigint {
  if (!(value >= -(2 ** 63) && value < 2 ** 63)) return -(1n << 63n);
  return BigInt(Math.trunc(value));
}

/**
 * The 64-bit pattern that `%u`, `%o` and `%x` print for a double: values from 2^63 on wrap once by 2^64, as `lj_num2u64`
 * does; negative ones are taken as two's complement.
 */
export function doubleToUint64(value: number): bigint {
  const wrapped = value >= 2 ** 63 ? value - 2 ** 64 : value;
  return BigInt.asUintN(64, doubleToInt64(wrapped));
}
