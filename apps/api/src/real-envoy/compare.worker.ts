import { parentPort, workerData } from 'node:worker_threads';
import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { Project } from '@chainwright/filters/project/project';
import { compareScenario } from '@chainwright/real-envoy/compare/compare-scenario';
import type { EnvoyRun } from '@chainwright/real-envoy/run/envoy-run';

/** What is to be compared: the simulator's side is run here. */
export type CompareJob = {
  readonly project: Project;
  readonly scenario: string;
  readonly artifacts: readonly Artifact[];
  readonly run: EnvoyRun;
};

const { project, scenario, artifacts, run } = workerData as CompareJob;
parentPort?.postMessage(compareScenario(project, scenario, artifacts, run));
