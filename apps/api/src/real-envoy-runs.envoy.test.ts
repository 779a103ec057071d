import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';

let app: FastifyInstance;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chainwright-api-envoy-'));
  app = await buildApp({ ...readConfig({ CHAINWRIGHT_DATA: folder }, folder), logLevel: 'silent' });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const LUA = 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua';
const ROUTER = {
  name: 'envoy.filters.http.router',
  typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
};
const project = (lua: string, more: object = {}) => ({
  version: 1,
  name: 'Stamp',
  sources: { stamp: { lua } },
  http_connection_manager: {
    stat_prefix: 'ingress',
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'shop' } }] },
      ],
    },
    http_filters: [
      { name: 'stamp', typed_config: { '@type': LUA, default_source_code: { filename: 'sources/stamp' } } },
      ROUTER,
    ],
  },
  clusters: [{ name: 'shop' }],
  upstreams: { shop: [{ status: 200, body: 'hello' }] },
  scenarios: [{ name: 'pass', requests: [{ path: '/' }] }],
  ...more,
});
const run = (payload: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/api/real-envoy-runs', payload, headers: { host: '127.0.0.1:8080', ...headers } });
const lines = (body: string) =>
  body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('runs on the real Envoy', () => {
  it('stream progress and compare point by point', async () => {
    const answer = await run({
      project: project('function envoy_on_request(h) h:headers():add("x-stamp", "yes") end'),
    });
    expect(answer.statusCode, answer.body).toBe(200);
    const all = lines(answer.body);
    expect(all[0].type).toBe('progress');
    const last = all.at(-1);
    expect(last).toMatchObject({
      type: 'run',
      run: { scenario: 'pass', envoyVersion: '1.40.0', result: { engine: 'envoy', outcome: 'completed' } },
    });
    expect(last.run.rows.length).toBeGreaterThan(20);
    expect(last.run.rows.filter((row: { verdict: string }) => row.verdict !== 'equal')).toEqual([]);
  });

  it('a script that loops costs its own run only', async () => {
    const answer = await run({ project: project('function envoy_on_request(h) while true do end end') });
    expect(lines(answer.body).at(-1)).toMatchObject({ type: 'run', run: { result: { outcome: 'hung' } } });
    const next = await run({ project: project('-- nothing') });
    expect(lines(next.body).at(-1)).toMatchObject({ run: { result: { outcome: 'completed' } } });
  });

  it('a script finds nothing of ours in its environment', async () => {
    const lua =
      'function envoy_on_request(h) h:logInfo(tostring(os.getenv("CHAINWRIGHT_DATA")) .. tostring(os.getenv("npm_config_registry"))) end';
    const answer = await run({ project: project(lua) });
    expect(lines(answer.body).at(-1).run.result.logs).toEqual(
      expect.arrayContaining([expect.objectContaining({ message: 'script log: nilnil' })]),
    );
  });

  it.each([
    [
      'a file of the host',
      {
        http_connection_manager: {
          ...project('').http_connection_manager,
          http_filters: [
            { name: 'x', typed_config: { '@type': LUA, default_source_code: { filename: '/etc/passwd' } } },
            ROUTER,
          ],
        },
      },
      'file-of-the-host',
    ],
    ['an original destination', { clusters: [{ name: 'shop', type: 'ORIGINAL_DST' }] }, 'leaves-the-machine'],
    [
      'routes from a server',
      { http_connection_manager: { ...project('').http_connection_manager, rds: { route_config_name: 'x' } } },
      'remote-configuration',
    ],
  ])('refuse %s', async (_, more, code) => {
    const answer = await run({ project: project('', more) });
    expect(answer.statusCode, answer.body).toBe(422);
    expect(answer.json().code).toBe(code);
  });

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ host: 'rebound.example' }, 403],
    [{ origin: 'http://127.0.0.1:8080' }, 200],
  ])('only for the own page: %j', async (headers, status) => {
    expect((await run({ project: project('-- nothing') }, headers)).statusCode).toBe(status);
  });

  it('name what is wrong with the request', async () => {
    expect((await run({ project: project(''), scenarios: ['nope'] })).json().code).toBe('unknown-scenario');
    expect((await run({ project: { version: 1 } })).json().code).toBe('missing-field');
  });
});
