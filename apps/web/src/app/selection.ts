import type { Project, ProjectScenario } from '@chainwright/filters/project/project';
import { useMemo } from 'react';
import { type ChainEntry, chainEntries } from '../project/filter-kind.ts';
import { useProject } from '../project/project-store.ts';
import { type ScenarioRun, useRuns } from '../run/run-store.ts';
import { useScore } from '../run/scores.ts';
import type { Score, ScoreStep } from '../score/score-model.ts';
import { show, useView } from './view-store.ts';

/** What is chosen, with everything that follows from it. */
export type Selection = {
  readonly scenario: ProjectScenario | null;
  readonly scenarioIndex: number;
  readonly run: ScenarioRun | undefined;
  readonly score: Score | null;
  readonly step: ScoreStep | null;
  readonly chain: readonly ChainEntry[];
  readonly filter: ChainEntry | null;
  /** Nothing on screen is newer than the code: it waits for a run, or the code does not compile. */
  readonly stale: boolean;
};

/** The chain of the open project: the same while only code is edited, so that nothing of it is drawn anew. */
export function useChain(): readonly ChainEntry[] {
  const manager = useProject((state) => state.project.http_connection_manager);
  const kinds = useProject((state) => sourceKinds(state.project));
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the project only these two parts make the chain
  return useMemo(() => chainEntries(useProject.getState().project), [manager, kinds]);
}

function sourceKinds({ sources }: Project): string {
  return JSON.stringify(Object.entries(sources).map(([name, source]) => [name, Object.keys(source)]));
}

/** The chosen scenario, step and filter. */
export function useSelection(): Selection {
  const view = useView();
  const scenarios = useProject((state) => state.project.scenarios);
  const chain = useChain();
  const found = scenarios.findIndex((one) => one.name === view.scenario);
  const scenarioIndex = found < 0 ? 0 : found;
  const scenario = scenarios[scenarioIndex] ?? null;
  const run = useRuns((state) => (scenario ? state.runs.get(scenario.name) : undefined));
  const stale = useRuns((state) => isStale(state.revision, state.phase, state.refusals.has(scenario?.name ?? ''), run));
  const score = useScore(run, view.request);
  const step = score ? (score.steps.find((one) => one.number === view.step) ?? tellingStep(score)) : null;
  const name = view.filter ?? step?.filter?.name;
  const filter =
    chain.find((entry) => entry.name === name) ?? chain.find((entry) => entry.source !== null) ?? chain[0] ?? null;
  return { scenario, scenarioIndex, run, score, step, chain, filter, stale };
}

function isStale(revision: number, phase: string, refused: boolean, run: ScenarioRun | undefined): boolean {
  return refused || (phase === 'idle' && run !== undefined && run.revision < revision);
}

/** The step that tells most about a request: where it failed or was answered, else a change, else the arrival. */
export function tellingStep(score: Score): ScoreStep | null {
  return (
    score.steps.find((step) => step.mark === 'trap' || step.mark === 'error') ??
    score.steps.find((step) => step.mark === 'local-reply') ??
    score.steps.find((step) => step.kind === 'callback' && step.mark === 'failed') ??
    score.steps.find((step) => step.letter === 'C') ??
    score.steps.find(
      (step) => step.kind === 'callback' && (step.headerChanges.length > 0 || step.bodyChange !== null),
    ) ??
    score.steps[0] ??
    null
  );
}

/** Chooses a step; its filter and that filter's code follow. */
export function selectStep(step: ScoreStep): void {
  show(step.filter ? { step: step.number, filter: step.filter.name, file: null } : { step: step.number });
}

/** Chooses a filter; its code follows. */
export function selectFilter(name: string): void {
  show({ filter: name, file: null });
}

/** Chooses a scenario; the step that tells most about it follows. */
export function selectScenario(name: string): void {
  show({ scenario: name, request: 0, step: null, filter: null, file: null });
}
