import { expectAccessible } from '../support/accessibility.ts';
import { AddFilter } from '../support/add-filter.ts';
import { ExportScreen } from '../support/export-screen.ts';
import { assemblyScriptFilter, luaFilter, projectOf } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

test('the workbench', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await expectAccessible(page);
});

test('the inspector’s tabs', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  for (const tab of ['Response', 'Logs', 'Stats', 'State'] as const) {
    await workbench.inspector.open(tab);
    await expectAccessible(page, '[data-region=inspector]');
  }
});

test('a filter that failed', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([assemblyScriptFilter('fails', 'assert(false, "story");')]));
  await expect(workbench.inspector.region).toContainText('trap');
  await expectAccessible(page);
});

test('a scenario with a local reply', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.chooseScenario('No token');
  await expectAccessible(page);
});

test('code with errors', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.replaceInSource('token-gate/index.ts', 'this.respond(401', 'this.respond("401"');
  await expect(workbench.inspector.tab('Problems')).toBeVisible();
  await expectAccessible(page);
});

test('a configuration as form and YAML, and one that is broken', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.chooseForFilter('fault', 'Configure');
  await workbench.editSource('config/fault', 'delay: [ {');
  await expect(workbench.editor.getByRole('status')).toContainText('keeps running');
  await expectAccessible(page);
});

test('the chain as YAML', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.source('chain');
  await expectAccessible(page);
});

test('the table', async ({ workbench, page }) => {
  await workbench.open();
  await page.keyboard.press('t');
  await expect(page.getByRole('table', { name: /^Trace of/ })).toBeVisible();
  await expectAccessible(page);
});

test('the scenario editor', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.chooseScenario('Order in three pieces');
  await page.getByRole('button', { name: 'Edit the scenario' }).click();
  await expect(page.getByRole('region', { name: 'Expectations' })).toBeVisible();
  await expectAccessible(page);
});

test('the upstream answers', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.settled();
  await workbench.chooseForScenario('Upstream answers');
  await expect(page.getByRole('region', { name: /^Answers of/ })).toBeVisible();
  await expectAccessible(page);
});

test('the export', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.openExport();
  await new ExportScreen(page).proven();
  await expectAccessible(page);
});

test('an export with a mistake', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([luaFilter('quiet', '')]));
  await workbench.openExport();
  const screen = new ExportScreen(page);
  await screen.fill('Namespace', 'Not A Namespace');
  await expect(screen.options).toContainText('Lower-case letters');
  await expectAccessible(page);
});

test('the settings', async ({ workbench, page }) => {
  await workbench.open();
  await page.keyboard.press('?');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expectAccessible(page);
});

test('the comparison, where the server has no Envoy', async ({ page, server }) => {
  await page.goto(new URL('?page=compare', server.url).href);
  await expect(page.getByRole('region', { name: 'Comparison' })).toBeVisible();
  await expectAccessible(page);
});

test('adding a filter', async ({ workbench, page }) => {
  await workbench.open();
  const adding = new AddFilter(page);
  await adding.open();
  await adding.choose('header_mutation');
  await expectAccessible(page, 'dialog');
  await adding.choose('Upload a .wasm');
  await expectAccessible(page, 'dialog');
});

test('sharing, opening, commands', async ({ workbench, page }) => {
  await workbench.open();
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('textbox', { name: 'Link to this project' })).toHaveValue(/#project=/);
  await expectAccessible(page, 'dialog');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  await expectAccessible(page, 'dialog');
  await page.keyboard.press('Escape');
  const dialog = await workbench.openFile('bad.yaml', 'kind: other\n');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'dialog');
});

test('a project menu and a toast', async ({ workbench, page }) => {
  await workbench.open();
  await workbench.focusFilter('fault');
  await page.keyboard.press('Delete');
  await expect(page.getByText('Removed fault')).toBeVisible();
  await page.getByRole('button', { name: 'Project', exact: true }).click();
  await expect(page.getByRole('menuitem', { name: /^Undo/ })).toBeVisible();
  await expectAccessible(page);
});

test('an empty project', async ({ workbench, page }) => {
  await workbench.followLink(workbench.url);
  await workbench.chooseForScenario('Remove');
  await expectAccessible(page);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  for (const view of ['Scenarios', 'Trace', 'Code', 'Export']) {
    test(`the view ${view}`, async ({ workbench, page }) => {
      await workbench.open();
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).tap();
      if (view === 'Export') await new ExportScreen(page).proven();
      await expectAccessible(page);
    });
  }
});
