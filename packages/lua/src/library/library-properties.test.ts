import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LuaState } from '../state/lua-state.ts';
import type { LuaValue } from '../values/value.ts';
import { textToNumber } from './number/from-text.ts';
import { numberToText } from './number/to-text.ts';

/** Calls a Lua function written as source with values. */
function caller(source: string): (...args: LuaValue[]) => LuaValue[] {
  const state = new LuaState();
  const thread = state.newThread();
  const made = thread.start(state.load(source));
  const callee = made.status === 'done' ? made.values[0] : undefined;
  return (...args) => {
    const result = thread.start(callee, args);
    if (result.status === 'error') throw new Error(result.error.message);
    return result.status === 'done' ? result.values : [];
  };
}

const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1') });

describe('numbers and texts', () => {
  it('17 digits bring every double back', () => {
    const back = caller(
      'return function(x) return tonumber(string.format("%.17g", x)), tonumber(string.format("%a", x)) end',
    );
    void fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        expect(back(x)).toEqual([x, x]);
      }),
    );
  });

  it('tostring is stable: reading and writing again changes nothing', () => {
    void fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        const text = numberToText(x);
        expect(numberToText(textToNumber(text)!)).toBe(text);
      }),
    );
  });

  it('whole numbers keep their digits up to 14 of them', () => {
    void fc.assert(
      fc.property(fc.integer({ min: -99_999_999_999_999, max: 99_999_999_999_999 }), (n) => {
        expect(numberToText(n)).toBe(`${n}`);
      }),
    );
  });
});

describe('strings', () => {
  it('what %q quotes, load reads back', () => {
    const back = caller('return function(s) return loadstring("return " .. string.format("%q", s))() end');
    void fc.assert(
      fc.property(bytes, (text) => {
        expect(back(text)).toEqual([text]);
      }),
    );
  });

  it('bytes go through byte and char unchanged', () => {
    const back = caller('return function(s) return string.char(s:byte(1, -1)), s:reverse():reverse() end');
    void fc.assert(
      fc.property(bytes, (text) => {
        expect(back(text)).toEqual([text, text]);
      }),
    );
  });

  it('sub cuts as the positions say', () => {
    const cut = caller('return function(s, i, j) return s:sub(i, j) end');
    const position = fc.integer({ min: -12, max: 12 });
    void fc.assert(
      fc.property(word, position, position, (text, from, to) => {
        const first = Math.max(from < 0 ? text.length + from + 1 : from, 1);
        const last = Math.min(to < 0 ? text.length + to + 1 : to, text.length);
        expect(cut(text, from, to)).toEqual([first > last ? '' : text.slice(first - 1, last)]);
      }),
    );
  });
});

describe('patterns', () => {
  it('escaped text finds exactly that text', () => {
    const find = caller('return function(s, t) return s:find((t:gsub("%W", "%%%0"))) end');
    void fc.assert(
      fc.property(word, bytes, word, (before, text, after) => {
        // A NUL byte ends a pattern.
        fc.pre(!text.includes('\0'));
        const subject = before + text + after;
        const at = subject.indexOf(text);
        expect(find(subject, text)).toEqual([at + 1, at + text.length]);
      }),
    );
  });

  it('replacing every match by itself changes nothing', () => {
    const same = caller(`return function(s, p)
      local ok, result = pcall(string.gsub, s, p, "%0")
      return not ok or result == s
    end`);
    const piece = fc.constantFrom(
      'a',
      '.',
      '%a',
      '[ab]',
      '*',
      '-',
      '?',
      '+',
      '(',
      ')',
      '()',
      '%s',
      '$',
      '^',
      '%b a',
      '[^1]',
    );
    const pattern = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    void fc.assert(
      fc.property(word, pattern, (text, by) => {
        expect(same(text, by)).toEqual([true]);
      }),
    );
  });

  it('gmatch and gsub meet the same matches', () => {
    const both = caller(`return function(s, p)
      local a, b = {}, {}
      for m in s:gmatch(p) do a[#a + 1] = m end
      s:gsub(p, function(m) b[#b + 1] = m end)
      return table.concat(a, ",") == table.concat(b, ",")
    end`);
    void fc.assert(
      fc.property(word, fc.constantFrom('%a+', '%a*', '.', 'a?b', '[a1]-b', '%s', 'a*'), (text, pattern) => {
        expect(both(text, pattern)).toEqual([true]);
      }),
    );
  });
});

describe('64-bit integers', () => {
  it('obey the laws of numbers modulo 2^64', () => {
    const laws = caller(`return function(a, b, c)
      local x, y = loadstring("return " .. a)(), loadstring("return " .. b)()
      return tostring(x + y - y == x), tostring(x * y == y * x), tostring(-(-x) == x), tostring(x - x == 0)
    end`);
    const literal = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((value) => `${value}ULL`);
    void fc.assert(
      fc.property(literal, literal, (a, b) => {
        expect(laws(a, b)).toEqual(['true', 'true', 'true', 'true']);
      }),
    );
  });
});
