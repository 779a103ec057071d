import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ENVOY_VERSION, type EnvoyBuild, parseVersionText } from './envoy-version.ts';

/** An Envoy binary that answers to `--version`. */
export type FoundEnvoy = EnvoyBuild & {
  /** Path of the binary. */
  readonly path: string;
  readonly source: 'CHAINWRIGHT_ENVOY' | 'installed' | 'PATH';
  /** Whether it is the version that the simulator imitates. Another one runs too; its results are labelled with its version. */
  readonly pinned: boolean;
};

/** No usable Envoy; the message is one line that says how to get one. */
export class NoEnvoy extends Error {
  override readonly name = 'NoEnvoy';
}

const HOW_TO = 'npm run envoy:install gets one, or set CHAINWRIGHT_ENVOY to its path';
const CACHE = path.join('.cache', 'envoy', ENVOY_VERSION);
const BINARY = process.platform === 'win32' ? 'envoy.exe' : 'envoy';
const ROOT = path.join(import.meta.dirname, '..', '..', '..', '..');

/** The project's own place for a downloaded Envoy: `.cache/envoy/VERSION/envoy` under the repository root. */
export function installedEnvoyPath(root: string = repositoryRoot()): string {
  return path.join(root, CACHE, BINARY);
}

/** The root of this repository. */
export function repositoryRoot(): string {
  return ROOT;
}

/**
 * Finds Envoy: `CHAINWRIGHT_ENVOY` (if set and unusable, that is the error; nothing else is tried), then the installed
 * one, then `PATH`. Throws NoEnvoy.
 */
export function findEnvoy(env: NodeJS.ProcessEnv = process.env, root?: string): FoundEnvoy {
  const named = env['CHAINWRIGHT_ENVOY'];
  if (named !== undefined && named !== '') return probeNamed(named);
  const installed = probe(installedEnvoyPath(root), 'installed');
  if (installed !== null) return installed;
  for (const directory of (env['PATH'] ?? '').split(path.delimiter)) {
    const found = directory === '' ? null : probe(path.join(directory, 'envoy'), 'PATH');
    if (found !== null) return found;
  }
  throw new NoEnvoy(`no Envoy ${ENVOY_VERSION} found: ${HOW_TO}`);
}

function probeNamed(file: string): FoundEnvoy {
  if (!existsSync(file)) throw new NoEnvoy(`CHAINWRIGHT_ENVOY names ${file}, which does not exist`);
  const found = probe(file, 'CHAINWRIGHT_ENVOY');
  if (found === null) throw new NoEnvoy(`CHAINWRIGHT_ENVOY names ${file}, which is not an Envoy binary`);
  return found;
}

/** Asks a file for its version; null when there is no such file or it does not answer as Envoy does. */
function probe(file: string, source: FoundEnvoy['source']): FoundEnvoy | null {
  if (!existsSync(file) || !statSync(file).isFile()) return null;
  const { stdout } = spawnSync(file, ['--version'], {
    encoding: 'utf8',
    timeout: 10_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const build = parseVersionText(stdout ?? '');
  return build === null ? null : { ...build, path: file, source, pinned: build.version === ENVOY_VERSION };
}
