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
  /** Places that are taken; a job that ends gives its place to the one that waits longest. */
  #taken = 0;
  #closed = false;

  constructor(deadlineMs = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs;
  }

  /** Proves one export; when `gone` fires nobody wants the answer any more. Problem codes: those of `proveExport`, `proof-timeout`, `proof-failed`, `busy`. */
  async prove(job: ProofJob, gone: AbortSignal = new AbortController().signal): Promise<Opened<ExportProof>> {
    if (this.#taken >= AT_ONCE) {
      if (this.#waiting.length >= WAITING) return busy();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#taken++;
    }
    try {
      return gone.aborted || this.#closed ? failed('nobody waits for it') : await this.#run(job, gone);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#taken--;
    }
  }

  /** Ends all threads; jobs that wait are not begun. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#running].map((worker) => worker.terminate()));
  }

  #run(job: ProofJob, gone: AbortSignal): Promise<Opened<ExportProof>> {
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
        resolve(answer);
        void worker.terminate();
      };
      const timer = setTimeout(() => finish(timedOut()), this.#deadlineMs);
      gone.addEventListener('abort', () => finish(failed('nobody waits for it')), { once: true });
      worker.once('message', finish);
      worker.once('error', (error) => finish(failed(error.message)));
      worker.once('exit', () => finish(failed('the thread ended')));
    });
  }
}

function busy(): Opened<ExportProof> {
  return refused({
    code: 'busy',
    path: '',
    message: 'Too many exports are being proven at the moment.',
    hint: 'Try again in a few seconds.',
  });
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
