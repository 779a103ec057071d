import { expressions, luaString, type Snippet, snippetsOf } from '../snippet.ts';

const VALUES = `
0 | -0 | 1 | -1 | 42 | 1e14 | 1e15 | 99999999999999 | 123456789012345 | 2^53 | -2^53 | 2^63 | 0.1 | 0.1+0.2 | 1/3 | -2/3 | 0.0001
0.00001 | 1e-10 | 1e100 | 1.5e300 | 5e-324 | 1.7976931348623157e308 | 99999999999999.5 | 0/0 | -(0/0) | 1/0 | -1/0 | 3.14159265358979
100 | 1e5 | 123456.789 | 0.5 | 2.5 | -3.75 | 1e21 | 1e-7 | 314.16e-2 | 0.31416E1 | 0xff | 0x.8p3 | 1e14-1 | 12345678.9 | 1e99 | 65536.0001
`
  .split(/[|\n]/)
  .map((value) => value.trim())
  .filter((value) => value !== '');

/** The texts of numbers, as `tostring`, `..` and `%.14g` write them. */
function texts(): string[] {
  return VALUES.map((value) => `local n = ${value} return tostring(n), n .. "", string.format("%.14g", n)`);
}

const NUMERALS = [
  '0',
  '1',
  '-1',
  '+1',
  '10',
  '007',
  '1.',
  '.5',
  '1.5',
  '-.5',
  '1e1',
  '1E+2',
  '1e-2',
  '1e',
  '1e+',
  'e1',
  '.e1',
  '.',
  '-',
  '+',
  '',
  ' ',
  ' 1',
  '1 ',
  ' 1 ',
  '\t1\n',
  '\v1\f\r',
  '1 2',
  '1,2',
  '1_0',
  '1\0',
  '\x001',
  '--1',
  '-+1',
  '- 1',
  '+-1',
  '0x10',
  '0X1f',
  '-0x10',
  '0x',
  '0xg',
  '0x.8',
  '0x8.',
  '0x1p4',
  '0x1P-4',
  '0x1p',
  '0x1p+',
  '0x.p1',
  '0x1.8p1',
  '0x1e1',
  '0x1e+1',
  '0xA.8',
  '0xffffffffffffffffff',
  '0x1p1023',
  '0x1p1024',
  '0x1p-1074',
  '0x1p-1075',
  '0x1.8p-1075',
  '0x0.0000000001p40',
  '0x20000000000001',
  '0x20000000000003',
  '0b1',
  '0b101',
  '0B11',
  '0b',
  '0b2',
  '0b1.0',
  '0b1e1',
  '-0b11',
  'inf',
  '-inf',
  '+inf',
  'INF',
  'Inf',
  'infinity',
  '-Infinity',
  'infin',
  'inf1',
  'nan',
  '-nan',
  'NaN',
  'nanx',
  '1e308',
  '1e309',
  '-1e309',
  '1e-323',
  '1e-324',
  '2.4703282292062328e-324',
  '1e9999999999',
  '1e-9999999999',
  '0e9999999999',
  '123456789',
  '1234567890',
  '2147483647',
  '2147483648',
  '4294967296',
  '12345678901234567890',
  '0.1',
  '0.30000000000000004',
  '179769313486231570000e289',
  '9007199254740993',
  '9007199254740992.5',
  '1LL',
  '1ULL',
  '1ll',
  '1i',
  '1u',
  '1l',
  '0x1LL',
  '1f',
  '1d',
  '5a',
  'a',
  'x',
  '1..2',
  '1.2.3',
  '..1',
  '1e1.5',
  '1e1e1',
  '0x1p1p1',
  '\xd9\xa3',
  '1\xa0',
  '0o17',
  '1h',
  "1'",
  '$1',
  '#1',
  '00',
  '-0',
  '-0.0',
  '0x0',
  '-0x0',
  '000.500',
  '1e00',
  '1e+00',
  '1e-00',
  '5e-1',
  '1e22',
  '1e23',
  '8.5e-5',
  '4.35',
  '2.675',
  '1.005',
];

/** What `tonumber` reads, and what arithmetic on the text does. */
function readings(): string[] {
  return NUMERALS.map((numeral) => {
    const literal = luaString(numeral);
    return `return tonumber(${literal}), pcall(function() return ${literal} + 0 end)`;
  });
}

const BASED: readonly (readonly [string, string])[] = [
  ['10', '2'],
  ['10', '8'],
  ['10', '16'],
  ['10', '36'],
  ['zz', '36'],
  ['ZZ', '36'],
  ['z', '35'],
  ['12', '2'],
  ['', '10'],
  [' 11 ', '2'],
  ['-11', '2'],
  ['+11', '2'],
  ['- 1', '2'],
  ['0x10', '16'],
  ['10', '10'],
  ['1e1', '10'],
  ['1e1', '16'],
  ['1.5', '10'],
  ['1.5', '8'],
  ['ffffffff', '16'],
  ['100000000', '16'],
  ['ffffffffffffffff', '16'],
  ['7fffffff', '16'],
  ['1\0', '2'],
  ['11111111111111111111111111111111', '2'],
  ['777', '8'],
  ['8', '8'],
  ['a', '11'],
  ['A', '11'],
  ['10', '1'],
  ['10', '37'],
  ['10', '0'],
  ['10', '-2'],
  ['10', '2.9'],
  ['10', '"16"'],
  ['10', 'nil'],
  ['10', '{}'],
  ['10', '"x"'],
  ['\t10\n', '3'],
  ['1 0', '2'],
  ['-ff', '16'],
];

function based(): string[] {
  return BASED.map(([numeral, base]) => `return pcall(tonumber, ${luaString(numeral)}, ${base})`);
}

const LITERALS = expressions(`
0, 00, 1, 3.0, 3.1416, 314.16e-2, 0.31416E1, 34e1, .5, 5.
0xA23, 0xff, 0XFF, 0x.1E, 0xA23p-4, 0X1.921FB54442D18P+1
0b0, 0b1111, 0B10
1LL, 0LL, 123456789012LL, 0xffLL, 0x7fffffffffffffffLL, 0xffffffffffffffffLL, 9223372036854775807LL, 9223372036854775808LL
1ULL, 1uLL, 1LLU, 18446744073709551615ULL, 0xffffffffffffffffULL, 0b11LL
18446744073709551615LL
1e1000, -1e1000
1e-400
100000000000000000000000
0x123456789abcdef01
1 --[[x]] + 2
-2^2, 2^-1, -2^-2, 2^3^2
#"abc" + 1, -"2" + 0, - -2, not nil == true
0xep1, 0xe+1, 0x1p-2
3-2, 3 -2, 3- -2, 3--2
`).concat([
  'return 1--x',
  'return 7 -- comment\n+ 1',
  'local a = 0x10 return a .. 1 .. 2',
  'return 1 ..2',
  'return 1 .. 2 .. 3',
]);

/** Numbers: their texts, what is read as a number, literals. */
export function numbers(): Snippet[] {
  return [
    ...snippetsOf('text of a number', texts()),
    ...snippetsOf('tonumber', readings()),
    ...snippetsOf('tonumber with base', based()),
    ...snippetsOf('literal', LITERALS),
  ];
}
