// How many bytes of JavaScript the page gets before the first result is on screen, and before the editor is asked for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './setup/paths.mjs';

const DIST = join(ROOT, 'apps', 'web', 'dist');
const KIB = 1024;
const BEFORE_RESULT = 120 * KIB;
const BEFORE_EDITOR = 230 * KIB;

type Chunk = {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly name?: string;
  readonly src?: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
};

const manifest = JSON.parse(readFileSync(join(DIST, '.vite', 'manifest.json'), 'utf8')) as Record<string, Chunk>;

/** A chunk and everything it imports statically. */
function closure(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return seen;
  seen.add(key);
  for (const next of chunk.imports ?? []) closure(next, seen);
  return seen;
}

function gzipped(keys: Iterable<string>): number {
  let total = 0;
  for (const key of keys) {
    const file = manifest[key]?.file;
    if (file?.endsWith('.js')) total += gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;
  }
  return total;
}

const entryKey = Object.keys(manifest).find((key) => manifest[key]?.isEntry);
if (entryKey === undefined) throw new Error('the manifest has no entry');
const entry = closure(entryKey);
// What the page loads by itself right after the first paint, without the editor: the workbench chunks named here.
const afterPaint = Object.keys(manifest).filter((key) => /src\/app\/after-first-paint/.test(key));
const beforeEditor = new Set([...entry, ...afterPaint.flatMap((key) => [...closure(key)])]);

const rows: [string, number, number][] = [
  ['before the first result', gzipped(entry), BEFORE_RESULT],
  ['before the editor', gzipped(beforeEditor), BEFORE_EDITOR],
];
for (const [name, bytes, limit] of rows) {
  process.stdout.write(`${name}: ${(bytes / KIB).toFixed(1)} KiB gzipped of ${limit / KIB}\n`);
  if (bytes > limit) process.exitCode = 1;
}
