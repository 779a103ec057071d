/**
 * Arithmetic with twice the precision of a double, and the exponential and logarithm in it. For results that must be
 * rounded once, as good C libraries do; JavaScript engines are allowed to be off by more.
 */

/** A number as the sum of two doubles, the second less than half a unit in the last place of the first. */
export type Double2 = readonly [high: number, low: number];

/** The natural logarithm of 2. */
export const LN2: Double2 = [Math.LN2, 2.3190468138462996e-17];

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

/** `a * b`. */
export function multiply(a: Double2, b: number): Double2 {
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
export function exponential(value: Double2): { mantissa: Double2; power: number } {
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
export function logarithm(value: number): Double2 {
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

/** `a / b`, as one double. */
export function quotient(a: Double2, b: Double2): number {
  const first = a[0] / b[0];
  const [high, low] = multiply(b, -first);
  const rest = add(a, [high, low]);
  return first + (rest[0] + rest[1]) / b[0];
}

/** A sum of two doubles, scaled by a power of two and rounded once. */
export function toDouble([high, low]: Double2, power: number): number {
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
