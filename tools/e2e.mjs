// `npm run e2e [story]`: the browser stories on the built page.
import { join } from 'node:path';
import { ensureBuilt } from './setup/build-web.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { binOf, findNode24 } from './setup/node-24.mjs';
import { ROOT } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { main, Stop } from './setup/say.mjs';

await main(async () => {
  await ensureInstalled();
  const browser = await ensureChromium();
  if (browser.reason) throw new Stop(`No browser: ${browser.reason}.`);
  await ensureBuilt();
  const args = [binOf('@playwright/test', 'playwright'), 'test', '--reporter=list', ...process.argv.slice(2)];
  const { code } = await run(findNode24(), args, {
    cwd: join(ROOT, 'e2e'),
    env: { CHROMIUM_PATH: browser.path },
    show: true,
  });
  return code;
});
