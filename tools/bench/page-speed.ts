import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { startServer } from '../../e2e/support/server.ts';
import { ensureBuilt } from '../setup/build-web.mjs';
import { ensureChromium } from '../setup/chromium.mjs';
import { ROOT } from '../setup/paths.mjs';
import { type Figure, figure } from './measure.ts';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
const LOADS = 7;
const EDITS = 40;

/** In Chromium on the built page: first result on a cold and a warm load, and from an edit to its new trace. */
export async function pageSpeed(): Promise<Figure[]> {
  await ensureBuilt();
  const chromium = await ensureChromium();
  if ('reason' in chromium) throw new Error(chromium.reason);
  const { chromium: engine } = createRequire(join(ROOT, 'e2e', 'package.json'))(
    'playwright',
  ) as typeof import('playwright');
  const server = await startServer();
  const browser = await engine.launch({ executablePath: chromium.path, args: ARGS });
  try {
    return [...(await firstResults(browser, server.url)), ...(await editsToTraces(browser, server.url))];
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Milliseconds from the start of the navigation until the first step of the score stands on the page. */
async function firstResults(browser: Browser, url: string): Promise<Figure[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const bytes: number[] = [];
  for (let i = 0; i < LOADS; i++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[role="grid"][aria-label="Trace"] [role="gridcell"]')) return;
        performance.mark('bench:first-result');
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    cold.push(await loadOnce(page, url));
    bytes.push(await sentBefore(page));
    warm.push(await loadOnce(page, url));
    await context.close();
  }
  return [
    figure('first result on screen, cold load', 'ms', cold),
    figure('first result on screen, warm load', 'ms', warm),
    figure(
      'bytes sent before the first result',
      'KiB',
      bytes.map((value) => value / 1024),
    ),
  ];
}

async function loadOnce(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName('bench:first-result').length > 0);
  return page.evaluate(() => performance.getEntriesByName('bench:first-result')[0]?.startTime ?? Number.NaN);
}

function sentBefore(page: Page): Promise<number> {
  return page.evaluate(() => {
    const until = performance.getEntriesByName('bench:first-result')[0]?.startTime ?? 0;
    const entries = [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource'),
    ] as PerformanceResourceTiming[];
    return entries.filter((entry) => entry.responseEnd <= until).reduce((sum, entry) => sum + entry.transferSize, 0);
  });
}

/** The page's own measure: from the change of the text to the trace of the open scenario. */
async function editsToTraces(browser: Browser, url: string): Promise<Figure[]> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(url);
  const figures: Figure[] = [];
  for (const [tab, words, comment] of [
    ['stamp-request.lua', 'edit to new trace, Lua', '--'],
    ['token-gate.ts', 'edit to new trace, AssemblyScript', '//'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click();
    await page.locator('.monaco-editor').first().waitFor();
    const values: number[] = [];
    for (let edit = 0; edit < EDITS + 10; edit++) {
      const took = await editOnce(page, `\n${comment} ${edit}`);
      if (edit >= 10) values.push(took);
    }
    figures.push(figure(words, 'ms', values));
  }
  return figures;
}

async function editOnce(page: Page, addition: string): Promise<number> {
  return page.evaluate(async (text) => {
    const name = 'chainwright:change-to-trace';
    performance.clearMeasures(name);
    const hook = (window as unknown as { chainwrightTest: { getSource(): string; setSource(text: string): boolean } })
      .chainwrightTest;
    hook.setSource(hook.getSource().replace(/\n(--|\/\/) \d+$/, '') + text);
    for (;;) {
      const found = performance.getEntriesByName(name)[0];
      if (found) return found.duration;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }, addition);
}
