import { parentPort } from 'node:worker_threads';
import { proveExport } from '@chainwright/filters/prove-export/prove-export';
import type { ProofJob } from './prover.ts';

// One job, then the thread is ended: nothing of a user's filter stays.
parentPort?.once('message', ({ project, yaml, options, modules }: ProofJob) => {
  parentPort?.postMessage(proveExport(project, yaml, options, modules));
});
