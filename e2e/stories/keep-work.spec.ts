import { orderProject } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

test('a reload keeps the work: code, chain, scenarios, and what was looked at', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.replaceInSource('stamp-request', '"x-served-by", "edge"', '"x-served-by", "kept"');
  await workbench.inspector.expectResponseHeader('x-served-by', 'kept');
  await workbench.toggleFilter('fault');
  await workbench.moveFilterByKeyboard('redact-cards', 'up');
  const chain = await workbench.filterNames();
  await workbench.chooseScenario('Authz says no');
  await page.waitForURL(/scenario=Authz/);
  await workbench.expectSaved();
  await page.reload();
  await workbench.settled();
  await expect(workbench.scenario('Authz says no')).toHaveAttribute('aria-selected', 'true');
  await expect(workbench.inspector.tab('Response')).toHaveAttribute('aria-selected', 'true');
  await workbench.expectFilters(chain);
  await expect(page.getByRole('switch', { name: 'fault runs' })).toBeChecked();
  await workbench.inspector.expectResponseHeader('x-served-by', 'kept');
  await expect(page.getByRole('region', { name: 'Welcome' })).toHaveCount(0);
});

test('what was done in the last moment survives, too', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.expectSaved();
  await workbench.replaceInSource('first', '"1"', '"one"');
  await page.reload();
  await workbench.inspector.expectResponseHeader('x-order', '32one');
});

test('a visit after a reload shows the last results before anything has run', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.moveFilterByKeyboard('first', 'down');
  await workbench.inspector.expectResponseHeader('x-order', '312');
  await workbench.settled();
  await workbench.expectSaved();
  // No worker may start: what is on screen can only be what was kept.
  await page.route(/\.worker-[^/]*\.js/, (route) => route.abort());
  await page.reload();
  await workbench.expectResult('One request', '200');
  await workbench.inspector.expectResponseHeader('x-order', '312');
});

test('the address shows the same again: scenario, step, tab, table', async ({ workbench, page, context }) => {
  await workbench.open();
  await workbench.chooseScenario('Orders are down');
  await workbench.chooseStep(/^Step \d+, orders request to the upstream/);
  const step = await workbench.chosenStep.getAttribute('aria-label');
  await workbench.inspector.open('Stats');
  await page.waitForURL(/tab=stats/);
  await page.waitForURL(/step=/);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('gridcell', { name: step ?? '', selected: true })).toBeVisible();
  await expect(other.getByRole('tab', { name: /^Stats/ })).toHaveAttribute('aria-selected', 'true');
  await other.keyboard.press('t');
  await expect(other.getByRole('region', { name: 'Trace as a table' })).toBeVisible();
  await other.goBack();
  await expect(other.getByRole('grid', { name: 'Trace', exact: true })).toBeVisible();
});

test('the example can be opened again, and the own project stays in the list', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.moveFilterByKeyboard('first', 'down');
  await workbench.expectSaved();
  await workbench.chooseForProject('Start from the example');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Edge auth for the shop');
  await workbench.expectResult('No token', '401 ✓ 3/3');
  await workbench.chooseForProject('Open project.yaml');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Story/ })
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Story');
  await workbench.expectFilters(['second', 'first', 'third']);
  await workbench.inspector.expectResponseHeader('x-order', '312');
});

test('where storage is forbidden the page says so and works', async ({ workbench, page }) => {
  await page.addInitScript(() => {
    const refuse = (): never => {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    };
    Object.defineProperty(window, 'localStorage', { get: refuse });
    Object.defineProperty(window, 'indexedDB', { get: refuse });
  });
  await workbench.open();
  await workbench.settled();
  await workbench.replaceInSource('stamp-request', '"x-served-by", "edge"', '"x-served-by", "unsaved"');
  await workbench.inspector.expectResponseHeader('x-served-by', 'unsaved');
  await expect(page.getByRole('banner')).toContainText('not saved: this browser allows no storage');
  expect(await workbench.downloadProject()).toContain('unsaved');
});

test('where storage is full the page says so, and the work can be downloaded', async ({ workbench, page, context }) => {
  await workbench.open();
  await workbench.settled();
  const browser = await context.newCDPSession(page);
  await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(workbench.url).origin, quotaSize: 1 });
  await workbench.replaceInSource('stamp-request', '"x-served-by", "edge"', '"x-served-by", "homeless"');
  await workbench.inspector.expectResponseHeader('x-served-by', 'homeless');
  await expect(page.getByRole('banner')).toContainText('storage is full');
  expect(await workbench.downloadProject()).toContain('homeless');
});

test('two tabs with two projects do not overwrite each other', async ({ workbench, page, context, server }) => {
  await workbench.openProject(orderProject());
  await workbench.moveFilterByKeyboard('first', 'down');
  await workbench.expectSaved();
  const other = await context.newPage();
  await other.goto(server.url);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Story');
  await other.getByRole('button', { name: 'Project', exact: true }).click();
  await other.getByRole('menuitem', { name: 'Start from the example' }).click();
  await other.getByRole('switch', { name: 'harden runs' }).click();
  await expect(other.getByRole('banner')).toContainText('saved in this browser');
  await workbench.toggleFilter('third');
  await workbench.expectSaved();
  await workbench.chooseForProject('Open project.yaml');
  const kept = page.getByRole('dialog').getByRole('listitem');
  await expect(kept).toHaveCount(2);
  await kept.getByRole('button', { name: /^Edge auth/ }).click();
  await expect(page.getByRole('switch', { name: 'harden runs' })).not.toBeChecked();
});
