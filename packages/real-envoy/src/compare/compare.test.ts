import type { Project } from '@chainwright/filters/project/project';
import type { ResponseResult, ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { stoppedResult } from '@chainwright/runtime/trace/stopped-result';
import { describe, expect, it } from 'vitest';
import { judgeCase } from './case-verdict.ts';
import { compareResults } from './compare-results.ts';
import { coversField, parseKnownDifferences } from './known-differences.ts';
import { comparableLines, normaliseResult } from './normalise.ts';

const PROJECT: Project = { version: 1, name: 'p', sources: {}, http_connection_manager: {}, scenarios: [] };

function response(parts: Partial<ResponseResult> = {}): ResponseResult {
  return {
    request: 0,
    status: 200,
    headers: [['server', 'envoy']],
    body: 'b',
    chunks: [1],
    trailers: [],
    informational: [],
    complete: true,
    reset: null,
    response_flags: '-',
    response_code_details: 'via_upstream',
    ...parts,
  };
}

function result(parts: Partial<ScenarioResult> = {}): ScenarioResult {
  return { ...stoppedResult('s', ''), outcome: 'completed', reason: null, responses: [response()], ...parts };
}

function differing(ours: Partial<ScenarioResult>, theirs: Partial<ScenarioResult>, project = PROJECT): string[] {
  const rows = compareResults(project, { result: result(ours), wasm: null }, { result: result(theirs), wasm: null });
  return rows
    .filter((row) => row.verdict === 'different')
    .map((row) => `${row.field}: ${row.simulator} | ${row.envoy}`);
}

describe('compareResults', () => {
  it('finds nothing between equal results', () => {
    expect(differing({}, {})).toEqual([]);
  });

  it.each([
    ['status', { responses: [response({ status: 503 })] }, ['responses[0].status: 200 | 503']],
    ['a missing header', { responses: [response({ headers: [] })] }, ['responses[0].headers.server: envoy | null']],
    [
      'a repeated header',
      {
        responses: [
          response({
            headers: [
              ['server', 'envoy'],
              ['server', 'x'],
            ],
          }),
        ],
      },
      ['responses[0].headers.server: envoy | envoy | x'],
    ],
    ['chunk borders', { responses: [response({ chunks: [1, 2] })] }, ['responses[0].chunks: [1] | [1,2]']],
    ['a whole response', { responses: [] }, [expect.stringMatching(/^responses\[0\]: \{.*\} \| null$/)]],
    ['a stat that one side lacks', { stats: { a: 2 } }, ['stats.a: 0 | 2']],
    [
      'a log line',
      { logs: [{ level: 'info', component: 'lua', filter: null, message: 'x' }] },
      ['logs[0]: null | info lua: x'],
    ],
    ['an access log field', { access_log: [{ code: 200 }] }, ['access_log[0]: null | {"code":200}']],
  ])('shows %s', (_, theirs, rows) => {
    expect(differing({}, theirs)).toEqual(rows);
  });

  it('shows the order of headers only when nothing else differs', () => {
    const a = {
      responses: [
        response({
          headers: [
            ['a', '1'],
            ['b', '2'],
          ],
        }),
      ],
    };
    const b = {
      responses: [
        response({
          headers: [
            ['b', '2'],
            ['a', '1'],
          ],
        }),
      ],
    };
    expect(differing(a, b)).toEqual(['responses[0].headers:order: a, b | b, a']);
  });

  it('compares the filter of a log line where both know it', () => {
    const line = (filter: string | null): Partial<ScenarioResult> => ({
      logs: [{ level: 'info', component: 'wasm', filter, message: 'x' }],
    });
    expect(differing(line('one'), line(null))).toEqual([]);
    expect(differing(line('one'), line('two'))).toEqual(['logs[0]: info wasm (one): x | info wasm (two): x']);
  });

  it('compares the outcome alone when Envoy died, and the loop that it hangs in with our budget', () => {
    expect(differing({ outcome: 'crashed' }, { outcome: 'crashed', responses: [], reason: 'SIGSEGV' })).toEqual([]);
    expect(differing({ outcome: 'stopped' }, { outcome: 'hung', responses: [] })).toEqual([]);
    expect(differing({}, { outcome: 'hung', responses: [] })).toEqual(['outcome: completed | hung']);
  });

  it('compares the conversation with a module step by step', () => {
    const wasm = (requests: string[]) => ({ main: [], worker: [], requests });
    const rows = compareResults(
      PROJECT,
      { result: result(), wasm: wasm(['a', 'b']) },
      { result: result(), wasm: wasm(['a', 'c']) },
    );
    expect(rows.filter((row) => row.verdict === 'different').map((row) => row.field)).toEqual(['wasm.requests[1]']);
  });
});

describe('comparableLines', () => {
  const lines = [
    '> proxy_on_tick(1)',
    'proxy_log(2, 0, 5) = 0',
    '< proxy_on_tick',
    'clock_time_get(1, 0, 8) = 0',
    '> proxy_on_configure(1, 0)',
    'poll_oneoff(0, 0, 1, 4) = 0',
    '< proxy_on_configure = 1',
  ];
  const configure = ['> proxy_on_configure(1, 0)', '< proxy_on_configure = 1'];

  it('has neither early ticks nor questions for the time while Envoy loads', () => {
    expect(comparableLines(lines, true)).toEqual(configure);
  });

  it('has every tick among the requests', () => {
    expect(comparableLines(lines, false)).toEqual([...lines.slice(0, 3), ...configure]);
  });
});

describe('normaliseResult', () => {
  const headers = (...pairs: [string, string][]) =>
    normaliseResult(result({ responses: [response({ headers: pairs })] }), PROJECT).responses[0]?.headers;
  it.each([
    ['date', 'Sat, 21 Nov 2026 12:36:03 GMT', '<date>'],
    ['x-envoy-upstream-service-time', '17', '<ms>'],
    ['x-request-id', 'cd69d2ad-cb0c-4aa3-90de-09863868b4bb', '<uuid>'],
    ['x-start', 't=1795264563920', 't=<time>'],
    ['x-addr', '127.0.0.1:41234', '127.0.0.1:<port>'],
    ['x-addr', '127.0.0.1:<client>', '127.0.0.1:<port>'],
    ['x-table', 'table: 0x7f12ab', 'table: <address>'],
    ['x-other', '20 of 1234567890', '20 of 1234567890'],
  ])('%s: %s', (name, value, normal) => {
    expect(headers([name, value])).toEqual([[name, normal]]);
  });

  it('changes nothing the second time', () => {
    const once = normaliseResult(result({ reason: 'a  b', stats: { x_cx_rx_bytes_total: 5, y: 1 } }), PROJECT);
    expect(normaliseResult(once, PROJECT)).toEqual(once);
    expect(once).toMatchObject({ reason: 'a b', stats: { y: 1 } });
  });

  it('forgets the order of headers of a Lua table, and of nothing else', () => {
    const lua: Project = { ...PROJECT, sources: { s: { lua: 'h:respond({})' } } };
    const unordered: [string, string][] = [
      ['b', '1'],
      ['a', '2'],
    ];
    const names = (project: Project, details: string) =>
      normaliseResult(
        result({ responses: [response({ headers: unordered, response_code_details: details })] }),
        project,
      ).responses[0]?.headers.map(([name]) => name);
    expect(names(lua, 'lua_response')).toEqual(['a', 'b']);
    expect(names(lua, 'via_upstream')).toEqual(['b', 'a']);
    expect(names(PROJECT, 'lua_response')).toEqual(['b', 'a']);
  });
});

describe('judgeCase', () => {
  const row = (field: string) => ({ field, simulator: '1', envoy: '2', verdict: 'different' as const, note: null });
  const known = parseKnownDifferences(
    "- {id: KD-1, cases: [a/b], fields: [stats, 'responses[0].chunks'], what: w, why: y, told: t}",
  );
  it.each([
    ['wrong', 'a/c#x', [row('stats.a')], []],
    ['known-difference', 'a/b#x', [row('stats.a'), row('responses[0].chunks')], []],
    ['wrong', 'a/b#x', [row('responses[0].body')], []],
    ['not-simulated-yet', 'a/c#x', [row('stats.a')], [{ what: 'w', why: 'y', affects: ['stats'] }]],
    ['not-simulated-yet', 'a/c#x', [row('logs[3]')], [{ what: 'w', why: 'y', affects: ['*'] }]],
    ['wrong', 'a/c#x', [row('logs[3]')], [{ what: 'w', why: 'y', affects: ['stats'] }]],
    ['equal', 'a/c#x', [{ ...row('x'), verdict: 'equal' as const }], []],
  ])('%s', (verdict, id, rows, notSimulated) => {
    expect(judgeCase(id, rows, known, notSimulated).verdict).toBe(verdict);
  });

  it('takes fields as whole words', () => {
    const [one] = known;
    if (one === undefined) throw new Error('no entry');
    expect(coversField(one, 'a/b#x', 'statsx')).toBe(false);
    expect(coversField(one, 'a/bc#x', 'stats.a')).toBe(false);
  });

  it('refuses an entry that does not say why', () => {
    expect(() => parseKnownDifferences('- {id: KD-2, cases: [], fields: [], what: w}')).toThrow(/KD-2 has no why/);
  });
});
