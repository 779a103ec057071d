import { describe, expect, it } from 'vitest';
import type { ThreadResult } from '../state/thread-result.ts';
import { runLua, suspendingState } from '../testing/run-lua.ts';
import { LuaTable } from '../values/table.ts';
import type { LuaValue } from '../values/value.ts';

/** Runs a chunk that suspends, answering each suspension with the next list of values. */
function drive(source: string, answers: readonly LuaValue[][]): { requests: unknown[]; last: ThreadResult } {
  const state = suspendingState();
  const thread = state.newThread();
  let last = thread.start(state.load(source, '=t'));
  const requests: unknown[] = [];
  for (const answer of answers) {
    if (last.status !== 'suspended') break;
    requests.push(last.request);
    last = thread.resume(answer);
  }
  return { requests, last };
}

describe('suspension by a host function', () => {
  it.each([
    ['in an expression', 'return suspend("a") + 1', [[41]], [42]],
    [
      'twice in one call',
      'return select("#", suspend(1), suspend(2)), suspend(3)',
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [3, 5, 6],
    ],
    ['with no values', 'return select("#", suspend())', [[]], [0]],
    ['in pcall', 'return pcall(function() return suspend() .. suspend() end)', [['a'], ['b']], [true, 'ab']],
    ['as the function of pcall', 'return pcall(suspend, 1)', [['x', 'y']], [true, 'x', 'y']],
    ['before an error in pcall', 'return pcall(function() error({suspend()}) end)', [[7]], undefined],
    [
      'in xpcall',
      'return xpcall(function() suspend() error("e", 0) end, function(m) return m .. "!" end)',
      [[]],
      [false, 'e!'],
    ],
    [
      'but not in an error handler',
      'return xpcall(function() suspend() error("e", 0) end, function(m) return m .. suspend() end)',
      [[]],
      [false, 'error in error handling'],
    ],
    [
      'in __index',
      'local t = setmetatable({}, {__index = function() return suspend() end}) return t.a, t[1]',
      [[1], [2]],
      [1, 2],
    ],
    [
      'in __newindex',
      'local t = setmetatable({}, {__newindex = function(t, k, v) rawset(t, k, suspend(v)) end}) t.x = 1 return t.x',
      [[9]],
      [9],
    ],
    [
      'in __add',
      'local t = setmetatable({}, {__add = function() return suspend() end}) return 1 + t + 1',
      [[5], [6]],
      [6],
    ],
    [
      'in __lt',
      'local t = setmetatable({}, {__lt = function() return suspend() end}) if t < t then return "yes" end return "no"',
      [[true]],
      ['yes'],
    ],
    [
      'in __le that is false',
      'local t = setmetatable({}, {__le = function() return suspend() end}) return t <= t',
      [[false]],
      [false],
    ],
    [
      'in __eq',
      'local m = {__eq = function() return suspend() end} return setmetatable({}, m) ~= setmetatable({}, m)',
      [[true]],
      [false],
    ],
    [
      'in __concat of many',
      'local t = setmetatable({}, {__concat = function(a, b) return suspend() end}) return "a" .. "b" .. t .. "c"',
      [['X'], ['Y']],
      undefined,
    ],
    [
      'in __len and __unm',
      'local t = setmetatable({}, {__len = function() return suspend() end, __unm = function() return suspend() end}) return #t, -t',
      [[3], [4]],
      [3, 4],
    ],
    [
      'in __call',
      'local t = setmetatable({}, {__call = function(_, x) return suspend(x) end}) return t(5)',
      [[6]],
      [6],
    ],
    [
      'in an iterator',
      'local s = 0 for v in function() return suspend() end do s = s + v end return s',
      [[1], [2], [3], []],
      [6],
    ],
    ['as an iterator', 'local s = 0 for v in suspend do s = s + v end return s', [[1], [2], [3], []], [6]],
    [
      'in __pairs',
      'local t = setmetatable({}, {__pairs = function() return suspend end}) local n = 0 for k in pairs(t) do n = n + k end return n',
      [[4], [5], []],
      [9],
    ],
    [
      'in table.foreach',
      'local t = {} table.foreach({1, 2}, function(i) t[i] = suspend(i) end) return t[1], t[2]',
      [['a'], ['b']],
      ['a', 'b'],
    ],
    [
      'in __tostring',
      'return tostring(setmetatable({}, {__tostring = function() return suspend() end}))',
      [['text']],
      ['text'],
    ],
    ['in a tail call', 'local function f() return suspend(1) end return f()', [[8, 9]], [8, 9]],
    ['in the arguments of a method', 'return ("x"):rep(suspend())', [[3]], ['xxx']],
    [
      'in a table constructor',
      'local t = {suspend(), suspend()} return #t, t[1], t[2], t[3]',
      [
        [1, 2],
        [3, 4],
      ],
      [3, 1, 3, 4],
    ],
  ] as const)('%s', (_name, source, answers, expected) => {
    const { last, requests } = drive(source, answers as unknown as LuaValue[][]);
    expect(last.status).toBe('done');
    expect(requests.length).toBeGreaterThan(0);
    if (expected !== undefined) expect(last).toMatchObject({ values: expected });
  });

  it('hands the request to the owner', () => {
    const { requests } = drive('suspend("first") suspend("second")', [[], []]);
    expect(requests).toEqual(['first', 'second']);
  });

  it('gives the error behind it to pcall', () => {
    const { last } = drive('local ok, e = pcall(function() error({suspend()}) end) return ok, e[1]', [[7]]);
    expect(last).toMatchObject({ values: [false, 7] });
  });

  it('joins strings in order around a __concat', () => {
    const source = `local log = {}
      local t = setmetatable({}, {__concat = function(a, b) log[#log + 1] = type(a) .. type(b) return suspend() end})
      local r = "a" .. "b" .. t .. "c" return r, log[1]`;
    expect(drive(source, [['X']]).last).toMatchObject({ values: ['abX', 'tablestring'] });
  });

  it('lets the resumer go on when the script made the coroutine itself', () => {
    const source = 'local co = coroutine.create(function() return suspend("inner") end) return coroutine.resume(co)';
    const { last, requests } = drive(source, []);
    expect(requests).toEqual([]);
    expect(last).toMatchObject({ status: 'done', values: [true] });
  });

  it.each([
    'table.sort({3, 1, 2}, function(a, b) suspend() return a < b end)',
    'string.gsub("abc", "%w", function() suspend() end)',
    'package.preload.m = function() suspend() end require("m")',
  ])('is refused behind a C boundary: %s', (source) => {
    const { last } = drive(source, [[]]);
    expect(last).toMatchObject({ status: 'error', error: { value: 'attempt to yield across C-call boundary' } });
  });

  it('keeps many threads of one state apart', () => {
    const state = suspendingState();
    const body = state.load(
      'local n = ... local sum = 0 for i = 1, 3 do sum = sum + suspend(n) end return n, sum',
      '=t',
    );
    const threads = [1, 2, 3].map(() => state.newThread());
    threads.forEach((thread, index) => {
      expect(thread.start(body, [index])).toEqual({ status: 'suspended', request: index });
    });
    for (let round = 0; round < 2; round++) {
      for (const [index, thread] of threads.entries()) thread.resume([10 * index]);
    }
    const results = threads.map((thread, index) => thread.resume([10 * index]));
    expect(results).toEqual([0, 1, 2].map((index) => ({ status: 'done', values: [index, 30 * index] })));
  });

  it('may be given up, and the thread used again', () => {
    const state = suspendingState();
    const thread = state.newThread();
    thread.start(state.load('suspend() error("never")', '=t'));
    expect(thread.start(state.load('return 1', '=t'))).toEqual({ status: 'done', values: [1] });
    thread.start(state.load('suspend()', '=t'));
    thread.close();
    expect(thread.status).toBe('idle');
    expect(() => thread.resume()).toThrow('idle');
  });
});

describe('coroutine.yield outside of a coroutine of the script', () => {
  it('tells the owner', () => {
    const state = suspendingState();
    const thread = state.newThread();
    expect(thread.start(state.load('return coroutine.yield(1, 2)', '=t'))).toEqual({
      status: 'yielded',
      values: [1, 2],
    });
    expect(thread.resume([3])).toEqual({ status: 'done', values: [3] });
  });

  it('is an error in the main thread', () => {
    const state = suspendingState();
    const result = state.newThread({ main: true }).start(state.load('coroutine.yield()', '=t'));
    expect(result).toMatchObject({ status: 'error', error: { value: 't:1: attempt to yield across C-call boundary' } });
  });
});

describe('coroutines', () => {
  it('finish in a deep nest without using the JavaScript stack', () => {
    const source = `local function nest(n) if n == 0 then return 'deep' end return coroutine.wrap(nest)(n - 1) end
      return nest(20000)`;
    expect(runLua(source)).toEqual({ status: 'done', values: ['deep'] });
  });

  it('carry errors over their borders', () => {
    const source = `local co = coroutine.create(function() error({code = 5}) end)
      local ok, e = coroutine.resume(co) return ok, e, coroutine.status(co)`;
    const result = runLua(source);
    expect(result).toMatchObject({ status: 'done', values: [false, expect.any(LuaTable), 'dead'] });
  });

  it('tell each other what they are', () => {
    const source = `local co co = coroutine.create(function() return coroutine.status(co), coroutine.resume(co) end)
      local _, inner, ok, why = coroutine.resume(co) return inner, ok, why, coroutine.status(co)`;
    expect(runLua(source)).toMatchObject({ values: ['running', false, 'cannot resume running coroutine', 'dead'] });
  });
});
