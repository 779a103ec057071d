import { orderProject } from '../support/projects.ts';
import { ScenarioForm } from '../support/scenario-form.ts';
import { expect, test } from '../support/story.ts';

test('a new expectation says at once whether it would hold, and is checked with each run', async ({
  workbench,
  page,
}) => {
  await workbench.openProject(orderProject());
  const form = new ScenarioForm(page);
  await form.open();
  await form.draft('status', '200');
  await expect(form.expectations).toContainText('It would hold');
  await form.draft('status', '201');
  await expect(form.expectations).toContainText('It would fail: the last run has 200');
  await form.expect('status', '200');
  await form.expect('answer header', '321', 'x-order');
  await form.expect('answer body', 'hel', '', 'contains');
  await expect(form.expectations).toContainText('3 of 3');
  await workbench.expectResult('One request', '200 ✓ 3/3');
  await workbench.backToWorkbench();
  await expect(page.getByRole('banner')).toContainText('1 of 1 pass');
  await workbench.moveFilterByKeyboard('first', 'down');
  await workbench.expectResult('One request', '200 ✕ 2/3');
  await expect(page.getByRole('banner')).toContainText('1 of 1 fail');
  await expect(page.getByRole('complementary', { name: 'Scenarios' })).toContainText('x-order: 312');
});

test('expectations are taken from the run and removed', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  const form = new ScenarioForm(page);
  await form.open();
  await form.expectations.getByRole('button', { name: 'From this run' }).click();
  await expect(form.expectations.getByRole('listitem')).toHaveCount(3);
  await expect(form.expectations).toContainText('3 of 3');
  await form.expectations.getByRole('button', { name: /^Remove: status/ }).click();
  await expect(form.expectations.getByRole('listitem')).toHaveCount(2);
  await workbench.expectResult('One request', '200 ✓ 2/2');
});

test('what upstream and callouts saw can be expected', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  const form = new ScenarioForm(page);
  await form.open();
  await form.expect('upstream header', '', 'x-user-id', 'is there');
  await form.expect('callouts to', '1', 'authz');
  await form.expect('upstream path', '/api/orders', '', 'contains');
  await form.expect('a log line', 'may pass', '', 'contains');
  await workbench.expectResult('Gold user’s order', '200 ✓ 9/9');
});
