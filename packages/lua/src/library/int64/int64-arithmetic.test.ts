import { describe, expect, it } from 'vitest';
import { Int64 } from '../../values/int64.ts';
import {
  type Int64Operand,
  type Int64Operator,
  int64Arithmetic,
  int64Equals,
  int64Less,
  int64LessOrEqual,
  int64Negate,
  int64ToNumber,
  int64ToText,
  numberToInt64,
} from './int64-arithmetic.ts';

const ll = (value: bigint) => new Int64(value, false);
const ull = (value: bigint) => new Int64(value, true);
const least = ll(-(1n << 63n));

describe('int64Arithmetic', () => {
  const cases: [Int64Operand, Int64Operator, Int64Operand, string][] = [
    [ll(1n), 'add', 1, '2LL'],
    [ll(1n), 'add', ull(1n), '2ULL'],
    [ll(1n), 'sub', 2.9, '-1LL'],
    [ll(1n), 'add', 1e30, '-9223372036854775807LL'],
    [ull(1n), 'add', -1.5, '9223372036854775809ULL'],
    [ull(1n), 'add', 1e19, '10000000000000000001ULL'],
    [ll((1n << 63n) - 1n), 'add', 1, '-9223372036854775808LL'],
    [ll(-5n), 'div', 2, '-2LL'],
    [ll(5n), 'div', 0, '-9223372036854775808LL'],
    [ull(5n), 'div', 0, '9223372036854775808ULL'],
    [least, 'div', -1, '-9223372036854775808LL'],
    [least, 'mod', -1, '0LL'],
    [ll(-5n), 'mod', 3, '-2LL'],
    [ll(5n), 'mod', 0, '-9223372036854775808LL'],
    [ll(2n), 'pow', 63, '-9223372036854775808LL'],
    [ll(2n), 'pow', 64, '0LL'],
    [ll(2n), 'pow', -1, '0LL'],
    [ll(0n), 'pow', -1, '9223372036854775807LL'],
    [ll(-1n), 'pow', -1, '-1LL'],
    [ll(0n), 'pow', 0, '1LL'],
    [2, 'pow', ll(3n), '8LL'],
  ];
  it.each(cases)('%o %s %o is %4$s', (left, operator, right, text) => {
    expect(int64ToText(int64Arithmetic(operator, left, right))).toBe(text);
  });

  it('negates with wrap-around', () => {
    expect(int64ToText(int64Negate(ull(5n)))).toBe('18446744073709551611ULL');
    expect(int64ToText(int64Negate(least))).toBe('-9223372036854775808LL');
  });
});

describe('comparison', () => {
  it.each([
    [ll(1n), 1.5, true, false],
    [ll(-1n), ull(1n), false, false],
    [ll(-1n), ull(18446744073709551615n), true, false],
    [ull(1n), -1, false, true],
    [1.5, ll(2n), false, true],
    [Number.NaN, ll(1n), false, true],
    [ll(9007199254740993n), 9007199254740992, false, false],
  ] as [Int64Operand, Int64Operand, boolean, boolean][])('%o with %o', (left, right, equal, less) => {
    expect(int64Equals(left, right)).toBe(equal);
    expect(int64Less(left, right)).toBe(less);
    expect(int64LessOrEqual(left, right)).toBe(equal || less);
  });
});

describe('conversion', () => {
  it.each([
    [-0.5, 0n, 0n],
    [-1, -1n, 1n << 63n],
    [2 ** 63, -(1n << 63n), 1n << 63n],
    [2 ** 64, -(1n << 63n), 0n],
    [2 ** 65, -(1n << 63n), 1n << 63n],
    [Number.NaN, -(1n << 63n), 1n << 63n],
  ])('of %d', (value, signed, unsigned) => {
    expect(numberToInt64(value, false)).toBe(signed);
    expect(numberToInt64(value, true)).toBe(unsigned);
  });

  it('reads back as a double', () => {
    expect(int64ToNumber(ull(18446744073709551615n))).toBe(2 ** 64);
  });
});
