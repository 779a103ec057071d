import type { Score, ScorePoint, ScoreTick } from './score-model.ts';

/** Whether the steps stand at equal distances or where virtual time puts them. */
export type ScoreScale = 'steps' | 'time';

/** Columns at both ends of the stage, and the fewest it is divided into, so that short requests don't look stretched. */
const BEFORE = 1.2;
const AFTER = 3.4;
const FEWEST = 13;
/** How much of the width virtual time gets; the rest keeps beads of one moment apart. */
const TIME_SHARE = 0.5;

/** Where things stand on the stage, in percent of its width. */
export type ScoreLayout = {
  readonly x: (column: number, at: number) => number;
  /** Columns the stage is divided into. */
  readonly total: number;
};

/** Computes the places for a score. */
export function layoutScore(score: Score, scale: ScoreScale): ScoreLayout {
  const total = Math.max(score.columns + BEFORE + AFTER, FEWEST);
  const steps = (column: number): number => ((column + BEFORE) / total) * 100;
  const end = score.ticks[score.ticks.length - 1]?.at ?? 0;
  if (scale === 'steps' || end === 0) return { x: steps, total };
  const share = ((score.columns + 0.001) / total) * 100;
  const first = steps(0);
  return {
    total,
    x: (column, at) => {
      const byTime = Math.min(1, at / end);
      const byColumn = column / Math.max(1, score.columns);
      return first + share * (TIME_SHARE * byTime + (1 - TIME_SHARE) * byColumn);
    },
  };
}

/** The curve between two points, as the arguments of an SVG path's `C`: it leaves and arrives level. */
export function curve(x1: number, y1: number, x2: number, y2: number): string {
  if (y1 === y2) return `L${round(x2)} ${round(y2)}`;
  const middle = round((x1 + x2) / 2);
  return `C${middle} ${round(y1)} ${middle} ${round(y2)} ${round(x2)} ${round(y2)}`;
}

/** Where the curve between two points crosses a row, in percent. */
export function crossing(layout: ScoreLayout, from: ScorePoint, to: ScorePoint, row: number): number {
  const wanted = (row - from.row) / (to.row - from.row);
  let low = 0;
  let high = 1;
  for (let i = 0; i < 20; i++) {
    const t = (low + high) / 2;
    if (3 * t * t - 2 * t * t * t < wanted) low = t;
    else high = t;
  }
  const x1 = layout.x(from.column, from.at);
  const x2 = layout.x(to.column, to.at);
  const middle = (x1 + x2) / 2;
  const t = (low + high) / 2;
  const u = 1 - t;
  return x1 * u ** 3 + 3 * middle * u * u * t + 3 * middle * u * t * t + x2 * t ** 3;
}

/** Which times to write on the axis: no two closer than `least` percent. */
export function axisLabels(score: Score, layout: ScoreLayout, least: number): (ScoreTick & { readonly x: number })[] {
  const labels: (ScoreTick & { readonly x: number })[] = [];
  for (const tick of score.ticks) {
    const x = layout.x(tick.column, tick.at);
    const last = labels[labels.length - 1];
    if (last && x - last.x < least) continue;
    labels.push({ ...tick, x });
  }
  return labels;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
