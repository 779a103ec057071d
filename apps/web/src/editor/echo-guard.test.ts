import type { editor } from 'monaco-editor/editor';
import { beforeEach, expect, test } from 'vitest';
import { EchoGuard } from './echo-guard.ts';

let guard: EchoGuard;
let told: string[];
let model: editor.ITextModel;
let text: string;

/** The part of a model that changes its text, and tells the guard as an editor would. */
function fakeModel(): editor.ITextModel {
  return {
    getValue: () => text,
    getPositionAt: (offset: number) => ({ lineNumber: 1, column: offset + 1 }),
    pushStackElement: () => undefined,
    pushEditOperations: (_: unknown, edits: { range: { startColumn: number; endColumn: number }; text: string }[]) => {
      for (const edit of edits) {
        text = text.slice(0, edit.range.startColumn - 1) + edit.text + text.slice(edit.range.endColumn - 1);
      }
      if (guard.leaves(text)) told.push(text);
    },
  } as unknown as editor.ITextModel;
}

beforeEach(() => {
  guard = new EchoGuard();
  told = [];
  text = '';
  model = fakeModel();
});

function type(next: string): void {
  text = next;
  if (guard.leaves(next)) told.push(next);
}

test('what is typed is told, and its echo changes nothing', () => {
  type('a');
  guard.arrives('a', model);
  expect([told, text]).toEqual([['a'], 'a']);
});

test('an echo that comes late does not turn the clock back', () => {
  type('a');
  type('ab');
  type('abc');
  guard.arrives('a', model);
  guard.arrives('abc', model);
  expect(text).toBe('abc');
});

test("the project's own change is shown and not told back", () => {
  type('ab');
  guard.arrives('ab', model);
  guard.arrives('a', model);
  expect([told, text]).toEqual([['ab'], 'a']);
  type('ax');
  expect(told).toEqual(['ab', 'ax']);
});

test('undo to a text that was an echo before is a change', () => {
  type('a');
  type('ab');
  guard.arrives('ab', model);
  guard.arrives('a', model);
  expect(text).toBe('a');
});

test('a text with carriage returns is no change', () => {
  type('a\nb');
  guard.arrives('a\r\nb', model);
  expect(text).toBe('a\nb');
});
