import type { Page } from '@playwright/test';
import { ExportScreen } from '../support/export-screen.ts';
import { expect, test } from '../support/story.ts';
import type { Workbench } from '../support/workbench.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

/** Nothing may be wider than the screen. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
    .toBeLessThanOrEqual(0);
}

/** Goes to a view by the bar at the thumb. */
async function goTo(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).tap();
}

/** Opens the page: at this width the score is there at once. */
async function open(workbench: Workbench): Promise<void> {
  await workbench.open();
  await expect(workbench.chain).toBeVisible();
}

test('the first result is there, and a step leads through it', async ({ workbench, page }) => {
  await open(workbench);
  await expectNoSidewaysScroll(page);
  await expect(page.getByRole('combobox', { name: 'Scenario', exact: true })).toHaveValue('Gold user’s order');
  const before = await workbench.chosenStep.getAttribute('aria-label');
  await page.getByRole('button', { name: 'Next step' }).first().tap();
  await expect(workbench.chosenStep).not.toHaveAccessibleName(before ?? '');
  await page.getByRole('combobox', { name: 'Scenario', exact: true }).selectOption('No token');
  await expect(workbench.step(/^Step \d+, Downstream answer/)).toHaveAccessibleName(/401/);
  await expect(workbench.inspector.region).toContainText('local reply');
});

for (const view of ['Scenarios', 'Trace', 'Code', 'Export']) {
  test(`nothing of ${view} is wider than the screen`, async ({ workbench, page }) => {
    await open(workbench);
    await goTo(page, view);
    await expect(page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view })).toHaveAttribute(
      'aria-current',
      'page',
    );
    await expectNoSidewaysScroll(page);
    await expect(page.getByRole('navigation', { name: 'Views' })).toBeInViewport();
  });
}

for (const query of ['?page=table', '?page=scenario', '?page=upstreams', '?page=settings', '?page=compare']) {
  test(`nothing of ${query} is wider than the screen`, async ({ page, server }) => {
    await page.goto(new URL(query, server.url).href);
    await expect(page.getByRole('main').getByText('Loading …')).toHaveCount(0);
    await expect(page.getByRole('main')).not.toBeEmpty();
    await expectNoSidewaysScroll(page);
  });
}

test('code is edited and the answer changes', async ({ workbench, page }) => {
  await open(workbench);
  await goTo(page, 'Code');
  await workbench.openDocument('stamp-request');
  const area = page.getByRole('textbox', { name: 'Code of stamp-request.lua' });
  await area.fill('function envoy_on_response(h) h:headers():add("x-thumb", "yes") end');
  await goTo(page, 'Trace');
  await workbench.inspector.expectResponseHeader('x-thumb', 'yes');
});

test('a filter is moved, turned off and added by touch', async ({ workbench, page }) => {
  await open(workbench);
  // The chosen filter's row has its menu; choosing another one moves it there.
  await workbench.chain.getByText('harden', { exact: true }).tap();
  const more = page.getByRole('button', { name: 'More for harden', exact: true });
  await more.tap();
  await page.getByRole('menuitem', { name: /^Move up/ }).tap();
  const rows = workbench.chain.getByRole('row');
  await expect(rows.filter({ hasText: /harden|fault/ }).first()).toContainText('harden');
  await more.tap();
  await page.getByRole('menuitem', { name: /^Disable/ }).tap();
  await expect(workbench.filter('harden')).toContainText('disabled');
  await page.getByRole('button', { name: /^\+ Add/ }).tap();
  const dialog = page.getByRole('dialog', { name: 'Add a filter' });
  await expectNoSidewaysScroll(page);
  await dialog.getByRole('option', { name: /Lua script/ }).tap();
  await dialog.getByRole('button', { name: /^Add (before|at)/ }).tap();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'More for lua', exact: true })).toBeVisible();
});

test('a scenario is edited', async ({ workbench, page }) => {
  await open(workbench);
  await goTo(page, 'Scenarios');
  await workbench.scenario('No such page').tap();
  await page.getByRole('button', { name: 'Edit the scenario' }).tap();
  await page.getByRole('textbox', { name: 'Path', exact: true }).fill('/api/orders/7');
  await expectNoSidewaysScroll(page);
  await page.getByRole('banner').getByRole('button', { name: /Done/ }).tap();
  await goTo(page, 'Scenarios');
  await workbench.expectResult('No such page', '200 ✕');
});

test('the export is made, and the commands are at hand', async ({ workbench, page }) => {
  await open(workbench);
  await goTo(page, 'Export');
  const screen = new ExportScreen(page);
  await screen.proven();
  await expectNoSidewaysScroll(page);
  await goTo(page, 'More');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await palette.getByRole('option', { name: /^Share as a link/ }).tap();
  await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible();
  await expectNoSidewaysScroll(page);
});

test('targets are large enough for a finger', async ({ workbench, page }) => {
  await open(workbench);
  const small = await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button')
    .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 40).length);
  expect(small).toBe(0);
});
