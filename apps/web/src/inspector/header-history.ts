import type { HeaderMapName, HeaderPairs, TraceEvent } from '@chainwright/runtime/trace/trace-event';
import type { Score, ScoreStep } from '../score/score-model.ts';
import type { TraceSource } from '../score/trace-source.ts';

/** One header before and after a step. */
export type HeaderRow = {
  readonly mark: 'add' | 'del' | 'chg' | 'same';
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Who set the value that stands here now, and where. */
  readonly by: string;
};

/** The headers of one map before and after a step. */
export type HeaderDiff = { readonly map: HeaderMapName; readonly rows: readonly HeaderRow[] };

type MapState = { pairs: HeaderPairs; by: ReadonlyMap<string, string> };
type Maps = Record<HeaderMapName, MapState | null>;

const CALLBACK_MAPS: Readonly<Record<string, HeaderMapName>> = {
  decodeHeaders: 'request-headers',
  decodeTrailers: 'request-trailers',
  encodeHeaders: 'response-headers',
  encodeTrailers: 'response-trailers',
};

/** The header maps that a step could see, before and after it, with who set each value. A fold over the trace. */
export function headerDiffs(trace: TraceSource, score: Score, step: ScoreStep): HeaderDiff[] {
  const first = step.events[0] ?? 0;
  const last = step.events[step.events.length - 1] ?? first;
  const owners = stepOwners(score);
  const maps: Maps = {
    'request-headers': null,
    'request-trailers': null,
    'response-headers': null,
    'response-trailers': null,
  };
  let before: Maps = { ...maps };
  // A callback that lets the message go on returns only after the filters below have run: theirs is not its work.
  const next = score.steps.find((one) => one.number > step.number && (one.events[0] ?? 0) > first);
  const cut = next?.events[0] ?? trace.length;
  const own = new Set(step.events);
  // What belongs to a step that comes later may stand before the end of this one.
  const later = new Set(
    score.steps
      .filter((one) => one.number > step.number)
      .flatMap((one) => [...one.events, ...one.headerChanges.map((change) => change.seq)]),
  );
  for (let seq = 0; seq <= last && seq < trace.length; seq++) {
    if (!own.has(seq) && (seq >= cut || later.has(seq))) continue;
    const event = trace.at(seq);
    if (event.request !== score.request) continue;
    // A callback shows the headers as it finds them; everything else changes them.
    const found = event.kind === 'filter-called';
    if (seq === first && !found) before = { ...maps };
    apply(maps, event, owners);
    if (seq === first && found) before = { ...maps };
  }
  return mapsOf(step).flatMap((map) => {
    const after = maps[map];
    return after
      ? [{ map, rows: diffPairs(before[map]?.pairs ?? null, after.pairs, after.by, `this step`, step.number) }]
      : [];
  });
}

function stepOwners(score: Score): ReadonlyMap<number, ScoreStep> {
  return new Map(score.steps.flatMap((step) => step.headerChanges.map((change) => [change.seq, step] as const)));
}

/** The maps worth showing for a step: its own first, then others that it changed. */
function mapsOf(step: ScoreStep): HeaderMapName[] {
  const way = step.direction ?? 'request';
  const own: HeaderMapName = step.letter === 'T' ? `${way}-trailers` : `${way}-headers`;
  return [...new Set([own, ...step.headerChanges.map((change) => change.map)])];
}

function apply(maps: Maps, event: TraceEvent, owners: ReadonlyMap<number, ScoreStep>): void {
  switch (event.kind) {
    case 'downstream-request':
      if (event.part === 'headers') maps['request-headers'] = all(event.headers, 'client');
      else if (event.part === 'trailers') maps['request-trailers'] = all(event.headers, 'client');
      break;
    case 'upstream-request':
      if (event.part === 'headers') setPairs(maps, 'request-headers', event.headers, 'router');
      break;
    case 'upstream-response':
      if (event.part === 'headers') maps['response-headers'] = all(event.headers, event.cluster);
      else if (event.part === 'trailers') maps['response-trailers'] = all(event.headers, event.cluster);
      break;
    case 'downstream-response':
      if (event.part === 'headers') setPairs(maps, 'response-headers', event.headers, 'connection manager');
      break;
    case 'local-reply':
      maps['response-headers'] = all(
        [[':status', String(event.code)], ...event.headers],
        `local reply, ${event.filter?.name ?? 'Envoy'}`,
      );
      break;
    case 'filter-called':
    case 'filter-returned': {
      const map = CALLBACK_MAPS[event.callback];
      if (map && event.headers) setPairs(maps, map, event.headers, 'Envoy');
      break;
    }
    case 'header-changed': {
      const owner = owners.get(event.seq);
      const who = event.filter?.name ?? 'connection manager';
      change(maps, event.map, event.name, event.after, owner ? `${who}, step ${owner.number}` : who);
      break;
    }
    default:
  }
}

function all(pairs: HeaderPairs, who: string): MapState {
  return { pairs, by: new Map(pairs.map(([name]) => [name, who])) };
}

/** Takes a snapshot in: values that nobody announced are put down to `who`. */
function setPairs(maps: Maps, map: HeaderMapName, pairs: HeaderPairs, who: string): void {
  const before = maps[map];
  const by = new Map(before?.by);
  const old = before ? valuesByName(before.pairs) : new Map<string, string[]>();
  for (const [name, values] of valuesByName(pairs)) {
    if (!by.has(name) || old.get(name)?.join('\0') !== values.join('\0')) by.set(name, who);
  }
  maps[map] = { pairs, by };
}

function change(maps: Maps, map: HeaderMapName, name: string, after: readonly string[], who: string): void {
  const before = maps[map]?.pairs ?? [];
  const kept = before.filter(([key]) => key !== name);
  const at = before.findIndex(([key]) => key === name);
  const values = after.map((value) => [name, value] as const);
  const pairs = at < 0 ? [...kept, ...values] : [...kept.slice(0, at), ...values, ...kept.slice(at)];
  maps[map] = { pairs, by: new Map(maps[map]?.by).set(name, who) };
}

function valuesByName(pairs: HeaderPairs): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

/** Compares two lists of headers in Envoy's order; a name's values are compared one by one. */
export function diffPairs(
  before: HeaderPairs | null,
  after: HeaderPairs,
  by: ReadonlyMap<string, string>,
  here: string,
  step: number,
): HeaderRow[] {
  const old = valuesByName(before ?? after);
  const rows: HeaderRow[] = [];
  const words = (name: string): string => {
    const who = by.get(name) ?? '';
    return who.endsWith(`, step ${step}`) ? here : who;
  };
  for (const [name, value] of after) {
    const left = old.get(name) ?? [];
    const was = left.shift();
    const mark = was === undefined ? 'add' : was === value ? 'same' : 'chg';
    rows.push({ mark, name, before: was ?? null, after: value, by: words(name) });
  }
  const gone = [...old].flatMap(([name, values]) =>
    values.map((value): HeaderRow => ({ mark: 'del', name, before: value, after: null, by: words(name) })),
  );
  return [...rows, ...gone];
}
