import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { Stop } from './say.mjs';

const WANTED = 24;
const PLATFORM = { linux: 'linux', darwin: 'darwin', win32: 'win' }[process.platform] ?? process.platform;
const EXE = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';

/** The Node that runs everything: this one if it is new enough, else the one installed as a package. */
export function findNode24() {
  if (Number(process.versions.node.split('.')[0]) >= WANTED) return process.execPath;
  for (const name of [`node-${PLATFORM}-${process.arch}`, `node-bin-${PLATFORM}-${process.arch}`]) {
    const path = join(ROOT, 'node_modules', name, EXE);
    if (existsSync(path)) return path;
  }
  throw new Stop(
    `Node ${WANTED} is needed and no package carries it for ${process.platform} ${process.arch}: install Node ${WANTED} and try again.`,
  );
}

/** The script file of a tool that is installed as a package, to be started with `findNode24()`. */
export function binOf(name, bin = name.split('/').at(-1)) {
  const folder = join(ROOT, 'node_modules', name);
  const { bin: bins } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bins === 'string' ? bins : bins[bin]);
}
