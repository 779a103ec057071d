import os from 'node:os';
import type { SourceCode } from '@chainwright/filters/export/envoy-bootstrap';
import type { FoundEnvoy } from '../find/find-envoy.ts';
import { EnvoyPool } from '../run/envoy-pool.ts';
import type { EnvoyRun } from '../run/envoy-run.ts';
import { sourceCode } from '../run/source-code.ts';
import { corpusArtifacts } from './corpus-code.ts';
import type { CorpusCase } from './corpus-files.ts';

/** How a run over the corpus went. */
export type CorpusRun = { readonly cases: number; readonly seconds: number };

/** Runs cases on the real Envoy, several at once, and calls `onDone` as each ends. SIGINT and SIGTERM end it early and cleanly. */
export async function runCorpus(
  envoy: FoundEnvoy,
  cases: readonly CorpusCase[],
  onDone: (one: CorpusCase, run: EnvoyRun) => void,
  shards = Math.max(2, Math.min(8, os.availableParallelism())),
): Promise<CorpusRun> {
  const code = new Map<string, Map<string, SourceCode>>();
  for (const one of cases) if (!code.has(one.slug)) code.set(one.slug, sourceCode(await corpusArtifacts(one)));
  const pool = new EnvoyPool(envoy, shards);
  const stop = (): void => pool.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const started = performance.now();
  let done = 0;
  try {
    const jobs = cases.map((one) => ({
      one,
      project: one.project,
      scenario: one.scenario,
      code: code.get(one.slug) ?? new Map(),
    }));
    await pool.runAll(jobs, (job, run) => {
      done++;
      onDone(job.one, run);
    });
  } finally {
    await pool.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  return { cases: done, seconds: (performance.now() - started) / 1000 };
}
