import { assemblyScriptFilter, luaFilter, projectOf, type StoryFilter } from '../support/projects.ts';
import { lineOf } from '../support/source-lines.ts';
import { expect, test } from '../support/story.ts';

const LUA_LOOP = 'function envoy_on_request(handle)\n  local i = 0\n  while true do i = i + 1 end\nend\n';
const LUA_MEMORY = `function envoy_on_request(handle)
  local all = {}
  while true do
    all[#all + 1] = string.rep("x", 10000) .. #all
  end
end
`;
const LUA_RECURSION = `local function deep(n)
  return 1 + deep(n + 1)
end
function envoy_on_request(handle)
  deep(0)
end
`;

/** A filter that would not end, the line on which it is met, and the words for it. */
type Runaway = {
  readonly what: string;
  readonly filter: StoryFilter;
  readonly piece: string;
  readonly words: RegExp;
};

const RUNAWAYS: readonly Runaway[] = [
  { what: 'a Lua loop', filter: luaFilter('runaway', LUA_LOOP), piece: 'while true', words: /instructions/ },
  {
    what: 'a Lua script that eats memory',
    filter: luaFilter('runaway', LUA_MEMORY),
    piece: 'all[#all',
    words: /memory/,
  },
  {
    what: 'an AssemblyScript loop',
    filter: assemblyScriptFilter('runaway', 'while (true) {}'),
    piece: 'while',
    words: /instructions/,
  },
  {
    what: 'an AssemblyScript filter that eats memory',
    filter: assemblyScriptFilter(
      'runaway',
      'const all: ArrayBuffer[] = []; while (true) all.push(new ArrayBuffer(1000000));',
    ),
    piece: 'all.push',
    words: /memory/,
  },
  {
    what: 'an AssemblyScript filter that recurses without end',
    filter: assemblyScriptFilter('runaway', 'deep(0);', 'function deep(n: i32): i32 { return 1 + deep(n + 1); }'),
    piece: 'deep(n + 1)',
    words: /stack/,
  },
];

for (const { what, filter, piece, words } of RUNAWAYS) {
  test(`${what} is stopped, with its callback and line, and the next edit works`, async ({ workbench }) => {
    const isLua = filter.source !== undefined && 'lua' in filter.source;
    const document = isLua ? 'runaway' : 'runaway/index.ts';
    const callback = isLua ? 'envoy_on_request' : 'proxy_on_request_headers';
    await workbench.openProject(projectOf([filter]));
    const text = await workbench.source(document);
    await workbench.inspector.open('Step');
    await expect(workbench.inspector.region).toContainText(callback);
    await expect(workbench.inspector.region).toContainText(words);
    await expect(workbench.inspector.region).toContainText(
      new RegExp(`${document}, line ${lineOf(text, piece)}(?!\\d)`),
    );
    // The page goes on: an edit is run as ever.
    const mended = isLua
      ? 'function envoy_on_request(handle) handle:headers():add("x-mended", "yes") end'
      : text.replace(
          /onRequestHeaders.*?return/s,
          'onRequestHeaders(end: bool): Action { this.request.headers.add("x-mended", "yes"); return',
        );
    await workbench.editSource(document, mended);
    await workbench.expectResult('One request', '200');
    await workbench.inspector.expectUpstreamHeader('x-mended', 'yes');
  });
}

test('a Lua script that recurses without end gets Envoy’s own error, and the next edit works', async ({
  workbench,
}) => {
  await workbench.openProject(projectOf([luaFilter('runaway', LUA_RECURSION)]));
  await workbench.expectResult('One request', '200');
  await workbench.inspector.open('Step');
  await expect(workbench.inspector.region).toContainText('script error');
  await expect(workbench.inspector.region).toContainText('runaway, line 2');
  await workbench.inspector.open('Logs');
  await expect(workbench.inspector.region).toContainText('stack overflow');
  await workbench.editSource('runaway', 'function envoy_on_request(h) h:headers():add("x-mended", "yes") end');
  await workbench.inspector.expectUpstreamHeader('x-mended', 'yes');
});

test('the page answers while a filter loops', async ({ workbench, page }) => {
  const scenarios = Array.from({ length: 12 }, (_, i) => ({ name: `Loop ${i + 1}`, requests: [{ path: '/' }] }));
  await workbench.openProject(projectOf([luaFilter('quiet', '')], { scenarios }));
  await workbench.editSource('quiet', LUA_LOOP);
  await expect(workbench.foot).toContainText('running');
  // While the worker is busy with twelve loops the page takes keys and clicks.
  await workbench.chooseScenario('Loop 7');
  await page.keyboard.press('t');
  await expect(page.getByRole('region', { name: 'Trace as a table' })).toBeVisible();
  await page.keyboard.press('t');
  await workbench.editSource('quiet', 'function envoy_on_response(h) h:headers():add("x-mended", "yes") end');
  await workbench.inspector.expectResponseHeader('x-mended', 'yes');
});

test('a loop in one scenario leaves the others their results', async ({ workbench }) => {
  const script = `function envoy_on_request(handle)
  if handle:headers():get(":path") == "/loop" then while true do end end
end
`;
  const scenarios = ['/', '/loop', '/again'].map((path) => ({ name: `Asks ${path}`, requests: [{ path }] }));
  await workbench.openProject(projectOf([luaFilter('sometimes', script)], { scenarios }));
  await workbench.expectResult('Asks /', '200');
  await workbench.expectResult('Asks /loop', 'stopped');
  await workbench.expectResult('Asks /again', '200');
});
