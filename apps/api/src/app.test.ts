import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';

let app: FastifyInstance;
let folder: string;
const EMPTY_MODULE = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chainwright-api-'));
  const webRoot = join(folder, 'web');
  mkdirSync(join(webRoot, 'assets'), { recursive: true });
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>Chainwright</title>');
  writeFileSync(join(webRoot, 'assets', 'runner.worker-abc.js'), 'self');
  writeFileSync(join(webRoot, 'assets', 'compiler.worker-abc.js'), 'self');
  writeFileSync(join(webRoot, 'assets', 'index-abc.js'), 'self');
  app = await buildApp({
    ...readConfig({ CHAINWRIGHT_DATA: join(folder, 'data') }, folder),
    webRoot,
    logLevel: 'silent',
  });
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const project = {
  version: 1,
  name: 'Stamp',
  sources: { stamp: { lua: 'function envoy_on_request(handle)\n  handle:headers():add("x-stamp", "yes")\nend\n' } },
  http_connection_manager: {
    stat_prefix: 'ingress',
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'shop' } }] },
      ],
    },
    http_filters: [
      {
        name: 'stamp',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
          default_source_code: { filename: 'sources/stamp' },
        },
      },
      {
        name: 'envoy.filters.http.router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  },
  clusters: [{ name: 'shop' }],
  upstreams: { shop: [{ status: 200, body: 'hello' }] },
  scenarios: [{ name: 'pass', requests: [{ path: '/' }] }],
};

const options = {
  name: 'stamp',
  namespace: 'shop',
  context: 'SIDECAR_INBOUND',
  workload: { app: 'orders' },
  place: { at: 'before-router' },
};
const post = (payload: unknown) => app.inject({ method: 'POST', url: '/api/exports', payload: payload as object });

describe('the server', () => {
  it('answers health and its OpenAPI document', async () => {
    expect((await app.inject('/api/health')).json()).toEqual({ status: 'ok' });
    const document = (await app.inject('/api/openapi.json')).json();
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/api/exports', '/api/health', '/api/modules']),
    );
  });

  it('serves the page fresh and its assets for ever, with a policy', async () => {
    const page = await app.inject({ url: '/', headers: { accept: 'text/html' } });
    expect(page.headers['cache-control']).toBe('no-cache');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect((await app.inject('/assets/index-abc.js')).headers['cache-control']).toContain('immutable');
    expect((await app.inject({ url: '/share', headers: { accept: 'text/html' } })).body).toContain('Chainwright');
  });

  it('locks the workers that run users’ code', async () => {
    const runner = (await app.inject('/assets/runner.worker-abc.js')).headers['content-security-policy'];
    const compiler = (await app.inject('/assets/compiler.worker-abc.js')).headers['content-security-policy'];
    expect(runner).toBe("sandbox allow-scripts; default-src 'none'; script-src 'wasm-unsafe-eval'");
    expect(compiler).toBe(`${runner}; connect-src data:`);
  });

  it.each([
    ['/api/nothing', 404, 'not-found'],
    ['/assets/nothing.js', 404, 'not-found'],
    ['/modules/zz.wasm', 404, 'no-module'],
    ['/modules/../../package.json', 404, 'not-found'],
  ])('answers %s with %d', async (url, status, code) => {
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code, message: expect.any(String), hint: expect.any(String) });
  });
});

describe('modules', () => {
  it('are kept by the hash of their content', async () => {
    const stored = await app.inject({
      method: 'POST',
      url: '/api/modules',
      payload: EMPTY_MODULE,
      headers: { 'content-type': 'application/wasm' },
    });
    const { sha256, path } = stored.json();
    expect(sha256).toBe('93a44bbb96c751218e4c00d479e4c14358122a389acca16205b1e4d0dc5f9476');
    const fetched = await app.inject(path);
    expect(fetched.headers['content-type']).toBe('application/wasm');
    expect(fetched.rawPayload).toEqual(EMPTY_MODULE);
  });

  it('must be modules', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/modules',
      payload: Buffer.from('hello'),
      headers: { 'content-type': 'application/wasm' },
    });
    expect(answer.json()).toMatchObject({ code: 'not-a-module' });
  });
});

describe('exports', () => {
  it('give YAML that was read back and run', async () => {
    const answer = await post({ target: 'envoy-filter', project, options });
    expect(answer.statusCode, answer.body).toBe(200);
    const body = answer.json();
    expect(body.files[0].text).toContain('x-stamp');
    expect(body.lands.at(-2)).toEqual({ name: 'shop.stamp.stamp', patch: 0 });
    expect(body.proof).toEqual({ scenarios: 1 });
    expect(body.command).toBe('kubectl apply --server-side -f envoyfilter.yaml');
  });

  it.each([
    ['no body', undefined, 400, 'invalid-request'],
    ['an unknown field', { target: 'envoy-filter', project, options, extra: 1 }, 400, 'invalid-request'],
    ['a broken project', { target: 'envoy-filter', project: { version: 1 }, options }, 400, 'missing-field'],
    ['a newer project', { target: 'envoy-filter', project: { ...project, version: 9 }, options }, 400, 'newer-version'],
    [
      'a bad namespace',
      { target: 'envoy-filter', project, options: { ...options, namespace: 'A b' } },
      400,
      'invalid-request',
    ],
    [
      'a place that is not in the chain',
      { target: 'envoy-filter', project, options: { ...options, place: { at: 'before', filter: 'nope' } } },
      422,
      'proof-filter-lost',
    ],
    [
      'nothing to export',
      { target: 'envoy-filter', project: { ...project, http_connection_manager: {} }, options },
      422,
      'no-filters',
    ],
  ])('refuse %s', async (_, payload, status, code) => {
    const answer = await post(payload);
    expect(answer.statusCode, answer.body).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });

  it.each([
    ['too much', `{"a":"${'x'.repeat(1_100_000)}"}`, 413, 'body-too-large'],
    ['broken JSON', '{"a":', 400, 'bad-json'],
    ['a prototype', '{"__proto__":{"x":1}}', 400, 'bad-json'],
    ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000), 400, 'too-deep'],
  ])('refuse %s', async (_, payload, status, code) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/exports',
      payload,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.statusCode, answer.body).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });

  it('refuse other media', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/exports',
      payload: 'a: 1',
      headers: { 'content-type': 'text/yaml' },
    });
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'wrong-media-type' });
  });
});
