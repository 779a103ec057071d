import { describe, expect, it } from 'vitest';
import { binaryLogarithm, decimalLogarithm, naturalExponential, naturalLogarithm } from './elementary.ts';
import { fractionAndPower, scale, wholeAndFraction } from './float-parts.ts';
import { ownPower, power } from './power.ts';

describe('parts of a double', () => {
  it.each([
    [1, 0.5, 1],
    [-8, -0.5, 4],
    [0.1, 0.8, -3],
    [5e-324, 0.5, -1073],
    [1e300, 0.74661089480257514, 997],
    [-0, -0, 0],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0],
  ])('frexp(%d)', (value, fraction, exponent) => {
    expect(fractionAndPower(value)).toEqual({ fraction, power: exponent });
  });

  it.each([
    [1, 1.9, 2],
    [1, 1074, Number.POSITIVE_INFINITY],
    [1, -1074, 5e-324],
    [1, -1075, 0],
    [1.5, -1075, 5e-324],
    [5e-324, 2000, 5.6725193347083399e278],
    [3, Number.NaN, Number.NaN],
    [1, 1e10, Number.POSITIVE_INFINITY],
    [1, -1e10, 0],
    [0, Number.POSITIVE_INFINITY, Number.NaN],
    [1e300, Number.NEGATIVE_INFINITY, 0],
  ])('ldexp(%d, %d)', (value, exponent, result) => {
    expect(scale(value, exponent)).toBe(result);
  });

  it.each([
    [3.75, 3, 0.75],
    [-5, -5, -0],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, -0],
    [-0.5, -0, -0.5],
  ])('modf(%d)', (value, whole, fraction) => {
    expect(wholeAndFraction(value)).toEqual({ whole, fraction });
  });
});

describe('power', () => {
  // Recorded from Envoy with %.17g.
  it.each([
    [100, -2, 0.0001],
    [1e10, -2, 9.9999999999999995e-21],
    [0.5, -0.5, Math.SQRT2],
    [-3.7, 3, -50.653000000000006],
    [3.7, 64, 2.3169162752709041e36],
    [3.7, -1 / 3, 0.64654599421935222],
    [-3.7, 0.5, Number.NaN],
    [-1, Number.NEGATIVE_INFINITY, 1],
    [1, Number.NaN, 1],
    [-0, -1, Number.NEGATIVE_INFINITY],
    [2, -1074, 5e-324],
    [10, 308, 1e308],
    [10, -320, 1e-320],
    [10, 400, Number.POSITIVE_INFINITY],
    [10, -400, 0],
  ])('%d ^ %d', (base, exponent, result) => {
    expect(power(base, exponent)).toBe(result);
    if (base !== -1 && base !== 1) expect(ownPower(base, exponent)).toBe(result);
  });
});

describe('elementary functions', () => {
  // Recorded from Envoy with %.17g.
  it.each([
    ['log', naturalLogarithm, 3, 1.0986122886681098],
    ['log', naturalLogarithm, 5e-324, -744.44007192138122],
    ['log', naturalLogarithm, 1, 0],
    ['log', naturalLogarithm, 0, Number.NEGATIVE_INFINITY],
    ['log', naturalLogarithm, -1, Number.NaN],
    ['log2', binaryLogarithm, 8, 3],
    ['log10', decimalLogarithm, 1000, 3],
    ['log10', decimalLogarithm, 0.001, -3],
    ['exp', naturalExponential, 1, Math.E],
    ['exp', naturalExponential, 709.78, 1.7928227943945155e308],
    ['exp', naturalExponential, -745, 5e-324],
    ['exp', naturalExponential, 710, Number.POSITIVE_INFINITY],
    ['exp', naturalExponential, -746, 0],
  ] as const)('%s(%4$d)', (_, compute, value, result) => {
    expect(compute(value)).toBe(result);
  });
});
