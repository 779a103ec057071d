import type { Project } from '@chainwright/filters/project/project';
import type { BorderText } from '@chainwright/runtime/http/byte-string';
import type {
  BorderHeaders,
  LogResult,
  ResponseResult,
  ScenarioResult,
  UpstreamResult,
} from '@chainwright/runtime/trace/scenario-result';
import type { ComparisonRow } from './comparison-row.ts';
import type { ConversationText } from './conversation-text.ts';
import { comparableLines, normaliseResult } from './normalise.ts';

/** One side of a comparison. `wasm` is null where the conversation with the Wasm VMs is not known. */
export type ComparedSide = {
  readonly result: Omit<ScenarioResult, 'scenario' | 'engine' | 'expectations' | 'not_simulated'>;
  readonly wasm: ConversationText | null;
};

type Point = { readonly field: string; readonly simulator: string | null; readonly envoy: string | null };

/**
 * Compares what the simulator and the real Envoy did in one scenario, point by point, after both have been normalised.
 * When Envoy died or hung, its outcome is all that can be compared; an endless loop hangs Envoy and is stopped by the simulator's budget.
 */
export function compareResults(project: Project, simulator: ComparedSide, envoy: ComparedSide): ComparisonRow[] {
  const ours = normal(simulator, project);
  const theirs = normal(envoy, project);
  const points = [...outcomePoints(ours, theirs)];
  if (theirs.outcome === 'completed' || theirs.outcome === 'rejected') {
    points.push(
      ...responsePoints(ours, theirs),
      ...exchangePoints('upstreams', ours.upstreams, theirs.upstreams),
      ...exchangePoints('callouts', ours.callouts, theirs.callouts),
      ...logPoints(ours.logs, theirs.logs),
      ...(theirs.outcome === 'rejected' ? [] : statPoints(ours.stats, theirs.stats)),
      ...accessPoints(ours.access_log, theirs.access_log),
      ...conversationPoints(simulator.wasm, envoy.wasm),
    );
  }
  return points.map((point) => ({
    ...point,
    verdict: point.simulator === point.envoy ? 'equal' : 'different',
    note: null,
  }));
}

function normal({ result }: ComparedSide, project: Project): ScenarioResult {
  return normaliseResult({ ...result, scenario: '', engine: 'envoy', expectations: [], not_simulated: [] }, project);
}

function outcomePoints(ours: ScenarioResult, theirs: ScenarioResult): Point[] {
  const loops = theirs.outcome === 'hung' && ours.outcome === 'stopped';
  const outcome = { field: 'outcome', simulator: loops ? 'hung' : ours.outcome, envoy: theirs.outcome };
  if (theirs.outcome !== 'rejected') return [outcome];
  return [outcome, { field: 'reason', simulator: ours.reason, envoy: theirs.reason }];
}

function responsePoints(ours: ScenarioResult, theirs: ScenarioResult): Point[] {
  return pairUp(ours.responses, theirs.responses).flatMap(([a, b], index): Point[] => {
    const at = `responses[${index}]`;
    if (a === null || b === null) return [{ field: at, simulator: presence(a), envoy: presence(b) }];
    const one = (name: keyof ResponseResult): Point => ({
      field: `${at}.${name}`,
      simulator: show(a[name]),
      envoy: show(b[name]),
    });
    return [
      one('status'),
      ...headerPoints(`${at}.headers`, a.headers, b.headers),
      { field: `${at}.body`, simulator: text(a.body), envoy: text(b.body) },
      one('chunks'),
      ...headerPoints(`${at}.trailers`, a.trailers, b.trailers),
      ...(a.informational.length + b.informational.length > 0 ? [one('informational')] : []),
      one('complete'),
      one('reset'),
      one('response_flags'),
      one('response_code_details'),
    ];
  });
}

function exchangePoints(
  name: 'upstreams' | 'callouts',
  ours: readonly UpstreamResult[],
  theirs: readonly UpstreamResult[],
): Point[] {
  return pairUp(ours, theirs).flatMap(([a, b], index): Point[] => {
    const at = `${name}[${index}]`;
    if (a === null || b === null) return [{ field: at, simulator: presence(a), envoy: presence(b) }];
    const one = (key: keyof UpstreamResult): Point => ({
      field: `${at}.${key}`,
      simulator: show(a[key]),
      envoy: show(b[key]),
    });
    return [
      one('cluster'),
      one('method'),
      one('path'),
      ...headerPoints(`${at}.headers`, a.headers, b.headers),
      { field: `${at}.body`, simulator: text(a.body), envoy: text(b.body) },
      one('chunks'),
      ...headerPoints(`${at}.trailers`, a.trailers, b.trailers),
      one('complete'),
    ];
  });
}

/** One point for each name, with all its values; and one for the order, when only that differs. */
function headerPoints(field: string, ours: BorderHeaders, theirs: BorderHeaders): Point[] {
  const names = [...new Set([...theirs, ...ours].map(([name]) => name))];
  const values = (list: BorderHeaders, name: string): string | null => {
    const found = list.filter(([key]) => key === name).map(([, value]) => text(value));
    return found.length === 0 ? null : found.join(' | ');
  };
  const points = names.map((name) => ({
    field: `${field}.${name}`,
    simulator: values(ours, name),
    envoy: values(theirs, name),
  }));
  const order = (list: BorderHeaders): string => list.map(([name]) => name).join(', ');
  if (points.some((point) => point.simulator !== point.envoy) || order(ours) === order(theirs)) return points;
  return [...points, { field: `${field}:order`, simulator: order(ours), envoy: order(theirs) }];
}

/** The filter of a line is compared where both sides know it: Envoy names it for Wasm only. */
function logPoints(ours: readonly LogResult[], theirs: readonly LogResult[]): Point[] {
  return pairUp(ours, theirs).map(([a, b], index) => {
    const both = a !== null && b !== null && a.filter !== null && b.filter !== null;
    const line = (one: LogResult | null): string | null =>
      one === null ? null : `${one.level} ${one.component}${both ? ` (${one.filter})` : ''}: ${text(one.message)}`;
    return { field: `logs[${index}]`, simulator: line(a), envoy: line(b) };
  });
}

function statPoints(ours: ScenarioResult['stats'], theirs: ScenarioResult['stats']): Point[] {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].sort();
  const value = (stats: ScenarioResult['stats'], name: string): string =>
    String(Object.hasOwn(stats, name) ? stats[name] : 0);
  return names.map((name) => ({ field: `stats.${name}`, simulator: value(ours, name), envoy: value(theirs, name) }));
}

function accessPoints(ours: ScenarioResult['access_log'], theirs: ScenarioResult['access_log']): Point[] {
  return pairUp(ours, theirs).flatMap(([a, b], index): Point[] => {
    const at = `access_log[${index}]`;
    if (a === null || b === null) return [{ field: at, simulator: presence(a), envoy: presence(b) }];
    const names = [...new Set([...Object.keys(b), ...Object.keys(a)])].sort();
    return names.map((name) => ({ field: `${at}.${name}`, simulator: show(a[name]), envoy: show(b[name]) }));
  });
}

function conversationPoints(ours: ConversationText | null, theirs: ConversationText | null): Point[] {
  if (ours === null || theirs === null) return [];
  const lines = (side: ConversationText, part: keyof ConversationText): readonly string[] =>
    comparableLines(side[part], part !== 'requests');
  return (['main', 'worker', 'requests'] as const).flatMap((part) =>
    pairUp(lines(ours, part), lines(theirs, part)).map(([a, b], index) => ({
      field: `wasm.${part}[${index}]`,
      simulator: a,
      envoy: b,
    })),
  );
}

function pairUp<T>(ours: readonly T[], theirs: readonly T[]): [T | null, T | null][] {
  return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, i) => [ours[i] ?? null, theirs[i] ?? null]);
}

function presence(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
}

function text(value: BorderText): string {
  return typeof value === 'string' ? value : `base64:${value.base64}`;
}
