import { describe, expect, it } from 'vitest';
import { luaHints } from './lua-hints.ts';

const handler = (line: string): string => `function envoy_on_request(handle)\n  ${line}\nend\n`;
const found = (text: string) =>
  luaHints('stamp', text).map(({ code, severity, range }) => [code, severity, range?.startLine, range?.startColumn]);

describe('luaHints', () => {
  it.each([
    ['handle:headers():nope()', [['lua/unknown-method', 'warning', 2]]],
    ['handle:headers():add("a", undefinedName)', [['lua/undefined-global', 'warning', 2]]],
    ['local unused = 1', [['lua/unused-local', 'info', 2]]],
    ['handle:headers():add("a", "b")', []],
    ['local a = = 1', [['LUA', 'error', 2]]],
  ])('%s', (line, expected) => {
    expect(found(handler(line)).map((one) => one.slice(0, 3))).toEqual(expected);
  });

  it('tells a syntax error in LuaJIT’s words', () => {
    const [first] = luaHints('stamp', handler('local é = 1; return = 2'));
    expect([first?.message, first?.range?.startColumn]).toEqual(["unexpected symbol near '='", 23]);
  });

  it('counts columns as the editor does', () => {
    const [first] = found(handler('local a = "é" .. nothingHere; return a'));
    expect(first).toEqual(['lua/undefined-global', 'warning', 2, 20]);
  });
});
