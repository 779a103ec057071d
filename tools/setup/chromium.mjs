import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { binOf, findNode24 } from './node-24.mjs';
import { ROOT } from './paths.mjs';
import { run } from './run.mjs';
import { say } from './say.mjs';

const SYSTEM = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [`${process.env.PROGRAMFILES}\\Google\\Chrome\\Application\\chrome.exe`],
};

/**
 * A Chromium to test with: `CHROMIUM_PATH`, the system's, Playwright's own; else it is brought by Playwright's download, or by
 * apt-get where we are root. Answers `{path}` or `{reason}`.
 */
export async function ensureChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given)
    return existsSync(given) ? { path: given } : { reason: `CHROMIUM_PATH names ${given}, which is not there` };
  const found = installed();
  if (found) return { path: found };
  say('Fetching a browser for the tests …');
  await run(findNode24(), [binOf('playwright'), 'install', 'chromium']);
  const fetched = installed();
  if (fetched) return { path: fetched };
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    await run('apt-get', ['update']);
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  const path = installed();
  return path ? { path } : { reason: 'no Chromium found or fetched; install one, or set CHROMIUM_PATH' };
}

function installed() {
  return [...(SYSTEM[process.platform] ?? []), playwrightsOwn()].find((path) => path && existsSync(path)) ?? null;
}

function playwrightsOwn() {
  try {
    return createRequire(join(ROOT, 'e2e', 'package.json'))('playwright').chromium.executablePath();
  } catch {
    return null;
  }
}
