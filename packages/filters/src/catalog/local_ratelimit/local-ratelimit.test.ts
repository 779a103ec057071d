import { fakeRoute } from '@chainwright/runtime/testing/fake-stream';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { localRateLimit } from './extension.ts';

const ALL = { default_value: { numerator: 100 } };
const bucket = (max_tokens: number, tokens_per_fill: number, fill_interval: string) => ({
  max_tokens,
  tokens_per_fill,
  fill_interval,
});
const limit = (fields: EnvoyMessage): EnvoyMessage => ({
  stat_prefix: 'rl',
  filter_enabled: ALL,
  filter_enforced: ALL,
  ...fields,
});

type Pairs = readonly (readonly [string, string])[];

/** Sends a request; answers its status and the headers that the filter adds to the answer. */
function send(bench: FilterBench, headers: Pairs = []): { code: number; headers: string[]; request: string[] } {
  const { stream, filter } = bench.stream();
  stream.routeEntry = fakeRoute('backend');
  const request = stream.withRequest([[':path', '/'], ...headers]);
  filter.decodeHeaders?.(request, { endStream: true });
  const reply = stream.replies[0];
  const response = stream.withResponse([[':status', String(reply?.code ?? 200)], ...(reply?.headers ?? [])]);
  filter.encodeHeaders?.(response, { endStream: true });
  const text = (pairs: Pairs) => pairs.slice(1).map(([name, value]) => `${name}=${value}`);
  return { code: reply?.code ?? 200, headers: text(response.entries()), request: text(request.entries()) };
}

const codes = (bench: FilterBench, ...requests: Pairs[]) => requests.map((headers) => send(bench, headers).code);

describe('local_ratelimit', () => {
  it('refuses when the bucket is empty and fills continuously', () => {
    const bench = new FilterBench(localRateLimit, limit({ token_bucket: bucket(2, 2, '1s') }));
    expect(codes(bench, [], [], [])).toEqual([200, 200, 429]);
    bench.server.run(499);
    expect(codes(bench, [])).toEqual([429]);
    bench.server.run(1);
    expect(codes(bench, [], [])).toEqual([200, 429]);
    expect(bench.stats()).toEqual({
      'rl.http_local_rate_limit.enabled': 6,
      'rl.http_local_rate_limit.ok': 3,
      'rl.http_local_rate_limit.rate_limited': 3,
      'rl.http_local_rate_limit.enforced': 3,
    });
  });

  it('answers with its own status, headers, flag and details', () => {
    const bench = new FilterBench(
      localRateLimit,
      limit({
        token_bucket: bucket(1, 1, '10s'),
        status: { code: 503 },
        enable_retry_after_header: true,
        enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
        response_headers_to_add: [
          { header: { key: 'x-a', value: '1' } },
          { header: { key: 'x-b', value: '%RESPONSE_CODE%' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
        ],
      }),
    );
    expect(send(bench).headers).toEqual(['x-ratelimit-limit=1', 'x-ratelimit-remaining=0', 'x-ratelimit-reset=10']);
    const { stream, filter } = bench.stream();
    filter.decodeHeaders?.(stream.withRequest([]), { endStream: true });
    expect(stream.replies).toEqual([
      {
        code: 503,
        body: 'local_rate_limited',
        headers: [
          ['x-b', '0'],
          ['x-a', '1'],
          ['retry-after', '10'],
        ],
        grpcStatus: null,
        details: 'local_rate_limited',
      },
    ]);
    expect([...stream.streamInfo.responseFlags]).toEqual(['RL']);
  });

  it.each<[string, EnvoyMessage, number[], Record<string, number>]>([
    ['not enabled', { filter_enabled: undefined }, [200, 200], {}],
    [
      'not enforced',
      { filter_enforced: undefined },
      [200, 200],
      {
        'rl.http_local_rate_limit.enabled': 2,
        'rl.http_local_rate_limit.ok': 1,
        'rl.http_local_rate_limit.rate_limited': 1,
      },
    ],
  ])('%s', (_, fields, expected, stats) => {
    const bench = new FilterBench(localRateLimit, limit({ token_bucket: bucket(1, 1, '1s'), ...fields }));
    expect(codes(bench, [], [])).toEqual(expected);
    expect(bench.stats()).toEqual(stats);
  });

  it('marks requests that it would have refused', () => {
    const bench = new FilterBench(
      localRateLimit,
      limit({
        token_bucket: bucket(1, 1, '1s'),
        filter_enforced: undefined,
        request_headers_to_add_when_not_enforced: [{ header: { key: 'x-limited', value: 'yes' } }],
      }),
    );
    expect([send(bench).request, send(bench).request]).toEqual([[], ['x-limited=yes']]);
  });

  it('corrects a status that is no error', () => {
    const bench = new FilterBench(localRateLimit, limit({ token_bucket: bucket(0, 1, '1s'), status: { code: 200 } }));
    expect(codes(bench, [])).toEqual([429]);
  });

  it('shares one bucket for all streams of a configuration, another for a route', () => {
    const route = limit({ token_bucket: bucket(1, 1, '10s'), stat_prefix: 'route' });
    const bench = new FilterBench(localRateLimit, limit({ token_bucket: bucket(5, 1, '1s') }), {
      perRouteConfigs: [route],
    });
    expect(codes(bench, [], [])).toEqual([200, 429]);
    expect(bench.stats()['route.http_local_rate_limit.ok']).toBe(1);
  });

  describe('descriptors', () => {
    const rules = [{ actions: [{ request_headers: { header_name: 'x-user', descriptor_key: 'user' } }] }];
    const entry = (value: string, max: number) => ({
      entries: [value === '' ? { key: 'user' } : { key: 'user', value }],
      token_bucket: bucket(max, 1, '60s'),
    });
    const by = (user: string): Pairs => [['x-user', user]];
    const bench = (descriptors: unknown[], more: EnvoyMessage = {}) =>
      new FilterBench(
        localRateLimit,
        limit({ token_bucket: bucket(100, 100, '1s'), rate_limits: rules, descriptors, ...more }),
      );

    it('limits an exact value', () => {
      expect(codes(bench([entry('ann', 1)]), by('ann'), by('ann'), by('bob'), [])).toEqual([200, 429, 200, 200]);
    });

    it('limits every value of a key by itself, exact ones first', () => {
      const requests = [by('ann'), by('ann'), by('bob'), by('bob'), by('cy'), by('cy')];
      expect(codes(bench([entry('', 1), entry('ann', 2)]), ...requests)).toEqual([200, 200, 200, 429, 200, 429]);
    });

    it('forgets the least recently used value', () => {
      const requests = [by('ann'), by('bob'), by('ann'), by('bob')];
      expect(codes(bench([entry('', 1)], { max_dynamic_descriptors: 1 }), ...requests)).toEqual([200, 200, 200, 200]);
    });

    it('also takes from the default bucket, unless told not to', () => {
      const config = { token_bucket: bucket(1, 1, '60s') };
      expect(codes(bench([entry('ann', 5)], config), by('ann'), by('ann'))).toEqual([200, 429]);
      const own = { ...config, always_consume_default_token_bucket: false };
      expect(codes(bench([entry('ann', 5)], own), by('ann'), by('ann'))).toEqual([200, 200]);
    });
  });

  it.each<[EnvoyMessage, string]>([
    [{ stat_prefix: '' }, 'LocalRateLimitValidationError.StatPrefix: value length must be at least 1 characters'],
    [{ token_bucket: bucket(1, 1, '0.01s') }, 'local rate limit token bucket fill timer must be >= 50ms'],
    [{ token_bucket: { max_tokens: 1 } }, 'caused by TokenBucketValidationError.FillInterval: value is required'],
    [
      { token_bucket: bucket(1, 0, '1s') },
      'caused by TokenBucketValidationError.TokensPerFill: value must be greater than 0',
    ],
    [{ filter_enforced: {} }, 'caused by RuntimeFractionalPercentValidationError.DefaultValue: value is required'],
    [
      { rate_limits: [{ actions: [] }] },
      'caused by RateLimitValidationError.Actions: value must contain at least 1 item(s)',
    ],
    [{ rate_limits: [{ actions: [{}] }] }, 'caused by field: "action_specifier", reason: is required'],
    [{ descriptors: [{ entries: [], token_bucket: bucket(1, 1, '1s') }] }, 'value must contain at least 1 item(s)'],
  ])('refuses %j', (fields, text) => {
    expect(() => new FilterBench(localRateLimit, limit(fields))).toThrow(text);
  });

  it('refuses a descriptor that is there twice', () => {
    const one = { entries: [{ key: 'a', value: 'b' }], token_bucket: bucket(1, 1, '1s') };
    expect(() => new FilterBench(localRateLimit, limit({ descriptors: [one, one] }))).toThrow(
      'duplicate descriptor in the local rate descriptor: a=b',
    );
  });
});
