import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { Project } from '@chainwright/filters/project/project';
import { type FoundEnvoy, findEnvoy, NoEnvoy } from '@chainwright/real-envoy/find/find-envoy';
import { EnvoyPool } from '@chainwright/real-envoy/run/envoy-pool';
import type { EnvoyRun } from '@chainwright/real-envoy/run/envoy-run';
import { sourceCode } from '@chainwright/real-envoy/run/source-code';
import { CommandError } from './exit.ts';

/** The Envoy to run on. Throws a CommandError that says how to get one. */
export function requireEnvoy(): FoundEnvoy {
  try {
    const envoy = findEnvoy();
    if (!envoy.pinned) process.stderr.write(`Envoy ${envoy.version}: another version than the simulator imitates\n`);
    return envoy;
  } catch (error) {
    if (error instanceof NoEnvoy) throw new CommandError(error.message);
    throw error;
  }
}

/** Runs scenarios of a project on a real Envoy, in their order. */
export async function runOnEnvoy(
  envoy: FoundEnvoy,
  project: Project,
  scenarios: readonly string[],
  artifacts: readonly Artifact[],
): Promise<EnvoyRun[]> {
  const pool = new EnvoyPool(envoy, 1);
  const stop = (): void => pool.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const code = sourceCode(artifacts);
  const runs: EnvoyRun[] = [];
  try {
    await pool.runAll(
      scenarios.map((scenario) => ({ project, scenario, code })),
      (_, run) => runs.push(run),
    );
  } finally {
    await pool.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
  return runs;
}
