import { describe, expect, it } from 'vitest';
import { LuaState } from '../state/lua-state.ts';
import type { LuaThread } from '../state/lua-thread.ts';
import type { ThreadResult } from '../state/thread-result.ts';
import { suspendingState } from '../testing/run-lua.ts';
import type { BreakpointRequest } from './breakpoints.ts';
import { Debugger, type DebuggerOptions } from './debugger.ts';
import type { StepKind } from './stepping.ts';

type Session = { state: LuaState; watcher: Debugger; thread: LuaThread; start: () => ThreadResult };

function session(source: string, breakpoints: BreakpointRequest[] = [], options: DebuggerOptions = {}): Session {
  const state = suspendingState();
  const watcher = new Debugger(state, options);
  const chunk = state.load(source, '=t');
  watcher.setBreakpoints(chunk.prototype, breakpoints);
  const thread = state.newThread();
  return { state, watcher, thread, start: () => thread.start(chunk) };
}

/** Steps from the first statement on; gives the lines stopped at. */
function stepLines(source: string, kind: StepKind, from: BreakpointRequest[] = []): number[] {
  const { watcher, thread, start } = session(source, from);
  if (from.length === 0) watcher.step(thread, 'into');
  const lines: number[] = [];
  for (let result = start(); result.status === 'paused' && lines.length < 100; result = thread.continue()) {
    lines.push(result.line);
    watcher.step(thread, kind);
  }
  return lines;
}

const locals = (thread: LuaThread, frame = 0): Record<string, unknown> =>
  Object.fromEntries(
    thread
      .frames()
      [frame]!.locals()
      .map(({ name, value }) => [name, value]),
  );

describe('breakpoints', () => {
  const loop = 'local sum = 0\nfor i = 1, 5 do\n  sum = sum + i\nend\nreturn sum';

  it('stop before the statement on their line, each time', () => {
    const { thread, start } = session(loop, [{ line: 3 }]);
    const seen: unknown[] = [];
    let result = start();
    for (; result.status === 'paused'; result = thread.continue()) {
      expect(result).toMatchObject({ reason: 'breakpoint', line: 3 });
      seen.push(locals(thread)['sum']);
    }
    expect(seen).toEqual([0, 1, 3, 6, 10]);
    expect(result).toEqual({ status: 'done', values: [15] });
  });

  it.each([
    [{ line: 3, condition: 'i == 4' }, [6]],
    [{ line: 3, condition: 'i % 2 == 0' }, [1, 6]],
    [{ line: 3, hitCount: 4 }, [6, 10]],
    [{ line: 3, condition: 'nosuch.field' }, [0, 1, 3, 6, 10]],
  ])('may have conditions: %j', (request, expected) => {
    const { thread, start } = session(loop, [request]);
    const seen: unknown[] = [];
    for (let result = start(); result.status === 'paused'; result = thread.continue()) seen.push(locals(thread)['sum']);
    expect(seen).toEqual(expected);
  });

  it('may log instead of stopping', () => {
    const texts: string[] = [];
    const { start } = session(loop, [{ line: 3, log: 'i={i} twice={i * 2} {' }], { log: (text) => texts.push(text) });
    expect(start().status).toBe('done');
    expect(texts[1]).toBe('i=2 twice=4 {');
    expect(texts).toHaveLength(5);
  });

  it('move to the next line that has a statement', () => {
    const state = new LuaState();
    const watcher = new Debugger(state);
    const chunk = state.load('-- a\n\nlocal x = 1\n\nreturn x\n-- end', '=t');
    const placed = watcher.setBreakpoints(chunk.prototype, [{ line: 1 }, { line: 4 }, { line: 6 }]);
    expect(placed.map(({ line }) => line)).toEqual([3, 5, 0]);
  });

  it('can be replaced while a thread is stopped', () => {
    const { state, watcher, thread, start } = session(loop, [{ line: 3 }]);
    start();
    const { prototype } = thread.frames()[0]!;
    watcher.setBreakpoints(prototype!, [{ line: 5 }]);
    expect(thread.continue()).toMatchObject({ status: 'paused', line: 5 });
    watcher.setBreakpoints(prototype!, []);
    expect(thread.continue()).toEqual({ status: 'done', values: [15] });
    expect(prototype!.code).toEqual(prototype!.unpatched);
    expect(state.debugger).toBe(watcher);
  });

  it('work in functions, iterators and coroutines', () => {
    const source = `local function gen()
  for i = 1, 2 do
    coroutine.yield(i)
  end
end
local t = {}
for v in coroutine.wrap(gen) do
  t[#t + 1] = v
end
return #t`;
    const { thread, start } = session(source, [{ line: 3 }]);
    const result = start();
    expect(result).toMatchObject({ status: 'paused', line: 3 });
    expect(thread.frames().map(({ line, kind }) => [line, kind])).toEqual([
      [3, 'lua'],
      [0, 'host'],
      [7, 'main'],
    ]);
    expect(locals(thread)).toMatchObject({ i: 1 });
    thread.continue();
    expect(locals(thread)).toMatchObject({ i: 2 });
    expect(thread.continue()).toEqual({ status: 'done', values: [2] });
  });

  it('do not disturb code that two states share', () => {
    const { watcher, thread, start, state } = session(loop, [{ line: 3 }]);
    start();
    const { prototype } = thread.frames()[0]!;
    const other = new LuaState();
    expect(other.newThread().start(other.instantiate(prototype!))).toEqual({ status: 'done', values: [15] });
    watcher.detach();
    expect(state.debugger).toBeNull();
    expect(thread.continue()).toEqual({ status: 'done', values: [15] });
  });
});

describe('stepping', () => {
  const source = `local function add(a, b)
  local c = a + b
  return c
end
local x = add(1, 2)
local y = add(x, 3)
return y`;

  it('into goes to every statement', () => {
    expect(stepLines(source, 'into')).toEqual([1, 5, 2, 3, 6, 2, 3, 7]);
  });

  it('over stays in the function', () => {
    expect(stepLines(source, 'over')).toEqual([1, 5, 6, 7]);
  });

  it('out goes back to the caller', () => {
    expect(stepLines(source, 'out', [{ line: 2 }])).toEqual([2, 6, 2, 7]);
  });

  it('stops in every turn of a loop on one line', () => {
    expect(stepLines('local n = 0\nwhile n < 2 do n = n + 1 end\nreturn n', 'over')).toEqual([1, 2, 2, 2, 3]);
  });

  it('goes into callbacks of library functions and metamethods', () => {
    const callbacks = `local t = {2, 1}
table.sort(t, function(a, b)
  return a < b
end)
local m = setmetatable({}, {__index = function(_, k)
  return k
end})
return m.x`;
    expect(stepLines(callbacks, 'into')).toEqual([1, 2, 3, 5, 8, 6]);
  });

  it('goes over suspensions', () => {
    const { watcher, thread, start } = session('local a = 1\nlocal b = suspend()\nreturn a + b');
    watcher.step(thread, 'into');
    expect(start()).toMatchObject({ status: 'paused', reason: 'entry', line: 1 });
    watcher.step(thread, 'over');
    expect(thread.continue()).toMatchObject({ line: 2, reason: 'step' });
    watcher.step(thread, 'over');
    expect(thread.continue().status).toBe('suspended');
    expect(thread.resume([41])).toMatchObject({ status: 'paused', line: 3 });
    expect(thread.continue()).toEqual({ status: 'done', values: [42] });
  });

  it('reaches code that the script loads on the way', () => {
    const { watcher, thread, start } = session('local f = load("return\\n 7")\nreturn f()');
    watcher.step(thread, 'into');
    start();
    watcher.step(thread, 'into');
    expect(thread.continue()).toMatchObject({ line: 2 });
    watcher.step(thread, 'into');
    expect(thread.continue()).toMatchObject({ status: 'paused', line: 1 });
    expect(thread.frames()[0]!.chunk).toBe('[string "return..."]');
  });
});

describe('inspection', () => {
  const source = `local up = "outer"
function global(a, ...)
  local b = a * 2
  local b = b + 1
  for i, v in ipairs({"x"}) do
    local deep = up .. v
    print(deep)
  end
end
global(5, "va", nil)`;

  it('shows locals, upvalues, variable arguments and names of frames', () => {
    const { thread, start } = session(source, [{ line: 7 }]);
    start();
    const [inner, outer] = thread.frames();
    expect(inner!.locals()).toEqual([
      { name: 'a', value: 5 },
      { name: 'b', value: 10 },
      { name: 'b', value: 11 },
      { name: '(for generator)', value: expect.anything() },
      { name: '(for state)', value: expect.anything() },
      { name: '(for control)', value: 1 },
      { name: 'i', value: 1 },
      { name: 'v', value: 'x' },
      { name: 'deep', value: 'outerx' },
    ]);
    expect(inner!.upvalues()).toEqual([{ name: 'up', value: 'outer' }]);
    expect(inner!.varargs()).toEqual(['va', undefined]);
    expect(inner).toMatchObject({ name: 'global', kind: 'lua', line: 7, chunk: 't' });
    expect(outer).toMatchObject({ kind: 'main', line: 10 });
  });

  it('evaluates expressions in a frame without touching it or the budget', () => {
    const { state, watcher, thread, start } = session(source, [{ line: 7 }]);
    start();
    const used = state.instructionsUsed;
    const frame = thread.frames()[0];
    expect(watcher.evaluate(frame, 'deep .. b .. up')).toEqual({ kind: 'value', values: ['outerx11outer'] });
    expect(watcher.evaluate(frame, 'local n = 0 for i = 1, 10 do n = n + i end return n, a')).toEqual({
      kind: 'value',
      values: [55, 5],
    });
    expect(watcher.evaluate(frame, 'nothing.here')).toMatchObject({
      kind: 'error',
      message: expect.stringContaining('nil value'),
    });
    expect(watcher.evaluate(frame, '((')).toMatchObject({ kind: 'error' });
    expect(watcher.evaluate(frame, '(function() while true do end end)()')).toMatchObject({
      message: expect.stringContaining('exhausted'),
    });
    expect(state.instructionsUsed).toBe(used);
  });

  it('assigns locals, boxed ones too', () => {
    const { thread, start } = session('local a, b = 1, 2\nlocal f = function() return b end\nreturn a, f()', [
      { line: 3 },
    ]);
    start();
    const frame = thread.frames()[0]!;
    frame.setLocal(0, 'new a');
    frame.setLocal(1, 'new b');
    expect(thread.continue()).toEqual({ status: 'done', values: ['new a', 'new b'] });
  });
});

describe('errors', () => {
  it('stop where they are raised, with everything still there', () => {
    const { thread, start } = session('local x = {}\nlocal function f()\n  return x.y.z\nend\nf()\nreturn 1', [], {
      stopAtErrors: 'uncaught',
    });
    expect(start()).toMatchObject({ status: 'paused', reason: 'error', line: 3 });
    expect(thread.frames().map(({ line }) => line)).toEqual([3, 5]);
    expect(thread.continue()).toMatchObject({
      status: 'error',
      error: { value: "t:3: attempt to index field 'y' (a nil value)" },
    });
  });

  it('that are caught stop only on demand', () => {
    const source = 'local ok, e = pcall(error, "x", 0)\nreturn ok, e';
    expect(session(source, [], { stopAtErrors: 'uncaught' }).start()).toMatchObject({ status: 'done' });
    const all = session(source, [], { stopAtErrors: 'all' });
    expect(all.start()).toMatchObject({ status: 'paused', reason: 'error' });
    expect(all.thread.continue()).toEqual({ status: 'done', values: [false, 'x'] });
  });
});

describe('coverage', () => {
  it('tells lines and functions that ran', () => {
    const { state, watcher, thread } = session('');
    const coverage = watcher.startCoverage();
    const chunk = state.load(
      'local function used()\n  return 1\nend\nlocal function unused()\n  return 2\nend\nif used() == 2 then\n  print("no")\nelse\n  local a = 1\nend',
      '=t',
    );
    thread.start(chunk);
    expect(coverage.result(chunk.prototype)).toEqual({
      lines: [1, 2, 4, 5, 7, 8, 10],
      coveredLines: [1, 2, 4, 7, 10],
      functions: [
        { line: 0, isCovered: true },
        { line: 1, isCovered: true },
        { line: 4, isCovered: false },
      ],
    });
    coverage.stop();
    expect(chunk.prototype.code).toEqual(chunk.prototype.unpatched);
  });

  it('does not change what a program does', () => {
    const source =
      'local t = {} for i = 1, 30 do if i % 3 == 0 then goto next end t[#t + 1] = i ::next:: end return #t, t[20]';
    const plain = session(source).start();
    const covered = session(source);
    covered.watcher.startCoverage();
    expect(covered.start()).toEqual(plain);
  });
});

describe('profile', () => {
  it('counts statements and the work between them', () => {
    const { state, watcher, thread } = session('');
    const profile = watcher.startProfile();
    const chunk = state.load(
      'local n = 0\nfor i = 1, 10 do\n  n = n + i\nend\nlocal s = ("x"):rep(6400)\nreturn s',
      '=t',
    );
    thread.start(chunk);
    profile.settle(state.instructionsUsed);
    const lines = profile.result(chunk.prototype);
    expect(lines.map(({ line, hits }) => [line, hits])).toEqual([
      [1, 1],
      [2, 1],
      [3, 10],
      [5, 1],
      [6, 1],
    ]);
    expect(lines[2]!.units).toBeGreaterThanOrEqual(19);
    expect(lines[3]!.units).toBeGreaterThan(10);
  });
});
