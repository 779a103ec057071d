import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { apiKeyAuth } from './extension.ts';

const CONFIG = {
  credentials: [
    { key: 'k1', client: 'c1' },
    { key: 'k2', client: 'c2' },
  ],
  key_sources: [{ header: 'Authorization' }, { query: 'key' }, { cookie: 'key' }],
};

function run(
  path: string,
  headers: readonly (readonly [string, string])[],
  config: EnvoyMessage = {},
  route: EnvoyMessage[] = [],
) {
  const bench = new FilterBench(apiKeyAuth, { ...CONFIG, ...config }, { perRouteConfigs: route });
  const { stream, filter } = bench.stream();
  const map = stream.withRequest([[':path', path], ...headers]);
  filter.decodeHeaders?.(map, { endStream: true });
  return {
    details: stream.replies[0]?.details,
    stats: bench.stats(),
    headers: map.entries().map((pair) => pair.join('=')),
  };
}

describe('api_key_auth', () => {
  it.each<[string, readonly (readonly [string, string])[], string | undefined]>([
    ['/', [['authorization', 'Bearer k1']], undefined],
    ['/?a=1&key=k2', [], undefined],
    ['/', [['cookie', 'a=b; key=k1']], undefined],
    ['/', [], 'missing_api_key'],
    ['/?key=', [], 'missing_api_key'],
    ['/?key=k1', [['authorization', 'nope']], 'unknown_api_key'],
  ])('%s with %j: %s', (path, headers, details) => {
    expect(run(path, headers).details).toBe(details);
  });

  it('says who it is and hides the keys', () => {
    const config = { forwarding: { header: 'x-client', hide_credentials: true } };
    const headers = [
      ['authorization', 'k1'],
      ['cookie', 'key=k1; a=b'],
    ] as const;
    expect(run('/?key=k1&b=2', headers, config).headers).toEqual([':path=/?b=2', 'cookie=a=b', 'x-client=c1']);
  });

  it('asks the route which clients may come', () => {
    const only = [{ allowed_clients: ['c2'] }];
    expect(run('/?key=k1', [], {}, only)).toMatchObject({
      details: 'client_not_allowed',
      stats: { 'http.ingress.api_key_auth.forbidden': 1 },
    });
    expect(run('/?key=k2', [], {}, only).details).toBe(undefined);
  });

  it.each<[EnvoyMessage, string]>([
    [{ credentials: [CONFIG.credentials[0], CONFIG.credentials[0]] }, "Duplicated credential key: 'k1'"],
    [{ key_sources: [{}] }, "One of 'header'/'query'/'cookie' must be set."],
    [
      { credentials: [{ key: '', client: 'c' }] },
      'caused by CredentialValidationError.Key: value length must be at least 1',
    ],
  ])('refuses %j', (config, text) => {
    expect(() => run('/', [], config)).toThrow(text);
  });
});
