import { expect, test } from 'vitest';
import { lineDecorations } from './line-decorations.ts';

const lines = (notes: Parameters<typeof lineDecorations>[0]): number[] =>
  lineDecorations(notes, 3).map(({ range }) => range.startLineNumber);

test('lines that the document does not have are left out', () => {
  const notes = { currentLine: 9, coverage: { ran: [1, 4], notRun: [0, 3] }, values: new Map([[2, 'a = 1']]) };
  expect(lines(notes)).toEqual([1, 3, 2]);
  expect(lines({ currentLine: 2, coverage: null, values: null })).toEqual([2]);
});

test('long values are cut and stay in one line', () => {
  const [made] = lineDecorations(
    { currentLine: null, coverage: null, values: new Map([[1, `a\n${'b'.repeat(200)}`]]) },
    1,
  );
  const content = made!.options.after!.content;
  expect(content).toHaveLength(80);
  expect(content).toMatch(/^a b+…$/);
});
