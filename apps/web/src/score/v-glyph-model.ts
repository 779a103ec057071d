import type { LineStyle, Score } from './score-model.ts';

/** Size of the glyph's box. */
export const GLYPH = { width: 34, height: 22 };

/** A stroke of the small picture of a scenario. */
export type GlyphStroke = { readonly style: 'request' | 'response' | 'fail' | 'wait'; readonly path: string };

/** The small picture of a scenario, folded from the same score: its V, with waits, cuts and the ground it did not reach. */
export type Glyph = {
  readonly strokes: readonly GlyphStroke[];
  /** Where a local reply cut the request; null when none did. */
  readonly cut: readonly [x: number, y: number] | null;
  /** The request turned before the upstream. */
  readonly short: boolean;
};

const DRAWN: Partial<Record<LineStyle, GlyphStroke['style']>> = {
  request: 'request',
  response: 'response',
  fail: 'fail',
};

/** Folds a score into its glyph. */
export function buildGlyph(score: Score): Glyph {
  const ground = score.rows.findIndex((row) => row.kind === 'upstream' || row.kind === 'callout');
  const bottom = ground < 0 ? score.rows.length - 1 : ground;
  const right = Math.max(1, score.phases.up);
  const x = (column: number): number => round(2 + (Math.min(column, right) / right) * (GLYPH.width - 4));
  const y = (row: number): number => round(2 + (Math.min(row, bottom) / Math.max(1, bottom)) * (GLYPH.height - 5));
  const strokes: GlyphStroke[] = [];
  for (const line of score.lines) {
    const style = DRAWN[line.style];
    if (!style) continue;
    const points = line.points.map((point) => `${x(point.column)} ${y(point.row)}`);
    strokes.push({ style, path: `M${points.join('L')}` });
  }
  for (const pause of score.pauses) {
    const level = y(pause.row);
    strokes.push({ style: 'wait', path: `M${x(pause.fromColumn)} ${level}H${x(pause.toColumn)}` });
  }
  const cut = score.steps.find((step) => step.mark === 'local-reply' || step.mark === 'trap');
  return {
    strokes,
    cut: cut ? [x(cut.column), y(cut.row)] : null,
    short: !score.steps.some((step) => step.kind === 'upstream'),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
