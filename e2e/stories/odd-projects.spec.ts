import { luaFilter, nativeFilter, projectOf } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

test('a chain of 200 filters is run, drawn and changed', async ({ workbench, page }) => {
  const count = `function envoy_on_response(handle)
  local headers = handle:headers()
  headers:replace("x-count", tostring(tonumber(headers:get("x-count") or "0") + 1))
end
`;
  const filters = Array.from({ length: 200 }, (_, i) => luaFilter(`filter-${i + 1}`, count));
  await workbench.openProject(projectOf(filters));
  await workbench.inspector.expectResponseHeader('x-count', '200');
  await expect(page.getByRole('switch', { name: /^filter-\d+ runs$/ })).toHaveCount(200);
  await workbench.toggleFilter('filter-100');
  await workbench.inspector.expectResponseHeader('x-count', '199');
  await workbench.focusFilter('filter-2');
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await workbench.filterNames())[0]).toBe('filter-2');
  await workbench.settled();
});

test('a chain of the router alone answers', async ({ workbench }) => {
  await workbench.openProject(projectOf([]));
  await workbench.expectResult('One request', '200');
  await workbench.inspector.expectResponseBody('hello');
});

test('a chain without any filter answers nobody, as in Envoy, says why, and can be mended', async ({
  workbench,
  page,
}) => {
  const project = projectOf([]);
  await workbench.followLink(`${workbench.url}`);
  await workbench.openProject({
    ...project,
    http_connection_manager: { ...project.http_connection_manager, http_filters: [] },
  });
  await workbench.expectFilters([]);
  await expect(page.getByRole('region', { name: 'Chain and trace' })).toContainText('no router in the chain');
  await page.keyboard.press('a');
  await page
    .getByRole('dialog', { name: 'Add a filter' })
    .getByRole('option', { name: /Lua script/ })
    .click();
  await page.getByRole('button', { name: /^Add (before|at)/ }).click();
  await workbench.expectFilters(['lua']);
});

test('filters, sources and scenarios may have the names of JavaScript’s own things', async ({ workbench, page }) => {
  const stamp = (name: string): string => `function envoy_on_response(h) h:headers():add("x-${name}", "ran") end`;
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const project = projectOf(
    names.map((name) => luaFilter(name, stamp(name.replaceAll('_', '').toLowerCase()))),
    { scenarios: names.map((name) => ({ name, requests: [{ path: '/' }] })) },
  );
  await workbench.openProject(project);
  await workbench.expectFilters(names);
  for (const name of names) await workbench.expectResult(name, '200');
  await workbench.inspector.expectResponseHeader('x-proto', 'ran');
  await workbench.inspector.expectResponseHeader('x-constructor', 'ran');
  await workbench.editSource('__proto__', stamp('edited'));
  await workbench.inspector.expectResponseHeader('x-edited', 'ran');
  await workbench.chooseScenario('constructor');
  await workbench.toggleFilter('__proto__');
  await expect(workbench.filter('__proto__')).toContainText('disabled');
  await workbench.expectSaved();
  await page.reload();
  await workbench.expectFilters(names);
  expect(await workbench.source('__proto__')).toContain('x-edited');
  expect(await workbench.downloadProject()).toContain('__proto__:');
});

test('header values of any byte are shown, kept and passed on', async ({ workbench, page }) => {
  const bytes = Buffer.from([0x61, 0x80, 0xff, 0xc3, 0x28, 0x7a]);
  const lua = `function envoy_on_request(handle)
  local value = handle:headers():get("x-bytes")
  local codes = {}
  for i = 1, #value do codes[i] = string.format("%02x", value:byte(i)) end
  handle:headers():add("x-codes", table.concat(codes, " "))
end
`;
  const request = {
    path: '/',
    headers: [['x-bytes', { base64: bytes.toString('base64') }] as [string, { base64: string }]],
  };
  await workbench.openProject(projectOf([luaFilter('bytes', lua)], { request }));
  await workbench.inspector.expectUpstreamHeader('x-codes', '61 80 ff c3 28 7a');
  await workbench.chooseStep(/^Step \d+, bytes envoy_on_request/);
  await workbench.inspector.open('Step');
  await expect(workbench.inspector.region).toContainText('x-bytes');
  const text = await workbench.downloadProject();
  expect(text).toContain(bytes.toString('base64'));
  const dialog = await workbench.openFile('bytes.project.yaml', text);
  await expect(dialog).toHaveCount(0);
  await workbench.inspector.expectUpstreamHeader('x-codes', '61 80 ff c3 28 7a');
  await expect(page.getByRole('table', { name: 'Request headers' })).toContainText('x-bytes');
});

test('a body of 20 MB goes through, and the page stays quick', async ({ workbench, page }) => {
  const request = { method: 'POST', path: '/', body: { repeat: 20_000_000, bytes: 'x' } };
  const lua = 'function envoy_on_request(h) h:headers():add("x-passed", "yes") end';
  await workbench.openProject(projectOf([luaFilter('passes', lua)], { request }));
  await workbench.expectResult('One request', '200');
  await workbench.inspector.expectUpstreamHeader('x-passed', 'yes');
  await workbench.inspector.open('Step');
  await workbench.chooseStep(1);
  await page.keyboard.press('t');
  await expect(page.getByRole('table').getByRole('row').first()).toBeVisible();
  await page.keyboard.press('t');
  await workbench.editSource('passes', lua.replace('yes', 'again'));
  await workbench.inspector.expectUpstreamHeader('x-passed', 'again');
});

test('a filter that answers with 20 MB is shown without the page growing stiff', async ({ workbench }) => {
  const answer = { status: 200, body: { repeat: 20_000_000, bytes: 'y' } };
  const project = projectOf([nativeFilter('limit', 'buffer.v3.Buffer', { max_request_bytes: 1000 })], { answer });
  await workbench.openProject(project);
  await workbench.expectResult('One request', '200');
  await workbench.inspector.expectResponseBody('yyyyyyyy');
  await workbench.chooseStep(/^Step \d+, Downstream answer to the client/);
});
