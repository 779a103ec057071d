/** `math.frexp`, `math.ldexp` and `math.modf` on doubles, as C and the x87 unit define them. */

const view = new DataView(new ArrayBuffer(8));

/** Splits into a fraction of magnitude 0.5 to 1 and a power of two; 0, inf and nan stay as they are, with power 0. */
export function fractionAndPower(value: number): { fraction: number; power: number } {
  if (value === 0 || !Number.isFinite(value)) return { fraction: value, power: 0 };
  view.setFloat64(0, value);
  let exponent = (view.getUint16(0) >> 4) & 0x7ff;
  if (exponent === 0) {
    const { fraction, power } = fractionAndPower(value * 2 ** 54);
    return { fraction, power: power - 54 };
  }
  exponent -= 1022;
  view.setUint16(0, (view.getUint16(0) & 0x800f) | (1022 << 4));
  return { fraction: view.getFloat64(0), power: exponent };
}

/** `value * 2^power`, rounded once; the power is cut towards zero and may be infinite. */
export function scale(value: number, power: number): number {
  if (Number.isNaN(power)) return Number.NaN;
  if (power === Number.POSITIVE_INFINITY) return value * Number.POSITIVE_INFINITY;
  if (power === Number.NEGATIVE_INFINITY) return value * 0;
  let { fraction, power: own } = fractionAndPower(value);
  own += Math.max(Math.min(Math.trunc(power), 5000), -5000);
  // Steps that stay within the normal numbers, so that only the last one rounds.
  while (own > 1000) {
    fraction *= 2 ** 1000;
    own -= 1000;
    if (!Number.isFinite(fraction)) return fraction;
  }
  if (own < -1020) {
    if (own < -1100) return fraction * 0;
    return fraction * 2 ** -500 * 2 ** (own + 500);
  }
  return fraction * 2 ** own;
}

/** Splits into whole and fractional part, both with the sign of the value; the fraction of an infinity is 0. */
export function wholeAndFraction(value: number): { whole: number; fraction: number } {
  const whole = Math.trunc(value);
  if (whole !== value) return { whole, fraction: value - whole };
  return { whole, fraction: value < 0 || Object.is(value, -0) ? -0 : 0 };
}
