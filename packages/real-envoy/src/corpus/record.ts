// npm run envoy:record [filter] [--check]: rewrites what the real Envoy answered, or checks that it still answers so.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findEnvoy, NoEnvoy } from '../find/find-envoy.ts';
import { checkRecordings, recordCorpus } from './record-corpus.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false } },
});

try {
  const envoy = findEnvoy();
  const outcome = values.check
    ? await checkRecordings(envoy, positionals[0])
    : await recordCorpus(envoy, positionals[0], writeFileSync);
  for (const line of outcome.lines) console.log(line);
  console.log(outcome.summary);
  process.exitCode = outcome.failed ? 1 : 0;
} catch (error) {
  if (!(error instanceof NoEnvoy)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
