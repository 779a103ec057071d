import { describe, expect, it } from 'vitest';
import { shift32, shift64, swapBytes, swapBytes64, toBit, toHex } from './bit-operations.ts';

describe('toBit', () => {
  it.each([
    [1.5, 2],
    [2.5, 2],
    [-0.5, 0],
    [2 ** 32 + 5, 5],
    [2 ** 31, -(2 ** 31)],
    [1e10, 1410065408],
    [2 ** 53 + 2, 1],
    [1e300, -2013235812],
    [Number.NaN, 0],
  ])('%d has the bits %d', (value, bits) => {
    expect(toBit(value)).toBe(bits);
  });
});

describe('shifts', () => {
  it.each([
    ['lshift', 1, 31, -2147483648],
    ['lshift', 1, 32, 1],
    ['lshift', 1, -1, -2147483648],
    ['rshift', -1, 28, 15],
    ['arshift', -256, 4, -16],
    ['rol', 0x12345678, 12, 0x45678123],
    ['ror', 0x12345678, 12, 0x67812345],
    ['rol', 1, 0, 1],
    ['ror', -5, 0, -5],
  ] as const)('%s(%d, %d) is %d on 32 bits', (name, value, count, result) => {
    expect(shift32(name, value, count)).toBe(result);
  });
  it.each([
    ['lshift', 1n, 64, 1n],
    ['rshift', (1n << 64n) - 1n, 60, 15n],
    ['arshift', (1n << 64n) - 16n, 2, (1n << 64n) - 4n],
    ['rol', 1n, 63, 1n << 63n],
    ['ror', 1n, 1, 1n << 63n],
    ['rol', 5n, 0, 5n],
  ] as const)('%s(%d, %d) is %d on 64 bits', (name, value, count, result) => {
    expect(shift64(name, value, count)).toBe(result);
  });
});

describe('bytes and digits', () => {
  it('swaps', () => {
    expect(swapBytes(0x12345678)).toBe(0x78563412);
    expect(swapBytes64(1n)).toBe(1n << 56n);
  });
  it.each([
    [5n, 0, ''],
    [5n, 20, '00000000000000000005'],
    [0xffffffffn, -8, 'FFFFFFFF'],
    [0xdeadbeefn, 4, 'beef'],
  ])('writes %d with %d digits as %j', (bits, digits, text) => {
    expect(toHex(bits, digits)).toBe(text);
  });
});
