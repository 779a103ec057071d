import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { binOf, findNode24 } from './node-24.mjs';
import { CACHE, ROOT } from './paths.mjs';
import { run } from './run.mjs';
import { Stop, say } from './say.mjs';

const STAMP = join(CACHE, 'built');
const DIST = join(ROOT, 'apps', 'web', 'dist');
const COMPRESSED = /\.(js|css|html|json|svg|txt|wasm|map|ttf)$/;
const INPUTS = [
  'packages',
  'apps/web',
  'package-lock.json',
  'tools/extract-binaryen.mjs',
  'tools/setup/build-web.mjs',
  'tools/build-first-trace.ts',
];

/** Builds the page unless its inputs are those of the last build. */
export async function ensureBuilt({ force = false } = {}) {
  const wanted = fingerprint();
  if (!force && existsSync(DIST) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('Building the page (about half a minute) …');
  await step([join(ROOT, 'tools', 'extract-binaryen.mjs')]);
  const firstTrace = join(ROOT, 'tools', 'build-first-trace.ts');
  if (existsSync(firstTrace)) await step([firstTrace]);
  await step([binOf('vite'), 'build', '--logLevel', 'warn'], join(ROOT, 'apps', 'web'));
  await compress(DIST);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(STAMP, wanted);
}

async function step(args, cwd = ROOT) {
  const { code, output } = await run(findNode24(), args, { cwd, env: { NODE_ENV: 'production' } });
  if (code !== 0) throw new Stop(`The page could not be built:\n${output.trim().split('\n').slice(-30).join('\n')}`);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const input of INPUTS)
    for (const file of files(join(ROOT, input))) hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest('hex');
}

function* files(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) return yield path;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'conformance', 'snippets'].includes(entry.name) || /\.test\.tsx?$/.test(entry.name))
      continue;
    yield* files(join(path, entry.name));
  }
}

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);

/** Writes `.br` and `.gz` beside every text-like file, once, so that the server never compresses. */
async function compress(folder) {
  const all = [...files(folder)].filter((file) => COMPRESSED.test(file));
  await Promise.all(
    all.map(async (file) => {
      const content = readFileSync(file);
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      const [br, zipped] = await Promise.all([brotli(content, { params }), gz(content, { level: 9 })]);
      writeFileSync(`${file}.br`, br);
      writeFileSync(`${file}.gz`, zipped);
    }),
  );
}
