import type { FoundEnvoy } from '../find/find-envoy.ts';
import { sweepRunFolders } from '../process/run-folder.ts';
import type { EnvoyRun } from './envoy-run.ts';
import { type ScenarioJob, Shard, type ShardOptions } from './shard.ts';

/** Several Envoys that share a list of scenarios. */
export class EnvoyPool {
  readonly #shards: Shard[];
  #stopping = false;

  /** `shards` processes at most run at once; each starts with its first scenario. */
  constructor(envoy: FoundEnvoy, shards = 2, options: Omit<ShardOptions, 'envoy'> = {}) {
    sweepRunFolders();
    this.#shards = Array.from({ length: shards }, () => new Shard({ envoy, ...options }));
  }

  /**
   * Runs all jobs and calls `onDone` as each ends. Scenarios that need the same process state follow each other best in the given
   * order; a shard takes the next job when it is free.
   */
  async runAll<J extends ScenarioJob>(jobs: readonly J[], onDone: (job: J, run: EnvoyRun) => void): Promise<void> {
    let next = 0;
    const work = async (shard: Shard): Promise<void> => {
      for (let job = jobs[next++]; job !== undefined && !this.#stopping; job = jobs[next++]) {
        onDone(job, await shard.run(job));
      }
    };
    await Promise.all(this.#shards.map(work));
  }

  /** Takes no further job. */
  stop(): void {
    this.#stopping = true;
  }

  /** Ends every process. */
  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#shards.map((shard) => shard.close()));
  }
}
