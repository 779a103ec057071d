// Makes docs/images/workbench.png, the picture of the README: node tools/screenshot.ts
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startServer } from '../e2e/support/server.ts';
import { ensureBuilt } from './setup/build-web.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { ROOT } from './setup/paths.mjs';

await ensureBuilt();
const chromium = await ensureChromium();
if ('reason' in chromium) throw new Error(chromium.reason);
const { chromium: engine } = createRequire(join(ROOT, 'e2e', 'package.json'))(
  'playwright',
) as typeof import('playwright');
const server = await startServer();
const browser = await engine.launch({
  executablePath: chromium.path,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Close this line' }).click();
  await page.locator('.monaco-editor').first().waitFor();
  await page.waitForLoadState('networkidle');
  const folder = join(ROOT, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, 'workbench.png') });
} finally {
  await browser.close();
  await server.close();
}
