import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
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

/** The project with a Wasm filter instead. */
const moduleProject = (wasm: object) => ({
  ...project,
  sources: { stamp: { wasm } },
  http_connection_manager: {
    ...project.http_connection_manager,
    http_filters: [
      {
        name: 'stamp',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm',
          config: { vm_config: { runtime: 'envoy.wasm.runtime.v8', code: { local: { filename: 'sources/stamp' } } } },
        },
      },
      ...project.http_connection_manager.http_filters.slice(1),
    ],
  },
});

const options = {
  name: 'stamp',
  namespace: 'shop',
  context: 'SIDECAR_INBOUND',
  workload: { app: 'orders' },
  place: { at: 'before-router' },
};
const upload = (payload: Buffer, type = 'application/wasm') =>
  app.inject({ method: 'POST', url: '/api/modules', payload, headers: { 'content-type': type } });
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
    ['/modules/..%2f..%2fpackage.json', 404, 'no-module'],
    ['/assets/..%2f..%2fpackage.json', 404, 'not-found'],
    ['/assets/%00', 404, 'not-found'],
    ['/.git/config', 404, 'not-found'],
    ['/%zz', 400, 'bad-url'],
  ])('answers %s with %d', async (url, status, code) => {
    const answer = await app.inject(url);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code, message: expect.any(String), hint: expect.any(String) });
  });

  it.each([
    ['GET', '/api/exports', 'POST'],
    ['PUT', '/api/modules', 'POST'],
    ['POST', '/api/health', 'GET, HEAD'],
    ['DELETE', '/modules/abc.wasm', 'GET, HEAD'],
  ] as const)('does not take %s %s, and says what it takes', async (method, url, allowed) => {
    const answer = await app.inject({ method, url });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe(allowed);
    expect(answer.json()).toMatchObject({ code: 'method-not-allowed', path: url });
  });

  it('protects every answer, refusals too', async () => {
    for (const url of ['/api/health', '/api/nothing', '/%zz', '/modules/zz.wasm']) {
      const { headers } = await app.inject(url);
      expect(headers['x-content-type-options'], url).toBe('nosniff');
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'");
    }
  });

  it('describes every route, with what it takes and answers', async () => {
    const { openapi, paths } = (await app.inject('/api/openapi.json')).json();
    expect(openapi).toMatch(/^3\.1/);
    expect(new Set(Object.keys(paths))).toEqual(
      new Set([
        '/api/capabilities',
        '/api/exports',
        '/api/health',
        '/api/modules',
        '/api/real-envoy-runs',
        '/modules/{file}',
      ]),
    );
    expect(Object.keys(paths['/api/modules'].post.requestBody.content)).toEqual(['application/wasm']);
    expect(Object.keys(paths['/api/modules'].post.responses)).toEqual(['200', '4XX', '5XX']);
    expect(Object.keys(paths['/modules/{file}'].get.responses)).toEqual(['200', '304', '4XX', '5XX']);
    expect(Object.keys(paths['/modules/{file}'].get.responses['200'].content)).toEqual(['application/wasm']);
    expect(Object.keys(paths['/api/real-envoy-runs'].post.responses)).toContain('200');
  });
});

describe('a running server', () => {
  it('answers bytes that are no HTTP with a problem', async () => {
    const own = await buildApp({
      ...readConfig({ CHAINWRIGHT_DATA: join(folder, 'own') }, folder),
      logLevel: 'silent',
    });
    await own.listen({ host: '127.0.0.1', port: 0 });
    const answer = await send(portOf(own), 'hello\r\n\r\n');
    await own.close();
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
      code: 'bad-request',
      hint: expect.any(String),
    });
  });

  it('finishes what it has begun when it is told to stop, and ends its connections', async () => {
    const own = await buildApp({
      ...readConfig({ CHAINWRIGHT_DATA: join(folder, 'own') }, folder),
      logLevel: 'silent',
    });
    await own.listen({ host: '127.0.0.1', port: 0 });
    const begun = new Promise<void>((resolve) => own.server.once('request', () => resolve()));
    const answer = fetch(`http://127.0.0.1:${portOf(own)}/api/exports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ target: 'envoy-filter', project, options }),
    });
    await begun;
    await own.close();
    const { status, headers } = await answer;
    expect(status).toBe(200);
    expect(headers.get('connection')).toBe('close');
  });
});

function portOf(server: FastifyInstance): number {
  return (server.server.address() as AddressInfo).port;
}

function send(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => {
      received += data.toString();
    });
    socket.on('close', () => resolve(received));
  });
}

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

  it('stay the same for ever, and are not sent again to who has them', async () => {
    const { path, sha256 } = (await upload(EMPTY_MODULE)).json();
    const { headers } = await app.inject(path);
    expect(headers['etag']).toBe(`"${sha256}"`);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const again = await app.inject({ url: path, headers: { 'if-none-match': `"x", W/"${sha256}"` } });
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0]);
    const changed = await app.inject({ url: path, headers: { 'if-none-match': '"x"' } });
    expect(changed.statusCode).toBe(200);
    const head = await app.inject({ method: 'HEAD', url: path });
    expect([head.statusCode, head.headers['content-length'], head.rawPayload.length]).toEqual([200, '8', 0]);
    expect((await app.inject({ method: 'HEAD', url: '/modules/zz.wasm' })).statusCode).toBe(404);
  });

  it.each([
    ['text', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    ['a component', Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00])],
    ['a section that is cut off', Buffer.concat([EMPTY_MODULE, Buffer.from([1, 9, 0])])],
    ['a section without its length', Buffer.concat([EMPTY_MODULE, Buffer.from([1])])],
    ['a length without an end', Buffer.concat([EMPTY_MODULE, Buffer.from([1, 0x80, 0x80, 0x80, 0x80, 0x80, 0])])],
  ])('must be modules, not %s', async (_, payload) => {
    const answer = await upload(payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'not-a-module' });
  });

  it.each([
    ['application/json', 415, 'wrong-media-type'],
    ['text/plain', 415, 'wrong-media-type'],
  ])('come as bytes, not as %s', async (type, status, code) => {
    const answer = await upload(EMPTY_MODULE, type);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });

  it('are refused with a reason when they can not be kept', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    const config = readConfig({ CHAINWRIGHT_DATA: join(folder, 'a-file') }, folder);
    const own = await buildApp({ ...config, logLevel: 'silent' });
    const headers = { 'content-type': 'application/wasm' };
    const answer = await own.inject({ method: 'POST', url: '/api/modules', payload: EMPTY_MODULE, headers });
    await own.close();
    expect(answer.statusCode).toBe(507);
    expect(answer.json()).toMatchObject({ code: 'not-stored', hint: expect.stringContaining('CHAINWRIGHT_DATA') });
  });

  it('have a limit', async () => {
    const answer = await upload(Buffer.alloc(16 * 1024 * 1024 + 1));
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'body-too-large', hint: expect.stringContaining('16 MiB') });
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
      'wrong-option',
    ],
    [
      'an unknown option',
      { target: 'envoy-filter', project, options: { ...options, colour: 'blue' } },
      400,
      'unknown-option',
    ],
    [
      'a module of an unknown source',
      { target: 'envoy-filter', project, options, modules: { nope: 'a'.repeat(64) } },
      422,
      'unknown-source',
    ],
    [
      'a module that is not here',
      {
        target: 'envoy-filter',
        project: moduleProject({ file: 'a.wasm' }),
        options,
        modules: { stamp: 'a'.repeat(64) },
      },
      422,
      'no-module',
    ],
    [
      'a module that is another than the project’s',
      {
        target: 'envoy-filter',
        project: moduleProject({ base64: 'AGFzbQEAAAA=' }),
        options,
        modules: { stamp: 'a'.repeat(64) },
      },
      422,
      'wrong-module',
    ],
    [
      'a hash that is none',
      { target: 'envoy-filter', project, options, modules: { stamp: 'abc' } },
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

  it('take a module that stands in the project', async () => {
    const answer = await post({ target: 'envoy-filter', project: moduleProject({ base64: 'AGFzbQEAAAA=' }), options });
    // An empty module is no filter, and Envoy says so: its bytes were found.
    expect(answer.json()).toMatchObject({ code: 'config-rejected' });
  });

  it.each([
    [
      { target: 'envoy-filter', project: 1, options },
      { path: '/project', message: '/project must be object.' },
    ],
    [
      { target: 'envoy-filter', project, options, extra: 1 },
      { path: '/extra', message: 'There is no field "extra" here.' },
    ],
    [
      { project, options },
      { path: '', message: expect.stringContaining('target') },
    ],
    [
      { target: 'envoy-filter', project, options: { ...options, workload: { 'a b': 'c' } } },
      { path: '/options/workload/a b', hint: expect.stringContaining('Kubernetes labels') },
    ],
  ])('tell which field is wrong: %#', async (payload, problem) => {
    expect((await post(payload)).json()).toMatchObject(problem);
  });

  it('refuse bytes that are no UTF-8, which would become other characters in the code', async () => {
    const text = JSON.stringify({ target: 'envoy-filter', project, options });
    const answer = await sendBody(Buffer.from(text.replace('yes', '\u00ff'), 'latin1'), 'application/json');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'not-utf8' });
  });

  it('refuse compressed bodies', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await app.inject({ method: 'POST', url: '/api/exports', payload: '{}', headers });
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'wrong-encoding' });
  });

  it.each(['text/yaml', 'text/plain', 'application/wasm', 'nonsense'])('refuse %s', async (type) => {
    const answer = await sendBody(Buffer.from('a: 1'), type);
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'wrong-media-type' });
  });
});

function sendBody(payload: Buffer, type: string) {
  return app.inject({ method: 'POST', url: '/api/exports', payload, headers: { 'content-type': type } });
}
