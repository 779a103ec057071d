import { createHash } from 'node:crypto';
import { load } from 'js-yaml';
import { commandLine } from '../support/command-line.ts';
import { ExportScreen } from '../support/export-screen.ts';
import { luaFilter, orderProject, projectOf, wasmFilter } from '../support/projects.ts';
import { startServer } from '../support/server.ts';
import { expect, test } from '../support/story.ts';
import { headerModule } from '../support/wasm-modules.ts';
import { Workbench } from '../support/workbench.ts';

type EnvoyFilter = {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly workloadSelector?: { readonly labels: Record<string, string> };
    readonly configPatches: readonly { readonly match: { readonly context: string } }[];
  };
};

test('an export holds the edited code, parses, and is the same as the command line’s', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.replaceInSource('stamp-request', '"x-served-by", "edge"', '"x-served-by", "exported"');
  await workbench.replaceInSource('token-gate/index.ts', '"not for you\\n"', '"members only\\n"');
  await workbench.chooseScenario('Authz says no');
  await workbench.inspector.expectResponseBody('members only');
  await workbench.openExport();
  const screen = new ExportScreen(page);
  await screen.proven();
  await expect(screen.proof).toContainText('7 scenarios ran');
  const yaml = await screen.download();
  const filter = load(yaml) as EnvoyFilter;
  expect(filter.kind).toBe('EnvoyFilter');
  expect(filter.spec.configPatches.length).toBeGreaterThanOrEqual(4);
  expect(yaml).toContain('"x-served-by", "exported"');
  await workbench.backToWorkbench();

  // The command line compiles for itself, reads its export back and runs every scenario with it.
  const project = await workbench.downloadProject();
  expect(await commandLine(project, 'export', 'PROJECT', '--to', 'envoy-filter')).toBe(yaml);
  const results = await commandLine(project, 'run', 'PROJECT', '--json');
  const byName = results
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { scenario: string; status: number; body: string });
  expect(byName.find((one) => one.scenario === 'Authz says no')).toMatchObject({ status: 403, body: 'members only\n' });
  for (const { scenario, status } of byName) await workbench.expectResult(scenario, `${status} ✓`);
});

test('the options of an export are in the file', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.openExport();
  const screen = new ExportScreen(page);
  await screen.proven();
  await screen.options.getByRole('combobox', { name: 'Context' }).selectOption('GATEWAY');
  await screen.fill('Name', 'story-filter');
  await screen.fill('Namespace', 'shop');
  await screen.fill('Workload', 'app=orders, version=v2');
  await screen.proven();
  await expect(screen.file.getByRole('region', { name: 'YAML' })).toContainText('name: story-filter');
  await screen.proven();
  const filter = load(await screen.download()) as EnvoyFilter;
  expect(filter.metadata).toEqual({ name: 'story-filter', namespace: 'shop' });
  expect(filter.spec.workloadSelector?.labels).toEqual({ app: 'orders', version: 'v2' });
  expect(filter.spec.configPatches.map((patch) => patch.match.context)).toEqual(['GATEWAY', 'GATEWAY', 'GATEWAY']);
  await expect(screen.file).toContainText('kubectl apply');
  await expect(screen.proof).toContainText('Where it lands');
});

test('a mistake in an option is told at its field', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.openExport();
  const screen = new ExportScreen(page);
  await screen.proven();
  await screen.fill('Namespace', 'Not A Namespace');
  await expect(screen.options.getByRole('textbox', { name: 'Namespace' })).toHaveAttribute('aria-invalid', 'true');
  await expect(screen.options).toContainText('Lower-case letters, digits and hyphens');
  await screen.fill('Port', '70000');
  await expect(screen.options).toContainText('A number from 1 to 65535');
});

test('a remote module can be fetched by a proxy from the address in the export', async ({
  workbench,
  page,
  request,
}) => {
  const base64 = Buffer.from(await headerModule()).toString('base64');
  await workbench.openProject(projectOf([wasmFilter('header', { wasm: { base64 } })]));
  await workbench.openExport();
  const screen = new ExportScreen(page);
  await screen.proven();
  await screen.options.getByRole('combobox', { name: 'Wasm' }).selectOption('remote');
  await expect(screen.file.getByRole('region', { name: 'YAML' })).toContainText('sha256:');
  await screen.proven();
  const yaml = await screen.download();
  const url = /uri: (\S+)/.exec(yaml)?.[1] ?? '';
  const sha256 = /sha256: ['"]?([0-9a-f]{64})/.exec(yaml)?.[1];
  const answer = await request.get(url);
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-type']).toBe('application/wasm');
  const module = await answer.body();
  expect(createHash('sha256').update(module).digest('hex')).toBe(sha256);
  expect(module.equals(Buffer.from(base64, 'base64'))).toBe(true);
});

test('a module as a file is named by its path', async ({ workbench, page }) => {
  const base64 = Buffer.from(await headerModule()).toString('base64');
  await workbench.openProject(projectOf([wasmFilter('header', { wasm: { base64 } })]));
  await workbench.openExport();
  const screen = new ExportScreen(page);
  await screen.proven();
  await screen.options.getByRole('combobox', { name: 'Wasm' }).selectOption('file');
  await screen.fill('Path', '/etc/filters/header.wasm');
  await expect(screen.file.getByRole('region', { name: 'YAML' })).toContainText('filename: /etc/filters/header.wasm');
  await screen.proven();
});

test('code that does not compile is not exported', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.replaceInSource('token-gate/index.ts', 'this.respond(401', 'this.respond("401"');
  await expect(workbench.inspector.tab('Problems')).toBeVisible();
  await workbench.openExport();
  const screen = new ExportScreen(page);
  await expect(screen.proof.getByRole('alert')).toContainText('does not compile');
  await expect(screen.file.getByRole('button', { name: 'Download' })).toBeDisabled();
});

test('the file and the command can be copied', async ({ workbench, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await workbench.openProject(projectOf([luaFilter('copied', '-- copy me')]));
  await workbench.openExport();
  const screen = new ExportScreen(page);
  await screen.proven();
  await screen.file.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(screen.file.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('-- copy me');
  await screen.file.getByRole('button', { name: 'Copy command' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('kubectl apply');
});

test.describe('without a server', () => {
  test.use({
    expectedProblems: /Failed to load resource|Failed to fetch|net::ERR|Unable to preload|could not be loaded/,
  });

  test('the API away: the export says so, everything else goes on', async ({ workbench, page }) => {
    await workbench.openProject(orderProject());
    await page.route('**/api/**', (route) => route.abort());
    await workbench.openExport();
    const screen = new ExportScreen(page);
    await expect(screen.proof.getByRole('alert')).toContainText('Exports need the server');
    await workbench.backToWorkbench();
    await workbench.moveFilterByKeyboard('first', 'down');
    await workbench.inspector.expectResponseHeader('x-order', '312');
    // It comes back: the export works again.
    await page.unroute('**/api/**');
    await workbench.openExport();
    await screen.proven();
  });

  test('the whole server gone: the page stays, says so, and keeps working', async ({ page }) => {
    const server = await startServer({ CHAINWRIGHT_REAL_ENVOY: '0' });
    const workbench = new Workbench(page, server.url);
    await workbench.openProject(orderProject());
    await workbench.source('first');
    await workbench.expectSaved();
    await server.close();
    await workbench.openExport();
    await expect(page.getByRole('main')).toContainText('The server does not answer');
    await workbench.backToWorkbench();
    await workbench.moveFilterByKeyboard('first', 'down');
    await workbench.inspector.expectResponseHeader('x-order', '312');
    await workbench.expectSaved();
  });
});
