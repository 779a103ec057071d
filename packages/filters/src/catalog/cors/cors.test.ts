import { fakeRoute } from '@chainwright/runtime/testing/fake-stream';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { CORS_POLICY_TYPE, CORS_TYPE } from './config.ts';
import { cors } from './extension.ts';

const policy = (fields: EnvoyMessage): EnvoyMessage => ({ '@type': CORS_POLICY_TYPE, ...fields });
const A = { allow_origin_string_match: [{ exact: 'https://a' }] };

function preflight(
  levels: readonly EnvoyMessage[],
  extra: readonly (readonly [string, string])[],
  origin = 'https://a',
) {
  const bench = new FilterBench(cors, { '@type': CORS_TYPE }, { perRouteConfigs: levels });
  const { stream, filter } = bench.stream();
  stream.routeEntry = fakeRoute();
  const headers = stream.withRequest([
    [':method', 'OPTIONS'],
    ['origin', origin],
    ['access-control-request-method', 'PUT'],
    ...extra,
  ]);
  const status = filter.decodeHeaders?.(headers, { endStream: true });
  return { status, reply: stream.replies[0], stats: bench.stats() };
}

describe('cors preflight', () => {
  it('answers with all headers in their order', () => {
    const { reply, stats } = preflight(
      [
        policy({
          ...A,
          allow_methods: 'GET',
          allow_headers: 'x',
          max_age: '9',
          allow_credentials: true,
          allow_private_network_access: true,
        }),
      ],
      [['access-control-request-private-network', 'true']],
    );
    expect(reply).toEqual({
      code: 200,
      body: '',
      grpcStatus: null,
      plain: true,
      details: 'cors_response',
      headers: [
        ['access-control-allow-origin', 'https://a'],
        ['access-control-allow-credentials', 'true'],
        ['access-control-allow-methods', 'GET'],
        ['access-control-allow-headers', 'x'],
        ['access-control-max-age', '9'],
        ['access-control-allow-private-network', 'true'],
      ],
    });
    expect(stats).toEqual({ 'http.ingress.cors.origin_valid': 1 });
  });

  it('echoes what was asked for where the policy has a star', () => {
    const star = [policy({ allow_origin_string_match: [{ exact: '*' }], allow_methods: '*', allow_headers: '*' })];
    expect(preflight(star, [], 'https://any').reply?.headers).toEqual([
      ['access-control-allow-origin', 'https://any'],
      ['access-control-allow-methods', 'PUT'],
      ['access-control-allow-headers', ''],
    ]);
  });

  it('forwards a foreign origin unless it is told not to', () => {
    expect(preflight([policy(A)], [], 'https://b')).toMatchObject({
      status: 'Continue',
      reply: undefined,
      stats: { 'http.ingress.cors.origin_invalid': 1 },
    });
    const strict = policy({ ...A, allow_methods: 'GET', forward_not_matching_preflights: false });
    expect(preflight([strict], [], 'https://b').reply?.headers).toEqual([['access-control-allow-methods', 'GET']]);
  });

  it('takes each field from the most specific level that has it', () => {
    const host = policy({ ...A, allow_methods: 'GET', max_age: '1' });
    const { reply } = preflight([host, policy({ max_age: '2' })], []);
    expect(reply?.headers).toEqual([
      ['access-control-allow-origin', 'https://a'],
      ['access-control-allow-methods', 'GET'],
      ['access-control-max-age', '2'],
    ]);
  });

  it('only counts while it is a shadow', () => {
    const none = { default_value: { numerator: 0 } };
    const all = { default_value: { numerator: 100 } };
    expect(preflight([policy({ ...A, filter_enabled: none, shadow_enabled: all })], [])).toMatchObject({
      status: 'Continue',
      stats: { 'http.ingress.cors.origin_valid': 1 },
    });
    expect(preflight([policy({ ...A, filter_enabled: none })], []).stats).toEqual({});
  });
});

describe('cors response', () => {
  function respond(origin: string | null, cluster: string | null = 'backend') {
    const bench = new FilterBench(
      cors,
      { '@type': CORS_TYPE },
      { perRouteConfigs: [policy({ ...A, expose_headers: 'x-e', allow_credentials: true })] },
    );
    const { stream, filter } = bench.stream();
    stream.routeEntry = fakeRoute(cluster);
    filter.decodeHeaders?.(
      stream.withRequest([[':method', 'GET'], ...(origin === null ? [] : [['origin', origin] as const])]),
      {
        endStream: true,
      },
    );
    const response = stream.withResponse([
      [':status', '200'],
      ['access-control-allow-origin', 'upstream'],
      ['x-last', '1'],
    ]);
    filter.encodeHeaders?.(response, { endStream: true });
    return response.entries();
  }
  const untouched = [
    [':status', '200'],
    ['access-control-allow-origin', 'upstream'],
    ['x-last', '1'],
  ];

  it('overwrites in place and adds at the end', () => {
    expect(respond('https://a')).toEqual([
      [':status', '200'],
      ['access-control-allow-origin', 'https://a'],
      ['x-last', '1'],
      ['access-control-allow-credentials', 'true'],
      ['access-control-expose-headers', 'x-e'],
    ]);
  });

  it.each<[string, string | null, string | null]>([
    ['no origin', null, 'backend'],
    ['an empty origin', '', 'backend'],
    ['a foreign origin', 'https://b', 'backend'],
    ['a direct response', 'https://a', null],
  ])('leaves it alone: %s', (_, origin, cluster) => {
    expect(respond(origin, cluster)).toEqual(untouched);
  });
});

describe('cors configuration', () => {
  it('reads the legacy policy of a route', () => {
    const bench = new FilterBench(cors, { '@type': CORS_TYPE });
    const { stream, filter } = bench.stream();
    stream.routeEntry = fakeRoute('backend', { route: { cluster: 'backend', cors: A } });
    filter.decodeHeaders?.(
      stream.withRequest([
        [':method', 'GET'],
        ['origin', 'https://a'],
      ]),
      { endStream: true },
    );
    expect(bench.stats()).toEqual({ 'http.ingress.cors.origin_valid': 1 });
  });

  it('refuses fields that the message does not have', () => {
    expect(() => new FilterBench(cors, { '@type': CORS_TYPE, foo: 1 })).toThrow("no such field: 'foo'");
    expect(() => new FilterBench(cors, { '@type': CORS_TYPE }, { perRouteConfigs: [policy({ maxage: '1' })] })).toThrow(
      "no such field: 'maxage'",
    );
  });
});
