import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = join(import.meta.dirname, '..', 'bin', 'chainwright.mjs');
let folder: string;

const PROJECT = `version: 1
name: Stamp
sources:
  stamp: {lua: "function envoy_on_request(h) h:headers():add('x-stamp', 'yes') end"}
http_connection_manager:
  stat_prefix: ingress
  route_config:
    virtual_hosts:
      - {name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: shop}}]}
  http_filters:
    - name: stamp
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
        default_source_code: {filename: sources/stamp}
    - name: envoy.filters.http.router
      typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
clusters: [{name: shop}]
upstreams: {shop: [{status: 200, body: hello}]}
scenarios:
  - {name: pass, requests: [{path: /a}], expect: [{status: 200}, {upstream_header: [x-stamp, "yes"]}]}
  - {name: fails, requests: [{path: /b}], expect: [{status: 201}]}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainwright-cli-'));
  writeFileSync(join(folder, 'project.yaml'), PROJECT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const chainwright = (args: string[], input = '') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    input,
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, stdout, stderr };
};

describe('chainwright run', () => {
  it('prints one JSON line per scenario, with views of the first response and upstream', () => {
    const { status, stdout } = chainwright(['run', 'project.yaml', '--json', '--scenario', 'pass']);
    expect(status).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '');
    expect(line).toMatchObject({
      scenario: 'pass',
      outcome: 'completed',
      status: 200,
      body: 'hello',
      response_flags: '-',
      response_code_details: 'via_upstream',
    });
    expect(line.upstream).toMatchObject({ method: 'GET', path: '/a' });
    expect(line.upstream.headers).toContainEqual(['x-stamp', 'yes']);
    for (const field of ['responses', 'upstreams', 'callouts', 'logs', 'stats', 'access_log', 'expectations'])
      expect(line).toHaveProperty(field);
    expect(line).not.toHaveProperty('trace');
  });

  it('adds the events with --trace', () => {
    const line = JSON.parse(chainwright(['run', '.', '--json', '--trace', '--scenario', 'pass']).stdout);
    expect(line.trace.map((e: { kind: string }) => e.kind)).toEqual(
      expect.arrayContaining(['filter-called', 'lua-call', 'upstream-request']),
    );
  });

  it('exits 1 when an expectation fails, and says what was seen', () => {
    const { status, stdout } = chainwright(['run', '-'], PROJECT);
    expect(status).toBe(1);
    expect(stdout).toContain('✓ pass: 200');
    expect(stdout).toContain('✕ status is 201, but: 200');
  });

  it.each([
    ['a file that is not there', ['run', 'nothing.yaml'], ''],
    ['no project', ['run', '-'], 'a: b: c'],
    ['a newer project', ['run', '-'], 'version: 7'],
    ['an unknown scenario', ['run', '.', '--scenario', 'zz'], ''],
    ['an unknown option', ['run', '.', '--nope'], ''],
    ['an unknown command', ['fly'], ''],
    ['no arguments', ['run'], ''],
  ])('exits 2 for %s', (_, args, input) => {
    const { status, stderr, stdout } = chainwright(args, input);
    expect(status).toBe(2);
    expect(stderr).not.toContain('    at ');
    expect(stderr.length).toBeGreaterThan(10);
    expect(stdout).toBe('');
  });
});

describe('chainwright export', () => {
  it('writes YAML, and refuses a place that is not in the chain', () => {
    expect(
      chainwright(['export', '.', '--to', 'envoy-filter', '--namespace', 'shop', '--output', 'out.yaml']).status,
    ).toBe(0);
    expect(readFileSync(join(folder, 'out.yaml'), 'utf8')).toContain('name: shop.stamp.stamp');
    const refused = chainwright(['export', '.', '--place', 'before:nothing']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('proof-filter-lost');
  });

  it('has its command line for itself: the compiler that it loads reads none of it', () => {
    const { status, stderr } = chainwright(['export', '.', '--wasm', 'gate=file:/gate.wasm']);
    expect(stderr).toContain('no module named "gate"');
    expect(status).toBe(1);
  });
});

describe('chainwright lua', () => {
  it.each([
    ['print(1, nil, "x")', 0, '1\tnil\tx\n', ''],
    ['io.write("a"); error("boom")', 1, 'a', 'luajit: stdin:1: boom'],
    ['x = = 1', 1, '', "luajit: stdin:1: unexpected symbol near '='"],
    ['#!/bin/luajit\nprint("shebang")', 0, 'shebang\n', ''],
    ['io.write("\\255\\0é")', 0, null, ''],
  ])('runs %j', (source, status, stdout, stderr) => {
    const ran = chainwright(['lua', '-'], source);
    expect(ran.status).toBe(status);
    if (stdout !== null) expect(ran.stdout).toBe(stdout);
    expect(ran.stderr.split('\n')[0]).toBe(stderr);
  });
});
