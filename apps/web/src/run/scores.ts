import { useMemo } from 'react';
import { useProject } from '../project/project-store.ts';
import { buildScore } from '../score/build-score.ts';
import { clustersInTraces, type Participants } from '../score/participants.ts';
import type { Score } from '../score/score-model.ts';
import type { TraceSource } from '../score/trace-source.ts';
import { buildGlyph, type Glyph } from '../score/v-glyph-model.ts';
import { type ScenarioRun, useRuns } from './run-store.ts';

type Clusters = { readonly upstreams: readonly string[]; readonly callouts: readonly string[] };

const clustersOfTrace = new WeakMap<TraceSource, Clusters>();

/** Clusters that one trace speaks of; found once. */
function clustersOf(trace: TraceSource): Clusters {
  let found = clustersOfTrace.get(trace);
  if (!found) {
    found = clustersInTraces([trace], []);
    clustersOfTrace.set(trace, found);
  }
  return found;
}

/** Clusters seen since a project was opened: a row stays when one edit keeps requests from reaching it. */
const seen = new Map<string, { readonly upstreams: Set<string>; readonly callouts: Set<string> }>();

/** The clusters of all runs: the same rows in every scenario, so that rows keep still. */
function useClusters(): Clusters {
  const runs = useRuns((state) => state.runs);
  const clusters = useProject((state) => state.project.clusters);
  const known = useMemo(() => (clusters ?? []).map((one) => String(one['name'] ?? '')), [clusters]);
  const id = useProject((state) => state.id);
  const key = useMemo(() => {
    const before = seen.get(id) ?? { upstreams: new Set(), callouts: new Set() };
    seen.set(id, before);
    const all = [...runs.values()].map((run) => clustersOf(run.trace));
    const ordered = (part: keyof Clusters): string[] => {
      for (const one of all) for (const name of one[part]) before[part].add(name);
      const used = new Set(
        [...before[part]].filter((name) => known.includes(name) || all.some((one) => one[part].includes(name))),
      );
      return [...known.filter((name) => used.has(name)), ...[...used].filter((name) => !known.includes(name))];
    };
    return JSON.stringify([ordered('upstreams'), ordered('callouts')]);
  }, [runs, known, id]);
  return useMemo(() => {
    const [upstreams, callouts] = JSON.parse(key) as [string[], string[]];
    return { upstreams, callouts };
  }, [key]);
}

type Folded = { readonly clusters: Clusters; readonly scores: Map<number, Score>; glyph: Glyph | null };

const foldedRuns = new WeakMap<ScenarioRun, Folded>();

function folded(run: ScenarioRun, clusters: Clusters): Folded {
  let found = foldedRuns.get(run);
  if (!found || found.clusters !== clusters) {
    found = { clusters, scores: new Map(), glyph: null };
    foldedRuns.set(run, found);
  }
  return found;
}

function scoreOf(run: ScenarioRun, clusters: Clusters, request: number): Score {
  const cache = folded(run, clusters);
  let score = cache.scores.get(request);
  if (!score) {
    const participants: Participants = { chain: run.chain, ...clusters };
    score = buildScore(run.trace, participants, request);
    cache.scores.set(request, score);
  }
  return score;
}

/** The score of a request; null before the scenario has run. */
export function useScore(run: ScenarioRun | undefined, request: number): Score | null {
  const clusters = useClusters();
  return useMemo(() => (run ? scoreOf(run, clusters, request) : null), [run, clusters, request]);
}

/** Gives the score of any request of any run. */
export function useScoreOf(): (run: ScenarioRun, request: number) => Score {
  const clusters = useClusters();
  return useMemo(() => (run, request) => scoreOf(run, clusters, request), [clusters]);
}

/** The small picture of a scenario; null before it has run. */
export function useGlyph(run: ScenarioRun | undefined): Glyph | null {
  const clusters = useClusters();
  return useMemo(() => {
    if (!run) return null;
    const cache = folded(run, clusters);
    cache.glyph ??= buildGlyph(scoreOf(run, clusters, 0));
    return cache.glyph;
  }, [run, clusters]);
}
