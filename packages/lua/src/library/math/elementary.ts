import { exponential, LN2, logarithm, quotient, toDouble } from './double-double.ts';
import { fractionAndPower } from './float-parts.ts';

/**
 * Exponential and logarithms rounded as the C library rounds them. JavaScript engines miss the nearest double for some
 * arguments in a hundred, which scripts see in `math.floor(math.log(n) / math.log(2))`.
 */

/** `e^value` (`exp`). */
export function naturalExponential(value: number): number {
  if (value === 0 || !(value > -746 && value < 710)) return Math.exp(value);
  const { mantissa, power } = exponential([value, 0]);
  return toDouble(mantissa, power);
}

/** The natural logarithm (`log`). */
export function naturalLogarithm(value: number): number {
  if (!isOrdinary(value)) return Math.log(value);
  const [high, low] = logarithm(value);
  return high + low;
}

/** The logarithm to base 2 (`log2`). */
export function binaryLogarithm(value: number): number {
  return isOrdinary(value) ? quotient(logarithm(value), LN2) : Math.log2(value);
}

/** log10(2), cut so that its product with an exponent is exact, and the rest. */
const LOG10_2 = [0.30102999566361177, 3.694239077158931e-13] as const;

/**
 * The logarithm to base 10 (`log10`). The C library takes mantissa and exponent apart and adds three rounded products;
 * so does this.
 */
export function decimalLogarithm(value: number): number {
  if (!isOrdinary(value)) return Math.log10(value);
  const { fraction, power } = fractionAndPower(value);
  // Mantissas are 1 to 2, for values below 1 a half to 1.
  const exponent = power > 0 ? power - 1 : power;
  const mantissa = power > 0 ? fraction * 2 : fraction;
  const small = exponent * LOG10_2[1] + Math.LOG10E * naturalLogarithm(mantissa);
  return small + exponent * LOG10_2[0];
}

function isOrdinary(value: number): boolean {
  return value > 0 && value !== 1 && value < Number.POSITIVE_INFINITY;
}
