import { describe, expect, it } from 'vitest';
import type { Project } from '../project/project.ts';
import { envoyBootstrap, MissingSource } from './envoy-bootstrap.ts';

const PROJECT: Project = {
  version: 1,
  name: 'p',
  sources: { script: { lua: 'x = 1' }, module: { wat: '(module)' } },
  http_connection_manager: {
    stat_prefix: 'edge',
    http_filters: [
      {
        name: 'l',
        typed_config: {
          default_source_code: { filename: 'sources/script' },
          source_codes: { a: { filename: 'sources/script' } },
        },
      },
      { name: 'w', typed_config: { config: { vm_config: { code: { local: { filename: 'sources/module' } } } } } },
      { name: 'f', typed_config: { other: { filename: '/etc/hosts' } } },
    ],
  },
  clusters: [
    { name: 'plain' },
    { name: 'dns', type: 'STRICT_DNS', load_assignment: { cluster_name: 'dns', endpoints: [] } },
    { name: 'h2' },
  ],
  upstreams: { h2: [{ protocol: 'http2' }] },
  scenarios: [],
};
const CODE = new Map([
  ['script', { lua: 'x = 1' }],
  ['module', { wasm: Uint8Array.of(0, 97, 115, 109) }],
]);

describe('envoyBootstrap', () => {
  it('is one listener with the connection manager of the project', () => {
    const { node, static_resources } = envoyBootstrap(PROJECT, CODE);
    expect(node).toEqual({ id: 'node-1', cluster: 'workbench' });
    expect(static_resources.listeners).toMatchObject([
      {
        name: 'chainwright',
        address: { socket_address: { address: '127.0.0.1', port_value: 10000 } },
        filter_chains: [
          {
            filters: [
              {
                name: 'envoy.filters.network.http_connection_manager',
                typed_config: {
                  '@type':
                    'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
                  stat_prefix: 'edge',
                },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('puts code in place of its name, everywhere, and nothing else', () => {
    const text = JSON.stringify(envoyBootstrap(PROJECT, CODE));
    expect(text).toContain('"default_source_code":{"inline_string":"x = 1"}');
    expect(text).toContain('"a":{"inline_string":"x = 1"}');
    expect(text).toContain('"local":{"inline_bytes":"AGFzbQ=="}');
    expect(text).toContain('"filename":"/etc/hosts"');
    expect(text).not.toContain('sources/');
  });

  it('gives clusters what they lack and keeps what they have', () => {
    const [plain, dns, h2] = envoyBootstrap(PROJECT, CODE).static_resources.clusters;
    expect(plain).toMatchObject({
      name: 'plain',
      type: 'STATIC',
      connect_timeout: '1s',
      load_assignment: { cluster_name: 'plain' },
    });
    expect(plain).not.toHaveProperty('typed_extension_protocol_options');
    expect(dns).toMatchObject({ type: 'STRICT_DNS', load_assignment: { cluster_name: 'dns', endpoints: [] } });
    expect(JSON.stringify(h2)).toContain('"explicit_http_config":{"http2_protocol_options":{}}');
  });

  it('takes the scripts of a scenario instead of those of the project', () => {
    const answers = { plain: [{ protocol: 'http2' as const }] };
    const [plain, , h2] = envoyBootstrap(PROJECT, CODE, answers).static_resources.clusters;
    expect(JSON.stringify(plain)).toContain('http2_protocol_options');
    expect(JSON.stringify(h2)).not.toContain('http2_protocol_options');
  });

  it('keeps node and listener fields of the project', () => {
    const { node, static_resources } = envoyBootstrap(
      {
        ...PROJECT,
        node: { id: 'n', metadata: { a: 1 } },
        listener: { per_connection_buffer_limit_bytes: 9, traffic_direction: 'INBOUND' },
      },
      CODE,
    );
    expect(node).toEqual({ id: 'n', cluster: 'workbench', metadata: { a: 1 } });
    expect(static_resources.listeners[0]).toMatchObject({
      per_connection_buffer_limit_bytes: 9,
      traffic_direction: 'INBOUND',
    });
  });

  it('says which source has no code', () => {
    expect(() => envoyBootstrap(PROJECT, new Map())).toThrow(MissingSource);
    expect(() => envoyBootstrap(PROJECT, new Map())).toThrow('the project has no code for sources/script');
  });

  it('leaves the project as it is', () => {
    const before = JSON.stringify(PROJECT);
    envoyBootstrap(PROJECT, CODE);
    expect(JSON.stringify(PROJECT)).toBe(before);
  });
});
