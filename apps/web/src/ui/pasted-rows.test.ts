import { expect, it } from 'vitest';
import { pastedRows } from './pasted-rows.ts';

it.each<[string, [string, string][] | null]>([
  [
    'accept: a\nx-b: 1:2',
    [
      ['accept', 'a'],
      ['x-b', '1:2'],
    ],
  ],
  [
    'accept: a\r\n\r\nx: 1',
    [
      ['accept', 'a'],
      ['x', '1'],
    ],
  ],
  [
    `curl http://x -H 'A: b' --header "C: d: e" -d x`,
    [
      ['A', 'b'],
      ['C', 'd: e'],
    ],
  ],
  ['x-one: 1', [['x-one', '1']]],
  ['just a value', null],
  ['no colon\nhere', null],
])('%j', (text, rows) => {
  expect(pastedRows(text)).toEqual(rows);
});
