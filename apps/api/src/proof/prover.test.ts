import { exportEnvoyFilter } from '@chainwright/filters/export/envoy-filter';
import type { EnvoyFilterOptions } from '@chainwright/filters/export/envoy-filter-options';
import { printEnvoyFilter } from '@chainwright/filters/export/envoy-filter-yaml';
import type { Project } from '@chainwright/filters/project/project';
import { afterEach, describe, expect, it } from 'vitest';
import { type ProofJob, Prover } from './prover.ts';

const FILTERS = 'type.googleapis.com/envoy.extensions.filters.http';
const project: Project = {
  version: 1,
  name: 'Case',
  sources: { stamp: { lua: 'function envoy_on_request(h) h:headers():add("x-stamp", "yes") end' } },
  http_connection_manager: {
    route_config: { virtual_hosts: [] },
    http_filters: [
      {
        name: 'stamp',
        typed_config: { '@type': `${FILTERS}.lua.v3.Lua`, default_source_code: { filename: 'sources/stamp' } },
      },
      { name: 'router', typed_config: { '@type': `${FILTERS}.router.v3.Router` } },
    ],
  },
  scenarios: [],
};
const options: EnvoyFilterOptions = {
  name: 'edge',
  namespace: 'shop',
  context: 'GATEWAY',
  workload: {},
  place: { at: 'first' },
};

function job(): ProofJob {
  const exported = exportEnvoyFilter(project, options, {});
  if (!exported.ok) throw new Error(exported.problems[0]?.message);
  return { project, yaml: printEnvoyFilter(exported.value), options, modules: {} };
}

describe('Prover', () => {
  let prover = new Prover();
  afterEach(async () => {
    await prover.close();
    prover = new Prover();
  });

  it('proves more at once than it has threads for, and refuses beyond its queue', async () => {
    const answers = Array.from({ length: 20 }, () => prover.prove(job()));
    // The first two run, sixteen wait: the rest is told at once.
    expect(await answers[18]).toMatchObject({ ok: false, problems: [{ code: 'busy' }] });
    expect(await answers[19]).toMatchObject({ ok: false, problems: [{ code: 'busy' }] });
    expect(await answers[2]).toMatchObject({ ok: true });
    await prover.close();
    expect(await answers[17]).toMatchObject({ ok: false, problems: [{ code: 'proof-failed' }] });
  });

  it('gives each job a thread of its own, kept ready or not', async () => {
    prover.warmUp();
    for (let i = 0; i < 3; i++) expect(await prover.prove(job())).toMatchObject({ ok: true });
  });

  it('stops when nobody waits any more, and goes on with the next', async () => {
    const gone = new AbortController();
    const left = prover.prove(job(), gone.signal);
    gone.abort();
    expect(await left).toMatchObject({ ok: false, problems: [{ code: 'proof-failed' }] });
    expect(await prover.prove(job())).toMatchObject({ ok: true });
  });

  it('ends a proof that takes too long', async () => {
    prover = new Prover(1);
    expect(await prover.prove(job())).toMatchObject({ ok: false, problems: [{ code: 'proof-timeout' }] });
  });
});
