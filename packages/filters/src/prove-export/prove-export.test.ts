import { describe, expect, it } from 'vitest';
import { exportEnvoyFilter } from '../export/envoy-filter.ts';
import type { EnvoyFilterOptions } from '../export/envoy-filter-options.ts';
import { printEnvoyFilter } from '../export/envoy-filter-yaml.ts';
import type { Project } from '../project/project.ts';
import { proveExport } from './prove-export.ts';

const PREFIX = 'type.googleapis.com/envoy.extensions.filters.http';
const STAMP = 'function envoy_on_request(handle)\n  handle:headers():add("x-stamp", "yes")\nend\n';
const router = { name: 'envoy.filters.http.router', typed_config: { '@type': `${PREFIX}.router.v3.Router` } };
const lua = (name: string, source: string, more = {}) => ({
  name,
  typed_config: { '@type': `${PREFIX}.lua.v3.Lua`, default_source_code: { filename: `sources/${source}` } },
  ...more,
});

const project = (
  filters: readonly object[],
  sources: Record<string, string>,
  more: Partial<Project> = {},
): Project => ({
  version: 1,
  name: 'Case',
  sources: Object.fromEntries(Object.entries(sources).map(([name, text]) => [name, { lua: text }])),
  http_connection_manager: {
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'shop' } }] },
      ],
    },
    http_filters: [...filters, router],
  },
  clusters: [{ name: 'shop' }],
  upstreams: { shop: [{ status: 200 }] },
  scenarios: [{ name: 'pass', requests: [{ path: '/' }] }],
  ...more,
});
const options: EnvoyFilterOptions = {
  name: 'edge',
  namespace: 'shop',
  context: 'SIDECAR_INBOUND',
  workload: {},
  place: { at: 'before-router' },
};

function proof(of: Project, changed: Partial<EnvoyFilterOptions> = {}) {
  const all = { ...options, ...changed };
  const exported = exportEnvoyFilter(of, all, {});
  if (!exported.ok) throw new Error(exported.problems[0]?.message);
  return proveExport(of, printEnvoyFilter(exported.value), all, {});
}

describe('proveExport', () => {
  it('tells where the filters stand, and how many scenarios ran', () => {
    expect(proof(project([lua('stamp', 's')], { s: STAMP }))).toMatchObject({
      ok: true,
      value: { scenarios: 1, lands: expect.arrayContaining([{ name: 'shop.edge.stamp', patch: 0 }]) },
    });
  });

  it('takes a chain with disabled filters, whatever they say when they are loaded', () => {
    const chain = [lua('off', 'quiet', { disabled: true }), lua('broken', 'bad', { disabled: true }), lua('on', 's')];
    expect(proof(project(chain, { s: STAMP, quiet: 'x = 1', bad: 'x = = 1' }))).toMatchObject({ ok: true });
  });

  it.each([
    ['with a scenario', {}],
    ['without any', { scenarios: [] }],
  ])('refuses what Envoy would refuse, in its words, %s', (_, more: Partial<Project>) => {
    expect(proof(project([lua('l', 's')], { s: 'x = = 1' }, more))).toMatchObject({
      ok: false,
      problems: [{ code: 'config-rejected', message: expect.stringContaining("unexpected symbol near '='") }],
    });
  });

  it('refuses an export in which a script misses another one, and says which', () => {
    const both = { s: 'require("other")\nfunction envoy_on_request(h) end', other: 'return {}' };
    expect(proof(project([lua('l', 's')], both))).toMatchObject({
      ok: false,
      problems: [{ code: 'proof-differs', message: expect.stringContaining("module 'other' not found") }],
    });
  });

  it('lands beside a filter that comes with a policy only', () => {
    const place = { at: 'before', filter: 'envoy.filters.http.jwt_authn' } as const;
    const proven = proof(project([lua('stamp', 's')], { s: STAMP }), { place });
    expect(proven.ok && proven.value.lands.slice(1, 3)).toEqual([
      { name: 'shop.edge.stamp', patch: 0 },
      { name: 'envoy.filters.http.jwt_authn', patch: null },
    ]);
  });

  it('warns of forms that Envoy takes and Istio does not', () => {
    const loose = { stat_prefix: 'yes', clear_route_cache: 'yes', filter_context: { a: 'true' } };
    const delay = { fixed_delay: { seconds: 1, nanos: 5e8 }, percentage: { numerator: 0 } };
    const slow = { name: 'slow', typed_config: { '@type': `${PREFIX}.fault.v3.HTTPFault`, delay } };
    const filter = lua('l', 's');
    const chain = [{ ...filter, typed_config: { ...filter.typed_config, ...loose } }, slow];
    const proven = proof(project(chain, { s: STAMP }));
    expect(proven.ok && proven.value.notes.map((note) => note.message)).toEqual([
      expect.stringMatching(/^l: .*\/clear_route_cache .*write it as true\.$/),
      expect.stringMatching(/^slow: .*\/delay\/fixed_delay .*write it as "1\.5s"\.$/),
    ]);
  });

  it('takes an optional filter that Envoy does not have', () => {
    expect(proof(project([{ name: 'gone', is_optional: true }, lua('l', 's')], { s: STAMP }))).toMatchObject({
      ok: true,
    });
  });

  it('tells of clusters that are called and not brought, of bad ends, and of what no run proves', () => {
    const call =
      'function envoy_on_request(h) h:httpCall("shop", {[":method"]="GET",[":path"]="/",[":authority"]="a"}, "", 100) end';
    const loop = 'function envoy_on_request(h) while true do end end';
    const fault = {
      abort: { http_status: 503, percentage: { numerator: 0 } },
      response_rate_limit: { fixed_limit: { limit_kbps: 1 }, percentage: { numerator: 100 } },
    };
    const limited = { name: 'slow', typed_config: { '@type': `${PREFIX}.fault.v3.HTTPFault`, ...fault } };
    const codes = (of: Project) => {
      const proven = proof(of);
      return proven.ok ? proven.value.notes.map((note) => note.code) : proven.problems;
    };
    expect(codes(project([lua('call', 's')], { s: call }))).toEqual(['CW221']);
    expect(codes(project([limited], {}))).toEqual(['CW241']);
    const unchecked = { name: 'jwt', typed_config: { '@type': `${PREFIX}.jwt_authn.v3.JwtAuthentication` } };
    expect(codes(project([unchecked], {}))).toEqual(['CW242']);
    expect(codes(project([lua('loop', 's')], { s: loop }))).toContain('CW240');
  });
});
