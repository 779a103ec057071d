import { describe, expect, it } from 'vitest';
import { LuaState } from '../state/lua-state.ts';
import type { LuaStateOptions } from '../state/state-options.ts';

/** Runs a script and returns its values. */
function run(source: string, options: LuaStateOptions = {}): unknown[] {
  const state = new LuaState(options);
  const result = state.newThread().start(state.load(source));
  if (result.status === 'error') throw new Error(result.error.message);
  if (result.status !== 'done') throw new Error(result.status);
  return result.values;
}

describe('the clock', () => {
  const clock = { now: () => 1_000_000_000.9, cpu: () => 2.5 };
  it('is the one of the state', () => {
    expect(run('return os.time(), os.clock(), os.date("!%c"), os.date("%c")', { clock })).toEqual([
      1_000_000_000,
      2.5,
      'Sun Sep  9 01:46:40 2001',
      'Sun Sep  9 01:46:40 2001',
    ]);
    expect(run('return os.date("*t").hour, os.time(nil)', { clock })).toEqual([1, 1_000_000_000]);
  });
});

describe('chance', () => {
  it('begins alike in every state and is not shared', () => {
    const first = new LuaState();
    const second = new LuaState();
    const next = (state: LuaState): unknown => {
      const result = state.newThread().start(state.load('return math.random(1e9)'));
      return result.status === 'done' ? result.values[0] : result.status;
    };
    const one = [next(first), next(first)];
    expect([next(second), next(second)]).toEqual(one);
  });

  it('takes a seed that is not given from the owner', () => {
    const random = (): number => 0.25;
    const script = 'math.randomseed() return math.random(1e9)';
    expect(run(script, { random })).toEqual(run(script, { random }));
    expect(run(script, { random })).not.toEqual(run(script, { random: () => 0.75 }));
  });
});

describe('the host', () => {
  it('receives what is written', () => {
    const written: string[] = [];
    run('io.write("a", 1, 2.5, "\\0\\255") io.stdout:write("x"):write("y") io.stderr:write("e") print("p", nil)', {
      write: (bytes, stream) => written.push(`${stream}:${bytes}`),
    });
    expect(written.join('|')).toBe(
      'stdout:a|stdout:1|stdout:2.5|stdout:\0\xff|stdout:x|stdout:y|stderr:e|stdout:p\tnil\n',
    );
  });

  it('follows io.output', () => {
    const written: string[] = [];
    run('io.output(io.stderr) io.write("e")', { write: (bytes, stream) => written.push(`${stream}:${bytes}`) });
    expect(written).toEqual(['stderr:e']);
  });

  it.each([
    ['os.execute', 'return os.execute("true")', [undefined, 'exit', 127]],
    ['os.execute', 'return os.execute()', [false]],
    ['os.getenv', 'return os.getenv("HOME")', [undefined]],
    ['os.remove', 'return os.remove("/etc/passwd")', [undefined, '/etc/passwd: No such file or directory', 2]],
    ['os.rename', 'return os.rename("a", "b")', [undefined, 'a: No such file or directory', 2]],
    ['os.tmpname', 'return pcall(os.tmpname)', [false, 'unable to generate a unique filename']],
    ['io.open', 'return io.open("x")', [undefined, 'x: No such file or directory', 2]],
    ['io.open', 'return io.open("x", "w")', [undefined, 'x: Permission denied', 13]],
    ['io.open', 'return pcall(io.lines, "x")', [false, "bad argument #1 to '?' (x: No such file or directory)"]],
    ['io.popen', 'return io.popen("ls")', [undefined, 'ls: Permission denied', 13]],
    ['io.tmpfile', 'return io.tmpfile()', [undefined, 'Permission denied', 13]],
    ['string.dump', 'return #string.dump(function() end)', [38]],
  ])('is told that %s is not simulated: %s', (feature, source, values) => {
    const told: string[] = [];
    expect(run(source, { notSimulated: (what) => told.push(what) })).toEqual(values);
    expect(told).toEqual([feature]);
  });

  it('gets control when a script ends the process', () => {
    const state = new LuaState();
    const result = state.newThread().start(state.load('pcall(os.exit, 3) return "went on"'));
    expect(result).toMatchObject({ status: 'suspended', request: { kind: 'os.exit', status: 3 } });
  });
});
