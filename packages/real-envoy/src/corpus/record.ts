// npm run envoy:record [filter] [--check]: rewrites what the real Envoy answered, or checks that it still answers so.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findEnvoy } from '../find/find-envoy.ts';
import { checkRecordings, recordCorpus } from './record-corpus.ts';
import { runCorpusCommand } from './run-corpus-command.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false } },
});

await runCorpusCommand(async () => {
  const envoy = findEnvoy();
  return values.check ? checkRecordings(envoy, positionals[0]) : recordCorpus(envoy, positionals[0], writeFileSync);
});
