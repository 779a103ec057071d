import { Worker } from 'node:worker_threads';
import type { ComparedScenario } from '@chainwright/real-envoy/compare/compare-scenario';
import { ProblemError } from '../problem-answer.ts';
import type { CompareJob } from './compare.worker.ts';

const DEADLINE_MS = 60_000;

/** Runs the simulator's side in a thread with a deadline and a bounded heap, and compares. Throws ProblemError 422. */
export async function compareInThread(job: CompareJob): Promise<ComparedScenario> {
  const worker = new Worker(new URL('./compare.worker.ts', import.meta.url), {
    workerData: job,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 8 },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<ComparedScenario>((resolve, reject) => {
      const fail = (why: string): void => reject(simulationFailed(job.scenario, why));
      timer = setTimeout(() => fail('it took too long'), DEADLINE_MS);
      worker.once('message', resolve);
      worker.once('error', (error) => fail(error.message));
      worker.once('exit', () => fail('its thread ended'));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function simulationFailed(scenario: string, why: string): ProblemError {
  const message = `The simulation of "${scenario}" failed: ${why}.`;
  return new ProblemError(422, [
    { code: 'simulation-failed', path: `/scenarios/${scenario}`, message, hint: 'See its trace in the workbench.' },
  ]);
}
