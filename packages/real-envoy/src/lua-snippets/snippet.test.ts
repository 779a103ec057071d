import { describe, expect, it } from 'vitest';
import { AREAS } from './areas.ts';
import { chunks, expressions, lines, luaString, snippetsOf } from './snippet.ts';

describe('making snippets', () => {
  it('numbers equal names and shortens long ones', () => {
    const long = `return ${'x'.repeat(100)}`;
    expect(snippetsOf('group', ['return 1', 'return  1', long]).map(({ name }) => name)).toEqual([
      'group: return 1',
      'group: return 1 (2)',
      `group: return ${'x'.repeat(62)}…`,
    ]);
  });

  it('splits texts into lines, expressions and chunks', () => {
    expect(lines('a\n\n  b \n-- c\n')).toEqual(['a', 'b']);
    expect(expressions('1\n2')).toEqual(['return 1', 'return 2']);
    expect(chunks('\na\nb\n---\nc\n')).toEqual(['a\nb', 'c']);
  });

  it('writes any bytes as a Lua literal', () => {
    expect(luaString('a"\\\n\0\xff')).toBe('"a\\034\\092\\010\\000\\255"');
  });
});

describe('the families', () => {
  it('make the same snippets each time', () => {
    for (const make of Object.values(AREAS)) expect(make()).toEqual(make());
  });

  it('are thousands of different sources', () => {
    const sources = new Set(Object.values(AREAS).flatMap((make) => make().map(({ source }) => source)));
    expect(sources.size).toBeGreaterThan(3500);
  });
});
