import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from '../exit.ts';
import { exportCommand } from './export.ts';

let folder: string;
let stdout = '';
let stderr = '';

const project = (source: string, config: string): string => `version: 1
name: Stamp
sources:
  stamp: ${source}
http_connection_manager:
  route_config:
    virtual_hosts:
      - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: shop}}]}
  http_filters:
    - {name: stamp, typed_config: ${config}}
    - name: envoy.filters.http.router
      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
clusters: [{name: shop}]
scenarios: []
`;
const LUA =
  '{"@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, default_source_code: {filename: sources/stamp}}';
const WASM =
  '{"@type": type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm, config: {vm_config: {code: {local: {filename: sources/stamp}}}}}';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwright-export-'));
  writeFileSync(join(folder, 'lua.yaml'), project('{lua: "function envoy_on_request(h) end"}', LUA));
  writeFileSync(join(folder, 'broken.yaml'), project('{wat: "(module (nonsense))"}', WASM));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const exported = async (file: string, ...args: string[]) =>
  exportCommand([join(folder, file), ...args]).catch((error: unknown) => {
    if (error instanceof CommandError) return { exitCode: error.exitCode, message: error.message };
    throw error;
  });

describe('chainwright export', () => {
  it('takes every option that the API takes', async () => {
    const every = '--name edge.v1 --namespace shop --context GATEWAY --label app=a --port 8080 --priority -3';
    // A value that begins with a hyphen needs the equals sign.
    const args = [...every.replace('--priority -3', '--priority=-3').split(' '), '--place', 'after:istio.alpn'];
    expect(await exported('lua.yaml', ...args)).toBe(0);
    expect(stdout).toContain('name: edge.v1\n');
    expect(stdout).toContain('namespace: shop\n');
    expect(stdout).toContain('app: a\n');
    expect(stdout).toContain('priority: -3\n');
    expect(stdout).toContain('portNumber: 8080\n');
    expect(stdout).toContain('operation: INSERT_AFTER\n');
    expect(stderr).toContain('CW211 warning: ');
  });

  it('says what its options are', async () => {
    expect(await exportCommand(['--help'])).toBe(0);
    expect(stdout).toContain('--priority N');
  });

  it('tells where a module does not compile', async () => {
    expect(await exported('broken.yaml')).toMatchObject({
      exitCode: 1,
      message: expect.stringMatching(/^stamp:1:\d+: error: /),
    });
  });

  it.each([
    [['--port', 'http'], 'a number from 1 to 65535'],
    [['--port', '70000'], 'a number from 1 to 65535'],
    [['--priority', '1.5'], 'a whole number'],
    [['--name', 'Edge'], 'a Kubernetes name'],
    [['--name', 'a..b'], 'a Kubernetes name'],
    [['--name', 'a'.repeat(254)], 'a Kubernetes name'],
    [['--namespace', 'a.b'], 'a Kubernetes namespace'],
    [['--context', 'ANY'], 'SIDECAR_INBOUND, SIDECAR_OUTBOUND or GATEWAY'],
    [['--label', 'app'], 'KEY=VALUE'],
    [['--label', 'a b=c'], 'Kubernetes labels'],
    [['--label', 'a=c.'], 'Kubernetes labels'],
    [['--label', 'a=1', '--label', 'a=2'], 'given twice'],
    [['--place', 'before:'], 'before-router, first'],
    [['--place', 'nowhere'], 'before-router, first'],
    [['--wasm', 'stamp=ftp'], 'inline, remote:URL or file:PATH'],
    [['--wasm', 'stamp=remote:ftp://x'], 'a remote http(s) URL'],
    [['--to', 'wasm-plugin'], 'only envoy-filter'],
    [['--output', '/no/such/folder/x.yaml'], 'no such file or directory'],
    [['another.yaml'], 'chainwright export PROJECT'],
  ])('exits 2 for %j', async (args, text) => {
    expect(await exported('lua.yaml', ...args)).toMatchObject({ exitCode: 2, message: expect.stringContaining(text) });
    expect(stdout).toBe('');
  });

  it('reads no file that is not UTF-8: its code would become another', async () => {
    const text = project('{lua: "-- \u00ff"}', LUA);
    writeFileSync(join(folder, 'latin1.yaml'), Buffer.from(text, 'latin1'));
    expect(await exported('latin1.yaml')).toMatchObject({ exitCode: 2, message: expect.stringContaining('not UTF-8') });
  });

  it.each([
    [['--wasm', 'stamp=file:/gate.wasm'], 'unknown-source'],
    [['--place', 'after:envoy.filters.http.router'], 'after-router'],
    [['--place', 'before:envoy.router'], 'legacy-name'],
    [['--place', 'before:nothing'], 'proof-filter-lost'],
  ])('exits 1 for %j', async (args, code) => {
    expect(await exported('lua.yaml', ...args)).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(`[${code}]`),
    });
    expect(stdout).toBe('');
  });
});
