import { describe, expect, it } from 'vitest';
import { hasPatternCharacters, PatternError, PatternMatcher } from './pattern-matcher.ts';

/** What `string.match(subject, pattern)` gives. */
function firstMatch(subject: string, pattern: string): (string | number)[] | undefined {
  const matcher = new PatternMatcher(subject, pattern);
  const anchored = pattern.startsWith('^');
  for (let start = 0; start <= subject.length; start++) {
    const end = matcher.matchAt(start, anchored ? 1 : 0);
    if (end >= 0) return Array.from({ length: matcher.valueCount() }, (_, index) => matcher.capture(index, start, end));
    if (anchored) break;
  }
  return undefined;
}

describe('PatternMatcher', () => {
  it.each([
    ['abc', 'b', ['b']],
    ['abc', '^b', undefined],
    ['  x  ', '^%s*(.-)%s*$', ['x']],
    ['abc', '((a)(b))', ['ab', 'a', 'b']],
    ['abc', '()b()', [2, 3]],
    ['THE (quick) fox', '%((%a+)%)', ['quick']],
    ['f(a(b)c)d', '%b()', ['(a(b)c)']],
    ['THE (quick) fox', '%f[%a]%a+%f[%A]', ['THE']],
    ['xx=yy', '(%w)%1=(%w)%2', ['x', 'y']],
    [']', '[]]', [']']],
    ['a]b', '[^]]+', ['a']],
    ['-', '[a-c-e]', ['-']],
    ['a', '[z-a]', undefined],
    ['a-', '[a-]+', ['a-']],
    ['a$b', 'a$b', ['a$b']],
    ['ab', 'ab$', ['ab']],
    ['a\0b', 'a\0c', ['a']],
    ['\0a', '%z', ['\0']],
    ['a\xe9!', '%p', ['!']],
    ['y', '%y', ['y']],
    ['aaa', 'a-', ['']],
    ['aab', 'a-b', ['aab']],
    ['a.c', 'a?%.?c?', ['a.c']],
  ] as const)('matches %j with %j', (subject, pattern, values) => {
    expect(firstMatch(subject, pattern)).toEqual(values);
  });

  it.each([
    ['a(', 'unfinished capture'],
    ['a)', 'invalid pattern capture'],
    ['%', "malformed pattern (ends with '%')"],
    ['[a', "malformed pattern (missing ']')"],
    ['[]', "malformed pattern (missing ']')"],
    ['[a%', "malformed pattern (missing ']')"],
    ['%f', "missing '[' after '%f' in pattern"],
    ['%bx', 'unbalanced pattern'],
    ['%1', 'invalid capture index'],
    ['(a%1)', 'invalid capture index'],
    ['%0', 'invalid capture index'],
    ['()'.repeat(33), 'too many captures'],
  ])('refuses %j: %s', (pattern, message) => {
    expect(() => firstMatch('abc', pattern)).toThrow(new PatternError(message));
  });

  it('gives up beyond 200 nested matches, as LuaJIT does', () => {
    expect(firstMatch('a'.repeat(300), 'a?'.repeat(199))).toEqual(['a'.repeat(199)]);
    expect(() => firstMatch('a'.repeat(300), 'a?'.repeat(200))).toThrow('pattern too complex');
  });

  it('lets the budget end a match that takes quadratic time', () => {
    let left = 100_000;
    const matcher = new PatternMatcher('a'.repeat(100_000), '.-b', (steps) => {
      left -= steps;
      if (left < 0) throw new RangeError('spent');
    });
    expect(() => {
      for (let start = 0; start < 100_000; start++) matcher.matchAt(start, 0);
    }).toThrow('spent');
  });
});

describe('hasPatternCharacters', () => {
  it.each([
    ['abc', false],
    [')', false],
    [']', false],
    ['a.c', true],
    ['a-', true],
    ['[', true],
    ['%', true],
  ])('%j: %s', (pattern, expected) => {
    expect(hasPatternCharacters(pattern)).toBe(expected);
  });
});
