import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { Project } from '@chainwright/filters/project/project';
import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { isRecord } from './message-shape.ts';

/** An artifact that the worker has from an earlier run. */
export type KnownArtifact = { readonly name: string; readonly known: string };

/** Scenarios to run. A request ends the one before it after the scenario that is running. */
export type RunRequest = {
  readonly type: 'run';
  /** Rises with every request. */
  readonly runId: number;
  readonly project: Project;
  /** Names, in the order in which they shall run. */
  readonly scenarios: readonly string[];
  readonly artifacts: readonly (Artifact | KnownArtifact)[];
};

/** What the page says to a run worker. */
export type ToRunner = RunRequest;

/** What a run worker says to the page. */
export type FromRunner =
  /** It can run. */
  | { readonly type: 'ready' }
  /** It has begun with this scenario. */
  | { readonly type: 'begun'; readonly runId: number; readonly scenario: string }
  /** It is still at it: virtual time goes on. */
  | { readonly type: 'alive' }
  | {
      readonly type: 'scenarioDone';
      readonly runId: number;
      readonly scenario: string;
      readonly result: ScenarioResult;
      readonly trace: PackedTrace;
    }
  /** The engine met a state that it takes for impossible: our mistake, not the user's. */
  | { readonly type: 'failed'; readonly runId: number; readonly scenario: string; readonly reason: string }
  /** All scenarios of the request are done. */
  | { readonly type: 'done'; readonly runId: number };

/** A message for a run worker; null when it is none. */
export function readToRunner(data: unknown): ToRunner | null {
  if (!isRecord(data)) return null;
  const { type, runId, project, scenarios, artifacts } = data;
  if (type !== 'run' || typeof runId !== 'number' || !isRecord(project)) return null;
  if (!Array.isArray(scenarios) || !scenarios.every((name) => typeof name === 'string')) return null;
  if (!Array.isArray(artifacts) || !artifacts.every((one) => isRecord(one) && typeof one['name'] === 'string'))
    return null;
  // The page's own project, checked when it was opened.
  return { type, runId, project: project as Project, scenarios, artifacts };
}

/** A message from a run worker; null when it is none. */
export function readFromRunner(data: unknown): FromRunner | null {
  if (!isRecord(data)) return null;
  const { type, runId, scenario } = data;
  if (type === 'ready' || type === 'alive') return { type };
  if (typeof runId !== 'number') return null;
  if (type === 'done') return { type, runId };
  if (typeof scenario !== 'string') return null;
  if (type === 'begun') return { type, runId, scenario };
  if (type === 'failed') return { type, runId, scenario, reason: String(data['reason']) };
  const { result, trace } = data;
  if (type !== 'scenarioDone' || !isRecord(result) || !isRecord(trace) || trace['format'] !== 1) return null;
  return { type, runId, scenario, result: result as ScenarioResult, trace: trace as PackedTrace };
}
