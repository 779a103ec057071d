import { create } from 'zustand';
import { useProject } from '../project/project-store.ts';

/** Where the simulation first went another way than Envoy. */
export type FirstDifference = {
  readonly request: number;
  /** The step's number. */
  readonly step: number;
  readonly words: string;
};

/** What the last comparison with a real Envoy came to; it holds for one revision of one project. */
export type Compared = {
  readonly id: string;
  readonly revision: number;
  readonly version: string;
  readonly equal: number;
  readonly known: number;
  readonly different: number;
  /** By scenario; those without a difference that has a place are not in it. */
  readonly firsts: ReadonlyMap<string, FirstDifference>;
};

/** The last comparison; null before there was one. */
export const useCompared = create<{ readonly compared: Compared | null }>(() => ({ compared: null }));

/** The last comparison, if it was made with the project as it is now. */
export function useComparison(): Compared | null {
  const compared = useCompared((state) => state.compared);
  const holds = useProject((state) => state.id === compared?.id && state.revision === compared?.revision);
  return holds ? compared : null;
}

/** Where a scenario of the open project first went another way than Envoy; null when that is not known, or nowhere. */
export function useFirstDifference(scenario: string | undefined): FirstDifference | null {
  return useComparison()?.firsts.get(scenario ?? '') ?? null;
}
