import { describe, expect, it } from 'vitest';
import { corpusCases, readCorpus } from './corpus-files.ts';
import { printFidelity } from './fidelity-page.ts';
import { firstDifference } from './first-difference.ts';
import { parseRecording, printRecording, type Recording } from './recording.ts';
import { printStatus, readStatus } from './status-file.ts';

describe('status file', () => {
  it('says one word for a project whose cases all stand alike, and leaves out what is wrong', () => {
    const text = printStatus([
      ['a/x', 'one', 'equal'],
      ['a/x', 'two', 'equal'],
      ['a/y', 'one', 'equal'],
      ['a/y', 'two', 'not-simulated-yet'],
      ['a/z', 'one', 'equal'],
      ['a/z', 'two', null],
    ]);
    expect(text).toContain('a/x: equal');
    const status = readStatus(() => ['one', 'two'], text);
    expect(status.get('a/x#two')).toBe('equal');
    expect(status.get('a/y#two')).toBe('not-simulated-yet');
    expect(status.get('a/z#one')).toBe('equal');
    expect(status.has('a/z#two')).toBe(false);
  });
});

describe('recordings', () => {
  it('survive being printed', () => {
    const recording: Recording = {
      '1.40.0': {
        'a case': {
          outcome: 'completed',
          reason: null,
          responses: [],
          upstreams: [],
          callouts: [],
          logs: [{ level: 'info', component: 'lua', filter: null, message: 'x'.repeat(300) }],
          stats: { a: 1 },
          access_log: [],
          wasm: { main: [], worker: ['> _start()'], requests: [] },
        },
      },
    };
    expect(parseRecording(printRecording(recording))).toEqual(recording);
  });

  it('stand beside every project, for every scenario', async () => {
    const { recordedAnswer } = await import('./recorded-answer.ts');
    const missing = corpusCases(readCorpus()).filter((one) => recordedAnswer(one, '1.40.0') === null);
    expect(missing.map((one) => one.id)).toEqual([]);
  });
});

describe('firstDifference', () => {
  it.each([
    [{ a: 1 }, { a: 1 }, null],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, null],
    [{ a: [1, 2] }, { a: [1, 3] }, 'a[1]'],
    [{ a: [1] }, { a: [1, 2] }, 'a[1]'],
    [{ a: { b: null } }, { a: {} }, 'a.b'],
    [1, 2, '.'],
  ])('%j and %j', (a, b, path) => {
    expect(firstDifference(a, b)?.path ?? null).toBe(path);
  });
});

describe('fidelity page', () => {
  it('counts and names what is not simulated yet', () => {
    const project = {
      version: 1 as const,
      name: 'Odd things',
      sources: {},
      http_connection_manager: {},
      scenarios: [
        { name: 'one', requests: [] },
        { name: 'two', requests: [] },
      ],
    };
    const page = printFidelity(
      [{ slug: 'routing/odd', area: 'routing', project, recordingPath: '' }],
      new Map([
        ['routing/odd#one', 'equal'],
        ['routing/odd#two', 'not-simulated-yet'],
      ]),
      [{ id: 'KD-9', cases: ['routing/odd#one'], fields: ['stats'], what: 'It differs', why: 'Because.', told: 'So.' }],
    );
    expect(page).toContain('**2 cases: 1 equal, 0 known differences, 1 not simulated yet.**');
    expect(page).toContain('`routing/odd` (Odd things): two');
    expect(page).toContain('### KD-9: It differs');
  });
});
