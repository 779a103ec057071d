import { describe, expect, it } from 'vitest';
import { type ChainRun, runChain } from '../testing/run-chain.ts';
import type { ScriptedAnswer } from '../upstream/scripted-answer.ts';

const to = (action: Record<string, unknown>) => ({
  routes: [{ match: { prefix: '/' }, route: { cluster: 'upstream', ...action } }],
});
const BEFORE = 'upstream connect error or disconnect/reset before headers. ';

function outcome(run: ChainRun) {
  const { result } = runChain(run);
  const [response] = result.responses;
  return {
    status: response?.status ?? null,
    body: response?.body,
    flags: response?.response_flags,
    details: response?.response_code_details,
  };
}

describe('what the router answers when there is no answer', () => {
  it.each<[string, ChainRun, ReturnType<typeof outcome>]>([
    ['no route', { routes: [] }, { status: 404, body: '', flags: 'NR', details: 'route_not_found' }],
    [
      'no host',
      { clusters: [{ name: 'upstream', load_assignment: { endpoints: [] } }] },
      { status: 503, body: 'no healthy upstream', flags: 'UH', details: 'no_healthy_upstream' },
    ],
    [
      'refused',
      { answer: { reset: 'refuse' } },
      {
        status: 503,
        body: `${BEFORE}reset reason: remote connection failure`,
        flags: 'UF',
        details:
          'upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}',
      },
    ],
    [
      'closed before headers',
      { answer: { reset: 'before-headers' } },
      {
        status: 503,
        body: `${BEFORE}reset reason: connection termination`,
        flags: 'UC',
        details: 'upstream_reset_before_response_started{connection_termination}',
      },
    ],
    [
      'HTTP/2 reset before headers',
      { answer: { protocol: 'http2', reset: 'before-headers' } },
      {
        status: 503,
        body: `${BEFORE}reset reason: remote reset`,
        flags: 'UR',
        details: 'upstream_reset_before_response_started{remote_reset}',
      },
    ],
    [
      'garbage',
      { answer: { raw: 'garbage\r\n\r\n' } },
      {
        status: 502,
        body: `${BEFORE}reset reason: protocol error`,
        flags: 'UPE',
        details: 'upstream_reset_before_response_started{protocol_error}',
      },
    ],
    [
      'closed after headers',
      { answer: { reset: 'after-headers', body: 'x' } },
      { status: 200, body: '', flags: 'UPE', details: 'upstream_reset_after_response_started{protocol_error}' },
    ],
    [
      'too slow',
      { ...to({ timeout: '0.1s' }), answer: { delay_ms: 200 } },
      { status: 504, body: 'upstream request timeout', flags: 'UT', details: 'response_timeout' },
    ],
    [
      'too slow after headers',
      { ...to({ timeout: '0.1s' }), answer: { body: ['a', 'b'], chunk_delay_ms: 80 } },
      { status: 200, body: 'a', flags: 'UT', details: 'response_timeout' },
    ],
    [
      'a try too slow, none left',
      {
        ...to({ retry_policy: { retry_on: '5xx', num_retries: 0, per_try_timeout: '0.1s' } }),
        answer: { delay_ms: 200 },
      },
      { status: 504, body: 'upstream request timeout', flags: 'URX,UT', details: 'upstream_per_try_timeout' },
    ],
    [
      'no room in the circuit breaker',
      { clusters: [{ name: 'upstream', circuit_breakers: { thresholds: [{ max_requests: 0 }] } }] },
      {
        status: 503,
        body: `${BEFORE}reset reason: overflow`,
        flags: 'UO',
        details: 'upstream_reset_before_response_started{overflow}',
      },
    ],
    [
      'idle',
      { manager: { stream_idle_timeout: '0.1s' }, answer: { delay_ms: 500 } },
      { status: 504, body: 'stream timeout', flags: 'SI', details: 'stream_idle_timeout' },
    ],
    [
      'a client that stops in the middle',
      { manager: { request_timeout: '0.1s' }, request: { method: 'POST', body: ['a', 'b'], chunk_delay_ms: 500 } },
      { status: 408, body: 'request timeout', flags: '-', details: 'request_overall_timeout' },
    ],
    [
      'nobody waits so long',
      { answer: { delay_ms: 9000 } },
      { status: null, body: '', flags: 'DC', details: 'downstream_remote_disconnect' },
    ],
  ])('%s', (_what, run, expected) => {
    expect(outcome(run)).toEqual(expected);
  });
  it('answers an unknown cluster with the configured code', () => {
    const manager = (extra: Record<string, unknown>) => ({
      route_config: {
        validate_clusters: false,
        virtual_hosts: [
          { name: 'a', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'nobody', ...extra } }] },
        ],
      },
    });
    expect(outcome({ manager: manager({}) })).toMatchObject({ status: 503, flags: 'NC', details: 'cluster_not_found' });
    expect(outcome({ manager: manager({ cluster_not_found_response_code: 'NOT_FOUND' }) }).status).toBe(404);
    expect(runChain({ routes: [{ match: { prefix: '/' }, route: { cluster: 'nobody' } }] }).result).toMatchObject({
      outcome: 'rejected',
      reason: "route: unknown cluster 'nobody'",
    });
  });
});

describe('retries', () => {
  const tries = (retryOn: string, answers: ScriptedAnswer[], rest: Record<string, unknown> = {}) => {
    const { result } = runChain({
      ...to({ retry_policy: { retry_on: retryOn, ...rest } }),
      answers: { upstream: answers },
    });
    return {
      tries: result.upstreams.length,
      status: result.responses[0]?.status,
      flags: result.responses[0]?.response_flags,
      stats: result.stats,
    };
  };
  it.each<[string, ScriptedAnswer, boolean]>([
    ['5xx', { status: 500 }, true],
    ['5xx', { reset: 'before-headers' }, true],
    ['5xx', { status: 503, headers: [['x-envoy-ratelimited', 'true']] }, false],
    ['gateway-error', { status: 502 }, true],
    ['gateway-error', { status: 500 }, false],
    ['reset', { reset: 'before-headers' }, true],
    ['reset', { status: 503 }, false],
    ['connect-failure', { reset: 'before-headers' }, false],
    ['retriable-4xx', { status: 409 }, true],
    ['retriable-4xx', { status: 404 }, false],
    ['envoy-ratelimited', { status: 503, headers: [['x-envoy-ratelimited', 'true']] }, true],
    ['unavailable', { headers: [['grpc-status', '14']] }, true],
  ])('%s after %j: %s', (on, first, again) => {
    expect(tries(on, [first, { status: 200 }]).tries).toBe(again ? 2 : 1);
  });
  it('retries listed codes and stops when no try is left, with the last answer', () => {
    const {
      tries: n,
      status,
      flags,
      stats,
    } = tries('retriable-status-codes', [{ status: 418 }], {
      retriable_status_codes: [418],
      num_retries: 2,
    });
    expect({ n, status, flags }).toEqual({ n: 3, status: 418, flags: 'URX' });
    expect(stats).toMatchObject({
      'cluster.upstream.upstream_rq_retry': 2,
      'cluster.upstream.upstream_rq_retry_limit_exceeded': 1,
      'cluster.upstream.retry.upstream_rq_418': 2,
      'cluster.upstream.upstream_rq_418': 1,
    });
  });
  it('sends the body again as one piece, and counts the tries', () => {
    const { result } = runChain({
      manager: {
        route_config: {
          virtual_hosts: [
            {
              name: 'a',
              domains: ['*'],
              include_request_attempt_count: true,
              include_attempt_count_in_response: true,
              routes: [{ match: { prefix: '/' }, route: { cluster: 'upstream', retry_policy: { retry_on: '5xx' } } }],
            },
          ],
        },
      },
      request: { method: 'POST', body: ['ab', 'cd'] },
      answers: { upstream: [{ status: 500 }, { status: 200 }] },
    });
    expect(result.upstreams.map(({ chunks }) => chunks)).toEqual([[2, 2], [4]]);
    expect(
      result.upstreams.map(({ headers }) => headers.find(([name]) => name === 'x-envoy-attempt-count')?.[1]),
    ).toEqual(['1', '2']);
    expect(result.responses[0]?.headers).toContainEqual(['x-envoy-attempt-count', '2']);
  });
});

describe('what the upstream gets', () => {
  const upstream = (run: ChainRun) => runChain(run).result.upstreams[0];
  it.each<[Record<string, unknown>, string, string, string | undefined]>([
    [{ prefix_rewrite: '/' }, '/c/d', '//d', '/c/d'],
    [{ prefix_rewrite: '/x' }, '/c?q=1', '/x?q=1', '/c?q=1'],
    [{ regex_rewrite: { pattern: { regex: '/(\\w)' }, substitution: '/\\1\\1' } }, '/a/b?/c', '/aa/bb?/c', '/a/b?/c'],
    [{}, '/c', '/c', undefined],
  ])('%j makes %s to %s', (rewrite, path, expected, original) => {
    const seen = upstream({
      routes: [
        { match: { prefix: '/c' }, route: { cluster: 'upstream', ...rewrite } },
        { match: { prefix: '/' }, route: { cluster: 'upstream', ...rewrite } },
      ],
      request: { path },
    });
    expect(seen?.path).toBe(expected);
    expect(seen?.headers.find(([name]) => name === 'x-envoy-original-path')?.[1]).toBe(original);
  });
  it('has host first, the time-out after the filters, framing last', () => {
    const names = upstream({ request: { method: 'POST', body: 'x', headers: [['x-a', '1']] } })?.headers.map(
      ([name]) => name,
    );
    expect(names).toEqual([
      'host',
      'x-a',
      'x-forwarded-proto',
      'x-request-id',
      'x-envoy-expected-rq-timeout-ms',
      'transfer-encoding',
    ]);
  });
  it.each<[string, boolean]>([
    ['GET', false],
    ['HEAD', false],
    ['DELETE', false],
    ['POST', true],
    ['PUT', true],
  ])('a %s without body has content-length: 0: %s', (method, has) => {
    expect(upstream({ request: { method } })?.headers.some(([name]) => name === 'content-length')).toBe(has);
  });
  it('applies header rules level by level, overwrites before additions', () => {
    const add = (key: string, value: string, append_action?: string) => ({
      header: { key, value },
      ...(append_action ? { append_action } : {}),
    });
    const seen = upstream({
      manager: {
        route_config: {
          request_headers_to_add: [add('x-same', 'table', 'OVERWRITE_IF_EXISTS_OR_ADD')],
          virtual_hosts: [
            {
              name: 'a',
              domains: ['*'],
              request_headers_to_remove: ['x-gone'],
              routes: [
                {
                  match: { prefix: '/' },
                  route: { cluster: 'upstream' },
                  request_headers_to_add: [
                    add('a', '1'),
                    add('x-same', 'route', 'OVERWRITE_IF_EXISTS_OR_ADD'),
                    add('e', '%REQ(nope)%'),
                  ],
                },
              ],
            },
          ],
        },
      },
      request: { headers: [['x-gone', '1']] },
    });
    const own = seen?.headers.filter(([name]) => ['a', 'e', 'x-same', 'x-gone'].includes(name));
    expect(own).toEqual([
      ['a', '1'],
      ['x-same', 'table'],
    ]);
  });
  it('copies the request to a mirror', () => {
    const { result } = runChain({
      ...to({ request_mirror_policies: [{ cluster: 'shadow' }] }),
      answers: { shadow: [] },
    });
    expect(result.upstreams.map(({ cluster }) => cluster)).toEqual(['upstream', 'shadow']);
    expect(result.upstreams[1]?.headers[0]).toEqual(['host', 'example.com-shadow']);
  });
  it('takes connections from the pool', () => {
    const { result } = runChain({ requests: [{}, {}] });
    expect(result.stats).toMatchObject({
      'cluster.upstream.upstream_cx_total': 1,
      'cluster.upstream.upstream_rq_total': 2,
    });
  });
});

describe('redirects of upstreams', () => {
  const follow = (answers: ScriptedAnswer[], policy: Record<string, unknown> = {}) =>
    runChain({
      ...to({ internal_redirect_policy: policy }),
      answers: { upstream: answers },
      request: { method: 'POST', body: 'x' },
    }).result;
  it('are followed with the request as it is now', () => {
    const result = follow([{ status: 302, headers: [['location', 'http://other.com/new?q']] }, { body: 'there' }]);
    expect(result.responses[0]).toMatchObject({ status: 200, body: 'there' });
    expect(result.upstreams[1]).toMatchObject({ method: 'POST', path: '/new?q', body: 'x' });
    expect(result.upstreams[1]?.headers).toContainEqual(['x-envoy-original-url', 'http://example.com/']);
    expect(result.access_log.map((entry) => entry['response_code_details'])).toEqual([
      'internal_redirect',
      'via_upstream',
    ]);
  });
  it.each<[string, string]>([
    ['/relative', 'passthrough_internal_redirect_bad_location'],
    ['https://other.com/', 'passthrough_internal_redirect_unsafe_scheme'],
  ])('to %s go to the client', (location, counter) => {
    const result = follow([{ status: 302, headers: [['location', location]] }]);
    expect(result.responses[0]?.status).toBe(302);
    expect(result.stats[`http.ingress.${counter}`]).toBe(1);
  });
});

describe('direct responses', () => {
  it('carry their body, location and the route’s headers', () => {
    const { result } = runChain({
      routes: [
        {
          match: { prefix: '/' },
          direct_response: { status: 302, body: { inline_string: 'hi' } },
          response_headers_to_add: [{ header: { key: 'x-r', value: '%PROTOCOL%' } }],
        },
      ],
    });
    expect(result.responses[0]).toMatchObject({ status: 302, body: 'hi', response_code_details: 'direct_response' });
    expect(result.responses[0]?.headers.slice(0, 4)).toEqual([
      ['location', 'http://example.com/'],
      ['x-r', 'HTTP/1.1'],
      ['content-length', '2'],
      ['content-type', 'text/plain'],
    ]);
  });
});
