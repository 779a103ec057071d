import { Worker } from 'node:worker_threads';
import type { EnvoyFilterOptions } from '@chainwright/filters/export/envoy-filter-options';
import type { ExportModules } from '@chainwright/filters/export/export-note';
import { type Opened, refused } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';
import type { ExportProof } from '@chainwright/filters/prove-export/prove-export';

/** What is to be proven. */
export type ProofJob = {
  readonly project: Project;
  readonly yaml: string;
  readonly options: EnvoyFilterOptions;
  readonly modules: ExportModules;
};

const DEADLINE_MS = 60_000;
const AT_ONCE = 2;
const WAITING = 16;

/**
 * Proves exports in threads of their own: users' filters run there, so a thread is ended after the deadline and has a
 * bounded heap. A few run at once; beyond a queue the answer is `busy`.
 */
export class Prover {
  readonly #running = new Set<Worker>();
  readonly #waiting: (() => void)[] = [];
  readonly #deadlineMs: number;

  constructor(deadlineMs = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs;
  }

  /** Problem codes: those of `proveExport`, `proof-timeout`, `proof-failed`, `busy`. */
  async prove(job: ProofJob): Promise<Opened<ExportProof>> {
    if (this.#running.size >= AT_ONCE) {
      if (this.#waiting.length >= WAITING)
        return refused({
          code: 'busy',
          path: '',
          message: 'Too many exports are being proven at the moment.',
          hint: 'Try again in a few seconds.',
        });
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.#run(job);
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((worker) => worker.terminate()));
  }

  #run(job: ProofJob): Promise<Opened<ExportProof>> {
    const worker = new Worker(new URL('./prove.worker.ts', import.meta.url), {
      workerData: job,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 8 },
    });
    this.#running.add(worker);
    return new Promise((resolve) => {
      const finish = (answer: Opened<ExportProof>) => {
        clearTimeout(timer);
        this.#running.delete(worker);
        this.#waiting.shift()?.();
        resolve(answer);
        void worker.terminate();
      };
      const timer = setTimeout(() => finish(timedOut()), this.#deadlineMs);
      worker.once('message', finish);
      worker.once('error', (error) => finish(failed(error.message)));
      worker.once('exit', () => finish(failed('the thread ended')));
    });
  }
}

function timedOut(): Opened<ExportProof> {
  return refused({
    code: 'proof-timeout',
    path: '',
    message: 'Running the scenarios with the exported configuration took too long.',
    hint: 'A filter may loop: see its trace in the workbench.',
  });
}

function failed(reason: string): Opened<ExportProof> {
  return refused({
    code: 'proof-failed',
    path: '',
    message: `The scenarios could not be run with the exported configuration: ${reason}.`,
    hint: 'See the trace in the workbench.',
  });
}
