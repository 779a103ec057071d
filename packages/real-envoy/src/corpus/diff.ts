// npm run envoy:diff [filter]: runs cases on the simulator and on the real Envoy and prints the first differing point of each.
//   --recorded        against the recorded answers, without Envoy
//   --all             every differing point, not only the first
//   --update-status   rewrites status.yaml by what was seen (all cases only)
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findEnvoy } from '../find/find-envoy.ts';
import { diffCorpus } from './diff-corpus.ts';
import { runCorpusCommand } from './run-corpus-command.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recorded: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    'update-status': { type: 'boolean', default: false },
  },
});

await runCorpusCommand(() =>
  diffCorpus({
    envoy: values.recorded ? null : findEnvoy(),
    filter: positionals[0],
    all: values.all,
    writeStatus: values['update-status'] ? writeFileSync : null,
  }),
);
