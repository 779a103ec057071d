import { describe, expect, it } from 'vitest';
import { type FoundEnvoy, findEnvoy, NoEnvoy } from '../find/find-envoy.ts';
import { AREAS } from './areas.ts';
import { recordArea } from './record-area.ts';
import { runInEnvoy } from './run-in-envoy.ts';
import { runScriptInEnvoy } from './run-script.ts';
import { differencesFromRecorded } from './snippet-files.ts';

function envoyOrNothing(): FoundEnvoy | undefined {
  try {
    return findEnvoy();
  } catch (error) {
    if (error instanceof NoEnvoy) return undefined;
    throw error;
  }
}

const envoy = envoyOrNothing();

describe.skipIf(envoy === undefined)('Lua in the real Envoy', () => {
  it.skipIf(envoy?.pinned === false).each(Object.keys(AREAS))('still answers as recorded: %s', async (area) => {
    const { recorded, problems } = await recordArea(envoy!.path, area, AREAS[area]!());
    expect([...problems, ...differencesFromRecorded(area, recorded)]).toEqual([]);
  });

  it('loses only the snippet that ends the process', async () => {
    const outcomes = await runInEnvoy(envoy!.path, ['return 1', 'os.exit(3)', 'return 2']);
    expect(outcomes[0]).toEqual({ expect: '= 1' });
    expect(outcomes[1]).toMatchObject({ problem: expect.stringContaining('Envoy ended with 3') });
    expect(outcomes[2]).toEqual({ expect: '= 2' });
  });

  it('reports a snippet whose answers differ from run to run', async () => {
    const [outcome] = await runInEnvoy(envoy!.path, ['return tostring({})']);
    expect(outcome).toMatchObject({ problem: expect.stringContaining('volatile') });
  });

  it('gives every snippet a VM of its own', async () => {
    const outcomes = await runInEnvoy(envoy!.path, ['x = 1 return x', 'return x']);
    expect(outcomes).toEqual([{ expect: '= 1' }, { expect: '= nil' }]);
  });

  const options = { chunkName: '@script.lua', path: 'script.lua', args: ['one', 'two'] };

  it('runs a plain script', async () => {
    const source =
      'print("hello", jit and jit.version_num, ...) io.write("a\\0b", arg[0], io.read()) io.stderr:write("problem\\n")';
    expect(await runScriptInEnvoy(envoy!.path, source, { ...options, input: 'line\n' })).toEqual({
      stdout: 'hello\t20199\tone\ttwo\na\0bscript.lualine',
      stderr: 'problem\n',
      exitCode: 0,
    });
  });

  it('passes on what a script gave to os.exit', async () => {
    expect(await runScriptInEnvoy(envoy!.path, 'os.exit(7)', options)).toMatchObject({ exitCode: 7 });
  });

  it.each([
    ['error("boom")', "luajit: script.lua:1: boom\nstack traceback:\n\t[C]: in function 'error'\n"],
    ['\nlocal x = nil\nprint(x.y)', "luajit: script.lua:3: attempt to index local 'x' (a nil value)\n"],
    ['x = = 1', "luajit: script.lua:1: unexpected symbol near '='\n"],
    ['error({})', 'luajit: (error object is not a string)\n'],
    ['error(setmetatable({}, {__tostring = function() return "text" end}))', 'luajit: text\nstack traceback:\n'],
    ['error()', ''],
  ])('tells how %j fails', async (source, text) => {
    const result = await runScriptInEnvoy(envoy!.path, source, options);
    expect(result).toMatchObject({ stdout: '', exitCode: 1 });
    expect(result.stderr.startsWith(text)).toBe(true);
  });
});
