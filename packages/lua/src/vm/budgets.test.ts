import { describe, expect, it } from 'vitest';
import { LuaState } from '../state/lua-state.ts';
import { runLua, suspendingState } from '../testing/run-lua.ts';

describe('the instruction budget', () => {
  it.each([
    ['while', 'while true do end'],
    ['repeat', 'repeat until false'],
    ['numeric for', 'for i = 1, math.huge do end'],
    ['generic for', 'for _ in function() return 1 end do end'],
    ['next', 'local t = {1} while true do for _ in pairs(t) do end end'],
    ['goto', '::top:: goto top'],
    ['recursion by tail calls', 'local function f() return f() end f()'],
    ['pcall', 'while true do pcall(error) end'],
    ['a loop in pcall', 'while true do pcall(function() while true do end end) end'],
    ['xpcall handlers', 'while true do xpcall(error, function() while true do end end) end'],
    ['coroutines', 'while true do coroutine.wrap(function() while true do end end)() end'],
    ['__index', 'local t = setmetatable({}, {__index = function() while true do end end}) return t.x'],
    ['a comparator', 'table.sort({1, 2, 3}, function() while true do end end)'],
    ['a gsub callback', '("x"):gsub("x", function() while true do end end)'],
    ['a gsub of much', 'local s = ("x"):rep(1e5) while true do s:gsub("x", "y") end'],
    ['__tostring', 'tostring(setmetatable({}, {__tostring = function() while true do end end}))'],
    ['__concat', 'return setmetatable({}, {__concat = function() while true do end end}) .. "x"'],
    ['__eq', 'local m = {__eq = function() while true do end end} return setmetatable({}, m) == setmetatable({}, m)'],
    ['load', 'load(function() while true do end end)'],
    ['table.foreach', 'table.foreach({1}, function() while true do end end)'],
    ['a bad pattern', 'return (("a"):rep(30000) .. "b"):find(".-.-.-.-c")'],
    ['string.rep', 'while true do local s = ("x"):rep(1e6) end'],
    ['joining', 'local s = "x" while true do s = ("y" .. s):sub(1, 1e6) end'],
    ['unpack', 'local t = {} for i = 1, 7000 do t[i] = i end while true do local n = select("#", unpack(t)) end'],
  ])('ends %s', (_name, source) => {
    const result = runLua(source, { budgets: { instructions: 200_000 } });
    expect(result).toMatchObject({ status: 'exhausted', what: 'instructions' });
  });

  it('cannot be caught', () => {
    const state = new LuaState({ budgets: { instructions: 1000 } });
    const result = state
      .newThread()
      .start(
        state.load('caught = 0 while true do pcall(function() while true do end end) caught = caught + 1 end', '=t'),
      );
    expect(result.status).toBe('exhausted');
    expect(state.globals.getName('caught')).toBe(0);
  });

  it('lets a run go on with more', () => {
    const state = new LuaState({ budgets: { instructions: 1000 } });
    const thread = state.newThread();
    let result = thread.start(state.load('local n = 0 for i = 1, 5000 do n = n + i end return n', '=t'));
    let slices = 1;
    while (result.status === 'exhausted') {
      expect(result.canContinue).toBe(true);
      state.setBudgets({ instructions: 1000 });
      result = thread.continue();
      slices++;
    }
    expect(result).toEqual({ status: 'done', values: [12_502_500] });
    expect(slices).toBe(5);
  });

  it('counts the same for the same program', () => {
    const used = [1, 2].map(() => {
      const state = new LuaState();
      state
        .newThread()
        .start(state.load('local t = {} for i = 1, 100 do t[i] = tostring(i) end return table.concat(t)', '=t'));
      return state.instructionsUsed;
    });
    expect(used[0]).toBe(used[1]);
    expect(used[0]).toBeGreaterThan(200);
  });

  it('is shared by the threads of a state', () => {
    const state = suspendingState({ budgets: { instructions: 1000 } });
    const body = state.load('for i = 1, 400 do end suspend() for i = 1, 400 do end', '=t');
    const first = state.newThread();
    const second = state.newThread();
    expect(first.start(body).status).toBe('suspended');
    expect(second.start(body).status).toBe('suspended');
    expect(first.resume().status).toBe('exhausted');
  });
});

describe('the memory budget', () => {
  it.each([
    ['a growing table', 'local t = {} for i = 1, math.huge do t[i] = i end'],
    ['many tables', 'local t = {} while true do t = {t} end'],
    ['names', 'local t = {} for i = 1, math.huge do t["k" .. i] = i end'],
    ['a growing string', 'local s = "x" while true do s = s .. s end'],
    ['strings in a table', 'local t = {} while true do t[#t + 1] = ("x"):rep(1000) .. #t end'],
    ['closures', 'local f while true do local g = f f = function() return g end end'],
    ['coroutines', 'local t = {} while true do t[#t + 1] = coroutine.create(print) end'],
    ['in pcall', 'local t = {} while true do pcall(function() t[#t + 1] = {} end) end'],
    [
      'table.concat',
      'local t = {} for i = 1, 100 do t[i] = ("x"):rep(1e5) end while true do t[1] = table.concat(t) end',
    ],
  ])('ends %s', (_name, source) => {
    const result = runLua(source, { budgets: { memory: 4 << 20 } });
    expect(result).toMatchObject({ status: 'exhausted', what: 'memory', canContinue: false });
  });

  it('does not count what is garbage', () => {
    const source = 'local n = 0 for i = 1, 20000 do local t = {i, {}, "s" .. i} n = n + #t end return n';
    expect(runLua(source, { budgets: { memory: 1 << 20 } })).toEqual({ status: 'done', values: [60_000] });
  });

  it('leaves the state usable', () => {
    const state = new LuaState({ budgets: { memory: 1 << 20 } });
    const thread = state.newThread();
    expect(thread.start(state.load('local t = {} while true do t = {t} end', '=t')).status).toBe('exhausted');
    expect(thread.start(state.load('return 1', '=t'))).toEqual({ status: 'done', values: [1] });
  });

  it('of an idle state is small', () => {
    expect(new LuaState().bytesInUse).toBeLessThan(64 << 10);
  });
});
