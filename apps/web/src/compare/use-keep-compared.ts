import { useEffect, useMemo } from 'react';
import { useProject } from '../project/project-store.ts';
import { useRuns } from '../run/run-store.ts';
import { useScoreOf } from '../run/scores.ts';
import { countVerdicts } from './compare-rows.ts';
import { useCompared } from './compared.ts';
import { type PointPlace, PointPlaces } from './point-place.ts';
import { pointWords } from './point-words.ts';
import type { ComparedPoint, RealEnvoyRun } from './real-envoy-api.ts';

/** The difference that came first in a scenario, and where. */
export type FirstDifferencePlace = PointPlace & { readonly row: ComparedPoint };

/** Keeps what a comparison came to for the rest of the page: its figures, and where each scenario first went another way. */
export function useKeepCompared(
  runs: readonly RealEnvoyRun[] | null,
  version: string,
): ReadonlyMap<string, FirstDifferencePlace> {
  const { id, revision } = useProject();
  const simulated = useRuns((state) => state.runs);
  const scoreOf = useScoreOf();
  const firsts = useMemo(() => {
    const found = new Map<string, FirstDifferencePlace>();
    for (const { scenario, rows } of runs ?? []) {
      const own = simulated.get(scenario);
      if (!own || rows.every((row) => row.verdict !== 'different')) continue;
      const first = new PointPlaces(own.trace, (request) => scoreOf(own, request)).first(rows);
      if (first) found.set(scenario, first);
    }
    return found;
  }, [runs, simulated, scoreOf]);
  useEffect(() => {
    if (!runs) return;
    const { equal, different, ...counts } = countVerdicts(runs.flatMap((one) => one.rows));
    const places = [...firsts].map(
      ([scenario, { request, step, row }]) =>
        [scenario, { request, step: step.number, words: pointWords(row.field) }] as const,
    );
    useCompared.setState({
      compared: { id, revision, version, equal, known: counts['known-difference'], different, firsts: new Map(places) },
    });
  }, [runs, firsts, id, revision, version]);
  return firsts;
}
