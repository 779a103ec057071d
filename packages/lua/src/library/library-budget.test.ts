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
