import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { Problem } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';
import type { FoundEnvoy } from '../find/find-envoy.ts';
import { CONTAINED_LIMITS, type ProcessLimits } from '../process/process-limits.ts';
import { sweepRunFolders } from '../process/run-folder.ts';
import type { EnvoyRun } from '../run/envoy-run.ts';
import { Shard } from '../run/shard.ts';
import { sourceCode } from '../run/source-code.ts';
import { refuseContained } from './refuse-contained.ts';

/** The project may not run here; `problems` say where and why. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems[0]?.message ?? 'refused');
    this.problems = problems;
  }
}

/** Too many runs are waiting: come again later. */
export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

/** What a shared machine gives to runs. */
export type ContainedOptions = {
  /** Runs at once; 1 by default. */
  readonly concurrent?: number;
  /** Runs that may wait; 8 by default. */
  readonly queue?: number;
  /** Longest that one scenario may take, in milliseconds; 30 s by default. */
  readonly scenarioMs?: number;
  /** Scenarios of one run; 50 by default. */
  readonly scenarios?: number;
  readonly limits?: ProcessLimits;
};

/** What to run, and whom to tell. */
export type ContainedJob = {
  readonly project: Project;
  readonly scenarios: readonly string[];
  readonly artifacts: readonly Artifact[];
  /** Called as each scenario ends, and once before the first. */
  readonly onProgress?: (done: number, of: number) => void;
  /** Ends the run after the scenario under way. */
  readonly signal?: AbortSignal;
};

/**
 * Runs strangers' projects on the real Envoy, few at a time: each run has a process of its own with a scrubbed environment, its own
 * folder, limits on processor time, memory and files, upstreams on loopback only; it ends with the run.
 */
export class ContainedRunner {
  readonly #envoy: FoundEnvoy;
  readonly #options: Required<ContainedOptions>;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(envoy: FoundEnvoy, options: ContainedOptions = {}) {
    this.#envoy = envoy;
    this.#options = {
      concurrent: 1,
      queue: 8,
      scenarioMs: 30_000,
      scenarios: 50,
      limits: CONTAINED_LIMITS,
      ...options,
    };
    sweepRunFolders();
  }

  /** Throws RunRefused for a project that may not run here, QueueFull when too many wait. */
  async run(job: ContainedJob): Promise<EnvoyRun[]> {
    const problems = [...refuseContained(job.project), ...tooMany(job.scenarios.length, this.#options.scenarios)];
    if (problems.length > 0) throw new RunRefused(problems);
    await this.#turn();
    try {
      return await this.#runAll(job);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= this.#options.concurrent) {
      if (this.#waiting.length >= this.#options.queue)
        throw new QueueFull('too many runs on the real Envoy are waiting');
      await new Promise<void>((go) => this.#waiting.push(go));
    }
    this.#running++;
  }

  async #runAll({ project, scenarios, artifacts, onProgress, signal }: ContainedJob): Promise<EnvoyRun[]> {
    const shard = new Shard({ envoy: this.#envoy, limits: this.#options.limits, caseMs: this.#options.scenarioMs });
    const code = sourceCode(artifacts);
    const runs: EnvoyRun[] = [];
    try {
      onProgress?.(0, scenarios.length);
      for (const scenario of scenarios) {
        if (signal?.aborted === true) break;
        runs.push(await shard.run({ project, scenario, code }));
        onProgress?.(runs.length, scenarios.length);
      }
    } finally {
      await shard.close();
    }
    return runs;
  }
}

function tooMany(asked: number, limit: number): Problem[] {
  if (asked <= limit) return [];
  const message = `${asked} scenarios at once are more than the ${limit} that this server runs.`;
  return [{ code: 'too-many-scenarios', path: '/scenarios', message, hint: 'Run fewer at a time.' }];
}
