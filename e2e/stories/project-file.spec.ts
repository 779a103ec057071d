import { load } from 'js-yaml';
import { orderProject } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

test('project.yaml is downloaded and opened again', async ({ workbench, page }) => {
  await workbench.openProject(orderProject());
  await workbench.moveFilterByKeyboard('first', 'down');
  const text = await workbench.downloadProject();
  const project = load(text) as { version: number; sources: Record<string, { lua: string }> };
  expect(project.version).toBe(1);
  expect(project.sources['first']?.lua).toBe(await workbench.source('first'));
  await workbench.moveFilterByKeyboard('first', 'up');
  await workbench.inspector.expectResponseHeader('x-order', '321');
  const dialog = await workbench.openFile('story.project.yaml', text);
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Opened Story')).toBeVisible();
  await workbench.expectFilters(['second', 'first', 'third']);
  await workbench.inspector.expectResponseHeader('x-order', '312');
  await workbench.expectSaved();
});

test('the example survives the way through a file unchanged', async ({ workbench }) => {
  await workbench.open();
  const first = await workbench.downloadProject();
  const dialog = await workbench.openFile('edge.project.yaml', first);
  await expect(dialog).toHaveCount(0);
  await workbench.expectResult('Authz times out', '503 ✓ 2/2');
  expect(await workbench.downloadProject()).toBe(first);
});

test('a project.yaml that is dropped on the page is opened', async ({ workbench, page }) => {
  await workbench.open();
  const text = JSON.stringify({ ...orderProject(), name: 'Dropped' });
  const files = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'dropped.project.yaml'));
    return transfer;
  }, text);
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer: files });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dropped');
  await workbench.inspector.expectResponseHeader('x-order', '321');
});

const VALID = JSON.stringify(orderProject());

const BAD_FILES: readonly (readonly [what: string, content: string | Buffer, words: RegExp])[] = [
  ['a file of a newer version', VALID.replace('"version":1', '"version":7'), /version 7.*knows versions up to 1/],
  [
    'a file with unknown fields',
    VALID.replace('"name":"Story"', '"name":"Story","colour":"red"'),
    /\/colour.*"colour" is not known/,
  ],
  [
    'a file with a wrong type',
    VALID.replace('"stat_prefix":"story"', '"stat_prefix":"story"').replace(
      '"sources":{',
      '"scenarios_":[],"sources":{',
    ),
    /scenarios_/,
  ],
  ['broken YAML', 'version: 1\nname: [unclosed\nscenarios:\n', /line \d+, column \d+.*Not valid YAML/],
  ['a binary file', Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]), /not a text file/],
  ['a file of 10 MB', `version: 1\nname: ${'x'.repeat(10_000_000)}\n`, /has \d+ bytes/],
  ['cyclic aliases', 'version: 1\nname: &a [ *a ]\n', /alias/i],
  ['an alias bomb', aliasBomb(), /alias|beyond all bounds/i],
  ['an empty file', '', /empty/],
  ['YAML that is no project', 'kind: EnvoyFilter\n', /no version/],
];

for (const [what, content, words] of BAD_FILES) {
  test(`${what} is not opened, says why, and the work stays`, async ({ workbench, page }) => {
    await workbench.openProject(orderProject());
    await workbench.moveFilterByKeyboard('first', 'down');
    const dialog = await workbench.openFile('odd.project.yaml', content);
    await expect(dialog.getByRole('alert')).toContainText('your project is still there');
    await expect(dialog.getByRole('alert')).toContainText(words);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await workbench.expectFilters(['second', 'first', 'third']);
    await workbench.inspector.expectResponseHeader('x-order', '312');
  });
}

function aliasBomb(): string {
  const lines = ['version: 1', 'name: bomb', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}
