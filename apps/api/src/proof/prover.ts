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
  /** A thread that has loaded the engine and waits for its one job; null when none is kept. */
  #spare: Worker | null = null;
  #keepsSpare = false;

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

  /** Keeps a thread ready from now on: loading the engine takes longer than most proofs. */
  warmUp(): void {
    this.#keepsSpare = true;
    if (this.#closed || this.#spare) return;
    const spare = startThread();
    this.#spare = spare;
    const lost = (): void => {
      if (this.#spare === spare) this.#spare = null;
    };
    spare.once('error', lost);
    spare.once('exit', lost);
    spare.unref();
  }

  /** Ends all threads; jobs that wait are not begun. */
  async close(): Promise<void> {
    this.#closed = true;
    const threads = [...this.#running, ...(this.#spare ? [this.#spare] : [])];
    await Promise.all(threads.map((worker) => worker.terminate()));
  }

  #takeThread(): Worker {
    const worker = this.#spare ?? startThread();
    this.#spare = null;
    worker.ref();
    return worker;
  }

  #run(job: ProofJob, gone: AbortSignal): Promise<Opened<ExportProof>> {
    const worker = this.#takeThread();
    this.#running.add(worker);
    return new Promise((resolve) => {
      const finish = (answer: Opened<ExportProof>) => {
        clearTimeout(timer);
        this.#running.delete(worker);
        resolve(answer);
        void worker.terminate();
        if (this.#keepsSpare) this.warmUp();
      };
      const timer = setTimeout(() => finish(timedOut()), this.#deadlineMs);
      gone.addEventListener('abort', () => finish(failed('nobody waits for it')), { once: true });
      worker.once('message', finish);
      worker.once('error', (error) => finish(failed(error.message)));
      worker.once('exit', () => finish(failed('the thread ended')));
      worker.postMessage(job);
    });
  }
}

/** A thread with a bounded heap and without the server's environment. */
function startThread(): Worker {
  return new Worker(new URL('./prove.worker.ts', import.meta.url), {
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 8 },
  });
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
