import { fakeRoute } from '@chainwright/runtime/testing/fake-stream';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { rbac } from './extension.ts';
import { compileUriTemplate } from './uri-template.ts';

const ANY = [{ any: true }];
const policies = (permission: EnvoyMessage, principal: EnvoyMessage = { any: true }) => ({
  p: { permissions: [permission], principals: [principal] },
});

function ask(config: EnvoyMessage, perRouteConfigs: EnvoyMessage[] = []) {
  const bench = new FilterBench(rbac, config, { perRouteConfigs });
  const { stream, filter } = bench.stream();
  stream.routeEntry = { ...fakeRoute(), metadata: new Map([['ns', new Map([['k', 'route']])]]) };
  stream.streamInfo.dynamicMetadata.set('ns', 'k', { list: ['a', 'b'], s: 'v' });
  stream.streamInfo.filterState.set('fs', { type: 'string', value: 'state', readOnly: false });
  filter.decodeHeaders?.(
    stream.withRequest([
      [':path', '/v1/x?q=1'],
      [':method', 'GET'],
      ['x-a', '1'],
      ['x-a', '2'],
    ]),
    { endStream: true },
  );
  const metadata = Object.fromEntries(stream.streamInfo.dynamicMetadata.get('envoy.filters.http.rbac') ?? []);
  return { reply: stream.replies[0], metadata, stats: bench.stats(), stream, bench };
}

const allows = (permission: EnvoyMessage, principal?: EnvoyMessage) =>
  ask({ rules: { policies: policies(permission, principal) } }).reply === undefined;

describe('rbac', () => {
  it.each<[EnvoyMessage, boolean]>([
    [{ any: true }, true],
    [{ header: { name: 'x-a', string_match: { exact: '2' } } }, true],
    [{ header: { name: 'x-a', string_match: { exact: '1,2' } } }, false],
    [{ url_path: { path: { exact: '/v1/x' } } }, true],
    [{ url_path: { path: { safe_regex: { regex: '/v[0-9]+' } } } }, false],
    [{ not_rule: { any: true } }, false],
    [{ and_rules: { rules: [{ any: true }, { not_rule: { any: true } }] } }, false],
    [{ or_rules: { rules: [{ not_rule: { any: true } }, { any: true }] } }, true],
    [{ destination_port: 10000 }, true],
    [{ destination_port_range: { start: 1, end: 10000 } }, false],
    [{ destination_ip: { address_prefix: '127.0.0.0', prefix_len: 8 } }, true],
    [{ requested_server_name: { exact: '' } }, true],
    [{ metadata: { filter: 'ns', path: [{ key: 'k' }, { key: 's' }], value: { string_match: { exact: 'v' } } } }, true],
    [
      {
        metadata: {
          filter: 'ns',
          path: [{ key: 'k' }, { key: 'list' }],
          value: { list_match: { one_of: { string_match: { exact: 'b' } } } },
        },
      },
      true,
    ],
    [
      {
        sourced_metadata: {
          metadata_source: 'ROUTE',
          metadata_matcher: { filter: 'ns', path: [{ key: 'k' }], value: { string_match: { exact: 'route' } } },
        },
      },
      true,
    ],
    [{ uri_template: { name: 'x', typed_config: { path_template: '/v1/{id}' } } }, true],
    [{ uri_template: { name: 'x', typed_config: { path_template: '/v1/{id}/y' } } }, false],
  ])('permission %j: %s', (permission, expected) => {
    expect(allows(permission)).toBe(expected);
  });

  it.each<[EnvoyMessage, boolean]>([
    [{ remote_ip: { address_prefix: '127.0.0.1', prefix_len: 32 } }, true],
    [{ direct_remote_ip: { address_prefix: '10.0.0.0', prefix_len: 8 } }, false],
    [{ authenticated: {} }, false],
    [{ filter_state: { key: 'fs', string_match: { exact: 'state' } } }, true],
    [{ not_id: { header: { name: 'x-none' } } }, true],
    [{ and_ids: { ids: [{ any: true }, { header: { name: 'x-a' } }] } }, true],
    [{ or_ids: { ids: [{ authenticated: {} }] } }, false],
  ])('principal %j: %s', (principal, expected) => {
    expect(allows({ any: true }, principal)).toBe(expected);
  });

  it.each<[string, boolean, string | null, Record<string, unknown>]>([
    ['ALLOW', true, null, { enforced_effective_policy_id: 'p', enforced_engine_result: 'allowed' }],
    ['ALLOW', false, 'none', { enforced_engine_result: 'denied' }],
    ['DENY', true, 'p', { enforced_effective_policy_id: 'p', enforced_engine_result: 'denied' }],
    ['DENY', false, null, { enforced_engine_result: 'allowed' }],
    ['LOG', true, null, { enforced_effective_policy_id: 'p', enforced_engine_result: 'allowed' }],
    ['LOG', false, null, { enforced_engine_result: 'allowed' }],
  ])('%s with a match %s', (action, matches, refusedBy, metadata) => {
    const rule = matches ? { any: true } : { not_rule: { any: true } };
    const answer = ask({ rules: { action, policies: policies(rule) } });
    expect(answer.metadata).toEqual(metadata);
    expect(answer.stats).toEqual({ [`http.ingress.rbac.${refusedBy === null ? 'allowed' : 'denied'}`]: 1 });
    expect(answer.reply).toEqual(
      refusedBy === null
        ? undefined
        : {
            code: 403,
            body: 'RBAC: access denied',
            headers: [],
            grpcStatus: null,
            details: `rbac_access_denied_matched_policy[${refusedBy}]`,
          },
    );
    const hint = answer.stream.streamInfo.dynamicMetadata.get('envoy.common')?.get('access_log_hint');
    expect(hint).toBe(action === 'LOG' ? matches : undefined);
  });

  it('takes policies in the order of their names', () => {
    const both = { permissions: ANY, principals: ANY };
    expect(ask({ rules: { action: 'DENY', policies: { b: both, a: both } } }).metadata).toMatchObject({
      enforced_effective_policy_id: 'a',
    });
  });

  it('reports shadow rules under their prefix and lets the request go on', () => {
    const { metadata, stats, reply } = ask({
      shadow_rules: { action: 'DENY', policies: policies({ any: true }) },
      shadow_rules_stat_prefix: 'dry_',
      track_per_rule_stats: true,
    });
    expect(reply).toBe(undefined);
    expect(metadata).toEqual({ dry_shadow_effective_policy_id: 'p', dry_shadow_engine_result: 'denied' });
    expect(stats).toEqual({
      'http.ingress.rbac.dry_.shadow_denied': 1,
      'http.ingress.rbac.dry_.policy.p.shadow_denied': 1,
    });
  });

  it('denies all without policies, and passes without rules', () => {
    expect(ask({ rules: {} }).reply?.code).toBe(403);
    expect(ask({})).toMatchObject({ reply: undefined, stats: {}, metadata: {} });
  });

  it('is replaced or switched off by the route', () => {
    const deny = { rules: { action: 'DENY', policies: policies({ any: true }) } };
    expect(ask(deny, [{}]).reply).toBe(undefined);
    expect(ask({}, [{ rbac: deny }]).reply?.code).toBe(403);
  });

  it('says so when a rule is not simulated', () => {
    const { bench } = ask({ rules: { policies: policies({ any: true }, { custom: { name: 'x' } }) } });
    expect(bench.server.eventsOf('not-simulated')).toMatchObject([{ what: 'rbac: principal by an extension' }]);
  });

  it.each<[EnvoyMessage, string]>([
    [
      { p: { permissions: [], principals: ANY } },
      'caused by PolicyValidationError.Permissions: value must contain at least 1 item(s)',
    ],
    [
      { p: { permissions: ANY, principals: [] } },
      'caused by PolicyValidationError.Principals: value must contain at least 1 item(s)',
    ],
    [
      { p: { permissions: [{}], principals: ANY } },
      'caused by PolicyValidationError.Permissions[0]: embedded message failed validation | caused by field: "rule", reason: is required',
    ],
  ])('refuses %j', (list, text) => {
    expect(() => ask({ rules: { policies: list } })).toThrow(text);
  });
});

it.each([
  ['/a/*/c', '/a/b/c', true],
  ['/a/*/c', '/a/b/x/c', false],
  ['/a/**', '/a/b/c', true],
  ['/a/{x=b/*}', '/a/b/c', true],
  ['/a.b', '/axb', false],
])('uri template %s on %s: %s', (template, path, expected) => {
  expect(compileUriTemplate(template)(path)).toBe(expected);
});
