import { describe, expect, it } from 'vitest';
import { buildScore } from './build-score.ts';
import { clustersInTraces } from './participants.ts';
import type { Score } from './score-model.ts';
import { goldUsersOrder, noToken, scriptedParticipants, TraceScript, threePieces } from './testing/trace-script.ts';

const gold = (): Score => buildScore(goldUsersOrder(), scriptedParticipants, 0);
const names = (score: Score): string[] =>
  score.steps.map((step) => `${step.kind === 'callback' ? step.letter : step.kind}@${score.rows[step.row]?.name}`);

describe('steps of a request that is held, passes, and is changed on its way back', () => {
  it('are the callbacks and exchanges in the order of the trace', () => {
    expect(names(gold())).toEqual([
      'arrival@Downstream',
      'H@cors',
      'H@stamp-request',
      'H@token-gate',
      'callout@authz',
      'C@token-gate',
      'H@redact-cards',
      'H@router',
      'upstream@orders',
      'H@redact-cards',
      'D@redact-cards',
      'H@token-gate',
      'H@stamp-request',
      'H@cors',
      'D@token-gate',
      'answer@Downstream',
      'L@token-gate',
      'X@token-gate',
    ]);
  });

  it('stand on rising columns, exchanges between their two ends', () => {
    const score = gold();
    const columns = score.steps.filter((step) => step.kind !== 'callout').map((step) => step.column);
    expect(columns).toEqual([...columns].sort((a, b) => a - b));
    for (const step of score.steps) expect(step.endColumn).toBeGreaterThanOrEqual(step.column);
  });

  it('merge the callout answer with the callback that it wakes', () => {
    const answers = gold().steps.filter((step) => step.letter === 'C');
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ function: 'proxy_on_http_call_response', resumed: true });
    expect(answers[0]?.headerChanges.map((change) => change.name)).toEqual(['x-user-id', 'x-user-tier']);
  });

  it('say what was asked and answered', () => {
    const label = (kind: string): string | undefined => gold().steps.find((step) => step.kind === kind)?.label;
    expect(label('arrival')).toBe('GET, 5 headers');
    expect(label('callout')).toBe('200, 12 ms');
    expect(label('upstream')).toBe('200, 30 ms');
    expect(label('answer')).toBe('200, 776 B');
  });
});

describe('rows', () => {
  it('stand in chain order with the clusters below', () => {
    expect(gold().rows.map((row) => `${row.kind} ${row.name}`)).toEqual([
      'downstream Downstream',
      'filter cors',
      'filter stamp-request',
      'filter token-gate',
      'filter fault',
      'filter redact-cards',
      'router router',
      'upstream orders',
      'callout authz',
    ]);
  });

  it('count what each filter changed on each path', () => {
    const row = (name: string) => gold().rows.find((one) => one.name === name);
    expect(row('stamp-request')?.changes.request).toEqual({ added: 1, changed: 0, removed: 1, bytes: 0 });
    expect(row('token-gate')?.changes.request).toEqual({ added: 2, changed: 0, removed: 0, bytes: 0 });
    expect(row('redact-cards')?.changes.response).toEqual({ added: 1, changed: 0, removed: 0, bytes: -20 });
  });

  it.each([
    ['fault', 'skipped', 'skipped', 'disabled'],
    ['token-gate', 'called', 'called', null],
    ['orders', 'called', 'none', 'upstream'],
  ])('%s meets the request as %s and the response as %s', (name, request, response, note) => {
    expect(gold().rows.find((row) => row.name === name)).toMatchObject({ request, response, note });
  });
});

describe('pauses and lines', () => {
  it('show a hold only where virtual time passed', () => {
    expect(gold().pauses).toMatchObject([{ row: 3, fromAt: 0, toAt: 12e6, direction: 'request' }]);
  });

  it('go down to the upstream and back to the client', () => {
    const request = gold().lines.find((line) => line.style === 'request');
    const response = gold().lines.findLast((line) => line.style === 'response');
    expect(request?.points.map((point) => point.row)).toEqual([0, 1, 2, 3, 3, 5, 6, 7]);
    expect(response?.points.map((point) => point.row)).toEqual([7, 5, 5, 3, 2, 1, 0]);
  });

  it('cross a disabled filter with a ring that says so', () => {
    expect(gold().rings.filter((ring) => ring.direction === 'request')).toMatchObject([{ row: 4, skipped: true }]);
  });

  it('keep a hold over several pieces of a body open until the message goes on', () => {
    const score = buildScore(
      threePieces(),
      { chain: members('gate', 'router'), upstreams: ['orders'], callouts: [] },
      0,
    );
    expect(score.pauses).toMatchObject([{ row: 1, fromAt: 0, toAt: 20e6 }]);
    expect(score.lines.find((line) => line.style === 'request')?.points.map((point) => point.row)).toEqual([
      0, 1, 1, 1, 1, 2, 3,
    ]);
    expect(score.steps.filter((step) => step.letter === 'D' && step.row === 1).map((step) => step.bytes)).toEqual([
      3, 6, 11,
    ]);
  });
});

describe('a local reply', () => {
  const score = (): Score => buildScore(noToken(), scriptedParticipants, 0);

  it('marks its step and leads red to the first encoder filter, also one below', () => {
    expect(score().steps.find((step) => step.mark === 'local-reply')).toMatchObject({
      row: 3,
      label: 'local reply 401',
    });
    expect(
      score()
        .lines.find((line) => line.style === 'fail')
        ?.points.map((point) => point.row),
    ).toEqual([3, 5]);
  });

  it('leaves rows that nobody reached with a note', () => {
    expect(score().rows.map((row) => row.note)).toEqual([
      null,
      null,
      null,
      null,
      'disabled',
      'only the reply',
      'not reached',
      'not reached',
      'not called',
    ]);
  });
});

describe('what the connection manager itself changes', () => {
  const t = new TraceScript(['a', 'router']).arrive([[':method', 'GET']]);
  t.in(null, 'request').change('request-headers', 'replace', 'x-forwarded-proto', 'http');
  t.pass('a', 'decodeHeaders').pass('router', 'decodeHeaders', 'StopIteration').upstream('up', []);
  t.upstreamAnswers('up', 200, true).change('response-headers', 'remove', 'connection', null, 'close');
  t.pass('a', 'encodeHeaders').in(null, 'response').change('response-headers', 'add', 'server', 'envoy');
  t.answer(200, true).end(200, 'via_upstream');
  const score = buildScore(t, { chain: members('a', 'router'), upstreams: ['up'], callouts: [] }, 0);
  it.each([
    ['arrival', '+x-forwarded-proto'],
    ['upstream', '-connection'],
    ['answer', '+server'],
  ])('belongs to the %s', (kind, change) => {
    const step = score.steps.find((one) => one.kind === kind);
    expect(step?.headerChanges.map((one) => (one.op === 'remove' ? '-' : '+') + one.name)).toEqual([change]);
  });

  it('counts for no filter', () => {
    expect(score.rows[1]?.changes.response).toMatchObject({ added: 0, removed: 0 });
  });
});

it('leads the body of a local reply from the filter that made it', () => {
  const t = new TraceScript(['a', 'b', 'router']).arrive([]).enter('a', 'decodeHeaders');
  t.emit({ kind: 'local-reply', code: 403, headers: [], data: t.bytes('no'), details: 'd', grpcStatus: null });
  t.pass('b', 'encodeHeaders')
    .pass('a', 'encodeHeaders')
    .pass('b', 'encodeData', 'Continue', 'no', true)
    .answer(403, false);
  t.answerData('no', true).leave('a', 'decodeHeaders', 'StopIteration').end(403, 'd');
  const score = buildScore(t, { chain: members('a', 'b', 'router'), upstreams: [], callouts: [] }, 0);
  expect(score.lines.find((line) => line.style === 'response-body')?.points.map((point) => point.row)).toEqual([
    1, 2, 0,
  ]);
});

describe('failures', () => {
  it('mark the step that trapped and carry on to the reply', () => {
    const t = new TraceScript(['bad', 'router']);
    t.arrive([[':method', 'GET']])
      .enter('bad', 'decodeHeaders')
      .source(12);
    t.emit({ kind: 'vm-trapped', function: 'proxy_on_request_headers', message: 'unreachable', backtrace: [] });
    t.emit({ kind: 'local-reply', code: 503, headers: [], data: null, details: 'wasm_fail_stream', grpcStatus: null });
    t.answer(503, true).leave('bad', 'decodeHeaders', 'StopIteration').end(503, 'wasm_fail_stream');
    const score = buildScore(t, { chain: members('bad', 'router'), upstreams: [], callouts: [] }, 0);
    expect(score.steps[1]).toMatchObject({ mark: 'trap', label: 'trap → local reply 503', hold: 'none' });
    expect(score.rows[1]).toMatchObject({ request: 'failed', note: 'VM failed' });
    expect(score.lines.map((line) => line.style)).toEqual(['request', 'fail']);
  });

  it('draw nothing for a request that has no events', () => {
    expect(buildScore(goldUsersOrder(), scriptedParticipants, 5)).toMatchObject({ steps: [], lines: [], columns: 0 });
  });
});

it('knows the clusters of all traces, in the order of the project', () => {
  expect(clustersInTraces([goldUsersOrder(), noToken()], ['authz', 'orders'])).toEqual({
    upstreams: ['orders'],
    callouts: ['authz'],
  });
});

function members(...names: string[]): { name: string; disabled: boolean }[] {
  return names.map((name) => ({ name, disabled: false }));
}
