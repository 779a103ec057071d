import { useEffect, useState } from 'react';
import type { Selection } from '../app/selection.ts';

/** The chosen request in words; empty before it has run. The words come after the picture. */
export function useSummary({ run, score, scenario }: Selection): string {
  const [words, setWords] = useState('');
  useEffect(() => {
    let gone = false;
    if (!run || !score || !scenario) {
      setWords('');
      return;
    }
    void import('./summary.ts').then(({ summaryOf }) => {
      if (!gone) setWords(`${scenario.name}. ${summaryOf(score, run.result.expectations)}`);
    });
    return () => {
      gone = true;
    };
  }, [run, score, scenario]);
  return words;
}
