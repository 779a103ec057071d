import { luaFilter, projectOf } from '../support/projects.ts';
import { startServer } from '../support/server.ts';
import { expect, test } from '../support/story.ts';
import { Workbench } from '../support/workbench.ts';

/** What a script answers of its own memory is nowhere the same. */
const MEMORY = 'function envoy_on_response(h) h:headers():add("x-memory", collectgarbage("count")) end';

test('the same chain on a real Envoy, and the first difference on the flow', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const server = await startServer({ CHAINWRIGHT_REAL_ENVOY: '1' });
  try {
    const { realEnvoy } = (await (await fetch(new URL('/api/capabilities', server.url))).json()) as {
      realEnvoy: { available: boolean; reason: string | null };
    };
    test.skip(!realEnvoy.available, `no real Envoy: ${realEnvoy.reason}`);
    const workbench = new Workbench(page, server.url);
    await workbench.openProject(
      projectOf([luaFilter('same', 'function envoy_on_request() end'), luaFilter('memory', MEMORY)]),
    );
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    // The project came from a link: its code runs on the server only when somebody says so.
    await page.getByRole('button', { name: 'I trust this project, run it' }).click();
    const why = page.getByRole('complementary', { name: 'Why they differ' });
    await expect(why).toContainText('x-memory came first in the flow', { timeout: 90_000 });
    const rows = page.getByRole('region', { name: 'Comparison' }).getByRole('row');
    await expect(rows.filter({ hasText: 'x-memory' })).toContainText('different');
    await expect(rows.filter({ hasText: 'x-forwarded-proto' })).toHaveCount(0);
    await page.getByRole('radio', { name: 'All rows' }).click();
    await expect(rows.filter({ hasText: 'x-forwarded-proto' })).toContainText('equal');
    await why.getByRole('button', { name: 'Copy as a bug report' }).click();
    await expect(why.getByRole('button', { name: 'Copied' })).toBeVisible();
    const report = await page.evaluate(() => navigator.clipboard.readText());
    expect(report).toContain('responses[0].headers.x-memory');
    expect(report).toContain(`${server.url}/#`.replace('//#', '/#'));
    await why.getByRole('button', { name: /^Show step/ }).click();
    await expect(workbench.chosenStep).toHaveAccessibleName(/memory .*first difference from Envoy: x-memory/);
    await expect(workbench.foot).toContainText(/Compared with Envoy 1\.40\.0: \d+ points equal, 1 different/);
    // The next edit makes the comparison old.
    await workbench.editSource('memory', 'function envoy_on_response() end');
    await expect(workbench.foot).toContainText('not compared with Envoy yet');
  } finally {
    await server.close();
  }
});
