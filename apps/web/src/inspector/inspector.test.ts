import { describe, expect, it } from 'vitest';
import { buildScore } from '../score/build-score.ts';
import type { ScoreStep } from '../score/score-model.ts';
import { goldUsersOrder, noToken, scriptedParticipants, TraceScript } from '../score/testing/trace-script.ts';
import { diffLines, hexRows, pretty, textOf } from './body-diff.ts';
import { headerDiffs } from './header-history.ts';
import { stateAfter } from './state-history.ts';
import { stepSentence } from './step-sentence.ts';

const trace = goldUsersOrder();
const score = buildScore(trace, scriptedParticipants, 0);
const step = (test: (one: ScoreStep) => boolean): ScoreStep => score.steps.find(test)!;
const answer = step((one) => one.letter === 'C');

describe('headers before and after a step', () => {
  it('show what it added, and who set the rest', () => {
    const [diff] = headerDiffs(trace, score, answer);
    expect(diff?.map).toBe('request-headers');
    expect(diff?.rows.map((row) => [row.mark, row.name, row.after, row.by])).toEqual([
      ['same', ':method', 'GET', 'client'],
      ['same', ':path', '/api/orders/1042', 'client'],
      ['same', ':authority', 'shop.example.com', 'client'],
      ['same', 'authorization', 'Bearer x', 'client'],
      ['same', 'x-edge-region', 'eu-central', 'stamp-request, step 3'],
      ['add', 'x-user-id', 'u_20418', 'this step'],
      ['add', 'x-user-tier', 'gold', 'this step'],
    ]);
  });

  it('show what it removed', () => {
    const [diff] = headerDiffs(
      trace,
      score,
      step((one) => one.filter?.name === 'stamp-request'),
    );
    expect(diff?.rows.filter((row) => row.mark !== 'same').map((row) => [row.mark, row.name, row.before])).toEqual([
      ['add', 'x-edge-region', null],
      ['del', 'x-internal-user', 'admin'],
    ]);
  });

  it('tell repeated names apart', () => {
    const t = new TraceScript(['a', 'router'])
      .arrive([
        ['x', '1'],
        ['x', '2'],
      ])
      .enter('a', 'decodeHeaders');
    t.emit({
      kind: 'header-changed',
      map: 'request-headers',
      op: 'replace',
      name: 'x',
      before: ['1', '2'],
      after: ['1', '3'],
    });
    t.leave('a', 'decodeHeaders', 'Continue');
    const chain = [
      { name: 'a', disabled: false },
      { name: 'router', disabled: false },
    ];
    const own = buildScore(t, { chain, upstreams: [], callouts: [] }, 0);
    expect(headerDiffs(t, own, own.steps[1]!)[0]?.rows.map((row) => [row.mark, row.before, row.after])).toEqual([
      ['same', '1', '1'],
      ['chg', '2', '3'],
    ]);
  });

  it('of a callback that lets the message go on leave out what later filters did meanwhile', () => {
    const t = new TraceScript(['a', 'b', 'router']).arrive([[':method', 'GET']]).enter('a', 'onHttpCallResponse');
    t.change('request-headers', 'add', 'mine', '1').emit({ kind: 'resumed' }).enter('b', 'decodeHeaders');
    t.change('request-headers', 'add', 'theirs', '2').leave('b', 'decodeHeaders', 'Continue');
    t.in('a', 'request').leave('a', 'onHttpCallResponse', null);
    const chain = ['a', 'b', 'router'].map((name) => ({ name, disabled: false }));
    const own = buildScore(t, { chain, upstreams: [], callouts: [] }, 0);
    expect(headerDiffs(t, own, own.steps[1]!)[0]?.rows.map((row) => row.name)).toEqual([':method', 'mine']);
  });

  it('leave out what the connection manager adds before the last filter has returned', () => {
    const t = new TraceScript(['a', 'router']).arrive([[':method', 'GET']]);
    t.pass('router', 'decodeHeaders', 'StopIteration').upstream('up', []).upstreamAnswers('up', 200, false);
    t.enter('a', 'encodeHeaders').change('response-headers', 'add', 'mine', '1');
    t.in(null, 'response').change('response-headers', 'add', 'server', 'envoy').answer(200, false);
    t.leave('a', 'encodeHeaders', 'Continue').pass('a', 'encodeData', 'Continue', 'x', true).answerData('x', true);
    t.end(200, 'via_upstream');
    const chain = ['a', 'router'].map((name) => ({ name, disabled: false }));
    const own = buildScore(t, { chain, upstreams: ['up'], callouts: [] }, 0);
    const encode = own.steps.find((one) => one.callback === 'encodeHeaders')!;
    expect(headerDiffs(t, own, encode)[0]?.rows.map((row) => row.name)).toEqual([':status', 'mine']);
  });

  it('of a response that a filter made say so', () => {
    const denied = noToken();
    const own = buildScore(denied, scriptedParticipants, 0);
    const first = own.steps.find((one) => one.direction === 'response')!;
    expect(headerDiffs(denied, own, first)[0]?.rows[0]).toMatchObject({
      name: ':status',
      after: '401',
      by: 'local reply, token-gate',
    });
  });
});

it.each<[string, (one: ScoreStep) => boolean, string]>([
  ['arrival', (one) => one.kind === 'arrival', 'The client sends GET with 5 headers.'],
  ['held', (one) => one.letter === 'H' && one.filter?.name === 'token-gate', 'It holds the request for 12 ms.'],
  [
    'woken',
    (one) => one.letter === 'C',
    'authz said 200. It adds x-user-id and x-user-tier. The request goes on, after it had waited 12 ms.',
  ],
  ['upstream', (one) => one.kind === 'upstream', 'The router sends the request on. orders answers 200 after 30 ms.'],
  ['callout', (one) => one.kind === 'callout', 'token-gate asks authz, which answers 200 after 12 ms.'],
  ['body', (one) => one.bodyChange !== null, 'It adds x-redacted and changes the body from 796 B to 776 B.'],
  ['answer', (one) => one.kind === 'answer', 'The client gets 200 with 776 B after 42 ms. Envoy notes via_upstream.'],
  ['nothing', (one) => one.filter?.name === 'cors', 'Nothing changed.'],
])('says in words what happened: %s', (_, test, words) => {
  expect(stepSentence(trace, score, step(test))).toBe(words);
});

it('keeps the last writer of every value', () => {
  const t = new TraceScript(['a', 'router']).arrive([]).enter('a', 'decodeHeaders');
  t.emit({ kind: 'metadata-set', namespace: 'envoy.lua', key: 'k', value: '1' }).leave(
    'a',
    'decodeHeaders',
    'Continue',
  );
  t.enter('router', 'decodeHeaders').emit({ kind: 'metadata-set', namespace: 'envoy.lua', key: 'k', value: '2' });
  const chain = [
    { name: 'a', disabled: false },
    { name: 'router', disabled: false },
  ];
  const own = buildScore(t, { chain, upstreams: [], callouts: [] }, 0);
  expect(stateAfter(t, own, own.steps[1]!.events)).toMatchObject([
    { name: 'envoy.lua: k', value: '1', by: 'a', here: true },
  ]);
  expect(stateAfter(t, own, own.steps[2]!.events)).toMatchObject([{ value: '2', by: 'router', here: true }]);
});

describe('bodies', () => {
  it.each([
    ['a\nb\nc', 'a\nc', ' a-b c'],
    ['a', 'a', ' a'],
    ['', 'x', '-+x'],
    ['a\nb', 'b\na', '-a b+a'],
  ])('%j → %j', (before, after, expected) => {
    const signs = { add: '+', del: '-', same: ' ' };
    expect(
      diffLines(before, after)
        .map((line) => signs[line.mark] + line.text)
        .join(''),
    ).toBe(expected);
  });

  it('are text, JSON or bytes', () => {
    expect(textOf(new Uint8Array([0xff, 0xfe]))).toBeNull();
    expect(textOf(new Uint8Array([0, 1]))).toBeNull();
    expect(pretty('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(pretty('{broken')).toBe('{broken');
    expect(hexRows(new Uint8Array([65, 0, 255]), 4)).toEqual([`000000  41 00 ff${' '.repeat(39)}  A..`]);
  });
});
