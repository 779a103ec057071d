import { describe, expect, it } from 'vitest';
import { compileRe2 } from './re2.ts';

describe('compileRe2', () => {
  it.each([
    ['/v[0-9]+', '/v12', true],
    ['/v[0-9]+', '/v12/x', false],
    ['a|b', 'b', true],
    ['a|bc', 'ac', false],
    ['(?i)hello', 'HeLLo', true],
    ['a(?i)b', 'aB', true],
    ['a(?i)b', 'AB', false],
    ['(?P<id>\\d+)', '42', true],
    ['[[:alpha:]_]+', 'ab_Z', true],
    ['[[:alpha:]_]+', 'ab1', false],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\Aab\\z', 'ab', true],
    ['.', '\xc3\xa9', true],
    ['.', '\n', false],
    ['a\\-b', 'a-b', true],
    ['{a}', '{a}', true],
    ['a{2}', 'aa', true],
    ['a{,2}', 'a{,2}', true],
    ['(?<n>a)(?<n>b)', 'ab', true],
    ['[]a]+', ']a', true],
    ['\\x{e9}', '\xc3\xa9', true],
    ['\\pL+', 'ab', true],
  ])('%s on %j is %s', (pattern, value, expected) => {
    expect(compileRe2(pattern).fullMatch(value)).toBe(expected);
  });

  it.each([
    ['(?=a)', 'invalid perl operator: (?='],
    ['(?!a)', 'invalid perl operator: (?!'],
    ['(a)\\1', 'invalid escape sequence: \\1'],
    ['[a', 'missing ]: [a'],
    ['a\\', 'trailing \\'],
    ['a{1001}', 'invalid repetition size: {1001}'],
    ['a{2,1}', 'invalid repetition size: {2,1}'],
    ['[[:foo:]]', 'invalid character class range: [:foo:]'],
    ['\\pX', 'invalid character class range: \\pX'],
    ['(?z)a', 'invalid perl operator: (?z'],
    ['(?P<n', 'invalid named capture group: (?P<n'],
    ['\\k', 'invalid escape sequence: \\k'],
    ['x*+', 'bad repetition operator: *+'],
    ['*a', 'no argument for repetition operator: *'],
    ['(a', 'missing ): (a'],
    ['a)', 'unexpected ): a)'],
    ['a**', 'bad repetition operator: **'],
    ['[z-a]', 'invalid character class range: z-a'],
  ])('refuses %s', (pattern, text) => {
    expect(() => compileRe2(pattern)).toThrow(text);
  });

  it('replaces every match with groups', () => {
    expect(compileRe2('(\\w+)@(\\w+)').replaceAll('a@b c@d', '\\2=\\1$&')).toBe('b=a$& d=c$&');
  });
});
