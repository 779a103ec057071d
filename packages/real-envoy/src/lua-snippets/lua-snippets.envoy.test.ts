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

  it('runs a plain script', async () => {
    const source = 'print("hello", jit and jit.version_num) io.write("a\\0b") io.stderr:write("problem\\n")';
    expect(await runScriptInEnvoy(envoy!.path, source, 'script.lua')).toEqual({
      stdout: 'hello\t20199\na\0b',
      stderr: 'problem\n',
      exitCode: 0,
    });
  });

  it.each([
    ['error("boom")', 'script.lua:1: boom\n'],
    ['\nlocal x = nil\nprint(x.y)', "script.lua:3: attempt to index local 'x' (a nil value)\n"],
    ['x = = 1', "script.lua:1: unexpected symbol near '='\n"],
    ['error({})', '(error object is a table value)\n'],
  ])('tells how %j fails', async (source, text) => {
    const result = await runScriptInEnvoy(envoy!.path, source, 'script.lua');
    expect(result).toMatchObject({ stdout: '', stderr: text, exitCode: 1 });
  });
});
