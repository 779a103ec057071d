import { expect, test } from 'vitest';
import { markerOf } from './editor-markers.ts';

const base = { severity: 'error', code: 'TS1', message: 'wrong', source: 'a/index.ts' } as const;

test('the hint stands under the message', () => {
  const range = { startLine: 2, startColumn: 3, endLine: 2, endColumn: 5 };
  expect(markerOf({ ...base, range, hint: 'do this' })).toMatchObject({
    severity: 8,
    code: 'TS1',
    message: 'wrong\ndo this',
    startLineNumber: 2,
    endColumn: 5,
  });
});

test('an error without a place, or with an empty one, is still to be seen', () => {
  expect(markerOf({ ...base, range: null })).toMatchObject({ startLineNumber: 1, startColumn: 1, endColumn: 2 });
  const empty = { startLine: 3, startColumn: 4, endLine: 3, endColumn: 4 };
  expect(markerOf({ ...base, range: empty })).toMatchObject({ startLineNumber: 3, startColumn: 4, endColumn: 5 });
});
