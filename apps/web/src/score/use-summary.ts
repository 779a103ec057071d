import { useMemo } from 'react';
import type { Selection } from '../app/selection.ts';
import { summaryOf } from './summary.ts';

/** The chosen request in words; empty before it has run. */
export function useSummary({ run, score, scenario }: Selection): string {
  return useMemo(
    () => (run && score && scenario ? `${scenario.name}. ${summaryOf(score, run.result.expectations)}` : ''),
    [run, score, scenario],
  );
}
