import { expect, it } from 'vitest';
import { TraceScript } from '../score/testing/trace-script.ts';
import { lineNotes } from './line-notes.ts';

it('knows which lines called Envoy, and what the calls of the step gave', () => {
  const t = new TraceScript(['a', 'router']).arrive([]).enter('a', 'decodeHeaders');
  const call = (line: number, name: string, args: [string, string][], result: string | null): void => {
    t.source(line).emit({ kind: 'lua-call', function: name, args, result, status: null, raw: null });
  };
  call(2, 'handle:headers', [], 'headers');
  call(3, 'headers:get', [['name', '"x"']], '"1"');
  call(
    4,
    'headers:add',
    [
      ['name', '"x"'],
      ['value', '"2"'],
    ],
    null,
  );
  const step = [2, 3, 4];
  call(9, 'headers:get', [], '"other step"');
  const notes = lineNotes(t, 0, 'a', step);
  expect(notes.coverage).toEqual({ ran: [2, 3, 4, 9], notRun: [] });
  expect([...notes.values]).toEqual([
    [3, '"1"'],
    [4, '"2"'],
  ]);
  expect(lineNotes(t, 0, 'b', step).coverage.ran).toEqual([]);
  expect(lineNotes(t, 1, 'a', step).coverage.ran).toEqual([]);
});
