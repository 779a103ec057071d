import { describe, expect, it } from 'vitest';
import { type Conversion, parseFormat } from './conversion.ts';
import { formatFloat } from './format-float.ts';
import { doubleToInt64, doubleToUint64, formatInteger } from './format-integer.ts';

function only(format: string): Conversion {
  const [piece] = parseFormat(format);
  if (piece?.kind !== 'conversion') throw new Error(`${format} is no conversion`);
  return piece.conversion;
}

describe('parseFormat', () => {
  it('splits literals, percent signs and conversions', () => {
    expect(parseFormat('a%%b%-5.2fz')).toMatchObject([
      { text: 'a' },
      { text: '%' },
      { text: 'b' },
      { conversion: { letter: 'f', left: true, width: 5, precision: 2 } },
      { text: 'z' },
    ]);
  });
  it.each([
    ['%', '%'],
    ['%5', '%5'],
    ['%5%', '%5%'],
    ['%y\n', '%y'],
    ['%\x01', '%'],
    ['%123d', '%123'],
    ['%.123f', '%.123'],
    ['%-', '%-'],
    ['%lld', '%l'],
  ])('reports %j as invalid option %j', (format, text) => {
    expect(parseFormat(format)).toEqual([{ kind: 'invalid', text }]);
  });
});

describe('formatInteger', () => {
  it.each([
    ['%5.3d|', 5n, '  005'],
    ['%05d', -5n, '-0005'],
    ['%05.3d', 7n, '  007'],
    ['%-05d', 7n, '7    '],
    ['%+d', 5n, '+5'],
    ['% d', 5n, ' 5'],
    ['%+u', 7n, '7'],
    ['%#x', 255n, '0xff'],
    ['%#X', 255n, '0XFF'],
    ['%#x', 0n, '0'],
    ['%#o', 8n, '010'],
    ['%#o', 0n, '0'],
    ['%#.0o', 0n, '0'],
    ['%.0d', 0n, ''],
    ['%+.0d', 0n, '+'],
    ['%#08x', 255n, '0x0000ff'],
    ['%x', -1n, 'ffffffffffffffff'],
    ['%u', -1n, '18446744073709551615'],
    ['%d', 18446744073709551615n, '-1'],
  ])('writes %s of %d', (format, value, text) => {
    expect(formatInteger(only(format), value)).toBe(text);
  });

  it.each([
    [3.99, 3n, 3n],
    [-1.9, -1n, 18446744073709551615n],
    [1e300, -9223372036854775808n, 0x8000000000000000n],
    [1e19, -9223372036854775808n, 0x8ac7230489e80000n],
    [2 ** 64, -9223372036854775808n, 0n],
    [Number.NaN, -9223372036854775808n, 0x8000000000000000n],
  ])('converts %d', (value, signed, unsigned) => {
    expect(doubleToInt64(value)).toBe(signed);
    expect(doubleToUint64(value)).toBe(unsigned);
  });
});

describe('formatFloat', () => {
  it.each([
    ['%.0f', 2.5, '3'],
    ['%.2f', 0.125, '0.13'],
    ['%f', 1, '1.000000'],
    ['%.3f', 1e21, '1000000000000000000000.000'],
    ['%#.0f', 1, '1.'],
    ['% 08.3f', 2.71449, ' 002.714'],
    ['%+.0f', 1.5, '+2'],
    ['%5.1f', -0, ' -0.0'],
    ['%e', 0, '0.000000e+00'],
    ['%-10.2e|', 1.5, '1.50e+00  '],
    ['%#.0e', 1, '1.e+00'],
    ['%E', 1e-300, '1.000000E-300'],
    ['%g', 1e20, '1e+20'],
    ['%g', 100000, '100000'],
    ['%g', 1000000, '1e+06'],
    ['%g', 0.0001, '0.0001'],
    ['%g', 0.00001, '1e-05'],
    ['%#g', 1, '1.00000'],
    ['%#.0g', 1, '1.'],
    ['%.0g', 0, '0'],
    ['%#.3g', 0, '0.00'],
    ['%.99g', 2 ** -12, '0.000244140625'],
    ['%.99g', 0.1, '0.1000000000000000055511151231257827021181583404541015625'],
    ['%a', 1, '0x1p+0'],
    ['%a', 0, '0x0p+0'],
    ['%A', 0.1, '0X1.999999999999AP-4'],
    ['%a', 5e-324, '0x1p-1074'],
    ['%.0a', 1.5, '0x2p+0'],
    ['%.3a', 1 / 3, '0x1.555p-2'],
    ['%.15a', 1.5, '0x1.800000000000000p+0'],
    ['%020a', 1.5, '0x0000000000001.8p+0'],
    ['%05g', Number.NEGATIVE_INFINITY, ' -inf'],
    ['%05g', Number.NaN, '  nan'],
    ['% G', Number.NaN, ' NAN'],
    ['%+g', Number.NaN, 'nan'],
    ['%+E', Number.POSITIVE_INFINITY, '+INF'],
  ])('writes %s of %d', (format, value, text) => {
    expect(formatFloat(only(format), value)).toBe(text);
  });
});
