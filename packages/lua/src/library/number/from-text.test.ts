import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanNumberLiteral, textToNumber } from './from-text.ts';

describe('textToNumber', () => {
  const numbers: [string, number][] = [
    ['0', 0],
    ['-0', -0],
    ['  12  ', 12],
    ['\t\v\f\r\n5', 5],
    ['+7', 7],
    ['007', 7],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['2147483648', 2147483648],
    ['9007199254740993', 9007199254740992],
    ['0x10', 16],
    ['-0X1F', -31],
    ['0x.8', 0.5],
    ['0x1p4', 16],
    ['0x1P-2', 0.25],
    ['0x1.8p1', 3],
    ['0x1.8p1024', Number.POSITIVE_INFINITY],
    ['0x1p-1074', 5e-324],
    ['0x1p-1075', 0],
    ['0x1.8p-1075', 5e-324],
    ['0x20000000000001', 9007199254740992],
    ['0x20000000000003', 9007199254740996],
    ['0x20000000000001.00000000000001', 9007199254740994],
    ['0xffffffffffffffffffff', 2 ** 80],
    ['0b101', 5],
    ['-0B11', -3],
    ['1e400', Number.POSITIVE_INFINITY],
    ['1e-400', 0],
    ['1e1048575', Number.POSITIVE_INFINITY],
    ['inf', Number.POSITIVE_INFINITY],
    ['-INFINITY', Number.NEGATIVE_INFINITY],
    ['+nan', Number.NaN],
    [' NaN ', Number.NaN],
  ];
  it.each(numbers)('reads %j', (text, value) => {
    expect(textToNumber(text)).toBe(value);
  });

  const others = [
    '',
    ' ',
    '-',
    '+',
    '.',
    'e5',
    '1e',
    '1e+',
    '0x',
    '0b',
    '0b2',
    '0b1.',
    '0b1e1',
    '1..',
    '1.2.3',
    '5a',
    '1 2',
    '1\0',
  ];
  it.each([
    ...others,
    '--1',
    '- 1',
    '1_0',
    '0x1e+1',
    '1LL',
    '1ULL',
    '2i',
    '1u',
    'infi',
    'infinit',
    'na',
    'nano',
    '0x1g',
  ])('refuses %j', (text) => {
    expect(textToNumber(text)).toBeUndefined();
  });

  it('reads back every double that JavaScript writes', () => {
    void fc.assert(
      fc.property(fc.double(), (value) => {
        expect(textToNumber(`${value}`.replace('Infinity', 'inf').replace('NaN', 'nan'))).toBe(
          Object.is(value, -0) ? 0 : value,
        );
      }),
    );
  });
});

describe('scanNumberLiteral', () => {
  it.each([
    ['1LL', 1n, false],
    ['0x7fffffffffffffffLL', 0x7fffffffffffffffn, false],
    ['9223372036854775808LL', -9223372036854775808n, false],
    ['18446744073709551615LL', -1n, false],
    ['18446744073709551615ull', 18446744073709551615n, true],
    ['5LLU', 5n, true],
    ['0b101LL', 5n, false],
  ] as const)('reads the 64-bit literal %s', (text, value, unsigned) => {
    expect(scanNumberLiteral(text)).toEqual({ kind: 'int64', value, unsigned });
  });

  it('reads imaginary literals', () => {
    expect(scanNumberLiteral('2.5i')).toEqual({ kind: 'imaginary', value: 2.5 });
  });

  it.each([
    '18446744073709551616LL',
    '0x1ffffffffffffffffLL',
    '1L',
    '1U',
    '1.5LL',
    '1e2LL',
    '1LLi',
    '1LLUU',
    '3x',
    '0xg',
  ])('refuses %s', (text) => {
    expect(scanNumberLiteral(text)).toBeUndefined();
  });
});
