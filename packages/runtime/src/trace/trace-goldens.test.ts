import { describe, expect, it } from 'vitest';
import type { DecoderFilterCallbacks } from '../filter/filter-callbacks.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { type ChainRun, runChain } from '../testing/run-chain.ts';

/** A filter that asks `auth` and goes on, or replies, by its answer. */
function asking() {
  let callbacks: DecoderFilterCallbacks | null = null;
  return {
    setDecoderCallbacks: (given: DecoderFilterCallbacks) => {
      callbacks = given;
    },
    decodeHeaders: () => {
      const headers = HeaderMapImpl.of('request-headers', [
        [':method', 'GET'],
        [':path', '/check'],
        [':authority', 'auth'],
      ]);
      const call = { cluster: 'auth', headers, body: new Uint8Array(0), trailers: null, timeoutMs: 50, sendXff: false };
      const { worker, trace } = callbacks as DecoderFilterCallbacks;
      worker.asyncClient.send({ ...call, trace }, (answer) => {
        const status = answer.kind === 'answered' ? answer.headers.get(':status') : undefined;
        if (status === '200') callbacks?.continueDecoding();
        else callbacks?.sendLocalReply({ code: 403, body: 'no', headers: [], grpcStatus: null, details: 'denied' });
      });
      return 'StopAllIterationAndBuffer' as const;
    },
  };
}

const marking = {
  decodeHeaders: (headers: { add(name: string, value: string): void }) => {
    headers.add('x-marked', 'request');
    return 'Continue' as const;
  },
  encodeHeaders: (headers: { add(name: string, value: string): void }) => {
    headers.add('x-marked', 'response');
    return 'Continue' as const;
  },
};

const CASES: Readonly<Record<string, ChainRun>> = {
  'a request that passes': { filters: [{ name: 'mark', create: () => marking }] },
  'a callout that allows': {
    filters: [
      { name: 'ask', create: asking },
      { name: 'mark', create: () => marking },
    ],
    request: { method: 'POST', body: ['one', 'two'] },
    answers: { auth: [{ status: 200, delay_ms: 5 }] },
  },
  'a callout that takes too long': {
    filters: [{ name: 'ask', create: asking }],
    answers: { auth: [{ delay_ms: 100 }] },
  },
  'a try that is repeated': {
    answers: { upstream: [{ status: 503 }, { body: 'fine' }] },
    routes: [
      { match: { prefix: '/' }, route: { cluster: 'upstream', retry_policy: { retry_on: '5xx', num_retries: 1 } } },
    ],
  },
  'a refused configuration': { manager: { route_config: { virtual_hosts: [{ name: '', domains: ['*'] }] } } },
};

describe('trace goldens (rewrite with vitest -u)', () => {
  for (const [name, run] of Object.entries(CASES)) {
    it(name, async () => {
      await expect(runChain(run).text).toMatchFileSnapshot(`goldens/${name.replaceAll(' ', '-')}.txt`);
    });
  }
  it('gives the same trace every time', () => {
    const run = CASES['a try that is repeated'] as ChainRun;
    expect(runChain(run).text).toBe(runChain(run).text);
    expect(runChain({ ...run, seed: 2 }).text).not.toBe(runChain(run).text);
  });
});
