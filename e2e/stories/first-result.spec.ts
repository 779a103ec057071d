import { expect, test } from '../support/story.ts';

/** What the scenarios of the example come to. */
const OUTCOMES = [
  ['Gold user’s order', '200 ✓ 5/5'],
  ['No token', '401 ✓ 3/3'],
  ['Authz says no', '403 ✓ 2/2'],
  ['Authz times out', '503 ✓ 2/2'],
  ['Orders are down', '503 ✓ 3/3'],
  ['Order in three pieces', '201 ✓ 2/2'],
  ['No such page', '404 ✓ 4/4'],
] as const;

test('a cold load shows results without a click', async ({ workbench }) => {
  await workbench.open();
  for (const [name, result] of OUTCOMES) await workbench.expectResult(name, result);
  await expect(workbench.page.getByRole('banner')).toContainText('7 of 7 pass');
  await expect(workbench.trace.getByRole('gridcell')).not.toHaveCount(0);
  await expect(workbench.filter('token-gate')).toContainText('+2');
  await expect(workbench.inspector.region.getByRole('tabpanel')).toContainText('authz said 200');
});

test('the engine in the browser comes to the same results as the stored ones', async ({ workbench }) => {
  await workbench.open();
  await workbench.settled();
  for (const [name, result] of OUTCOMES) await workbench.expectResult(name, result);
});

test('each scenario has its score: rows of the chain, steps, answer', async ({ workbench }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.chooseScenario('No token');
  await expect(workbench.step(/^Step \d+, token-gate .*local reply/)).toBeVisible();
  await expect(workbench.step(/^Step \d+, Downstream answer to the client/)).toContainText('401');
  // A local reply passes every encoder filter, those too that never saw the request.
  await expect(workbench.step(/^Step \d+, redact-cards envoy_on_response/)).toBeVisible();
  await expect(workbench.step(/^Step \d+, orders /)).toHaveCount(0);
  await workbench.chooseScenario('Orders are down');
  await expect(workbench.step(/^Step \d+, orders request to the upstream, 503/)).toBeVisible();
  await workbench.chooseScenario('Authz times out');
  await expect(workbench.step(/^Step \d+, authz callout/)).toBeVisible();
});

test('a first visit is greeted in one line with three doors, which goes by itself', async ({ workbench, page }) => {
  await workbench.open();
  const welcome = page.getByRole('region', { name: 'Welcome' });
  await welcome.getByRole('button', { name: 'Add a filter' }).click();
  await expect(page.getByRole('dialog', { name: 'Add a filter' })).toBeVisible();
  await page.keyboard.press('Escape');
  await welcome.getByRole('button', { name: 'Open a project' }).click();
  await expect(page.getByRole('dialog', { name: 'Open a project' })).toBeVisible();
  await page.keyboard.press('Escape');
  await welcome.getByRole('button', { name: 'Edit this' }).click();
  await expect(workbench.editor.getByRole('tab', { name: /stamp-request/ })).toHaveAttribute('aria-selected', 'true');
  await welcome.getByRole('button', { name: 'Close this line' }).click();
  await expect(welcome).toHaveCount(0);
  await page.reload();
  await expect(workbench.trace).toBeVisible();
  await expect(welcome).toHaveCount(0);
});

test.describe('what the page may load', () => {
  test.use({ expectedProblems: /example\.invalid/ });

  test('nothing but its own files', async ({ workbench, page }) => {
    const answer = await page.request.get(workbench.url);
    const policy = answer.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    await workbench.open();
    await workbench.settled();
    const fetched = await page.evaluate(() =>
      fetch('https://example.invalid/').then(
        () => 'allowed',
        () => 'refused',
      ),
    );
    expect(fetched).toBe('refused');
  });
});
