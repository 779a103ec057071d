import { describe, expect, it } from 'vitest';
import { buildScore } from './build-score.ts';
import { axisLabels, crossing, curve, layoutScore } from './score-layout.ts';
import { goldUsersOrder, noToken, scriptedParticipants } from './testing/trace-script.ts';
import { buildGlyph, GLYPH } from './v-glyph-model.ts';

const gold = buildScore(goldUsersOrder(), scriptedParticipants, 0);

describe('places on the stage', () => {
  it.each(['steps', 'time'] as const)('rise from left to right and stay inside, by %s', (scale) => {
    const layout = layoutScore(gold, scale);
    const places = gold.steps.filter((step) => step.kind !== 'callout').map((step) => layout.x(step.column, step.at));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(Math.max(...places)).toBeLessThan(100);
  });

  it('give waiting more room by time than by steps', () => {
    const width = (scale: 'steps' | 'time'): number => {
      const layout = layoutScore(gold, scale);
      const upstream = gold.steps.find((step) => step.kind === 'upstream')!;
      return layout.x(upstream.endColumn, upstream.endedAt) - layout.x(upstream.column, upstream.at);
    };
    expect(width('time')).toBeGreaterThan(width('steps'));
  });

  it('put a ring on the curve, between its two ends', () => {
    const layout = layoutScore(gold, 'steps');
    const ring = gold.rings[0]!;
    const x = crossing(layout, ring.from, ring.to, ring.row);
    expect(x).toBeGreaterThan(layout.x(ring.from.column, 0));
    expect(x).toBeLessThan(layout.x(ring.to.column, 0));
  });

  it('leave out axis labels that would touch', () => {
    const layout = layoutScore(gold, 'steps');
    expect(axisLabels(gold, layout, 0).map((label) => label.at / 1e6)).toEqual([0, 12, 42]);
    expect(axisLabels(gold, layout, 40).map((label) => label.at / 1e6)).toEqual([0, 42]);
  });

  it('draw level lines straight', () => {
    expect(curve(0, 5, 10, 5)).toBe('L10 5');
    expect(curve(0, 0, 10, 20)).toBe('C5 0 5 20 10 20');
  });
});

describe('the small V', () => {
  it('shows the wait of a held request', () => {
    const glyph = buildGlyph(gold);
    expect(glyph.strokes.map((stroke) => stroke.style)).toEqual(['request', 'response', 'wait']);
    expect(glyph).toMatchObject({ cut: null, short: false });
  });

  it('shows the cut of a local reply above the ground it never reached', () => {
    const glyph = buildGlyph(buildScore(noToken(), scriptedParticipants, 0));
    expect(glyph.strokes.map((stroke) => stroke.style)).toEqual(['request', 'fail', 'response']);
    expect(glyph.short).toBe(true);
    expect(glyph.cut?.[1]).toBeLessThan(GLYPH.height / 2);
  });
});
