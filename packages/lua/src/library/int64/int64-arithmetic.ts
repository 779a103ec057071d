import { Complex } from '../../values/complex.ts';
import { Int64 } from '../../values/int64.ts';
import { numberToText } from '../number/to-text.ts';

/**
 * What the operators do with 64-bit integers (lj_carith.c). An operand that is a number is converted first; one unsigned
 * operand makes the whole operation unsigned. Results wrap around, nothing raises.
 */

/** An operand of an operation of which at least one operand is a 64-bit integer. */
export type Int64Operand = Int64 | number;

/** The arithmetic operators, by the name of their metamethod without the underscores. */
export type Int64Operator = 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'pow';

/** What division by zero, and conversion of a number that does not fit, give: the processor's "integer indefinite". */
const INDEFINITE = 1n << 63n;

/**
 * Converts a number to 64 bits, cut towards zero.
 *
 * Signed: what does not fit gives −2^63. Unsigned: negative numbers below −1 and those above 2^64 give 2^63, and 2^64 gives
 * 0; seen in Envoy's build and different from `%x` of `string.format`.
 */
export function numberToInt64(value: number, unsigned: boolean): bigint {
  const whole = Math.trunc(value);
  if (unsigned) {
    if (!(whole >= 0 && whole <= 2 ** 64)) return INDEFINITE;
    return BigInt.asUintN(64, BigInt(whole));
  }
  if (!(whole >= -(2 ** 63) && whole < 2 ** 63)) return -INDEFINITE;
  return BigInt(whole);
}

/** The C name that error texts give a cdata: `int64_t`, `uint64_t` or `complex`. */
export function int64TypeName(value: Int64): 'int64_t' | 'uint64_t' | 'complex' {
  if (value instanceof Complex) return 'complex';
  return value.unsigned ? 'uint64_t' : 'int64_t';
}

/** The text of a 64-bit integer as `tostring` writes it: `5LL`, `18446744073709551615ULL`. */
export function int64ToText(value: Int64): string {
  if (value instanceof Complex) return complexText(value.imaginary);
  return `${value.value}${value.unsigned ? 'ULL' : 'LL'}`;
}

/** `0+2.5i`; a part that is no number gets a capital (lj_ctype_repr_complex). */
function complexText(imaginary: number): string {
  const isNegative = imaginary < 0 || Object.is(imaginary, -0);
  const unit = Number.isFinite(imaginary) ? 'i' : 'I';
  return `0${isNegative ? '-' : '+'}${numberToText(Math.abs(imaginary))}${unit}`;
}

/** The double nearest to a 64-bit integer (`tonumber`). */
export function int64ToNumber(value: Int64): number {
  return Number(value.value);
}

/** Makes a 64-bit integer of any whole number by dropping the bits above 64. */
export function wrapInt64(value: bigint, unsigned: boolean): Int64 {
  return new Int64(unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value), unsigned);
}

const isUnsigned = (operand: Int64Operand): boolean => operand instanceof Int64 && operand.unsigned;

function bitsOf(operand: Int64Operand, unsigned: boolean): bigint {
  if (typeof operand === 'number') return numberToInt64(operand, unsigned);
  return unsigned ? BigInt.asUintN(64, operand.value) : operand.value;
}

/** Applies an arithmetic operator. At least one operand should be an {@link Int64}. */
export function int64Arithmetic(operator: Int64Operator, left: Int64Operand, right: Int64Operand): Int64 {
  const unsigned = isUnsigned(left) || isUnsigned(right);
  const a = bitsOf(left, unsigned);
  const b = bitsOf(right, unsigned);
  switch (operator) {
    case 'add':
      return wrapInt64(a + b, unsigned);
    case 'sub':
      return wrapInt64(a - b, unsigned);
    case 'mul':
      return wrapInt64(a * b, unsigned);
    case 'div':
      return wrapInt64(b === 0n ? INDEFINITE : a / b, unsigned);
    case 'mod':
      return wrapInt64(b === 0n ? INDEFINITE : a % b, unsigned);
    case 'pow':
      return wrapInt64(power(a, b), unsigned);
  }
}

function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) {
    if (base === 0n) return INDEFINITE - 1n;
    if (base === 1n) return 1n;
    if (base === -1n) return exponent & 1n ? -1n : 1n;
    return 0n;
  }
  let result = 1n;
  let square = BigInt.asUintN(64, base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asUintN(64, result * square);
    square = BigInt.asUintN(64, square * square);
  }
  return result;
}

/** Unary minus. */
export function int64Negate(value: Int64): Int64 {
  return wrapInt64(-value.value, value.unsigned);
}

/** `==` between 64-bit integers or with a number; the number is cut to an integer first, so `1LL == 1.5` is true. */
export function int64Equals(left: Int64Operand, right: Int64Operand): boolean {
  const unsigned = isUnsigned(left) || isUnsigned(right);
  return bitsOf(left, unsigned) === bitsOf(right, unsigned);
}

/** `<` between 64-bit integers or with a number. */
export function int64Less(left: Int64Operand, right: Int64Operand): boolean {
  const unsigned = isUnsigned(left) || isUnsigned(right);
  return bitsOf(left, unsigned) < bitsOf(right, unsigned);
}

/** `<=` between 64-bit integers or with a number. */
export function int64LessOrEqual(left: Int64Operand, right: Int64Operand): boolean {
  const unsigned = isUnsigned(left) || isUnsigned(right);
  return bitsOf(left, unsigned) <= bitsOf(right, unsigned);
}
