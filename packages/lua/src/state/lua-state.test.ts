import { describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { hostFunction } from '../host/host-function.ts';
import { valuesOf } from '../testing/run-lua.ts';
import { LuaTable } from '../values/table.ts';
import { LuaState } from './lua-state.ts';
import { PerState, StateSlot } from './state-slot.ts';
import { StateTemplate } from './state-template.ts';

describe('LuaState', () => {
  it('shares nothing with another state', () => {
    const first = new LuaState();
    const second = new LuaState();
    const thread = first.newThread();
    thread.start(
      first.load(
        'x = 1 string.extra = 2 math.pi = 3 package.loaded.m = 4 setmetatable(_G, {}) getmetatable("").mark = 5',
        '=t',
      ),
    );
    const check = 'return x, string.extra, math.pi > 3.1, package.loaded.m, getmetatable(_G), getmetatable("").mark';
    expect(second.newThread().start(second.load(check, '=t'))).toEqual({
      status: 'done',
      values: [undefined, undefined, true, undefined, undefined, undefined],
    });
  });

  it('has its own tables wherever the template refers to one', () => {
    expect(
      valuesOf(
        'return _G == package.loaded._G, string == package.loaded.string, getmetatable("").__index == string, package.loaders == package.searchers',
      ),
    ).toEqual([true, true, true, true]);
  });

  it('runs one prototype in many states', () => {
    const prototype = compile('n = (n or 0) + 1 return n', '=t');
    const results = [new LuaState(), new LuaState()].map((state) => {
      const thread = state.newThread();
      thread.start(state.instantiate(prototype));
      return thread.start(state.instantiate(prototype));
    });
    expect(results).toEqual([
      { status: 'done', values: [2] },
      { status: 'done', values: [2] },
    ]);
  });

  it('names chunks by their source, as Envoy does', () => {
    const state = new LuaState();
    const result = state.newThread().start(state.load('error("x")\n'));
    expect(result).toMatchObject({ error: { value: '[string "error("x")..."]:1: x' } });
  });

  it('writes and asks only through its owner', () => {
    const output: string[] = [];
    const used: string[] = [];
    const options = {
      write: (bytes: string, stream: string) => output.push(`${stream}:${bytes}`),
      notSimulated: (feature: string) => used.push(feature),
      readFile: (name: string) => (name === './m.lua' ? 'return {answer = 42}' : undefined),
      clock: { now: () => 86_400.5, cpu: () => 1.25 },
    };
    const source =
      'print("a", 1, nil) io.write("b") io.stderr:write("c") debug.sethook(print, "l") return require("m").answer, os.time(), os.clock()';
    expect(valuesOf(source, options)).toEqual([42, 86_400, 1.25]);
    expect(output).toEqual(['stdout:a\t1\tnil\n', 'stdout:b', 'stderr:c']);
    expect(used).toContain('debug.sethook');
  });

  it('tells the line a host function was called from', () => {
    const state = new LuaState();
    const lines: number[] = [];
    state.globals.setName(
      'mark',
      hostFunction('mark', (call) => {
        lines.push(call.state.currentLine());
        return call.none();
      }),
    );
    state
      .newThread()
      .start(state.load('mark()\nlocal function f()\n  mark()\nend\nf()\npcall(mark)\ncoroutine.wrap(mark)()', '=t'));
    expect(lines).toEqual([1, 3, 6, 7]);
  });

  it('reports an error with its traceback and line', () => {
    const state = new LuaState();
    const result = state.newThread().start(state.load('local function f()\n  error({})\nend\nf()', '=t'));
    expect(result).toMatchObject({ status: 'error', error: { value: expect.any(LuaTable), line: 2 } });
    if (result.status !== 'error') return;
    expect(result.error.message).toBe('(error object is a table value)');
    expect(result.error.traceback).toBe(
      "stack traceback:\n\t[C]: in function 'error'\n\tt:2: in function 'f'\n\tt:4: in main chunk",
    );
  });
});

describe('StateTemplate', () => {
  it('gives every state its own copies and objects', () => {
    const template = new StateTemplate();
    const nested = new LuaTable();
    nested.setName('n', 1);
    template.registerLibrary('lib', {
      hello: hostFunction('hello', (call) => call.one('hi')),
      nested,
      own: new PerState((state) => state.newTable()),
    });
    const states = [new LuaState({}, template), new LuaState({}, template)] as const;
    const libraries = states.map((state) => state.globals.getName('lib') as LuaTable);
    expect(libraries[0]).not.toBe(libraries[1]);
    expect(libraries[0]!.getName('nested')).not.toBe(nested);
    expect(libraries[0]!.getName('own')).toBeInstanceOf(LuaTable);
    expect(libraries[0]!.getName('own')).not.toBe(libraries[1]!.getName('own'));
    expect(states[0].loaded.getName('lib')).toBe(libraries[0]);
  });
});

describe('StateSlot', () => {
  it('holds one value for each state', () => {
    const slot = new StateSlot(() => ({ count: 0 }));
    const [first, second] = [new LuaState(), new LuaState()];
    first.slot(slot).count++;
    first.slot(slot).count++;
    expect([first.slot(slot).count, second.slot(slot).count]).toEqual([2, 0]);
  });
});
