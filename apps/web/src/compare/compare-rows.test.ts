import { expect, it } from 'vitest';
import { countVerdicts, groupRows } from './compare-rows.ts';
import type { ComparedPoint } from './real-envoy-api.ts';

const row = (field: string, verdict: ComparedPoint['verdict'] = 'equal'): ComparedPoint => ({
  field,
  simulator: '1',
  envoy: '1',
  verdict,
});

it('groups points by what they are about, in a fixed order', () => {
  const groups = groupRows([row('stats.a'), row('responses[0].status'), row('strange'), row('responses[0].body')]);
  expect(groups.map(([words, members]) => [words, members.map((one) => one.field)])).toEqual([
    ['Response', ['responses[0].status', 'responses[0].body']],
    ['Stats', ['stats.a']],
    ['More', ['strange']],
  ]);
});

it('counts verdicts', () => {
  expect(countVerdicts([row('a'), row('b', 'different'), row('c', 'known-difference'), row('d')])).toEqual({
    equal: 2,
    different: 1,
    'known-difference': 1,
    'not-comparable': 0,
  });
});
