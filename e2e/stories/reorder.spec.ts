import { orderProject } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

test('a filter moves by keyboard, keeps the focus, and the answer changes', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.inspector.expectResponseHeader('x-order', '321');
  await workbench.moveFilterByKeyboard('first', 'down');
  await workbench.expectFilters(['second', 'first', 'third']);
  await workbench.inspector.expectResponseHeader('x-order', '312');
  await expect(page.getByText('Moved first, now 2 of 4')).toBeAttached();
  await workbench.moveFilterByKeyboard('third', 'up');
  await workbench.moveFilterByKeyboard('third', 'up');
  await workbench.inspector.expectResponseHeader('x-order', '123');
  await workbench.expectFilters(['third', 'second', 'first']);
});

test('the router stays last whatever is pressed', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.moveFilterByKeyboard('third', 'down');
  await workbench.expectFilters(['first', 'second', 'third']);
  await workbench.focusFilter('router');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Delete');
  await workbench.expectFilters(['first', 'second', 'third']);
  await expect(workbench.filter('router')).toBeVisible();
});

test('a filter moves by mouse', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  const from = await workbench.filter('third').boundingBox();
  const to = await workbench.filter('first').boundingBox();
  if (!from || !to) throw new Error('the rows are on the page');
  await page.mouse.move(from.x + 90, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 90, to.y + to.height, { steps: 8 });
  await page.mouse.move(to.x + 90, to.y + 2, { steps: 4 });
  await page.mouse.up();
  await workbench.expectFilters(['third', 'first', 'second']);
  await workbench.inspector.expectResponseHeader('x-order', '213');
});

test('a filter moves by its menu', async ({ workbench }) => {
  await workbench.openProject(orderProject());
  await workbench.chooseForFilter('second', 'Move up');
  await workbench.expectFilters(['second', 'first', 'third']);
  await workbench.inspector.expectResponseHeader('x-order', '312');
  await workbench.chooseForFilter('second', 'Move down');
  await workbench.inspector.expectResponseHeader('x-order', '321');
});
