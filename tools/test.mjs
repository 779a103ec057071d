// `npm test`: brings what the tests need (packages, a browser, Envoy) and runs everything. The last line counts.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './setup/build-web.mjs';
import { checks } from './setup/checks.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { binOf, findNode24 } from './setup/node-24.mjs';
import { CACHE, ROOT } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { main, say } from './setup/say.mjs';
import { Tally } from './setup/tally.mjs';

const REPORTS = join(CACHE, 'reports');

await main(async () => {
  const tally = new Tally();
  await ensureInstalled();
  mkdirSync(REPORTS, { recursive: true });
  const envoy = await installEnvoy();
  const browser = await ensureChromium();
  await runChecks(tally);
  await runVitest(tally, 'node', 'unit and conformance tests');
  if (envoy.reason) tally.skip('tests on the real Envoy', `${envoy.reason}; npm run envoy:install brings it`);
  else await runVitest(tally, 'envoy', 'tests on the real Envoy');
  await ensureBuilt();
  await runChecks(tally, 'bundle');
  if (browser.reason) tally.skip('browser stories', browser.reason);
  else await runPlaywright(tally, browser.path);
  tally.print();
  return tally.failed === 0 ? 0 : 1;
});

async function installEnvoy() {
  say('Looking for Envoy …');
  const { code, output } = await run(findNode24(), [join(ROOT, 'packages/real-envoy/src/install/main.ts')]);
  return code === 0 ? {} : { reason: output.trim().split('\n').at(-1) || 'Envoy could not be installed' };
}

async function runChecks(tally, stage = 'source') {
  for (const check of checks.filter((c) => c.stage === stage)) {
    say(`check: ${check.name} …`);
    const { code, output } = await run(findNode24(), check.args());
    if (code === 0) tally.pass();
    else {
      process.stdout.write(`${output}\n`);
      tally.fail(`check ${check.name}`);
    }
  }
}

async function runVitest(tally, project, title) {
  say(`${title} …`);
  const report = join(REPORTS, `vitest-${project}.json`);
  rmSync(report, { force: true });
  const args = [
    binOf('vitest'),
    'run',
    '--project',
    project,
    '--reporter=json',
    '--reporter=dot',
    `--outputFile.json=${report}`,
  ];
  const { code, output } = await run(findNode24(), args);
  if (!existsSync(report)) {
    process.stdout.write(`${output}\n`);
    tally.fail(`${title}: the runner itself failed`);
    return;
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const before = tally.failed;
  for (const file of result.testResults) countFile(tally, file);
  if (code !== 0 && tally.failed === before) tally.fail(`${title}: errors outside of tests`);
  if (tally.failed > before) process.stdout.write(`${output.slice(-20_000)}\n`);
}

function countFile(tally, file) {
  if (file.assertionResults.length === 0 && file.status === 'failed') tally.fail(`${file.name}: ${file.message}`);
  for (const test of file.assertionResults) {
    if (test.status === 'passed') tally.pass();
    else if (test.status === 'failed') tally.fail(test.fullName);
    else tally.skip(test.fullName, 'skipped by the test itself');
  }
}

async function runPlaywright(tally, browser) {
  say('browser stories …');
  const report = join(REPORTS, 'playwright.json');
  rmSync(report, { force: true });
  const { code, output } = await run(
    findNode24(),
    [binOf('@playwright/test', 'playwright'), 'test', '--reporter=json'],
    {
      cwd: join(ROOT, 'e2e'),
      env: { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    },
  );
  if (!existsSync(report)) {
    process.stdout.write(`${output}\n`);
    tally.fail('browser stories: the runner itself failed');
    return;
  }
  const { stats, suites, errors } = JSON.parse(readFileSync(report, 'utf8'));
  tally.pass(stats.expected + stats.flaky);
  for (const spec of failedSpecs(suites)) {
    process.stdout.write(`${spec.message}\n`);
    tally.fail(spec.title);
  }
  for (const error of errors) tally.fail(`browser stories: ${error.message}`);
  for (const { title, reason } of skippedSpecs(suites)) tally.skip(title, reason);
  if (code !== 0 && tally.failed === 0) tally.fail('browser stories: the runner failed');
}

function* failedSpecs(suites) {
  for (const { file, spec } of allSpecs(suites)) {
    if (spec.ok) continue;
    const errors = spec.tests.flatMap((t) => t.results.flatMap((r) => r.errors ?? []));
    yield { title: `${file}: ${spec.title}`, message: errors.map((e) => e.message).join('\n') };
  }
}

function* skippedSpecs(suites) {
  for (const { file, spec } of allSpecs(suites)) {
    const skipped = spec.tests.find((t) => t.status === 'skipped');
    if (!skipped) continue;
    const said = skipped.annotations?.find((one) => one.type === 'skip')?.description;
    yield { title: `${file}: ${spec.title}`, reason: said ?? 'skipped by the story itself' };
  }
}

function* allSpecs(suites = []) {
  for (const suite of suites) {
    for (const spec of suite.specs ?? []) yield { file: suite.file, spec };
    yield* allSpecs(suite.suites);
  }
}
