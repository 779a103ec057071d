import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CACHE, ROOT } from './paths.mjs';
import { run } from './run.mjs';
import { Stop, say } from './say.mjs';

const STAMP = join(CACHE, 'installed');

/** Installs the locked packages unless that was done for this lockfile already. */
export async function ensureInstalled() {
  const wanted = fingerprint();
  if (existsSync(join(ROOT, 'node_modules')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  checkWritable();
  say('Installing packages (about a minute, once) …');
  const npm = npmCommand();
  const { code, output } = await run(npm.command, [...npm.args, 'ci', '--loglevel=error', '--no-progress']);
  if (code !== 0) throw new Stop(explain(output));
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(STAMP, wanted);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(ROOT, name)));
  return hash.digest('hex');
}

/** npm as the one that started us, or the one beside this Node, or the one on the path. */
function npmCommand() {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const cli = process.env.npm_execpath?.endsWith('.js') ? process.env.npm_execpath : existsSync(beside) ? beside : null;
  return cli ? { command: process.execPath, args: [cli] } : { command: 'npm', args: [] };
}

function checkWritable() {
  try {
    accessSync(ROOT, constants.W_OK);
  } catch {
    throw new Stop(`No permission to write in ${ROOT}: packages cannot be installed there.`);
  }
}

function explain(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(output)) {
    return 'No network: npm cannot reach its registry, so packages cannot be installed. Connect once and try again.';
  }
  if (/EACCES|EPERM|EROFS/.test(output))
    return `No permission to write in ${ROOT}: packages cannot be installed there.`;
  if (/ENOSPC/.test(output)) return 'The disk is full: packages need about 900 MB.';
  return `npm could not install the packages:\n${output.trim().split('\n').slice(-12).join('\n')}`;
}
