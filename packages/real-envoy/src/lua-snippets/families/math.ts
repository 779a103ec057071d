import { lines, type Snippet, snippetsOf } from '../snippet.ts';

const POINTS = '0, -0, 1, -1, 0.5, -0.5, 2, 10, 100, 1e10, 1e-10, 3.7, -3.7, 0.1, 123.456, 1e300, 1/0, -1/0, 0/0';

/** Exact functions, with all digits; the others with as many as `tostring` shows. */
const UNARY = 'abs ceil floor sqrt'
  .split(' ')
  .concat('frexp modf'.split(' '))
  .map((name) => `local r = {} for _, x in ipairs{${POINTS}} do r[#r + 1] = {math.${name}(x)} end return r`);
const ROUNDED = 'acos asin atan cos cosh deg exp log log10 rad sin sinh tan tanh'
  .split(' ')
  .map((name) => `local r = {} for _, x in ipairs{${POINTS}} do r[#r + 1] = tostring(math.${name}(x)) end return r`);

const SECOND = '0, -0, 1, -1, 0.5, 2, 3, -2, 10, 1/0, -1/0, 0/0, 1e10, -1/3, 64';
const BINARY = 'fmod ldexp max min'
  .split(' ')
  .flatMap((name) =>
    ['0', '-0', '1', '3.7', '-3.7', '1e300', '-1/0', '0/0'].map(
      (first) => `local r = {} for _, y in ipairs{${SECOND}} do r[#r + 1] = math.${name}(${first}, y) end return r`,
    ),
  );
const ROUNDED_BINARY = 'pow atan2 log'
  .split(' ')
  .flatMap((name) =>
    ['0', '-0', '1', '-1', '2', '10', '3.7', '-3.7', '1e10', '1/0', '-1/0', '0/0'].map(
      (first) =>
        `local r = {} for _, y in ipairs{${SECOND}} do r[#r + 1] = tostring(math.${name}(${first}, y)) end return r`,
    ),
  );
const OPERATORS = ['%', '^', '/', '*', '+', '-'].flatMap((operator) =>
  ['0', '-0', '1', '-1', '5', '3.7', '-3.7', '1e300', '-1/0', '0/0'].map((first) => {
    const value = operator === '^' ? `tostring(a ${operator} y)` : `a ${operator} y`;
    return `local a, r = ${first}, {} for _, y in ipairs{${SECOND}} do r[#r + 1] = ${value} end return r`;
  }),
);

const CALLS = lines(`
return math.pi, math.huge, -math.huge, type(math.pi)
return math.abs()
return math.floor()
return math.floor(nil)
return math.floor({})
return math.floor("x")
return math.floor(true)
return math.floor("3.7"), math.ceil("-3.7"), math.abs("-0x10"), math.sqrt("16")
return math.sqrt(-1), math.log(-1), math.log(0), math.acos(2), math.asin(-2), math.exp(710), math.exp(-750)
return math.floor(2^53 + 0.5), math.floor(-2^53 - 0.5), math.ceil(0.9999999999999999), math.floor(-0.0)
return math.log(8, 2), math.log(100, 10), math.log(1000, 10), math.log(81, 3), math.log(2, 4), math.log("8", "2")
return math.log(10, nil)
return math.log(10, {})
return math.log()
return math.log(3), math.log(10), math.log(8) / math.log(2), math.floor(math.log(1000) / math.log(10)), math.exp(1), math.exp(10), math.exp(-0.5)
return math.log10(1000), math.log10(0.001), math.log10(2)
return math.max(1, 2, 3), math.max(3, 2, 1), math.min(2, 1, 3), math.max(5), math.min("3", 2), math.max("5", 3)
return math.max(0/0, 1, 2), math.max(1, 0/0, 2), math.max(1, 2, 0/0), math.min(0/0, 1), math.min(1, 0/0)
return math.max(0, -0), math.max(-0, 0), math.min(0, -0), math.min(-0, 0)
return math.max()
return math.min()
return math.max(1, nil)
return math.max(1, 2, "x")
return math.max({})
return math.fmod(5, 3), math.fmod(-5, 3), math.fmod(5, -3), math.fmod(5.5, 2), math.fmod(1e308, 3), math.fmod(5, 0), math.fmod(-6, 3)
return math.fmod(5)
return math.fmod("x", 1)
return math.mod
return math.frexp(0), math.frexp(8), math.frexp(-0.1), math.frexp(5e-324)
return math.ldexp(0.5, 4), math.ldexp(1, 1.9), math.ldexp(1, -1074), math.ldexp(1, -1075), math.ldexp(1.5, -1075), math.ldexp(1, 1024), math.ldexp(5e-324, 2000), math.ldexp(3, -1e10)
return math.ldexp(1)
return math.ldexp(1, "x")
return math.modf(3.7), math.modf(-3.7), math.modf("2.5")
return math.modf()
return math.pow(2, 10), math.pow(2, 0.5), math.pow(-8, 1/3), math.pow(0, 0), math.pow(-2, 3), math.pow("2", "3")
return math.pow(2)
return math.pow({}, 2)
return math.deg(math.pi), math.rad(180), math.deg("5"), math.deg(0)
return math.deg()
return math.deg(nil)
return math.deg("x")
return math.rad({})
return math.rad(true)
return math.atan2(1, 1), math.atan2(0, -1), math.atan2(-0, -1), math.atan2(0, 0)
return math.atan2(1)
return math.random(), math.random(), math.random()
return math.random(100), math.random(100), math.random(100), math.random(100), math.random(100)
return math.random(5, 10), math.random(5, 10), math.random(-5, 5), math.random(-10, -5)
return math.random(0), math.random(-1), math.random(2, 1), math.random(1.5), math.random(1.5, 2.5), math.random("5")
return math.random(1, 2, 3), math.random(1/0), math.random(0/0), math.random(1, 1e15)
return math.random(nil)
return math.random(1, nil)
return math.random({})
return math.random("x")
math.randomseed(42) return math.random(), math.random(1, 100), math.random(10)
math.randomseed(42) local a = math.random() math.randomseed(42) return a == math.random()
math.randomseed(0) return math.random(), math.random(), math.random()
math.randomseed(1) return math.random(), math.random(1000)
math.randomseed(-1) return math.random()
math.randomseed(1.5) return math.random()
math.randomseed(1e300) return math.random()
math.randomseed(0/0) return math.random()
math.randomseed(1/0) return math.random()
math.randomseed("7") return math.random()
math.randomseed(1, 2) return math.random()
return select("#", math.randomseed(5))
math.randomseed("x")
math.randomseed(nil)
math.randomseed({})
math.randomseed(123) local t = {} for i = 1, 20 do t[i] = math.random(6) end return t
math.randomseed(99) local s = 0 for i = 1, 1000 do s = s + math.random(1000) end return s
math.randomseed(7) local t = {} for i = 1, 10 do t[i] = i end for i = 10, 2, -1 do local j = math.random(i) t[i], t[j] = t[j], t[i] end return t
return 7 % 3, -7 % 3, 7 % -3, -7 % -3, 7.5 % 2, -7.5 % 2, 5 % 5, 0 % 5, -0 % 5, 1e15 % 7
return 2^10, 2^-1, 2^0.5, (-2)^2, (-8)^(1/3), 0^0, 0^-1, 10^15, 10^-2, 100^-2, 2^1023 * 2, 1^(0/0), (-1)^(1/0)
return 10 / 2, 7 / 2, -7 / 2, 1 / 3, 0 / 5, 5 / 0, -5 / 0, 0 / 0 ~= 0 / 0
return 1 + 1, 0.1 + 0.2, 1e308 + 1e308, 2^53 + 1, -0 + 0, 1 - 1, 0 - 0, -0 - 0, 5 * 0, -5 * 0
return 1 == 1.0, 0 == -0, 0/0 == 0/0, 1/0 == 1/0, 2^53 == 2^53 + 1, 0.1 + 0.2 == 0.3
return 1 < 2, 1 <= 1, 2 > 1, 0/0 < 1, 0/0 >= 1, 1/0 > 1e308, -1/0 < -1e308, -0 < 0
return 2147483647 + 1, -2147483648 - 1, 2147483647 * 2, -(-2147483648), 46341 * 46341, 65536 * 65536 * 65536
`);

/** The library `math` and the arithmetic operators. */
export function math(): Snippet[] {
  return [
    ...snippetsOf('exact', UNARY),
    ...snippetsOf('rounded', ROUNDED),
    ...snippetsOf('two operands', [...BINARY, ...ROUNDED_BINARY]),
    ...snippetsOf('operator', OPERATORS),
    ...snippetsOf('call', CALLS),
  ];
}
