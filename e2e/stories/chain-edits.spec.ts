import { AddFilter } from '../support/add-filter.ts';
import { luaFilter, nativeFilter, orderProject, projectOf } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

const SET_HEADER = {
  mutations: { response_mutations: [{ append: { header: { key: 'x-native', value: 'before' } } }] },
};

test('a Lua filter is added, runs at once, and can be taken back', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([luaFilter('first', '')]));
  await new AddFilter(page).add('Lua script');
  await workbench.expectFilters(['first', 'lua']);
  await workbench.inspector.expectUpstreamHeader('x-hello', 'from Lua');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await workbench.expectFilters(['first']);
  await workbench.chooseForProject('Redo: Add lua');
  await workbench.expectFilters(['first', 'lua']);
  await workbench.inspector.expectUpstreamHeader('x-hello', 'from Lua');
});

test('an AssemblyScript filter is added and runs', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([]));
  await new AddFilter(page).add('AssemblyScript filter');
  await workbench.expectFilters(['assemblyscript']);
  await workbench.inspector.expectUpstreamHeader('x-hello', 'from AssemblyScript');
});

test('a native filter is found by searching, and lands where it is told to', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await page.keyboard.press('a');
  const adding = new AddFilter(page);
  await expect(adding.search).toBeFocused();
  await page.keyboard.type('header mutation');
  await expect(adding.dialog.getByRole('option', { selected: true })).toContainText('header_mutation');
  await expect(adding.dialog).toContainText('simulated');
  await page.keyboard.press('Alt+ArrowUp');
  const place = await adding.button.textContent();
  await page.keyboard.press('Enter');
  await expect(adding.dialog).toHaveCount(0);
  await expect.poll(() => workbench.filterNames()).toHaveLength(4);
  const names = await workbench.filterNames();
  expect(place).toBe(`Add before ${names[names.indexOf('header_mutation') + 1]}`);
  await workbench.settled();
  await workbench.expectResult('One request', '200');
});

test('a filter that is not simulated says so before and after it is added', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([]));
  const adding = new AddFilter(page);
  await adding.open();
  await adding.dialog.getByRole('checkbox', { name: 'Only filters that the simulation knows' }).uncheck();
  await adding.search.fill('adaptive_concurrency');
  await expect(adding.dialog.getByRole('option', { selected: true })).toContainText('shown, not run');
  await adding.button.click();
  await workbench.expectFilters(['adaptive_concurrency']);
  await expect(workbench.foot).toContainText('not simulated');
});

test('a filter is removed without a question, and its toast brings it back', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.focusFilter('second');
  await page.keyboard.press('Delete');
  await workbench.expectFilters(['first', 'third']);
  await workbench.inspector.expectResponseHeader('x-order', '31');
  await expect(page.getByText('Removed second')).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await workbench.expectFilters(['first', 'second', 'third']);
  await workbench.inspector.expectResponseHeader('x-order', '321');
  // Its code came back with it.
  expect(await workbench.source('second')).toContain('"2"');
});

test('a filter is renamed, and taken back', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.focusFilter('second');
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'New name of second' }).fill('middle');
  await page.keyboard.press('Enter');
  await workbench.expectFilters(['first', 'middle', 'third']);
  await workbench.inspector.expectResponseHeader('x-order', '321');
  await expect(workbench.step(/^Step \d+, middle envoy_on_response/)).toBeVisible();
  await workbench.chooseForFilter('middle', 'Rename');
  await page.getByRole('textbox', { name: 'New name of middle' }).fill('abandoned');
  await page.keyboard.press('Escape');
  await workbench.expectFilters(['first', 'middle', 'third']);
  await workbench.chooseForProject('Undo: Rename second');
  await workbench.expectFilters(['first', 'second', 'third']);
});

test('a filter is turned off and on: by its switch, by key, by its menu', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.toggleFilter('second');
  await workbench.inspector.expectResponseHeader('x-order', '31');
  await expect(workbench.filter('second')).toContainText('disabled');
  await expect(workbench.step(/^Step \d+, second/)).toHaveCount(0);
  await workbench.focusFilter('second');
  await page.keyboard.press('d');
  await workbench.inspector.expectResponseHeader('x-order', '321');
  await workbench.chooseForFilter('first', 'Disable');
  await workbench.inspector.expectResponseHeader('x-order', '32');
  await workbench.chooseForProject('Undo: Disable first');
  await workbench.inspector.expectResponseHeader('x-order', '321');
});

test('a filter is configured in YAML and by form; both are one document', async ({ workbench }) => {
  await workbench.openProject(
    projectOf([
      nativeFilter('mutate', 'header_mutation.v3.HeaderMutation', SET_HEADER),
      nativeFilter('faults', 'fault.v3.HTTPFault', { max_active_faults: 5 }),
    ]),
  );
  await workbench.inspector.expectResponseHeader('x-native', 'before');
  await workbench.chooseForFilter('mutate', 'Configure');
  await workbench.replaceInSource('config/mutate', 'value: before', 'value: after # as YAML');
  await workbench.inspector.expectResponseHeader('x-native', 'after');
  // The comment of the one who wrote it stays.
  expect(await workbench.source('config/mutate')).toContain('# as YAML');
  await workbench.chooseForFilter('faults', 'Configure');
  const form = workbench.editor.getByRole('form', { name: 'Configuration' });
  await form.getByRole('textbox', { name: 'max_active_faults' }).fill('7');
  await expect.poll(() => workbench.source('config/faults')).toContain('max_active_faults: 7');
  await workbench.chooseForProject('Undo: Configure faults');
  await expect(form.getByRole('textbox', { name: 'max_active_faults' })).toHaveValue('5');
  await workbench.chooseForProject('Undo: Configure mutate');
  await workbench.inspector.expectResponseHeader('x-native', 'before');
});

test('YAML that is broken names its line, and the last valid configuration keeps running', async ({ workbench }) => {
  await workbench.openProject(projectOf([nativeFilter('mutate', 'header_mutation.v3.HeaderMutation', SET_HEADER)]));
  await workbench.chooseForFilter('mutate', 'Configure');
  const good = await workbench.source('config/mutate');
  await workbench.editSource('config/mutate', good.replace('response_mutations:', 'response_mutations: [ {'));
  await expect(workbench.editor.getByRole('status')).toContainText(/Line \d+/);
  await expect(workbench.editor.getByRole('status')).toContainText('keeps running');
  await workbench.inspector.expectResponseHeader('x-native', 'before');
  await workbench.editSource('config/mutate', good.replace('value: before', 'value: mended'));
  await expect(workbench.editor.getByRole('status')).not.toContainText('keeps running');
  await workbench.inspector.expectResponseHeader('x-native', 'mended');
});

test('the whole chain is edited as Envoy’s own YAML', async ({ workbench }) => {
  await workbench.openProject(orderProject());
  const chain = await workbench.source('chain');
  expect(chain).toContain('http_filters:');
  await workbench.editSource(
    'chain',
    chain.replace('stat_prefix: story', 'stat_prefix: story\nserver_name: storyteller'),
  );
  await workbench.inspector.expectResponseHeader('server', 'storyteller');
  await workbench.chooseForProject('Undo: Edit the connection manager');
  await workbench.inspector.expectResponseHeader('server', 'envoy');
});

test('undo and redo go through everything, step by step', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.moveFilterByKeyboard('first', 'down');
  await workbench.toggleFilter('third');
  await workbench.focusFilter('second');
  await page.keyboard.press('Delete');
  await workbench.expectFilters(['first', 'third']);
  await workbench.chain.focus();
  await page.keyboard.press('Control+z');
  await workbench.expectFilters(['second', 'first', 'third']);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('switch', { name: 'third runs' })).toBeChecked();
  await page.keyboard.press('Control+z');
  await workbench.expectFilters(['first', 'second', 'third']);
  await page.keyboard.press('Control+z');
  await workbench.expectFilters(['first', 'second', 'third']);
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+y');
  await workbench.expectFilters(['first', 'third']);
  await expect(page.getByRole('switch', { name: 'third runs' })).not.toBeChecked();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+Shift+z');
  await workbench.inspector.expectResponseHeader('x-order', '1');
});

test('the project is renamed', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await page.getByRole('button', { name: 'Story', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name of the project' }).fill('A better name');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A better name');
  await workbench.chooseForProject('Undo: Rename the project');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Story');
});
