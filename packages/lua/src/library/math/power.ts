import { exponential, logarithm, multiply, toDouble } from './double-double.ts';

/**
 * `x ^ y` and `math.pow`, as the C library computes it (lj_vm_pow calls `pow`). C's rules hold: `1 ^ nan` and `-1 ^ inf`
 * are 1.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 2) return base * base;
  if (base === 1) return 1;
  if (base === -1 && (exponent === Number.POSITIVE_INFINITY || exponent === Number.NEGATIVE_INFINITY)) return 1;
  return ENGINE_IS_EXACT ? base ** exponent : ownPower(base, exponent);
}

/**
 * Whether the JavaScript engine's power is that of the C library. Older V8 misses the nearest double for each of these;
 * the last two are ties that the C library rounds upwards.
 */
const ENGINE_IS_EXACT = (
  [
    [100, -2, 1e-4],
    [1e10, -2, 1e-20],
    [0.5, -0.5, Math.SQRT2],
    [10, 23, 1.0000000000000001e23],
    [10, 210, 1.0000000000000001e210],
  ] as const
).every(([base, exponent, expected]) => base ** exponent === expected);

/**
 * The power without help of the engine: logarithm and exponential with twice the precision of a double, rounded once.
 * Differs from the C library only in the last bit where the exact value lies all but halfway between two doubles.
 */
export function ownPower(base: number, exponent: number): number {
  if (exponent === 1) return base;
  if (exponent === 0) return 1;
  if (base === 0 || !Number.isFinite(base) || !Number.isFinite(exponent)) return base ** exponent;
  const whole = Number.isInteger(exponent);
  if (base < 0 && !whole) return Number.NaN;
  if (whole && exponent > 0 && exponent <= 64) {
    const exact = exactPower(base, exponent);
    if (exact !== undefined) return exact;
  }
  const magnitude = powerOfPositive(Math.abs(base), exponent);
  return base < 0 && exponent % 2 !== 0 ? -magnitude : magnitude;
}

/** The product of whole numbers where no step needs rounding. */
function exactPower(base: number, exponent: number): number | undefined {
  if (!Number.isInteger(base)) return undefined;
  let product = base;
  for (let count = 1; count < exponent; count++) {
    product *= base;
    if (product > Number.MAX_SAFE_INTEGER || product < Number.MIN_SAFE_INTEGER) return undefined;
  }
  return product;
}

function powerOfPositive(base: number, exponent: number): number {
  const scaled = multiply(logarithm(base), exponent);
  if (scaled[0] > 710) return Number.POSITIVE_INFINITY;
  if (scaled[0] < -746) return 0;
  const { mantissa, power } = exponential(scaled);
  return toDouble(mantissa, power);
}
