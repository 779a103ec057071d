// `npm run check`: format, lint, types, imports, sizes, unused, unit tests, and the size of the built page.
import { ensureBuilt } from './setup/build-web.mjs';
import { checks } from './setup/checks.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { binOf, findNode24 } from './setup/node-24.mjs';
import { run } from './setup/run.mjs';
import { main, say } from './setup/say.mjs';

await main(async () => {
  await ensureInstalled();
  let failed = 0;
  const step = async (name, args) => {
    const { code, output } = await run(findNode24(), args);
    say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
    if (code !== 0) {
      failed++;
      process.stdout.write(`${output}\n`);
    }
  };
  for (const check of checks.filter((c) => c.stage === 'source')) await step(check.name, check.args());
  await step('unit tests', [binOf('vitest'), 'run', '--project', 'node', '--reporter=dot']);
  await ensureBuilt();
  for (const check of checks.filter((c) => c.stage === 'bundle')) await step(check.name, check.args());
  return failed === 0 ? 0 : 1;
});
