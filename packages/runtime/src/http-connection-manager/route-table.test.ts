import { describe, expect, it } from 'vitest';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { SeededRandom } from '../server/seeded-random.ts';
import { StreamInfoImpl } from '../stream-info/stream-info-impl.ts';
import { redirectLocation } from './redirect-action.ts';
import { RouteTable } from './route-table.ts';

const START = {
  protocol: 'HTTP/1.1',
  startTime: 0,
  requestId: '',
  connectionId: 0,
  remote: { ip: '127.0.0.1', port: 1 },
  directRemote: { ip: '127.0.0.1', port: 1 },
  local: { ip: '127.0.0.1', port: 2 },
} as const;

function select(config: unknown, fields: readonly (readonly [string, string])[], draw = 0) {
  const defaults: [string, string][] = [
    [':authority', 'example.com'],
    [':path', '/'],
    [':method', 'GET'],
    [':scheme', 'http'],
    ['x-forwarded-proto', 'http'],
  ];
  const given = new Set(fields.map(([name]) => name));
  const headers = HeaderMapImpl.of('request-headers', [...defaults.filter(([name]) => !given.has(name)), ...fields]);
  const table = RouteTable.read(config, (what) => {
    throw new Error(`not simulated: ${what}`);
  });
  const streamInfo = new StreamInfoImpl(START);
  return { headers, selected: table.select({ headers, streamInfo, random: new SeededRandom(1), draw }) };
}

const hosts = (...domains: string[]) => ({
  virtual_hosts: domains.map((domain) => ({
    name: domain,
    domains: [domain],
    routes: [{ match: { prefix: '/' }, route: { cluster: 'c' } }],
  })),
});

describe('virtual hosts', () => {
  const config = hosts(
    '*',
    'foo.com',
    '*.foo.com',
    '*.bar.foo.com',
    '*-bar.foo.com',
    'foo.*',
    'foo.bar.*',
    'foo.com:8080',
  );
  it.each([
    ['FOO.com', 'foo.com'],
    ['foo.com:8080', 'foo.com:8080'],
    ['foo.com:80', 'foo.*'],
    ['a.foo.com:80', '*'],
    ['a.foo.com', '*.foo.com'],
    ['a.bar.foo.com', '*.bar.foo.com'],
    ['x-bar.foo.com', '*-bar.foo.com'],
    ['foo.bar.org', 'foo.bar.*'],
    ['foo.com.', 'foo.*'],
    ['', '*'],
    ['.foo.com', '*'],
    ['foo.', '*'],
  ])('%s is served by %s', (authority, host) => {
    expect(select(config, [[':authority', authority]]).selected?.virtualHost.name).toBe(host);
  });
  it('ignores the port when told so', () => {
    const ignoring = { ...hosts('foo.com'), ignore_port_in_host_matching: true };
    expect(select(ignoring, [[':authority', 'foo.com:80']]).selected).not.toBeNull();
  });
  it('finds none without a wildcard', () => {
    expect(select(hosts('foo.com'), [[':authority', 'bar.com']]).selected).toBeNull();
  });
  it('refuses a domain twice', () => {
    expect(() => select({ virtual_hosts: [...hosts('a').virtual_hosts, { name: 'b', domains: ['a'] }] }, [])).toThrow(
      'Only unique values for domains are permitted. Duplicate entry of domain a',
    );
  });
});

const matches = (match: Record<string, unknown>, fields: readonly (readonly [string, string])[]) =>
  select({ virtual_hosts: [{ name: 'a', domains: ['*'], routes: [{ match, route: { cluster: 'c' } }] }] }, fields)
    .selected !== null;

describe('route matchers', () => {
  it.each<[Record<string, unknown>, string, boolean]>([
    [{ path: '/exact/' }, '/exact', false],
    [{ path: '/exact' }, '/exact?a=1', true],
    [{ path: '/ExAct', case_sensitive: false }, '/exact', true],
    [{ prefix: '/pre' }, '/prefix', true],
    [{ path_separated_prefix: '/sep' }, '/sep', true],
    [{ path_separated_prefix: '/sep' }, '/sep/a', true],
    [{ path_separated_prefix: '/sep' }, '/sep?x', true],
    [{ path_separated_prefix: '/sep' }, '/sepx', false],
    [{ safe_regex: { regex: '/v[0-9]+' } }, '/v12?q', true],
    [{ safe_regex: { regex: '/v[0-9]+' } }, '/v12/x', false],
    [{ prefix: '/', query_parameters: [{ name: 'a', string_match: { exact: '1' } }] }, '/?a=%31', false],
    [{ prefix: '/', query_parameters: [{ name: 'a', string_match: { exact: '1' } }] }, '/?a=1&a=2', true],
    [{ prefix: '/', query_parameters: [{ name: 'a', string_match: { exact: '2' } }] }, '/?a=1&a=2', false],
    [{ prefix: '/', query_parameters: [{ name: 'b', present_match: true }] }, '/?b', true],
    [{ prefix: '/', query_parameters: [{ name: 'b', present_match: true }] }, '/?B=1', false],
  ])('%j on %s is %s', (match, path, expected) => {
    expect(matches(match, [[':path', path]])).toBe(expected);
  });
  it.each<[Record<string, unknown>, [string, string][], boolean]>([
    [
      { headers: [{ name: 'x', string_match: { exact: '1' } }] },
      [
        ['x', '2'],
        ['x', '1'],
      ],
      true,
    ],
    [
      { headers: [{ name: 'accept', string_match: { exact: 'a' } }] },
      [
        ['accept', 'a'],
        ['accept', 'b'],
      ],
      false,
    ],
    [{ headers: [{ name: 'y', present_match: true }] }, [['y', '']], true],
    [{ headers: [{ name: 'n', string_match: { exact: '1' }, invert_match: true }] }, [], false],
    [{ grpc: {} }, [['content-type', 'application/grpc+proto']], true],
    [{ grpc: {} }, [['content-type', 'application/grpc-web']], false],
  ])('%j with %j is %s', (match, fields, expected) => {
    expect(matches({ prefix: '/', ...match }, fields)).toBe(expected);
  });
});

describe('weighted clusters', () => {
  const weighted = (header?: string) => ({
    virtual_hosts: [
      {
        name: 'a',
        domains: ['*'],
        routes: [
          {
            match: { prefix: '/' },
            route: {
              weighted_clusters: {
                clusters: [
                  { name: 'one', weight: 50 },
                  { name: 'two', weight: 50 },
                ],
                ...(header === undefined ? {} : { header_name: header }),
              },
            },
          },
        ],
      },
    ],
  });
  it.each([
    [49, 'one'],
    [50, 'two'],
    [149, 'one'],
  ])('draw %d falls on %s', (draw, cluster) => {
    expect(select(weighted(), [], draw).selected?.cluster).toBe(cluster);
    expect(select(weighted('x-w'), [['x-w', String(draw)]]).selected?.cluster).toBe(cluster);
  });
});

describe('redirects', () => {
  const location = (redirect: Record<string, unknown>, fields: [string, string][], match = { prefix: '/' }) => {
    const { headers, selected } = select(
      { virtual_hosts: [{ name: 'a', domains: ['*'], routes: [{ match, redirect }] }] },
      fields,
    );
    if (selected?.target.kind !== 'redirect') throw new Error('no redirect');
    return redirectLocation(selected.target.redirect, headers, selected.pathMatch);
  };
  it.each<[Record<string, unknown>, [string, string][], string]>([
    [
      { https_redirect: true },
      [
        [':authority', 'example.com:80'],
        [':path', '/a?q'],
      ],
      'https://example.com/a?q',
    ],
    [{ https_redirect: true }, [[':authority', 'example.com:8080']], 'https://example.com:8080/'],
    [{ scheme_redirect: 'ftp', port_redirect: 21 }, [[':path', '/5?q']], 'ftp://example.com:21/5?q'],
    [{ path_redirect: '/n' }, [[':path', '/a?q=1']], 'http://example.com/n?q=1'],
    [{ path_redirect: '/n?z' }, [[':path', '/a?q=1']], 'http://example.com/n?z'],
    [{ prefix_rewrite: '/p/', strip_query: true }, [[':path', '/a?q=1']], 'http://example.com/p/a'],
    [{ host_redirect: 'h' }, [[':authority', 'x:99']], 'http://h/'],
    [
      { regex_rewrite: { pattern: { regex: '/a' }, substitution: '/b' } },
      [[':path', '/a/a?/a']],
      'http://example.com/b/b?/a',
    ],
  ])('%j sends %j to %s', (redirect, fields, expected) => {
    expect(location(redirect, fields)).toBe(expected);
  });
});

describe('per-filter configuration', () => {
  const luaAt = (level: string) => ({ f: { '@type': 't', level } });
  const wrapped = (fields: Record<string, unknown>) => ({
    f: { '@type': 'x/envoy.config.route.v3.FilterConfig', ...fields },
  });
  const chosen = (route: unknown, host?: unknown, table?: unknown) =>
    select(
      {
        ...(table === undefined ? {} : { typed_per_filter_config: table }),
        virtual_hosts: [
          {
            name: 'a',
            domains: ['*'],
            ...(host === undefined ? {} : { typed_per_filter_config: host }),
            routes: [
              {
                match: { prefix: '/' },
                route: { cluster: 'c' },
                ...(route === undefined ? {} : { typed_per_filter_config: route }),
              },
            ],
          },
        ],
      },
      [],
    ).selected;
  it('lists all levels, least specific first', () => {
    const levels = chosen(luaAt('route'), luaAt('host'), luaAt('table'))?.perFilterConfigs('f');
    expect(levels).toEqual([luaAt('table').f, luaAt('host').f, luaAt('route').f]);
  });
  it('takes the message out of its wrapper, the very object', () => {
    const inner = { '@type': 't' };
    expect(chosen(wrapped({ config: inner }))?.perFilterConfigs('f')[0]).toBe(inner);
  });
  it.each<[unknown, unknown, boolean | null]>([
    [undefined, undefined, null],
    [luaAt('r'), undefined, false],
    [wrapped({ disabled: true }), undefined, true],
    [wrapped({ config: {} }), wrapped({ disabled: true }), false],
    [undefined, wrapped({ disabled: true }), true],
  ])('route %j and host %j disable: %s', (route, host, expected) => {
    expect(chosen(route, host)?.disables('f')).toBe(expected);
  });
});
