import { expect, test } from '../support/story.ts';
import { textOf } from '../support/workbench.ts';

test('the whole trace is a table, one key away', async ({ workbench, page }) => {
  await workbench.open();
  const steps = await workbench.trace.getByRole('gridcell').count();
  await page.keyboard.press('t');
  const table = page.getByRole('table', { name: /^Trace of Gold user’s order/ });
  await expect(table.getByRole('button', { name: /^Show step \d+ in the score/ })).toHaveCount(steps);
  // What did not happen is told, too.
  await expect(table.getByRole('row', { name: /fault not called disabled/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /token-gate paused 12 ms/ })).toBeVisible();
  await expect(page.getByRole('paragraph').filter({ hasText: 'In words:' })).toContainText(
    'token-gate held the request for 12 ms to ask authz',
  );
  const headings = await table.getByRole('columnheader').allTextContents();
  expect(headings).toEqual(['Step', 'Path', 'Filter', 'Callback', 'Result', 'Host calls', 'Changes', 'Virtual time']);
  await page.keyboard.press('t');
  await expect(workbench.trace).toBeVisible();
});

test('the table is searched, leads back to the score, and is downloaded', async ({ workbench, page }) => {
  await workbench.open();
  await page.getByRole('button', { name: 'Show as a table' }).click();
  await page.getByRole('searchbox', { name: 'Filter the rows' }).fill('x-user-tier');
  const found = page.getByRole('table').getByRole('row').filter({ hasText: '+x-user-tier' });
  await expect(found).toHaveCount(1);
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(2);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const csv = await textOf(await coming);
  expect(csv).toContain('step,path,filter,callback');
  expect(csv.split('\r\n').length).toBeGreaterThan(20);
  await found.getByRole('button').click();
  await expect(workbench.chosenStep).toHaveAccessibleName(/token-gate proxy_on_http_call_response/);
});

test('the table of a scenario that fails says so in words', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.chooseScenario('No token');
  await page.keyboard.press('t');
  const words = page.getByRole('paragraph').filter({ hasText: 'In words:' });
  await expect(words).toContainText('token-gate answered itself with 401');
  await expect(words).toContainText('Nothing reached an upstream');
});
