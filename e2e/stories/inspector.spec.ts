import { lineOf } from '../support/source-lines.ts';
import { expect, test } from '../support/story.ts';

test('a step shows its headers before and after, and who changed each', async ({ workbench }) => {
  await workbench.open();
  await workbench.chooseStep(/^Step \d+, stamp-request envoy_on_request/);
  const { inspector } = workbench;
  const table = /request headers before and after/;
  await expect(inspector.rows(table, 'x-edge-region')).toHaveAccessibleName(/added x-edge-region eu-central this step/);
  await expect(inspector.rows(table, 'x-internal-user')).toHaveAccessibleName(/removed x-internal-user admin/);
  await expect(inspector.region).toContainText('It adds x-request-start and x-edge-region and removes x-internal-user');
  await inspector.region.getByRole('button', { name: /unchanged/ }).click();
  await expect(inspector.rows(table, 'authorization')).toHaveAccessibleName(/unchanged authorization Bearer .* client/);
  await workbench.chooseStep(/^Step \d+, router decodeHeaders/);
  await expect(inspector.region.getByRole('button', { name: /unchanged/ })).toHaveAttribute('aria-expanded', 'true');
  await expect(inspector.rows(table, 'x-user-tier')).toContainText('token-gate');
});

test('a step shows its host calls with arguments and result, and each leads to its line', async ({ workbench }) => {
  await workbench.open();
  await workbench.chooseStep(/^Step \d+, token-gate proxy_on_http_call_response/);
  const calls = workbench.inspector.region.getByRole('listitem');
  await expect(calls.filter({ hasText: 'x-user-tier' }).first()).toContainText('"gold"');
  const call = calls.filter({ hasText: 'proxy_replace_header_map_value(request headers, "x-user-id", "u_20418")' });
  await expect(call).toContainText('Ok');
  await call.getByRole('button').click();
  await expect(workbench.editor.getByText('x-user-id').first()).toBeInViewport();
});

test('choosing a step moves the editor to its line', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  const lua = await workbench.source('redact-cards');
  const line = lineOf(lua, 'handle:headers():get("content-type")');
  await workbench.chooseStep(/^Step \d+, redact-cards envoy_on_response/);
  await expect(workbench.editor.getByRole('tab', { name: /redact-cards/ })).toHaveAttribute('aria-selected', 'true');
  const place = workbench.inspector.region.getByRole('button', { name: /^redact-cards, line \d+/ });
  await expect(place).toBeVisible();
  expect(Number(/line (\d+)/.exec((await place.textContent()) ?? '')?.[1])).toBeGreaterThanOrEqual(line - 1);
  await workbench.chooseStep(/^Step \d+, stamp-request envoy_on_response/);
  await expect(workbench.editor.getByRole('tab', { name: /stamp-request/ })).toHaveAttribute('aria-selected', 'true');
  await expect(workbench.editor.getByText('x-served-by')).toBeInViewport();
  await expect(page).toHaveURL(/filter=stamp-request/);
});

test('a body that a filter changed is shown as a difference', async ({ workbench }) => {
  await workbench.open();
  await workbench.chooseStep(/^Step \d+, redact-cards .*body 173 → 162 B/);
  await workbench.inspector.region.getByRole('radio', { name: /^Body/ }).click();
  const panel = workbench.inspector.region.getByRole('tabpanel');
  await expect(panel).toContainText('4111 1111 1111 1111');
  await expect(panel).toContainText('****1111');
});

test('the response tab shows what client, upstream and callouts saw, and the access log', async ({ workbench }) => {
  await workbench.open();
  const { inspector } = workbench;
  await inspector.expectResponseHeader(':status', '200');
  await inspector.expectUpstreamHeader('x-user-tier', 'gold', 'orders');
  await inspector.region.getByRole('radio', { name: /^Callouts/ }).click();
  await expect(inspector.region.getByRole('region', { name: 'Request 1 to authz' })).toContainText('POST');
  await inspector.region.getByRole('radio', { name: 'Access log' }).click();
  await expect(inspector.rows(/^Access log/, 'response_code')).toContainText('200');
  await expect(inspector.rows(/^Access log/, 'upstream_cluster')).toContainText('orders');
});

test('logs lead to their step; stats are found by name; state names its writers', async ({ workbench }) => {
  await workbench.open();
  const { inspector } = workbench;
  await inspector.open('Logs');
  const line = inspector.region.getByRole('listitem').filter({ hasText: 'u_20418 may pass' });
  await line.getByRole('button', { name: /^step/ }).click();
  await expect(workbench.chosenStep).toHaveAccessibleName(/token-gate proxy_on_http_call_response/);
  await inspector.open('Stats');
  await inspector.region.getByRole('searchbox', { name: 'Filter stats by name' }).fill('orders.upstream_rq_200');
  await expect(inspector.region.getByRole('row')).not.toHaveCount(0);
  await expect(inspector.region.getByRole('table')).toContainText('+1');
  await workbench.chooseScenario('Authz says no');
  await inspector.region.getByRole('searchbox', { name: 'Filter stats by name' }).fill('token_gate_denied');
  await expect(inspector.region.getByRole('table')).toContainText('+1');
  await inspector.open('State');
  await expect(inspector.region).toContainText('token_gate_denied');
  await expect(inspector.region).toContainText('403');
});

test('values of the last run stand in the editor, and completion knows both languages', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.openDocument('stamp-request');
  const code = workbench.editor.getByRole('textbox', { name: 'Code of stamp-request.lua' });
  await code.focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('\nfunction other(handle) handle:');
  await page.keyboard.press('Control+Space');
  await expect(page.getByRole('listbox').getByRole('option', { name: /^httpCall/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.insertText('headers() local tier_limit = 1 return tier_');
  await page.keyboard.press('Control+Space');
  await expect(page.getByRole('listbox').getByRole('option', { name: /^tier_limit, Variable/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await workbench.openDocument('token-gate/index.ts');
  await workbench.editor.getByRole('textbox', { name: 'Code of token-gate.ts' }).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('\nfunction other(s: Stream): void { s.request.headers.');
  await page.keyboard.press('Control+Space');
  await expect(page.getByRole('listbox').getByRole('option', { name: /^replace,/ })).toBeVisible();
});
