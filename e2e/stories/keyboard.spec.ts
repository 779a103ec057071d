import type { Page } from '@playwright/test';
import { orderProject } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

/** The part of the page that has the focus. */
function focusedRegion(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region'));
}

test('the skip link comes first and leads to the trace', async ({ workbench, page }) => {
  await workbench.open();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the trace' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
});

test('F6 goes through the parts of the page in their order, and back', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  const order = ['bar', 'scenarios', 'score', 'editor', 'inspector', 'foot', 'bar'];
  for (const region of order) {
    await page.keyboard.press('F6');
    await expect.poll(() => focusedRegion(page)).toBe(region);
  }
  await page.keyboard.press('Shift+F6');
  await expect.poll(() => focusedRegion(page)).toBe('foot');
});

test('the score is walked by arrows: steps, filters, rows, ends', async ({ workbench, page }) => {
  await workbench.open();
  const chosen = workbench.chosenStep;
  await workbench.chooseStep(1);
  await page.keyboard.press('ArrowRight');
  await expect(chosen).toHaveAccessibleName(/^Step 2,/);
  await expect(chosen).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(chosen).toHaveAccessibleName(/^Step 1,/);
  await page.keyboard.press('End');
  const last = await workbench.trace.getByRole('gridcell').count();
  await expect(chosen).toHaveAccessibleName(new RegExp(`^Step ${last},`));
  await page.keyboard.press('Home');
  await expect(chosen).toHaveAccessibleName(/^Step 1,/);
  await workbench.chooseStep(/^Step \d+, token-gate proxy_on_request_headers/);
  await page.keyboard.press('Shift+ArrowRight');
  await expect(chosen).not.toHaveAccessibleName(/token-gate/);
  await workbench.chooseStep(/^Step \d+, stamp-request envoy_on_request/);
  await page.keyboard.press('ArrowUp');
  await expect(chosen).toHaveAccessibleName(/Downstream/);
  await page.keyboard.press('ArrowDown');
  await expect(chosen).toHaveAccessibleName(/stamp-request/);
  await page.keyboard.press('Enter');
  await expect(workbench.editor.getByRole('tab', { name: /stamp-request/ })).toHaveAttribute('aria-selected', 'true');
});

test('Space plays and stops; plus, minus and 0 zoom', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.chooseStep(1);
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
  const width = async (): Promise<number> => (await workbench.trace.boundingBox())?.width ?? 0;
  const before = await width();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect.poll(width).toBeGreaterThan(before * 1.5);
  await page.keyboard.press('0');
  await expect.poll(width).toBe(before);
});

test('playing goes through to the end and leaves the last step chosen', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.chooseScenario('No token');
  await workbench.chooseStep(1);
  await page.getByRole('button', { name: 'Play' }).click();
  const last = await workbench.trace.getByRole('gridcell').count();
  await expect(workbench.chosenStep).toHaveAccessibleName(new RegExp(`^Step ${last},`));
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('the chain is walked and changed by keys alone', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.focusFilter('first');
  await page.keyboard.press('ArrowDown');
  await expect(workbench.filter('second')).toBeFocused();
  await page.keyboard.press('End');
  await expect(workbench.filter('router')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(workbench.filter('first')).toBeFocused();
  await page.keyboard.press('Alt+ArrowDown');
  await workbench.expectFilters(['second', 'first', 'third']);
  await page.keyboard.press('d');
  await expect(page.getByRole('switch', { name: 'first runs' })).not.toBeChecked();
  await page.keyboard.press('Delete');
  await workbench.expectFilters(['second', 'third']);
  await page.keyboard.press('a');
  await expect(page.getByRole('combobox', { name: 'Search filters' })).toBeFocused();
  await page.keyboard.type('lua script');
  await page.keyboard.press('Enter');
  await expect.poll(() => workbench.filterNames()).toHaveLength(3);
  await workbench.inspector.expectUpstreamHeader('x-hello', 'from Lua');
});

test('1 to 5 choose the inspector’s tabs; T, E and ? the other views', async ({ workbench, page }) => {
  await workbench.open();
  const tabs = ['Step', 'Response', 'Logs', 'Stats', 'State'] as const;
  for (const [index, tab] of tabs.entries()) {
    await page.keyboard.press(String(index + 1));
    await expect(workbench.inspector.tab(tab)).toHaveAttribute('aria-selected', 'true');
  }
  await page.keyboard.press('e');
  await expect(page.getByRole('complementary', { name: 'Target and options' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('heading', { name: 'Keyboard', level: 1 })).toBeVisible();
  await page.keyboard.press('t');
  await expect(page.getByRole('region', { name: 'Trace as a table' })).toBeVisible();
});

test('the command list finds commands, steps, headers, filters and scenarios', async ({ workbench, page }) => {
  await workbench.open();
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const find = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    await expect(palette).toHaveCount(0);
  };
  await find('orders are down');
  await expect(workbench.scenario('Orders are down')).toHaveAttribute('aria-selected', 'true');
  await find('x-edge-region');
  await expect(workbench.chosenStep).toHaveAccessibleName(/stamp-request envoy_on_request/);
  await find('dark theme');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await find('fault configuration');
  await expect(workbench.editor).toContainText('HTTPFault');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('no such thing');
  await expect(palette).toContainText('Nothing has this name');
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
});

test('letters do nothing in text fields, and can be switched off', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.inspector.open('Stats');
  await workbench.inspector.region.getByRole('searchbox').focus();
  await page.keyboard.type('tea 12');
  await expect(workbench.inspector.region.getByRole('searchbox')).toHaveValue('tea 12');
  await expect(workbench.inspector.tab('Stats')).toHaveAttribute('aria-selected', 'true');
  await workbench.openDocument('stamp-request');
  await workbench.editor.getByRole('textbox').first().focus();
  await page.keyboard.type('t');
  await expect(workbench.trace).toBeVisible();
  await workbench.chooseForProject('Settings');
  await page.getByRole('switch', { name: 'Keys that are one letter' }).click();
  await workbench.backToWorkbench();
  await workbench.chooseStep(1);
  await page.keyboard.press('t');
  await page.keyboard.press('3');
  await expect(workbench.trace).toBeVisible();
  await expect(workbench.inspector.tab('Stats')).toHaveAttribute('aria-selected', 'true');
});

test('a dialog keeps the focus, closes with Escape, and gives it back', async ({ workbench, page }) => {
  await workbench.open();
  const share = page.getByRole('button', { name: 'Share', exact: true });
  await share.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog).toBeVisible();
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab');
    expect(
      await page.evaluate(
        () => document.activeElement?.closest('dialog') !== null || document.activeElement === document.body,
      ),
    ).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(share).toBeFocused();
});

test('Ctrl M lets Tab leave the editor', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.openDocument('stamp-request');
  const before = await workbench.source('stamp-request');
  await workbench.editor.getByRole('textbox', { name: 'Code of stamp-request.lua' }).focus();
  await page.keyboard.press('Control+m');
  await page.keyboard.press('Tab');
  await expect.poll(() => focusedRegion(page)).not.toBe('editor');
  expect(await workbench.source('stamp-request')).toBe(before);
});

test('the plain editor does the same work', async ({ workbench, page }) => {
  await workbench.open();
  await page.keyboard.press('?');
  await page.getByRole('radiogroup', { name: 'Editor' }).getByRole('radio', { name: 'Plain' }).click();
  await workbench.backToWorkbench();
  await workbench.openDocument('stamp-request');
  const area = workbench.editor.getByRole('textbox', { name: 'Code of stamp-request.lua' });
  await expect(area).toHaveJSProperty('tagName', 'TEXTAREA');
  await area.fill('function envoy_on_response(h) h:headers():add("x-plain", "yes") end');
  await workbench.inspector.expectResponseHeader('x-plain', 'yes');
  await area.fill('function envoy_on_response(h) h:headers(:add() end');
  await expect(workbench.editor.getByRole('list')).toContainText('line 1');
});
