import { luaFilter, projectOf } from '../support/projects.ts';
import { lineOf } from '../support/source-lines.ts';
import { expect, test } from '../support/story.ts';

const TOKEN_GATE = 'token-gate/index.ts';

test('an AssemblyScript error keeps the last result and names the line', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  const line = lineOf(await workbench.source(TOKEN_GATE), 'this.respond(401');
  await workbench.replaceInSource(TOKEN_GATE, 'this.respond(401', 'this.respond("401"');
  await expect(workbench.inspector.tab('Problems')).toHaveAttribute('aria-selected', 'true');
  const problem = workbench.inspector.region.getByRole('button', { name: /not assignable/ });
  await expect(problem).toContainText(`line ${line}`);
  await expect(workbench.inspector.region).toContainText('You are looking at the last good run');
  await expect(page.getByText('200, last good run')).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('errors');
  await expect(workbench.filter('token-gate')).toContainText('1 error');
  // The result before is still there, whole.
  await expect(workbench.step(/^Step \d+, token-gate proxy_on_http_call_response/)).toBeVisible();
  await workbench.inspector.expectResponseBody('****1111');
  await expect
    .poll(() => workbench.markers(TOKEN_GATE))
    .toContainEqual({ severity: 'error', line, message: expect.stringContaining('not assignable') });

  await workbench.replaceInSource(TOKEN_GATE, 'this.respond("401"', 'this.respond(401');
  await expect(workbench.inspector.tab('Problems')).toHaveCount(0);
  await expect(page.getByRole('banner')).toContainText('7 of 7 pass');
  await workbench.settled();
});

test('a problem leads to its line', async ({ workbench }) => {
  await workbench.open();
  await workbench.settled();
  const line = lineOf(await workbench.source(TOKEN_GATE), 'this.resumeRequest()');
  await workbench.replaceInSource(TOKEN_GATE, 'this.resumeRequest()', 'this.resumeRequset()');
  const problem = workbench.inspector.region.getByRole('button', { name: `line ${line}` });
  await expect(problem).toBeVisible();
  await workbench.openDocument('stamp-request');
  await problem.click();
  await expect(workbench.editor.getByRole('tab', { name: /token-gate/ })).toHaveAttribute('aria-selected', 'true');
  await expect(workbench.editor.getByText('resumeRequset', { exact: true })).toBeInViewport();
});

test('a Lua error keeps the last result and names the line', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  const line = lineOf(await workbench.source('stamp-request'), 'headers:add("x-request-start"');
  await workbench.replaceInSource('stamp-request', 'headers:add("x-request-start"', 'headers:add(("x-request-start"');
  await expect(workbench.inspector.tab('Problems')).toHaveAttribute('aria-selected', 'true');
  await expect(workbench.inspector.region.getByRole('button', { name: `line ${line}` })).toBeVisible();
  await expect(page.getByText('200, last good run')).toBeVisible();
  await workbench.inspector.expectResponseHeader('x-served-by', 'edge');
  await expect.poll(() => workbench.markers('stamp-request')).toContainEqual(expect.objectContaining({ line }));
  await workbench.replaceInSource('stamp-request', 'headers:add(("x-request-start"', 'headers:add("x-request-start"');
  await expect(workbench.inspector.tab('Problems')).toHaveCount(0);
  await workbench.settled();
});

test('an error of a running script is told with its line, and the request goes on as in Envoy', async ({
  workbench,
}) => {
  const script = 'function envoy_on_request(handle)\n  local nothing = nil\n  nothing.field = 1\nend\n';
  await workbench.openProject(projectOf([luaFilter('broken', script)]));
  await workbench.expectResult('One request', '200');
  await workbench.inspector.open('Step');
  await expect(workbench.chosenStep).toHaveAccessibleName(/broken/);
  await expect(workbench.inspector.region).toContainText('script error');
  await expect(workbench.inspector.region).toContainText('broken, line 3');
  await expect(workbench.inspector.region).toContainText('lets the request go on');
  await workbench.inspector.open('Logs');
  await expect(workbench.inspector.region).toContainText("attempt to index local 'nothing' (a nil value)");
});

test('all errors of all files are told', async ({ workbench }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.replaceInSource(TOKEN_GATE, 'this.respond(401', 'this.respond("401"');
  await expect(workbench.inspector.tab('Problems')).toContainText('1');
  await workbench.replaceInSource(TOKEN_GATE, 'this.respond(403', 'this.respond("403"');
  await expect(workbench.inspector.tab('Problems')).toContainText('2');
  await expect(workbench.editor.getByRole('tab', { name: /token-gate/ })).toContainText('2');
  await workbench.replaceInSource('stamp-request', 'local headers =', 'local headers = =');
  await expect(workbench.inspector.tab('Problems')).toContainText('3');
  await expect(workbench.editor.getByRole('tab', { name: /stamp-request/ })).toContainText('1');
});

test('a configuration that Envoy refuses keeps the last result and gives Envoy’s words', async ({
  workbench,
  page,
}) => {
  await workbench.open();
  await workbench.settled();
  const config = await workbench.source('config/fault');
  await workbench.editSource('config/fault', `${config}surprise: 1\n`);
  await workbench.toggleFilter('fault');
  await expect(workbench.inspector.tab('Problems')).toHaveAttribute('aria-selected', 'true');
  await expect(workbench.inspector.region).toContainText('Envoy refuses this configuration');
  await expect(workbench.inspector.region).toContainText("no such field: 'surprise'");
  await expect(page.getByText('200, last good run')).toBeVisible();
  await workbench.editSource('config/fault', config);
  await expect(workbench.inspector.tab('Problems')).toHaveCount(0);
  await workbench.inspector.expectResponseHeader('x-served-by', 'edge');
});
