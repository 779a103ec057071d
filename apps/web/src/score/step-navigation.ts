import type { Score, ScoreStep } from './score-model.ts';

/** The step that an arrow key leads to; null when the key leads nowhere. */
export function stepFor(score: Score, from: ScoreStep | null, key: string, shift: boolean): ScoreStep | null {
  const { steps } = score;
  const at = from ? steps.findIndex((step) => step.number === from.number) : -1;
  switch (key) {
    case 'ArrowRight':
      return (shift ? nextRow(steps, at, 1) : steps[at + 1]) ?? null;
    case 'ArrowLeft':
      return (shift ? nextRow(steps, at, -1) : steps[at - 1]) ?? null;
    case 'Home':
      return steps[0] ?? null;
    case 'End':
      return steps[steps.length - 1] ?? null;
    case 'ArrowDown':
      return inOtherRow(score, from, 1);
    case 'ArrowUp':
      return inOtherRow(score, from, -1);
    default:
      return null;
  }
}

/** The next step of another filter: its boundary. */
function nextRow(steps: readonly ScoreStep[], at: number, way: 1 | -1): ScoreStep | undefined {
  const row = steps[at]?.row;
  for (let i = at + way; i >= 0 && i < steps.length; i += way) if (steps[i]?.row !== row) return steps[i];
  return undefined;
}

/** The step nearest in time in the next row that has any. */
function inOtherRow(score: Score, from: ScoreStep | null, way: 1 | -1): ScoreStep | null {
  if (!from) return score.steps[0] ?? null;
  for (let row = from.row + way; row >= 0 && row < score.rows.length; row += way) {
    const there = score.steps.filter((step) => step.row === row);
    const nearest = there.sort((a, b) => Math.abs(a.column - from.column) - Math.abs(b.column - from.column))[0];
    if (nearest) return nearest;
  }
  return null;
}
