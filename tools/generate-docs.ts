// Documents that follow from data: docs/project-file.md and docs/project.schema.json. With --check it only compares.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProjectSchema } from '../packages/filters/src/project/project-schema.ts';
import { fidelityPage } from '../packages/real-envoy/src/corpus/fidelity-page.ts';
import { describeProjectFile } from './project-file-page.ts';
import { ROOT } from './setup/paths.mjs';

const documents: readonly (readonly [path: string, text: string])[] = [
  [
    'docs/project.schema.json',
    `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Chainwright project', ...ProjectSchema }, null, 2)}\n`,
  ],
  ['docs/fidelity.md', fidelityPage()],
  ['docs/project-file.md', describeProjectFile(JSON.parse(JSON.stringify(ProjectSchema)))],
];

const check = process.argv.includes('--check');
for (const [path, text] of documents) {
  const file = join(ROOT, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (check) {
    process.stdout.write(`${path} is not what the code says: run node tools/generate-docs.ts\n`);
    process.exitCode = 1;
    continue;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${path} written\n`);
}
