import { describe, expect, it } from 'vitest';
import { LuaState } from '../state/lua-state.ts';

/** Runs a script with a budget and says how it ended. */
function ending(source: string, instructions: number): string {
  const state = new LuaState({ budgets: { instructions } });
  const result = state.newThread().start(state.load(source));
  return result.status === 'exhausted' ? `exhausted ${result.what}` : result.status;
}

describe('the budget of instructions', () => {
  it.each([
    ['string.rep', 'string.rep("x", 1e8)'],
    ['rep with a separator', 'string.rep("x", 1e7, ",,,,")'],
    ['upper', 'local s = ("x"):rep(1e6) for i = 1, 100 do s:upper() end'],
    ['reverse', 'local s = ("x"):rep(1e6) for i = 1, 100 do s:reverse() end'],
    ['a catastrophic pattern', '("a"):rep(1e5):find(".-b")'],
    ['nested repetitions', '("a"):rep(5000):find("a*a*a*a*b")'],
    ['match', '("a"):rep(1e5):match("(a+)%1b")'],
    ['gmatch', 'for _ in ("a"):rep(1e5):gmatch(".-b") do end'],
    ['gsub with a text', '("x"):rep(1e6):gsub("", "yy")'],
    ['gsub with a table', '("x"):rep(1e6):gsub("x", {})'],
    ['gsub with a function', '("x"):rep(1e6):gsub("x", function() end)'],
    ['plain find', 'local s = ("x"):rep(1e6) for i = 1, 100 do s:find("y", 1, true) end'],
    ['format', 'local s = ("x"):rep(1e6) for i = 1, 100 do ("%s"):format(s) end'],
    ['a balance that never ends', 'local s = ("("):rep(1e5) for i = 1, #s do s:find("%b()", i) end'],
    ['a set of many characters', '("x"):rep(1e4):find("[" .. ("ab"):rep(5e4) .. "]")'],
    ['a back reference', 'local s = ("x"):rep(2e5) s:find("(.+)%1y")'],
    ['table.concat', 'local t = {} for i = 1, 100 do t[i] = ("x"):rep(1e4) end for i = 1, 100 do table.concat(t) end'],
    ['gsub with many marks', '("x"):rep(1e4):gsub("x", ("%0"):rep(1000))'],
    [
      'foreachi over an endless length',
      'table.foreachi(setmetatable({}, {__len = function() return 1e15 end}), function() end)',
    ],
    ['a reader without an end', 'load(function() return "x " end)'],
    ['tostring that calls itself', 'tostring(setmetatable({}, {__tostring = tostring}))'],
    ['tonumber', 'local s = ("1"):rep(1e5) for i = 1, 1e5 do tonumber(s) end'],
    ['tonumber with a base', 'local s = ("1"):rep(1e5) for i = 1, 1e5 do tonumber(s, 36) end'],
    ['arithmetic on texts', 'local s = ("1"):rep(1e5) for i = 1, 1e5 do local x = s + 1 end'],
    [
      'comparing texts',
      'local a, b = ("x"):rep(1e6) .. "a", ("x"):rep(1e6) .. "b" for i = 1, 1e5 do local x = a < b end',
    ],
    ['collecting garbage', 'for i = 1, 1e4 do collectgarbage() end'],
    ['compiling', 'local s = ("x = 1 "):rep(1e4) for i = 1, 100 do loadstring(s) end'],
    [
      'tracebacks',
      'local function f(n) if n > 0 then return 1 + f(n - 1) end while true do debug.traceback() end end f(5000)',
    ],
  ])('ends %s', (_, source) => {
    expect(ending(source, 200_000)).toBe('exhausted instructions');
  });

  it('is no error that pcall could catch', () => {
    expect(ending('pcall(string.rep, "x", 1e8) return "went on"', 100_000)).toBe('exhausted instructions');
    expect(ending('pcall(string.find, ("a"):rep(1e4), ".-.-.-b") return "went on"', 100_000)).toBe(
      'exhausted instructions',
    );
  });

  it('leaves what is cheap alone', () => {
    expect(ending('for i = 1, 1000 do local _ = ("key=value"):match("(%w+)=(%w+)") end', 200_000)).toBe('done');
    expect(ending('return ("x"):rep(1e5):upper():len()', 200_000)).toBe('done');
  });
});

describe('library functions that call each other without end', () => {
  it.each([
    ['os.time as __index', 'local t = setmetatable({}, {__index = os.time}) return pcall(os.time, t)'],
    [
      'os.time as __index of another table',
      'local t = setmetatable({}, {__index = os.time}) return pcall(function() return t.x end)',
    ],
  ])('end: %s', (_, source) => {
    expect(ending(source, 5_000_000)).toBe('done');
  });
});

describe('the budget of memory', () => {
  it.each([
    ['string.rep', 'return #string.rep("x", 1e8)'],
    ['strings that are kept', 'local t = {} for i = 1, 1e4 do t[i] = ("x"):rep(1e4) .. i end'],
    ['gsub', 'return #(("x"):rep(1e6):gsub("x", ("y"):rep(100)))'],
  ])('ends %s', (_, source) => {
    const state = new LuaState({ budgets: { memory: 20_000_000 } });
    const result = state.newThread().start(state.load(source));
    expect(result.status).not.toBe('done');
  });
});
