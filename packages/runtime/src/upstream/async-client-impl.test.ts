import { describe, expect, it } from 'vitest';
import type { DecoderFilterCallbacks } from '../filter/filter-callbacks.ts';
import { bytesToByteString, textToBytes } from '../http/byte-string.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { type ChainRun, runChain } from '../testing/run-chain.ts';
import type { HttpCallAnswer } from './async-client.ts';
import type { ScriptedAnswer } from './scripted-answer.ts';

type Call = {
  cluster?: string;
  body?: string;
  timeoutMs?: number | null;
  sendXff?: boolean;
  headers?: [string, string][];
  cancel?: boolean;
};

/** A filter that makes one call and goes on when it is answered. */
function call(options: Call, answers: ScriptedAnswer[] = [{}], run: ChainRun = {}) {
  let got: HttpCallAnswer | null | 'not sent' = null;
  const filter = () => {
    let callbacks: DecoderFilterCallbacks | null = null;
    return {
      setDecoderCallbacks: (given: DecoderFilterCallbacks) => {
        callbacks = given;
      },
      decodeHeaders: () => {
        const fields: [string, string][] = options.headers ?? [
          [':method', 'GET'],
          [':path', '/check'],
          [':authority', 'auth'],
        ];
        const { worker, trace } = callbacks as DecoderFilterCallbacks;
        const handle = worker.asyncClient.send(
          {
            cluster: options.cluster ?? 'auth',
            headers: HeaderMapImpl.of('request-headers', fields),
            body: textToBytes(options.body ?? ''),
            trailers: null,
            timeoutMs: options.timeoutMs ?? null,
            sendXff: options.sendXff ?? false,
            trace,
          },
          (answer) => {
            got = answer;
            callbacks?.continueDecoding();
          },
        );
        if (handle === null) got = 'not sent';
        if (options.cancel) handle?.cancel();
        return handle === null || options.cancel ? ('Continue' as const) : ('StopAllIterationAndBuffer' as const);
      },
    };
  };
  const outcome = runChain({ filters: [{ name: 'f', create: filter }], answers: { auth: answers }, ...run });
  const answer = got as HttpCallAnswer | null | 'not sent';
  const text =
    answer === null || answer === 'not sent' || answer.kind === 'reset'
      ? answer === null || answer === 'not sent'
        ? answer
        : 'reset'
      : `${answer.headers.get(':status')} ${bytesToByteString(answer.body)}`;
  return { ...outcome, answer: text };
}

describe('callouts', () => {
  it.each<[string, Call, ScriptedAnswer[], string]>([
    ['an answer', {}, [{ status: 201, body: ['a', 'b'] }], '201 ab'],
    [
      'refused',
      {},
      [{ reset: 'refuse' }],
      '503 upstream connect error or disconnect/reset before headers. reset reason: remote connection failure',
    ],
    [
      'closed before headers',
      {},
      [{ reset: 'before-headers' }],
      '503 upstream connect error or disconnect/reset before headers. reset reason: connection termination',
    ],
    ['reset after headers', {}, [{ reset: 'after-headers', body: 'x' }], 'reset'],
    ['too slow', { timeoutMs: 10 }, [{ delay_ms: 20 }], '504 upstream request timeout'],
    ['too slow after headers', { timeoutMs: 10 }, [{ body: ['a', 'b'], chunk_delay_ms: 20 }], 'reset'],
    ['no time-out', { timeoutMs: 0 }, [{ delay_ms: 2000 }], '200 '],
    [
      'a bad header name',
      {
        headers: [
          [':method', 'GET'],
          [':path', '/'],
          [':authority', 'a'],
          ['b ad', '1'],
        ],
      },
      [{}],
      '503 invalid header name: b ad',
    ],
  ])('%s', (_what, options, answers, expected) => {
    expect(call(options, answers).answer).toBe(expected);
  });
  it('carry what Envoy adds', () => {
    const { result } = call({ body: 'abc', timeoutMs: 500, sendXff: true });
    expect(result.callouts[0]).toMatchObject({ method: 'GET', path: '/check', body: 'abc', complete: true });
    expect(result.callouts[0]?.headers).toEqual([
      ['host', 'auth'],
      ['content-length', '3'],
      ['x-envoy-internal', 'true'],
      ['x-forwarded-for', '10.0.0.10'],
      ['x-envoy-expected-rq-timeout-ms', '500'],
    ]);
    expect(result.stats).toMatchObject({ 'cluster.auth.internal.upstream_rq_200': 1, 'http.async-client.rq_total': 1 });
  });
  it('are not sent to unknown clusters and to clusters without hosts', () => {
    expect(call({ cluster: 'nobody' }).answer).toBe('not sent');
    const empty = call({}, [{}], { clusters: [{ name: 'auth', load_assignment: { endpoints: [] } }] });
    expect(empty.answer).toBe('not sent');
    expect(empty.result.stats['cluster.auth.upstream_cx_none_healthy']).toBe(1);
  });
  it('can be cancelled: no answer comes', () => {
    const { answer, eventsOf } = call({ cancel: true }, [{ delay_ms: 5 }]);
    expect(answer).toBeNull();
    expect(eventsOf('http-call-answered').map(({ outcome }) => outcome)).toEqual(['cancelled']);
  });
  it('are answered when Envoy has the client’s whole request', () => {
    const slow: ChainRun = { request: { method: 'POST', body: ['a', 'b'], chunk_delay_ms: 7 } };
    const at = (answers: ScriptedAnswer[]) => call({}, answers, slow).eventsOf('http-call-answered')[0]?.at;
    expect([at([{}]), at([{ wait_for_client: false }])]).toEqual([7e6, 0]);
  });
  it('are the cause of what goes on after them', () => {
    const { eventsOf } = call({});
    expect(eventsOf('resumed')[0]?.cause).toBe(eventsOf('http-call-answered')[0]?.seq);
  });
});
