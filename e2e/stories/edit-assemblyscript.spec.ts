import { assemblyScriptFilter, projectOf } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

test('an edit of an AssemblyScript filter changes the answer', async ({ workbench }) => {
  await workbench.open();
  await workbench.chooseScenario('Authz says no');
  await workbench.inspector.expectResponseBody('not for you');
  await workbench.replaceInSource('token-gate/index.ts', '"not for you\\n"', '"members only\\n"');
  await workbench.inspector.expectResponseBody('members only');
  await expect(workbench.editor).toContainText('compiled');
});

test('several edits after each other: the newest wins', async ({ workbench }) => {
  await workbench.open();
  await workbench.chooseScenario('No token');
  const text = await workbench.source('token-gate/index.ts');
  for (const code of ['407', '418', '428']) {
    await workbench.editSource('token-gate/index.ts', text.replace('this.respond(401,', `this.respond(${code},`));
  }
  await workbench.expectResult('No token', '428 ✕ 2/3');
});

test('a filter of several files compiles as one', async ({ workbench }) => {
  const filter = assemblyScriptFilter(
    'two-files',
    'this.request.headers.add("x-word", word());',
    'import { word } from "./word";',
  );
  const source = filter.source;
  if (!source || !('assemblyscript' in source)) throw new Error('this filter has AssemblyScript');
  const files = { ...source.assemblyscript.files, 'word.ts': 'export function word(): string { return "first"; }\n' };
  await workbench.openProject(projectOf([{ ...filter, source: { assemblyscript: { files } } }]));
  await workbench.inspector.expectUpstreamHeader('x-word', 'first');
  await workbench.replaceInSource('two-files/word.ts', '"first"', '"second"');
  await workbench.inspector.expectUpstreamHeader('x-word', 'second');
});
