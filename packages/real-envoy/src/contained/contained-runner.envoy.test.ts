import { luaArtifact } from '@chainwright/filters/compile/artifact';
import type { Project } from '@chainwright/filters/project/project';
import { describe, expect, it } from 'vitest';
import { findEnvoy } from '../find/find-envoy.ts';
import { CONTAINED_LIMITS } from '../process/process-limits.ts';
import { ContainedRunner, QueueFull, RunRefused } from './contained-runner.ts';

const envoy = findEnvoy();
const HTTP = 'type.googleapis.com/envoy.extensions.filters.http.';

function project(more: Record<string, unknown> = {}): Project {
  return {
    version: 1,
    name: 'test',
    sources: { script: { lua: '' } },
    http_connection_manager: {
      route_config: {
        virtual_hosts: [
          { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, direct_response: { status: 200 } }] },
        ],
      },
      http_filters: [
        {
          name: 'script',
          typed_config: { '@type': `${HTTP}lua.v3.Lua`, default_source_code: { filename: 'sources/script' } },
        },
        { name: 'router', typed_config: { '@type': `${HTTP}router.v3.Router` } },
      ],
      ...more,
    },
    scenarios: [
      { name: 'one', requests: [{}], deadline_ms: 3000 },
      { name: 'two', requests: [{}] },
    ],
  };
}

const job = (script: string, scenarios = ['one']) => ({
  project: project(),
  scenarios,
  artifacts: [luaArtifact('script', script)],
});

describe('ContainedRunner', () => {
  it('runs scenarios and says how far it is', async () => {
    const progress: string[] = [];
    const runs = await new ContainedRunner(envoy).run({
      ...job('function envoy_on_request(h) h:logInfo("ran") end', ['one', 'two']),
      onProgress: (done, of) => progress.push(`${done}/${of}`),
    });
    expect(runs.map((run) => run.result.outcome)).toEqual(['completed', 'completed']);
    expect(progress).toEqual(['0/2', '1/2', '2/2']);
  });

  it('refuses what reaches out of the run, before anything starts', async () => {
    const refused = new ContainedRunner(envoy).run({
      project: project({ rds: {} }),
      scenarios: ['one'],
      artifacts: [],
    });
    await expect(refused).rejects.toThrow(RunRefused);
  });

  it('ends a process that takes too much memory', async () => {
    const runner = new ContainedRunner(envoy, { limits: { ...CONTAINED_LIMITS, residentBytes: 200 * 1024 ** 2 } });
    const [run] = await runner.run(
      job('function envoy_on_request(h) local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end end'),
    );
    expect(run?.result).toMatchObject({ outcome: 'crashed', reason: expect.stringContaining('memory') });
  });

  it('ends a process that spins', async () => {
    const runner = new ContainedRunner(envoy, { limits: { ...CONTAINED_LIMITS, cpuSeconds: 1 } });
    const [run] = await runner.run(job('function envoy_on_request(h) while true do end end'));
    expect(['crashed', 'hung']).toContain(run?.result.outcome);
  });

  it('keeps a script from filling the disk', async () => {
    const runner = new ContainedRunner(envoy, { limits: { ...CONTAINED_LIMITS, fileBytes: 1024 ** 2 } });
    const script =
      'function envoy_on_request(h) local f = io.open("big", "w") for i = 1, 100 do f:write(("x"):rep(100000)) end f:close() end';
    const [run] = await runner.run(job(script));
    expect(run?.result.outcome).toBe('crashed');
  });

  it('turns away who would wait too long', async () => {
    const runner = new ContainedRunner(envoy, { queue: 1 });
    const runs = Promise.allSettled([1, 2, 3].map(() => runner.run(job(''))));
    const outcomes = (await runs).map((one) => (one.status === 'fulfilled' ? 'ran' : one.reason));
    expect(outcomes.slice(0, 2)).toEqual(['ran', 'ran']);
    expect(outcomes[2]).toBeInstanceOf(QueueFull);
  });
});
