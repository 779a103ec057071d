import type { Page } from '@playwright/test';
import { expect, test } from '../support/story.ts';

/** Lightness of the page's ground from 0 to 1. */
function ground(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [r = 0, g = 0, b = 0] = (getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    return (r + g + b) / 3 / 255;
  });
}

test('dark follows the system, by itself', async ({ workbench, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await workbench.open();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await ground(page)).toBeLessThan(0.2);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect.poll(() => ground(page)).toBeGreaterThan(0.8);
});

test('a chosen theme stays, and is there before the first paint', async ({ workbench, page }) => {
  await workbench.open();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // Without the application's own script only what comes before the paint can set it.
  await page.route(/\/assets\/.*\.js$/, (route) => route.fulfill({ body: '', contentType: 'text/javascript' }));
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('with forced colours everything is still told apart without colour', async ({ workbench, page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await workbench.open();
  await workbench.settled();
  await workbench.chooseScenario('No token');
  await workbench.chooseStep(/^Step \d+, token-gate .*local reply/);
  const chosen = await workbench.chosenStep.evaluate((bead) => {
    const style = getComputedStyle(bead);
    return style.outlineStyle !== 'none' || style.borderStyle !== 'none';
  });
  expect(chosen, 'the chosen step has an edge').toBe(true);
  // The paths are lines of different strokes, drawn in colours of the system.
  const strokes = await page
    .locator('svg path')
    .evaluateAll((paths) => paths.map((path) => getComputedStyle(path).stroke));
  expect(strokes.filter((stroke) => stroke !== 'none').length).toBeGreaterThan(0);
  await workbench.openDocument('stamp-request');
  await workbench.replaceInSource('stamp-request', '"x-served-by", "edge"', '"x-served-by", "forced"');
  await workbench.inspector.expectResponseHeader('x-served-by', 'forced');
});

test('with reduced motion nothing moves, and playing jumps from step to step', async ({ workbench, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await workbench.open();
  await workbench.chooseScenario('No token');
  await workbench.chooseStep(1);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(workbench.chosenStep).not.toHaveAccessibleName(/^Step 1,/);
  const moving = await page.evaluate(
    () =>
      document.getAnimations().filter((one) => {
        const { duration } = one.effect?.getComputedTiming() ?? {};
        return typeof duration === 'number' && duration > 20;
      }).length,
  );
  expect(moving).toBe(0);
  const last = await workbench.trace.getByRole('gridcell').count();
  await expect(workbench.chosenStep).toHaveAccessibleName(new RegExp(`^Step ${last},`));
});

test('what is printed is the table, in light, whatever the theme', async ({ workbench, page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await workbench.open();
  await workbench.settled();
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await expect(page.getByRole('table', { name: /^Trace of/ })).toBeVisible();
  await expect(workbench.trace).toBeHidden();
  expect(await ground(page)).toBeGreaterThan(0.8);
});

test('time and steps are two scales of the same score', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  const names = await workbench.trace
    .getByRole('gridcell')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  await page.getByRole('radio', { name: 'Time' }).click();
  await expect(page).toHaveURL(/scale=time/);
  const inTime = await workbench.trace
    .getByRole('gridcell')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(inTime).toEqual(names);
});

test('at 820 px and on a large screen nothing scrolls sideways', async ({ workbench, page }) => {
  await workbench.open();
  for (const width of [820, 1440, 1920]) {
    await page.setViewportSize({ width, height: 1000 });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
      .toBeLessThanOrEqual(0);
    await expect(workbench.trace).toBeVisible();
  }
});
