import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { applyPatches } from '../import/apply-patches.ts';
import { readEnvoyFilter } from '../import/envoy-filter.ts';
import type { Project } from '../project/project.ts';
import { exportEnvoyFilter } from './envoy-filter.ts';
import type { EnvoyFilterOptions } from './envoy-filter-options.ts';
import { printEnvoyFilter } from './envoy-filter-yaml.ts';
import { ISTIO_HTTP_FILTERS } from './istio-chains.ts';

const LUA = 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua';
const WASM = 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm';
const nasty = '  leading\n---\nyes: on\n\ttab # no comment\r\n- applyTo: X\n\n\u0000\u0007 é \u2028 &a *b !!t\n';

const project: Project = {
  version: 1,
  name: 'Edge',
  sources: { stamp: { lua: nasty }, gate: { wat: '(module)' }, second: { lua: 'x = 1' } },
  http_connection_manager: {
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'shop' } }] },
      ],
    },
    http_filters: [
      {
        name: 'stamp',
        typed_config: { '@type': LUA, default_source_code: { filename: 'sources/stamp' }, stat_prefix: 's' },
      },
      {
        name: 'off',
        disabled: true,
        typed_config: { '@type': LUA, default_source_code: { filename: 'sources/second' } },
      },
      {
        name: 'gate',
        typed_config: {
          '@type': WASM,
          config: {
            name: 'gate',
            root_id: 'r',
            vm_config: { runtime: 'envoy.wasm.runtime.v8', code: { local: { filename: 'sources/gate' } } },
          },
        },
      },
      {
        name: 'envoy.filters.http.cors',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors' },
      },
      {
        name: 'envoy.filters.http.router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  },
  clusters: [
    { name: 'shop' },
    { name: 'authz', type: 'STRICT_DNS', load_assignment: { cluster_name: 'authz' } },
    { name: 'bare' },
  ],
  scenarios: [],
};
const options: EnvoyFilterOptions = {
  name: 'edge',
  namespace: 'shop',
  context: 'SIDECAR_INBOUND',
  workload: { app: 'orders' },
  place: { at: 'before-router' },
};
const modules = { gate: { sha256: 'ab'.repeat(32), bytes: new Uint8Array([0, 97, 115, 109]) } };

const yamlOf = (changed: Partial<EnvoyFilterOptions> = {}, of = project) => {
  const exported = exportEnvoyFilter(of, { ...options, ...changed }, modules);
  if (!exported.ok) throw new Error(exported.problems[0]?.message);
  return { yaml: printEnvoyFilter(exported.value), ...exported.value };
};
const landed = (changed: Partial<EnvoyFilterOptions>) => {
  const read = readEnvoyFilter(yamlOf(changed).yaml);
  if (!read.ok) throw new Error('not readable');
  const context = changed.context ?? options.context;
  return applyPatches(ISTIO_HTTP_FILTERS[context], context, read.value).httpFilters.map((f) => f['name']);
};
const OURS = ['shop.edge.stamp', 'shop.edge.gate', 'shop.edge.envoy.filters.http.cors'];

describe('exportEnvoyFilter', () => {
  it('keeps every byte of a script through YAML', () => {
    const object = load(yamlOf().yaml) as {
      spec: {
        configPatches: { patch: { value: { typed_config: { default_source_code: { inline_string: string } } } } }[];
      };
    };
    expect(object.spec.configPatches[0]?.patch.value.typed_config.default_source_code).toEqual({
      inline_string: nasty,
    });
  });

  it('writes selector, namespace, context and comments', () => {
    const { yaml } = yamlOf({ port: 8080 });
    expect(yaml).toContain('  namespace: shop\n');
    expect(yaml).toContain('  workloadSelector:\n    labels:\n      app: orders\n');
    expect(yaml.match(/^ {4}# \d of 4: .*$/gm)).toEqual([
      '    # 1 of 4: stamp',
      '    # 2 of 4: gate',
      '    # 3 of 4: envoy.filters.http.cors',
      '    # 4 of 4: the callout cluster authz',
    ]);
    expect(yaml).toContain('portNumber: 8080');
  });

  it.each([
    [{ place: { at: 'before-router' } }, ['istio.stats', ...OURS, 'envoy.filters.http.router']],
    [{ place: { at: 'first' } }, [...OURS, 'istio.metadata_exchange']],
    [
      { place: { at: 'after', filter: 'istio.metadata_exchange' } },
      ['istio.metadata_exchange', ...OURS, 'envoy.filters.http.grpc_stats'],
    ],
    [
      { place: { at: 'before', filter: 'envoy.filters.http.fault' } },
      ['envoy.filters.http.grpc_stats', ...OURS, 'envoy.filters.http.fault'],
    ],
    [
      { context: 'GATEWAY', place: { at: 'before', filter: 'istio.alpn' } },
      ['envoy.filters.http.grpc_stats', ...OURS, 'istio.alpn'],
    ],
  ] as [Partial<EnvoyFilterOptions>, string[]][])('puts the filters in their order at %j', (changed, expected) => {
    expect(landed(changed).join(' ')).toContain(expected.join(' '));
  });

  it('inserts nothing where the named filter is not', () => {
    expect(landed({ place: { at: 'before', filter: 'istio.alpn' } })).toEqual(ISTIO_HTTP_FILTERS.SIDECAR_INBOUND);
  });

  it('delivers modules inline, by file, and remote by discovery with RBAC as a type', () => {
    expect(yamlOf().yaml).toContain('inline_bytes: AGFzbQ==');
    expect(yamlOf({ wasm: { gate: { by: 'file', path: '/etc/gate.wasm' } } }).yaml).toContain(
      'filename: /etc/gate.wasm',
    );
    const remote = yamlOf({ wasm: { gate: { by: 'remote', url: 'https://x/gate.wasm' } } });
    const kinds = remote.patches.map((p) => p.applyTo);
    expect(kinds).toEqual(['HTTP_FILTER', 'HTTP_FILTER', 'EXTENSION_CONFIG', 'HTTP_FILTER', 'CLUSTER']);
    expect(remote.yaml).toContain('envoy.extensions.filters.http.rbac.v3.RBAC');
    expect(remote.yaml).toMatch(/sha256: ['"]?abab/);
  });

  it('merges what holds for every route into every virtual host, under the name in the proxy', () => {
    const cors = {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy',
      allow_methods: 'GET',
    };
    const host = {
      name: 'all',
      domains: ['*'],
      typed_per_filter_config: { 'envoy.filters.http.cors': cors },
      routes: [],
    };
    const manager = {
      ...project.http_connection_manager,
      route_config: { virtual_hosts: [host, { ...host, name: 'other' }] },
    };
    const { patches } = yamlOf({}, { ...project, http_connection_manager: manager });
    expect(patches.find((p) => p.applyTo === 'VIRTUAL_HOST')).toEqual({
      applyTo: 'VIRTUAL_HOST',
      match: { context: 'SIDECAR_INBOUND' },
      patch: { operation: 'MERGE', value: { typed_per_filter_config: { 'shop.edge.envoy.filters.http.cors': cors } } },
    });
  });

  it('says what is left out and what the mesh must have', () => {
    const { notes } = yamlOf();
    expect(notes.map((n) => n.code)).toEqual(['CW204', 'CW221', 'CW210']);
    expect(notes[1]?.message).toContain('bare');
  });

  it.each([
    [{ ...project, http_connection_manager: {} }, 'no-filters'],
    [{ ...project, sources: {} }, 'unknown-source'],
    [
      {
        ...project,
        http_connection_manager: {
          ...project.http_connection_manager,
          route_config: { virtual_hosts: [{ routes: [{ typed_per_filter_config: { stamp: {} } }] }] },
        },
      },
      'per-route-config',
    ],
  ] as [Project, string][])('refuses what it would lose: %#', (broken, code) => {
    expect(exportEnvoyFilter(broken, options, modules)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([expect.objectContaining({ code })]),
    });
  });

  it('refuses a module that is missing or too large for YAML', () => {
    expect(exportEnvoyFilter(project, options, {})).toMatchObject({ problems: [{ code: 'no-module' }] });
    const large = { gate: { sha256: 'a', bytes: new Uint8Array(1_000_001) } };
    expect(exportEnvoyFilter(project, options, large)).toMatchObject({ problems: [{ code: 'module-too-large' }] });
  });

  it('inlines every script that a configuration names, and nothing that only looks like one', () => {
    const config = {
      '@type': LUA,
      default_source_code: { filename: 'sources/stamp' },
      source_codes: { other: { filename: 'sources/second' } },
      filter_context: { filename: 'sources/second' },
    };
    const { patches } = yamlOf({}, withFilters({ name: 'l', typed_config: config }));
    expect(typedConfigs(patches)).toEqual([
      {
        '@type': LUA,
        default_source_code: { inline_string: nasty },
        source_codes: { other: { inline_string: 'x = 1' } },
        filter_context: { filename: 'sources/second' },
      },
    ]);
  });

  it('keeps a disabled filter that every route configures, and what makes a filter optional', () => {
    const typed_config = { '@type': LUA, default_source_code: { filename: 'sources/second' } };
    const route = { '@type': `${LUA}PerRoute`, filter_context: { a: 1 } };
    const hosts = [{ name: 'all', domains: ['*'], typed_per_filter_config: { off: route }, routes: [] }];
    const chain = withFilters(
      { name: 'off', disabled: true, typed_config },
      { name: 'o', is_optional: true, typed_config },
    );
    const manager = { ...chain.http_connection_manager, route_config: { virtual_hosts: hosts } };
    const { patches, notes } = yamlOf({}, { ...chain, http_connection_manager: manager });
    expect(patches.map((p) => p.patch['value'])).toMatchObject([
      { name: 'shop.edge.off', disabled: true },
      { name: 'shop.edge.o', is_optional: true },
      { typed_per_filter_config: { 'shop.edge.off': route } },
    ]);
    expect(notes.map((n) => n.code)).not.toContain('CW204');
  });

  it('enables a filter by its own entry where every route does no more than that: Istio can not read an empty message', () => {
    const typed_config = { '@type': LUA, default_source_code: { filename: 'sources/second' } };
    const enable = { '@type': 'type.googleapis.com/envoy.config.route.v3.FilterConfig', config: {} };
    const hosts = [{ name: 'all', domains: ['*'], typed_per_filter_config: { off: enable }, routes: [] }];
    const chain = withFilters({ name: 'off', disabled: true, typed_config });
    const manager = { ...chain.http_connection_manager, route_config: { virtual_hosts: hosts } };
    const { patches } = yamlOf({}, { ...chain, http_connection_manager: manager });
    expect(patches.map((p) => p.patch['value'])).toEqual([
      { name: 'shop.edge.off', typed_config: { '@type': LUA, default_source_code: { inline_string: 'x = 1' } } },
    ]);
  });

  it('sends what Istio does not know through it as a TypedStruct, and says so', () => {
    const type = 'type.googleapis.com/envoy.extensions.filters.http.body_size_limit.v3.BodySizeLimit';
    const chain = withFilters({ name: 'limit', typed_config: { '@type': type, max_request_bytes: 5 } });
    const { patches, notes } = yamlOf({}, chain);
    expect(typedConfigs(patches)).toEqual([
      {
        '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct',
        type_url: type,
        value: { max_request_bytes: 5 },
      },
    ]);
    expect(notes.map((n) => n.code)).toContain('CW243');
  });

  it('never adds a cluster that Istio makes itself, and completes the others', () => {
    const names = ['outbound|80||a.b', 'inbound|80||', 'outbound_.80_._.a.b', 'PassthroughCluster', 'xds-grpc'];
    const cluster = (name: string) => ({ name, load_assignment: { endpoints: [] } });
    const clusters = [...names.map(cluster), cluster('authz'), { name: 'dns', cluster_type: { name: 'x' } }];
    const { patches, notes } = yamlOf({}, { ...project, clusters: [{ name: 'shop' }, ...clusters] });
    const added = patches.filter((p) => p.applyTo === 'CLUSTER').map((p) => p.patch['value']);
    expect(added).toEqual([
      { name: 'authz', load_assignment: { cluster_name: 'authz', endpoints: [] } },
      { name: 'dns', cluster_type: { name: 'x' } },
    ]);
    expect(notes.filter((n) => n.code === 'CW221')).toHaveLength(names.length);
  });

  it('says what of a project stays outside: connection manager, listener, routes', () => {
    const host = { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, redirect: {} }] };
    const manager = {
      ...project.http_connection_manager,
      stat_prefix: 'x',
      server_name: 'me',
      route_config: { virtual_hosts: [host] },
    };
    const { notes } = yamlOf(
      {},
      { ...project, http_connection_manager: manager, listener: { traffic_direction: 'INBOUND' } },
    );
    expect(notes.find((n) => n.code === 'CW205')?.message).toContain('server_name, traffic_direction');
    expect(notes.find((n) => n.code === 'CW206')?.message).toContain('redirect');
  });

  it.each([
    [{ istio: '1.31', envoy: '1.40' }, 0],
    [{ istio: '1.31.2' }, 0],
    [{ istio: '1.3' }, 1],
    [{ istio: '1.20', envoy: '1.29' }, 2],
  ])('says when the project is for other versions than the export: %j', (target, count) => {
    const { notes } = yamlOf({}, { ...project, target });
    expect(notes.filter((n) => n.code === 'CW207')).toHaveLength(count);
  });

  it.each([
    [{ context: 'GATEWAY', port: 80 }, 'CW212'],
    [{ namespace: 'istio-system', workload: {} }, 'CW213'],
    [{ context: 'GATEWAY' }, 'CW214'],
    [{ place: { at: 'before', filter: 'envoy.filters.http.jwt_authn' } }, 'CW211'],
    [{ wasm: { gate: { by: 'remote', url: 'http://127.0.0.1:8080/modules/a.wasm' } } }, 'CW232'],
    [{ wasm: { gate: { by: 'file', path: '/gate.wasm' } } }, 'CW233'],
  ] as [Partial<EnvoyFilterOptions>, string][])('notes what %j asks for', (changed, code) => {
    expect(yamlOf(changed).notes.map((n) => n.code)).toContain(code);
  });

  it.each([
    [{ place: { at: 'after', filter: 'envoy.filters.http.router' } }, 'after-router'],
    [{ place: { at: 'before', filter: 'envoy.router' } }, 'legacy-name'],
    [{ wasm: { gat: { by: 'inline' } } }, 'unknown-source'],
    [{ wasm: { stamp: { by: 'inline' } } }, 'unknown-source'],
  ] as [Partial<EnvoyFilterOptions>, string][])('refuses the options %j', (changed, code) => {
    expect(exportEnvoyFilter(project, { ...options, ...changed }, modules)).toMatchObject({ problems: [{ code }] });
  });

  it.each([
    ['half a character', { name: 'l', typed_config: { '@type': LUA, inline_code: '\ud800' } }, 'not-text'],
    ['no number', { name: 'l', typed_config: { '@type': LUA, filter_context: { a: Number.NaN } } }, 'not-a-number'],
    ['too much', { name: 'l', typed_config: { '@type': LUA, inline_code: 'x'.repeat(1_400_000) } }, 'export-too-large'],
    ['no name', { typed_config: { '@type': LUA } }, 'unnamed-filter'],
    [
      'an unknown script',
      { name: 'l', typed_config: { '@type': LUA, source_codes: { a: { filename: 'sources/z' } } } },
      'unknown-source',
    ],
    [
      'a module as a script',
      { name: 'l', typed_config: { '@type': LUA, default_source_code: { filename: 'sources/gate' } } },
      'unknown-source',
    ],
  ])('refuses %s', (_, filter, code) => {
    expect(exportEnvoyFilter(withFilters(filter), options, modules)).toMatchObject({ problems: [{ code }] });
  });

  it('refuses a chain that does not end with its only router', () => {
    const filters = project.http_connection_manager['http_filters'] as object[];
    const chain = (...http_filters: (object | undefined)[]): Project => ({
      ...project,
      http_connection_manager: { http_filters },
    });
    const broken = [chain(...filters.slice(0, -1)), chain(filters.at(-1), ...filters), chain(...filters, filters[0])];
    for (const one of broken)
      expect(exportEnvoyFilter(one, options, modules)).toMatchObject({ problems: [{ code: 'router-not-last' }] });
  });

  it('refuses two filters of one name when a remote module must be found by it', () => {
    const gate = (project.http_connection_manager['http_filters'] as object[])[2];
    const twice = withFilters(gate ?? {}, gate ?? {});
    const remote: EnvoyFilterOptions = { ...options, wasm: { gate: { by: 'remote', url: 'https://x/gate.wasm' } } };
    expect(exportEnvoyFilter(twice, remote, modules)).toMatchObject({ problems: [{ code: 'duplicate-name' }] });
    expect(exportEnvoyFilter(twice, options, modules)).toMatchObject({ ok: true });
  });

  it.each([null, 'text', [], undefined])('exports %j as no configuration, for the proof to refuse', (typed_config) => {
    const { patches } = yamlOf({}, withFilters({ name: 'l', typed_config }));
    expect(patches.map((p) => p.patch['value'])).toEqual([{ name: 'shop.edge.l' }]);
  });

  it('refuses two clusters of one name', () => {
    const clusters = [{ name: 'shop' }, { name: 'authz' }, { name: 'authz' }];
    expect(exportEnvoyFilter({ ...project, clusters }, options, modules)).toMatchObject({
      problems: [{ code: 'duplicate-cluster', path: '/clusters/2' }],
    });
  });

  it('does not make one level of per-route configuration out of two', () => {
    const cors = { '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy' };
    const typed_per_filter_config = { 'envoy.filters.http.cors': cors };
    const route_config = { typed_per_filter_config, virtual_hosts: [{ typed_per_filter_config }] };
    const manager = { ...project.http_connection_manager, route_config };
    expect(exportEnvoyFilter({ ...project, http_connection_manager: manager }, options, modules)).toMatchObject({
      problems: [{ code: 'per-route-config' }],
    });
  });

  it('warns of numbers that have lost digits', () => {
    const filter = { name: 'f', typed_config: { '@type': LUA, filter_context: { id: 2 ** 63 } } };
    expect(yamlOf({}, withFilters(filter)).notes.map((n) => n.code)).toContain('CW251');
  });
});

/** The project with another chain before its router. */
function withFilters(...filters: object[]): Project {
  const router = (project.http_connection_manager['http_filters'] as object[]).at(-1);
  return { ...project, clusters: [], http_connection_manager: { http_filters: [...filters, router] } };
}

function typedConfigs(patches: readonly { patch: Record<string, unknown> }[]): unknown[] {
  return patches.map(({ patch }) => (patch['value'] as { typed_config?: unknown }).typed_config);
}
