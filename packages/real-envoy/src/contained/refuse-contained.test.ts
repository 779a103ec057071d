import type { Project } from '@chainwright/filters/project/project';
import { describe, expect, it } from 'vitest';
import { refuseContained } from './refuse-contained.ts';

const FILE_LOG = 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog';

function project(parts: Partial<Project> & { manager?: Record<string, unknown> } = {}): Project {
  const { manager, ...rest } = parts;
  return {
    version: 1,
    name: 'p',
    sources: {},
    http_connection_manager: { http_filters: [], ...manager },
    scenarios: [],
    ...rest,
  };
}

describe('refuseContained', () => {
  it('lets an ordinary project run', () => {
    const one = project({
      manager: {
        route_config: { virtual_hosts: [{ name: 'a', domains: ['*'], routes: [] }] },
        http_filters: [
          { name: 'l', typed_config: { '@type': 'x.lua.v3.Lua', default_source_code: { filename: 'sources/l' } } },
        ],
      },
      clusters: [{ name: 'up', type: 'STRICT_DNS' }],
      listener: { per_connection_buffer_limit_bytes: 1024, traffic_direction: 'INBOUND' },
    });
    expect(refuseContained(one)).toEqual([]);
  });

  it.each([
    [
      'a file of the host',
      {
        manager: { http_filters: [{ name: 'l', typed_config: { default_source_code: { filename: '/etc/passwd' } } }] },
      },
      'file-of-the-host',
    ],
    ['a way out of sources', { manager: { a: { filename: '../sources/x' } } }, 'file-of-the-host'],
    [
      'a file access log',
      { manager: { access_log: [{ name: 'f', typed_config: { '@type': FILE_LOG, path: '/tmp/x' } }] } },
      'extension-not-allowed',
    ],
    ['remote code', { manager: { a: { code: { remote: { http_uri: {} } } } } }, 'remote-code'],
    ['routes by xDS', { manager: { rds: {} } }, 'remote-configuration'],
    ['filters by xDS', { manager: { http_filters: [{ name: 'x', config_discovery: {} }] } }, 'remote-configuration'],
    ['the other spelling', { manager: { a: { pathConfigSource: { path: '/x' } } } }, 'remote-configuration'],
    [
      'a gRPC service outside',
      { manager: { a: { grpc_service: { google_grpc: { target_uri: 'x:1' } } } } },
      'leaves-the-machine',
    ],
    ['ORIGINAL_DST', { clusters: [{ name: 'c', type: 'ORIGINAL_DST' }] }, 'leaves-the-machine'],
    ['EDS', { clusters: [{ name: 'c', type: 'EDS' }] }, 'leaves-the-machine'],
    [
      'a cluster extension',
      { clusters: [{ name: 'c', cluster_type: { name: 'dynamic_forward_proxy' } }] },
      'leaves-the-machine',
    ],
    [
      'dynamic forward proxy',
      {
        manager: {
          http_filters: [
            {
              name: 'd',
              typed_config: { '@type': 'x/envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig' },
            },
          ],
        },
      },
      'extension-not-allowed',
    ],
    [
      'native code',
      {
        manager: {
          http_filters: [
            {
              name: 'd',
              typed_config: { '@type': 'x/envoy.extensions.filters.http.dynamic_modules.v3.DynamicModuleFilter' },
            },
          ],
        },
      },
      'extension-not-allowed',
    ],
    ['an address of its own', { listener: { additional_addresses: [] } }, 'listener-address'],
  ] as const)('refuses %s', (_, parts, code) => {
    const problems = refuseContained(project(parts as unknown as Parameters<typeof project>[0]));
    expect(problems.map((one) => one.code)).toEqual([code]);
    expect(problems[0]?.path).toMatch(/^\/(http_connection_manager|clusters|listener)\//);
  });

  it('names the place as a JSON pointer', () => {
    const one = project({ manager: { 'a/b': [{ filename: '/x' }] } });
    expect(refuseContained(one)[0]?.path).toBe('/http_connection_manager/a~1b/0/filename');
  });
});
