import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallestEdit, withoutCarriageReturns } from './documents.ts';

test.each([
  ['abc', 'abc', null],
  ['abc', 'axc', { start: 1, end: 2, text: 'x' }],
  ['abc', 'abbc', { start: 2, end: 2, text: 'b' }],
  ['aaa', 'aa', { start: 2, end: 3, text: '' }],
  ['', 'x', { start: 0, end: 0, text: 'x' }],
])('the smallest edit from %j to %j', (from, to, edit) => {
  expect(smallestEdit(from, to)).toEqual(edit);
});

test('the edit always leads to the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (from, to) => {
      const edit = smallestEdit(from, to);
      const made = edit === null ? from : from.slice(0, edit.start) + edit.text + from.slice(edit.end);
      return made === to;
    }),
  );
});

test('documents use line feeds alone', () => {
  expect(withoutCarriageReturns('a\r\nb\rc\nd')).toBe('a\nb\nc\nd');
});
