import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Project, ProjectScenario } from '@chainwright/filters/project/project';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEnvoy } from '../find/find-envoy.ts';
import { sweepRunFolders } from '../process/run-folder.ts';
import { Shard } from './shard.ts';

const envoy = findEnvoy();
const HTTP = 'type.googleapis.com/envoy.extensions.filters.http.';

/** A project with one Lua filter before the router. */
function lua(script: string, scenario: Partial<ProjectScenario> = {}, listener?: Project['listener']): Project {
  return {
    version: 1,
    name: 'test',
    sources: {},
    http_connection_manager: {
      route_config: {
        virtual_hosts: [
          { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'up' } }] },
        ],
      },
      http_filters: [
        { name: 'lua', typed_config: { '@type': `${HTTP}lua.v3.Lua`, default_source_code: { inline_string: script } } },
        { name: 'router', typed_config: { '@type': `${HTTP}router.v3.Router` } },
      ],
    },
    ...(listener === undefined ? {} : { listener }),
    clusters: [{ name: 'up' }],
    upstreams: { up: [{ status: 200, body: 'fine' }] },
    scenarios: [{ name: 's', requests: [{}], ...scenario }],
  };
}

const job = (project: Project) => ({ project, scenario: 's', code: new Map() });
const ADDS = 'function envoy_on_request(h) h:headers():add("x-lua", "1") h:logInfo("seen") end';

describe('a shard', () => {
  const shard = new Shard({ envoy });
  afterAll(() => shard.close());

  it('gives the result that the simulator gives too', async () => {
    const { result, version } = await shard.run(
      job(lua(ADDS, { expect: [{ status: 200 }, { upstream_header: ['x-lua', '2'] }] })),
    );
    expect(version).toBe(envoy.version);
    expect(result).toMatchObject({
      engine: 'envoy',
      outcome: 'completed',
      responses: [{ status: 200, body: 'fine', chunks: [4], complete: true }],
    });
    expect(result.upstreams[0]?.headers).toContainEqual(['x-lua', '1']);
    expect(result.logs).toContainEqual({ level: 'info', component: 'lua', filter: null, message: 'script log: seen' });
    expect(result.stats).toMatchObject({ 'http.ingress.lua.executions': 1, 'cluster.up.upstream_rq_200': 1 });
    expect(result.access_log).toMatchObject([{ response_code: 200, response_code_details: 'via_upstream' }]);
    expect(result.expectations.map((one) => one.pass)).toEqual([true, false]);
  });

  it('reports a refused configuration with Envoy’s text, and runs the next', async () => {
    const { result } = await shard.run(job(lua('x = = 1')));
    expect(result).toMatchObject({
      outcome: 'rejected',
      reason: `script load error: [string "x = = 1"]:1: unexpected symbol near '='`,
      responses: [],
    });
    expect((await shard.run(job(lua(ADDS)))).result.outcome).toBe('completed');
  });

  it('reports a process that ends, with its last words, and runs the next', async () => {
    const { result, lastWords } = await shard.run(
      job(lua('function envoy_on_request(h) h:logWarn("good bye") os.exit(7) end')),
    );
    expect(result).toMatchObject({ outcome: 'crashed', reason: 'exit code 7' });
    expect(lastWords).toContain('warning script log: good bye');
    expect((await shard.run(job(lua(ADDS)))).result.outcome).toBe('completed');
  });

  it('reports a worker that never answers', async () => {
    const { result } = await shard.run(
      job(lua('function envoy_on_request(h) while true do end end', { deadline_ms: 100 })),
    );
    expect(result).toMatchObject({ outcome: 'hung', reason: 'the worker does not answer' });
  });

  it('shows a script nothing of our environment, and a folder of its own', async () => {
    process.env['CHAINWRIGHT_TEST_SECRET'] = 'secret';
    const script = `function envoy_on_request(h)
      h:logInfo(tostring(os.getenv("CHAINWRIGHT_TEST_SECRET")))
      h:logInfo(tostring(os.getenv("HOME")))
      local f = io.open("here.txt", "w") h:logInfo(tostring(f ~= nil)) f:close()
    end`;
    const { result } = await shard.run(job(lua(script)));
    const said = result.logs.map((line) => String(line.message)).filter((line) => line.startsWith('script log'));
    expect(said).toEqual(['script log: nil', expect.stringMatching(/^script log: .*cw-envoy-/), 'script log: true']);
  });

  it('carries a body of 100 MB both ways', async () => {
    const size = 100_000_000;
    const project = lua('', {
      requests: [{ method: 'POST', body: { repeat: size / 100, bytes: 'x'.repeat(100) } }],
      deadline_ms: 60_000,
    });
    const { result } = await shard.run(
      job({ ...project, upstreams: { up: [{ body: { repeat: size / 100, bytes: 'y'.repeat(100) } }] } }),
    );
    expect(result.upstreams[0]?.chunks.reduce((sum, one) => sum + one, 0)).toBe(size);
    expect(result.responses[0]?.chunks.reduce((sum, one) => sum + one, 0)).toBe(size);
  });
});

describe('shards side by side', () => {
  let place = '';
  const usual = process.env['TMPDIR'];
  beforeAll(() => {
    place = mkdtempSync(path.join(os.tmpdir(), 'cw-t-'));
    process.env['TMPDIR'] = place;
  });
  afterAll(() => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
    rmSync(place, { recursive: true, force: true });
  });

  it('do not get in each other’s way, and leave nothing behind', async () => {
    const shards = [new Shard({ envoy }), new Shard({ envoy }), new Shard({ envoy })];
    const runs = await Promise.all(
      shards.map((shard, index) => shard.run(job(lua(ADDS.replace('"1"', `"${index}"`))))),
    );
    const added = runs.map((run) => run.result.upstreams[0]?.headers.find(([name]) => name === 'x-lua')?.[1]);
    expect(added).toEqual(['0', '1', '2']);
    expect(readdirSync(place).length).toBe(3);
    await Promise.all(shards.map((shard) => shard.close()));
    expect(readdirSync(place)).toEqual([]);
    expect(spawnSync('ps', ['-eo', 'command='], { encoding: 'utf8' }).stdout).not.toContain(place);
  });

  it('sweep up after an owner that was killed', async () => {
    const owner = spawnSync('true').pid ?? 0;
    const left = path.join(place, 'cw-envoy-left');
    mkdirSync(left);
    writeFileSync(path.join(left, 'pids'), `${owner} 999999999`);
    const kept = path.join(place, 'cw-envoy-kept');
    mkdirSync(kept);
    writeFileSync(path.join(kept, 'pids'), `${process.pid} 999999999`);
    sweepRunFolders(place);
    expect(readdirSync(place)).toEqual(['cw-envoy-kept']);
  });
});
