import { AddFilter } from '../support/add-filter.ts';
import { luaFilter, projectOf } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';
import { COMPONENT, headerModule, memory64Module, missingImportModule, plainModule } from '../support/wasm-modules.ts';

test('a module is uploaded, looked into, added and run', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([]));
  const adding = new AddFilter(page);
  await adding.upload('header.wasm', await headerModule());
  await expect(adding.dialog).toContainText('Envoy loads it');
  await expect(adding.dialog).toContainText('0.2.1');
  await expect(adding.dialog).toContainText('request_headers');
  await adding.button.click();
  await workbench.expectFilters(['header']);
  await workbench.inspector.expectUpstreamHeader('x-from-wasm', 'yes');
  await expect(workbench.editor).toContainText('Put another build in its place');
});

test('a module that is dropped on the page is looked into', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([]));
  const bytes = [...(await headerModule())];
  const files = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(content)], 'dropped.wasm', { type: 'application/wasm' }));
    return transfer;
  }, bytes);
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer: files });
  const adding = new AddFilter(page);
  await expect(adding.dialog).toContainText('Envoy loads it');
  await adding.button.click();
  await workbench.expectFilters(['dropped']);
});

const BAD: readonly (readonly [what: string, bytes: () => Promise<Uint8Array>, words: string | RegExp])[] = [
  ['a truncated module', async () => (await headerModule()).slice(0, 60), 'The file ends in the middle'],
  ['a component', async () => COMPONENT, 'This is a WebAssembly component'],
  ['a module without proxy-wasm', plainModule, 'Not a proxy-wasm module'],
  ['a module that imports what Envoy lacks', missingImportModule, 'proxy_teleport'],
  ['a file that is no module', async () => Buffer.from('#!/bin/sh\necho hello\n'), 'This is not a WebAssembly file'],
  ['an empty file', async () => new Uint8Array(), 'The file is empty'],
];

for (const [what, bytes, words] of BAD) {
  test(`${what} is told for what it is, and the work stays`, async ({ workbench, page }) => {
    await workbench.openProject(projectOf([luaFilter('mine', '')]));
    const adding = new AddFilter(page);
    await adding.upload('odd.wasm', await bytes());
    await expect(adding.dialog).toContainText(words);
    await expect(adding.dialog).not.toContainText('Envoy loads it');
    await page.keyboard.press('Escape');
    await expect(adding.dialog).toHaveCount(0);
    await workbench.expectFilters(['mine']);
    await workbench.expectResult('One request', '200');
  });
}

test('a 64-bit module is told for what it is: Envoy loads it, its addresses do not fit', async ({
  workbench,
  page,
}) => {
  await workbench.openProject(projectOf([luaFilter('mine', '')]));
  const adding = new AddFilter(page);
  await adding.upload('wide.wasm', await memory64Module());
  await expect(adding.dialog).toContainText('Its memory is 64 bits wide; the proxy-wasm ABI passes 32-bit addresses');
  await adding.button.click();
  await workbench.expectFilters(['mine', 'wide']);
  await workbench.expectResult('One request', '200');
});

test('a module that Envoy refuses is shown as refused when it is added all the same', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([luaFilter('mine', '')]));
  const adding = new AddFilter(page);
  await adding.upload('teleport.wasm', await missingImportModule());
  await expect(adding.dialog).toContainText('Envoy refuses it');
  await adding.button.click();
  await workbench.expectFilters(['mine', 'teleport']);
  await expect(workbench.inspector.tab('Problems')).toHaveAttribute('aria-selected', 'true');
  await expect(workbench.inspector.region).toContainText('proxy_teleport');
  await workbench.chooseForFilter('teleport', 'Remove');
  await workbench.expectFilters(['mine']);
  await workbench.expectResult('One request', '200');
  await expect(workbench.inspector.tab('Problems')).toHaveCount(0);
});

test('a file that is far too large is refused before it is read', async ({ workbench, page }) => {
  await workbench.openProject(projectOf([]));
  const adding = new AddFilter(page);
  await adding.upload('large.wasm', new Uint8Array(17 * 1024 * 1024));
  await expect(adding.dialog).toContainText('Too large');
  await expect(adding.button).toBeDisabled();
});
