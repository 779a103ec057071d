import { expect, test } from '../support/story.ts';

test('an edit of a Lua filter changes the answer', async ({ workbench }) => {
  await workbench.open();
  await workbench.inspector.expectResponseHeader('x-served-by', 'edge');
  await workbench.replaceInSource('stamp-request', '"x-served-by", "edge"', '"x-served-by", "edge of the story"');
  await workbench.inspector.expectResponseHeader('x-served-by', 'edge of the story');
  await expect(workbench.page.getByRole('region', { name: 'Welcome' })).toHaveCount(0);
});

test('typing in the editor runs with each key', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.openDocument('redact-cards');
  await workbench.editor.getByRole('textbox', { name: 'Code of redact-cards.lua' }).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('function envoy_on_response(h) h:headers():add("x-typed", "yes") end');
  await workbench.inspector.expectResponseHeader('x-typed', 'yes');
  await workbench.expectResult('Gold user’s order', '200 ✕ 4/5');
  await page.keyboard.press('Control+Z');
});

test('an expectation that no longer holds is told in the list and in the bar', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.replaceInSource('stamp-request', 'headers:remove("x-internal-user")', '');
  await workbench.expectResult('Gold user’s order', '200 ✕ 4/5');
  await expect(page.getByRole('banner')).toContainText('1 of 7 fail');
  await expect(page.getByRole('complementary', { name: 'Scenarios' })).toContainText(
    'fails: upstream does not get x-internal-user',
  );
});

test('without running while typing, Ctrl Enter runs', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await page.keyboard.press('?');
  await page.getByRole('switch', { name: 'Run after each key' }).click();
  await workbench.backToWorkbench();
  await workbench.replaceInSource('stamp-request', '"x-served-by", "edge"', '"x-served-by", "later"');
  await expect(page.getByText('200, last good run')).toBeVisible();
  await workbench.inspector.expectResponseHeader('x-served-by', 'edge');
  await page.keyboard.press('Control+Enter');
  await workbench.inspector.expectResponseHeader('x-served-by', 'later');
});
