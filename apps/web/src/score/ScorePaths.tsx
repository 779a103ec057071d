import { memo } from 'react';
import css from './score.module.css';
import { curve, type ScoreLayout } from './score-layout.ts';
import type { LineStyle, Score, ScoreLine } from './score-model.ts';

const UNIT = 10;

const CLASSES: Record<LineStyle, string> = {
  request: 'r',
  response: 's',
  'request-body': 'r d',
  'response-body': 's d',
  callout: 'k',
  fail: 'x',
};

/** All lines of a score in one SVG; thin bodies first, so that headers lie on top. */
export const ScorePaths = memo(function ScorePaths({
  score,
  layout,
}: {
  readonly score: Score;
  readonly layout: ScoreLayout;
}) {
  const lines = [...score.lines].sort((a, b) => rank(a) - rank(b));
  return (
    <svg
      className={css['paths']}
      viewBox={`0 0 100 ${score.rows.length * UNIT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their order
        <path key={index} className={classes(line.style)} d={pathOf(line, layout)} />
      ))}
    </svg>
  );
});

function rank(line: ScoreLine): number {
  return line.style.endsWith('body') ? 0 : line.style === 'callout' ? 1 : line.style === 'fail' ? 3 : 2;
}

function classes(style: LineStyle): string {
  return CLASSES[style]
    .split(' ')
    .map((name) => css[name])
    .join(' ');
}

function pathOf(line: ScoreLine, layout: ScoreLayout): string {
  let path = '';
  let before: { x: number; y: number } | null = null;
  for (const point of line.points) {
    const x = Math.round(layout.x(point.column, point.at) * 1000) / 1000;
    const y = (point.row + 0.5) * UNIT;
    path += before ? curve(before.x, before.y, x, y) : `M${x} ${y}`;
    before = { x, y };
  }
  return path;
}
