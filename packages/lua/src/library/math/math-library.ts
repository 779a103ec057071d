import { numberArgument } from '../../host/arguments.ts';
import { hostFunction, valueFunction } from '../../host/host-function.ts';
import type { LibraryMember } from '../../state/state-template.ts';
import type { HostFunction } from '../../values/function.ts';
import { Int64 } from '../../values/int64.ts';
import { LuaError } from '../../values/lua-error.ts';
import { typeName } from '../../values/value.ts';
import { calculateInt64 } from '../../vm/arithmetic.ts';
import { int64TypeName } from '../int64/int64-arithmetic.ts';
import { textToNumber } from '../number/from-text.ts';
import { binaryLogarithm, decimalLogarithm, naturalExponential, naturalLogarithm } from './elementary.ts';
import { fractionAndPower, scale, wholeAndFraction } from './float-parts.ts';
import { power } from './power.ts';
import { random, randomseed } from './random.ts';

/** A function of one number. */
function unary(name: string, compute: (value: number) => number): HostFunction {
  return valueFunction(name, (value) => compute(typeof value === 'number' ? value : numberArgument(value, 1)));
}

/** A function of two numbers. */
function binary(name: string, compute: (a: number, b: number) => number): HostFunction {
  return valueFunction(name, (a, b) => compute(numberArgument(a, 1), numberArgument(b, 2)));
}

/**
 * `math.deg` and `math.rad` are Lua code inside LuaJIT: a wrong argument is an arithmetic error in a chunk of that name.
 */
function factor(name: string, by: number): HostFunction {
  return valueFunction(name, (value) => {
    const number = typeof value === 'string' ? textToNumber(value) : value;
    if (typeof number === 'number') return number * by;
    const wide = calculateInt64('mul', number, by);
    if (wide !== undefined) return wide;
    const what = number instanceof Int64 ? `'${int64TypeName(number)}' and 'number'` : `a ${typeName(value)} value`;
    throw new LuaError(`[builtin:${name}]:0: attempt to perform arithmetic on ${what}`);
  });
}

/**
 * `math.max` or `math.min`. The comparison is that of the SSE instructions: when it is not true, the later operand wins,
 * so a NaN is forgotten when a number follows it.
 */
function extremum(name: string, first: (a: number, b: number) => boolean): HostFunction {
  return hostFunction(name, (call) => {
    let best = call.checkNumber(1);
    for (let position = 2; position <= call.count; position++) {
      const value = call.checkNumber(position);
      if (!first(best, value)) best = value;
    }
    return call.one(best);
  });
}

const log = hostFunction('log', (call) => {
  const value = call.checkNumber(1);
  if (call.count < 2) return call.one(naturalLogarithm(value));
  // Multiplied by the reciprocal, not divided: that is how LuaJIT's results come out.
  return call.one(binaryLogarithm(value) * (1 / binaryLogarithm(call.checkNumber(2))));
});

const frexp = hostFunction('frexp', (call) => {
  const { fraction, power: exponent } = fractionAndPower(call.checkNumber(1));
  return call.two(fraction, exponent);
});

const modf = hostFunction('modf', (call) => {
  const { whole, fraction } = wholeAndFraction(call.checkNumber(1));
  return call.two(whole, fraction);
});

/** The library `math` as Envoy's LuaJIT has it (lib_math.c). */
export const mathLibrary: Readonly<Record<string, LibraryMember>> = {
  abs: unary('abs', Math.abs),
  acos: unary('acos', Math.acos),
  asin: unary('asin', Math.asin),
  atan: unary('atan', Math.atan),
  atan2: binary('atan2', Math.atan2),
  ceil: unary('ceil', Math.ceil),
  cos: unary('cos', Math.cos),
  cosh: unary('cosh', Math.cosh),
  deg: factor('deg', 180 / Math.PI),
  exp: unary('exp', naturalExponential),
  floor: unary('floor', Math.floor),
  fmod: binary('fmod', (a, b) => a % b),
  frexp,
  huge: Number.POSITIVE_INFINITY,
  ldexp: binary('ldexp', scale),
  log,
  log10: unary('log10', decimalLogarithm),
  max: extremum('max', (a, b) => a > b),
  min: extremum('min', (a, b) => a < b),
  modf,
  pi: Math.PI,
  pow: binary('pow', power),
  rad: factor('rad', Math.PI / 180),
  random,
  randomseed,
  sin: unary('sin', Math.sin),
  sinh: unary('sinh', Math.sinh),
  sqrt: unary('sqrt', Math.sqrt),
  tan: unary('tan', Math.tan),
  tanh: unary('tanh', Math.tanh),
};
