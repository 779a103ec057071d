import { describe, expect, it } from 'vitest';
import { buildScore } from '../score/build-score.ts';
import { goldUsersOrder, scriptedParticipants } from '../score/testing/trace-script.ts';
import { PointPlaces } from './point-place.ts';
import type { ComparedPoint } from './real-envoy-api.ts';

const trace = goldUsersOrder();
const score = buildScore(trace, scriptedParticipants, 0);
const places = new PointPlaces(trace, () => score);
const signAt = (field: string): string | null => {
  const step = places.find(field)?.step;
  return step ? `${step.kind === 'callback' ? step.letter : step.kind}@${score.rows[step.row]?.name}` : null;
};
const differs = (field: string): ComparedPoint => ({ field, simulator: '1', envoy: '2', verdict: 'different' });

describe('the step of a point', () => {
  it.each([
    ['responses[0].status', 'answer@Downstream'],
    ['responses[0].headers.nobody-wrote-it', 'answer@Downstream'],
    ['upstreams[0].path', 'upstream@orders'],
    // A header leads to whoever wrote it last.
    ['upstreams[0].headers.x-user-tier', 'C@token-gate'],
    ['outcome', null],
    ['stats.server.never', null],
    ['upstreams[7]', null],
    ['logs[99]', null],
  ])('of %s is %s', (field, sign) => {
    expect(signAt(field)).toBe(sign);
  });
});

it('the first difference is the one that came first in the flow, whatever its place among the points', () => {
  const rows = ['responses[0].status', 'stats.server.never', 'upstreams[0].headers.x-user-tier', 'upstreams[0].path'];
  expect(places.first(rows.map(differs))?.row.field).toBe('upstreams[0].headers.x-user-tier');
  expect(places.first([differs('outcome')])).toBeNull();
  expect(places.first([{ ...differs('upstreams[0].path'), verdict: 'known-difference' }])).toBeNull();
});
