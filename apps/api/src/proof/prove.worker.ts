import { parentPort, workerData } from 'node:worker_threads';
import { proveExport } from '@chainwright/filters/prove-export/prove-export';
import type { ProofJob } from './prover.ts';

const { project, yaml, options, modules } = workerData as ProofJob;
parentPort?.postMessage(proveExport(project, yaml, options, modules));
