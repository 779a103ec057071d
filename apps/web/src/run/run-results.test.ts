import type { Project } from '@chainwright/filters/project/project';
import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { stoppedResult } from '@chainwright/runtime/trace/stopped-result';
import { beforeEach, describe, expect, it } from 'vitest';
import { TraceScript } from '../score/testing/trace-script.ts';
import { luaProblem } from './lua-problem.ts';
import { keepRuns, putRun, type ScenarioRun, sourceErrors, useRuns } from './run-store.ts';

const result = (outcome: ScenarioResult['outcome']): ScenarioResult => ({ ...stoppedResult('s', ''), outcome });
const run = (outcome: ScenarioResult['outcome'], trace = new TraceScript([]).arrive([])): ScenarioRun => ({
  result: result(outcome),
  trace,
  chain: [],
  revision: 1,
});

beforeEach(() => useRuns.setState({ runs: new Map(), refusals: new Map(), sources: new Map() }));

describe('what is on screen', () => {
  it('stays the last good run while Envoy refuses the edit', () => {
    const good = run('completed');
    putRun('s', good);
    putRun('s', run('rejected'));
    expect(useRuns.getState().runs.get('s')).toBe(good);
    expect(useRuns.getState().refusals.has('s')).toBe(true);
    const next = run('completed');
    putRun('s', next);
    expect(useRuns.getState().runs.get('s')).toBe(next);
    expect(useRuns.getState().refusals.has('s')).toBe(false);
  });

  it('stays the last good run when one was ended from outside and left no trace', () => {
    const good = run('completed');
    putRun('s', good);
    putRun('s', run('stopped', new TraceScript([])));
    expect(useRuns.getState().runs.get('s')).toBe(good);
  });

  it('is the refused run when there was none before', () => {
    putRun('s', run('rejected'));
    expect(useRuns.getState().runs.has('s')).toBe(true);
  });

  it('forgets scenarios that are gone, also one named __proto__', () => {
    putRun('__proto__', run('completed'));
    putRun('s', run('completed'));
    keepRuns(['s']);
    expect([...useRuns.getState().runs.keys()]).toEqual(['s']);
  });
});

it('counts errors, not warnings', () => {
  const diagnostic = (severity: 'error' | 'warning') => ({
    severity,
    code: 'x',
    message: 'm',
    source: null,
    range: null,
  });
  const sources = new Map([
    ['a', { phase: 'failed' as const, size: null, diagnostics: [diagnostic('error'), diagnostic('warning')] }],
  ]);
  expect(sourceErrors({ ...useRuns.getState(), sources })).toHaveLength(1);
});

describe('a script that Envoy does not load', () => {
  const lua = (name: string) => ({
    name,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
      default_source_code: { filename: `sources/${name}` },
    },
  });
  const project: Project = {
    version: 1,
    name: 'p',
    sources: {
      a: { lua: 'local x = 1\n' },
      b: { lua: '-- a long first line that Lua cuts when it names the chunk\nlocal = 1\n' },
    },
    http_connection_manager: { http_filters: [lua('a'), lua('b')] },
    scenarios: [],
  };
  it.each([
    [
      `script load error: [string "-- a long first line that Lua cuts when it n..."]:2: '<name>' expected near '='`,
      'b',
      2,
    ],
    [`script load error: [string "local x = 1..."]:1: boom`, 'a', 1],
  ])('%s', (message, source, line) => {
    const found = luaProblem(new TraceScript([]).emit({ kind: 'config-rejected', message }), project);
    expect(found).toMatchObject({ source, diagnostic: { source, severity: 'error', range: { startLine: line } } });
  });

  it('is not found in another refusal', () => {
    const trace = new TraceScript([]).emit({
      kind: 'config-rejected',
      message: 'Didn’t find a registered implementation',
    });
    expect(luaProblem(trace, project)).toBeNull();
  });
});
