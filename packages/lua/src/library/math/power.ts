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

/** A number as the sum of two doubles, the second less than half a unit in the last place of the first. */
type Double2 = readonly [high: number, low: number];

const LN2: Double2 = [Math.LN2, 2.3190468138462996e-17];

function powerOfPositive(base: number, exponent: number): number {
  const scaled = multiply(logarithm(base), exponent);
  if (scaled[0] > 710) return Number.POSITIVE_INFINITY;
  if (scaled[0] < -746) return 0;
  const { mantissa, power } = exponential(scaled);
  return scaleByPowerOfTwo(mantissa, power);
}

function scaleByPowerOfTwo([high, low]: Double2, power: number): number {
  if (power >= -1000) {
    const half = power >> 1;
    return (high + low) * 2 ** half * 2 ** (power - half);
  }
  // Near the subnormal numbers both parts are added on the final scale, so that only the sum is rounded there.
  const scale = 2 ** (power + 200);
  return roundSmall(high * scale, low * scale);
}

/** `(high + low) * 2^-200`, rounded once, where the result is subnormal or nearly so. */
function roundSmall(high: number, low: number): number {
  const tiny = 2 ** -200;
  const rounded = high * tiny;
  // What the scaling of `high` lost, plus `low`, decides between the neighbours.
  const rest = high - rounded / tiny + low;
  const step = Number.MIN_VALUE;
  if (Math.abs(rounded) >= 2 ** -1022) return (high + low) * tiny;
  if (rest > (step / tiny) * 0.5) return rounded + step;
  if (rest < (step / tiny) * -0.5) return rounded - step;
  return rounded;
}

function twoSum(a: number, b: number): Double2 {
  const sum = a + b;
  const shadow = sum - a;
  return [sum, a - (sum - shadow) + (b - shadow)];
}

const SPLITTER = 2 ** 27 + 1;

function twoProduct(a: number, b: number): Double2 {
  const product = a * b;
  const scaledA = SPLITTER * a;
  const highA = scaledA - (scaledA - a);
  const lowA = a - highA;
  const scaledB = SPLITTER * b;
  const highB = scaledB - (scaledB - b);
  const lowB = b - highB;
  return [product, highA * highB - product + highA * lowB + lowA * highB + lowA * lowB];
}

function add(a: Double2, b: Double2): Double2 {
  const [sum, rest] = twoSum(a[0], b[0]);
  return twoSum(sum, rest + a[1] + b[1]);
}

function multiply(a: Double2, b: number): Double2 {
  // Large factors are brought down first: splitting them would overflow.
  if (Math.abs(b) > 2 ** 900) {
    const [high, low] = multiply(a, b * 2 ** -200);
    return [high * 2 ** 200, low * 2 ** 200];
  }
  const [product, rest] = twoProduct(a[0], b);
  return twoSum(product, rest + a[1] * b);
}

function multiplyBoth(a: Double2, b: Double2): Double2 {
  const [product, rest] = twoProduct(a[0], b[0]);
  return twoSum(product, rest + a[0] * b[1] + a[1] * b[0]);
}

const HALVINGS = 8;
const TERMS = 9;

/** `e^value` as a mantissa near 1 and a power of two. */
function exponential(value: Double2): { mantissa: Double2; power: number } {
  const power = Math.round(value[0] / LN2[0]);
  const reduced = add(value, multiply(LN2, -power));
  const small: Double2 = [reduced[0] / 2 ** HALVINGS, reduced[1] / 2 ** HALVINGS];
  // Horner's scheme for (e^s - 1) / s.
  let series: Double2 = [1, 0];
  for (let term = TERMS; term >= 2; term--) {
    series = add([1, 0], divideBySmall(multiplyBoth(series, small), term));
  }
  let excess = multiplyBoth(series, small);
  // (1 + x)^2 - 1 = 2x + x^2: keeps the small part apart from the 1 while squaring.
  for (let count = 0; count < HALVINGS; count++) {
    excess = add([excess[0] * 2, excess[1] * 2], multiplyBoth(excess, excess));
  }
  return { mantissa: add([1, 0], excess), power };
}

function divideBySmall(a: Double2, divisor: number): Double2 {
  const quotient = a[0] / divisor;
  const [product, rest] = twoProduct(quotient, divisor);
  return twoSum(quotient, (a[0] - product - rest + a[1]) / divisor);
}

/** The natural logarithm of a positive number. */
function logarithm(value: number): Double2 {
  const { mantissa, power } = splitPower(value);
  const guess = Math.log(mantissa);
  // One step of Newton's method: ln m = g + ln(m e^-g), and m e^-g is 1 plus something tiny.
  const { mantissa: inverse, power: shift } = exponential([-guess, 0]);
  const ratio = multiply(inverse, mantissa * 2 ** shift);
  const excess = add(ratio, [-1, 0]);
  const correction = add(excess, [-(excess[0] * excess[0]) / 2, 0]);
  return add(multiply(LN2, power), add([guess, 0], correction));
}

/** Splits into a mantissa between about 0.7 and 1.4 and a power of two. */
function splitPower(value: number): { mantissa: number; power: number } {
  let power = 0;
  let mantissa = value;
  if (mantissa < 2 ** -1022) {
    mantissa *= 2 ** 54;
    power -= 54;
  }
  const exponent = Math.round(Math.log2(mantissa));
  const half = exponent >> 1;
  return { mantissa: mantissa * 2 ** -half * 2 ** (half - exponent), power: power + exponent };
}
