import { join } from 'node:path';
import { binOf } from './node-24.mjs';
import { ROOT } from './paths.mjs';

const tool = (name) => join(ROOT, 'tools', name);

/** The structure checks: each is one script started with Node 24; `bundle` ones look at the built page. */
export const checks = [
  {
    name: 'format and lint',
    stage: 'source',
    args: () => [binOf('@biomejs/biome'), 'ci', '--colors=off', '--diagnostic-level=warn', '.'],
  },
  { name: 'types', stage: 'source', args: () => [binOf('typescript', 'tsc'), '-b'] },
  {
    name: 'types of tests and tools',
    stage: 'source',
    args: () => [binOf('typescript', 'tsc'), '-p', 'tsconfig.tests.json'],
  },
  { name: 'imports', stage: 'source', args: () => [tool('check-imports.ts')] },
  { name: 'sizes', stage: 'source', args: () => [tool('check-sizes.ts')] },
  { name: 'unused', stage: 'source', args: () => [binOf('knip'), '--no-progress'] },
  { name: 'generated documents', stage: 'source', args: () => [tool('generate-docs.ts'), '--check'] },
  { name: 'bytes before the first result', stage: 'bundle', args: () => [tool('check-bundle.ts')] },
];
