import { useEffect, useState } from 'react';
import type { Score, ScoreStep } from './score-model.ts';

const STEP_MS = 90;
const LONGEST_MS = 600;

/** Plays a score: the step that shines right now, and how to start and stop. */
export type Playback = { readonly step: ScoreStep | null; readonly playing: boolean; readonly toggle: () => void };

/** Walks a marker along the steps, 90 ms each; waits are held a little longer. It ends on the last step. */
export function usePlayback(score: Score | null, from: ScoreStep | null, onEnd: (step: ScoreStep) => void): Playback {
  const [at, setAt] = useState<number | null>(null);
  const steps = score?.steps;
  useEffect(() => {
    if (at === null || !steps) return;
    const step = steps[at];
    const next = steps[at + 1];
    if (!step) {
      setAt(null);
      return;
    }
    const wait =
      next && next.at > step.at ? Math.min(LONGEST_MS, Math.max(STEP_MS, (next.at - step.at) / 1e6)) : STEP_MS;
    const timer = setTimeout(() => {
      if (next) setAt(at + 1);
      else {
        setAt(null);
        onEnd(step);
      }
    }, wait);
    return () => clearTimeout(timer);
  }, [at, steps, onEnd]);
  const toggle = (): void => {
    if (at !== null) {
      const step = steps?.[at];
      setAt(null);
      if (step) onEnd(step);
      return;
    }
    const start = from ? (steps?.findIndex((step) => step.number === from.number) ?? 0) : 0;
    setAt(start >= (steps?.length ?? 0) - 1 ? 0 : Math.max(0, start));
  };
  return { step: at === null ? null : (steps?.[at] ?? null), playing: at !== null, toggle };
}
