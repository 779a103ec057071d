import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { Project } from '@chainwright/filters/project/project';
import { runScenario } from '@chainwright/filters/run-scenario';
import type { NotSimulated, ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { TraceReader } from '@chainwright/runtime/trace/trace-reader';
import type { EnvoyRun } from '../run/envoy-run.ts';
import { compareResults } from './compare-results.ts';
import { type ComparisonRow, topField } from './comparison-row.ts';
import { conversationText } from './conversation-text.ts';
import { simulatedConversation } from './simulated-conversation.ts';

/** A scenario on both sides: what each did, and point by point how they compare. */
export type ComparedScenario = {
  readonly scenario: string;
  readonly simulator: ScenarioResult;
  readonly envoy: ScenarioResult;
  readonly envoyVersion: string;
  readonly rows: readonly ComparisonRow[];
};

/** Virtual waits longer than this are not waited for on a real Envoy. */
const LONG_WAIT_MS = 30_000;

/** Runs a scenario in the simulator and compares it with what Envoy did in it. */
export function compareScenario(
  project: Project,
  scenario: string,
  artifacts: readonly Artifact[],
  run: EnvoyRun,
): ComparedScenario {
  const { result, trace } = runScenario(project, scenario, artifacts);
  const ours = simulatedConversation(new TraceReader(trace));
  const rows = compareResults(
    project,
    { result, wasm: ours && conversationText(ours) },
    { result: run.result, wasm: run.conversation && conversationText(run.conversation) },
  );
  const unfit = whyNotComparable(project, scenario);
  return {
    scenario,
    simulator: result,
    envoy: run.result,
    envoyVersion: run.version,
    rows: rows.map((row) => explain(row, unfit, result.not_simulated)),
  };
}

/** A difference that has a reason of its own is no difference: the reason stands beside it. */
function explain(row: ComparisonRow, unfit: string | null, notSimulated: readonly NotSimulated[]): ComparisonRow {
  if (row.verdict !== 'different') return row;
  if (unfit !== null) return { ...row, verdict: 'not-comparable', note: unfit };
  const said = notSimulated.find(({ affects }) => affects.includes('*') || affects.includes(topField(row)));
  return said === undefined ? row : { ...row, verdict: 'not-comparable', note: `not simulated: ${said.what}` };
}

/** Why two runs of this scenario need not agree; null when they must. */
export function whyNotComparable(project: Project, name: string): string | null {
  const scenario = project.scenarios.find((one) => one.name === name);
  if (!scenario) return null;
  if ((scenario.workers ?? 1) > 1) return 'several workers: on a real Envoy the kernel picks the worker';
  const answers = Object.values({ ...project.upstreams, ...scenario.upstreams }).flat();
  const waits = [
    ...answers.map((one) => one.delay_ms ?? 0),
    scenario.run_ms ?? 0,
    ...scenario.requests.map((one) => one.at_ms ?? 0),
  ];
  if (waits.some((ms) => ms > LONG_WAIT_MS)) return 'a wait of more than 30 seconds of virtual time';
  return null;
}
