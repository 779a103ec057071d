import type { TraceEvent } from '@chainwright/runtime/trace/trace-event';
import type { Score, ScoreStep } from '../score/score-model.ts';
import type { TraceSource } from '../score/trace-source.ts';
import type { ComparedPoint } from './real-envoy-api.ts';

/** Where in the flow a point of a comparison came about. */
export type PointPlace = { readonly request: number; readonly step: ScoreStep };

type Origin = { readonly seq: number; readonly request: number };

/** The events behind the lists of a result, in the order in which the result numbers them. */
type Origins = {
  readonly upstreams: readonly Origin[];
  readonly callouts: readonly Origin[];
  readonly logs: readonly (Origin | null)[];
  readonly access: readonly (Origin | null)[];
  readonly wasm: readonly (Origin | null)[];
  readonly stats: ReadonlyMap<string, Origin>;
};

/** Finds the steps that points speak of; a point of no request (its outcome, a stat of the listener) has none. */
export class PointPlaces {
  readonly #origins: Origins;
  readonly #scoreOf: (request: number) => Score;

  constructor(trace: TraceSource, scoreOf: (request: number) => Score) {
    this.#origins = originsOf(trace);
    this.#scoreOf = scoreOf;
  }

  /** The step of a point; null when there is none. */
  find(field: string): PointPlace | null {
    const found = /^(\w+)(?:\.requests)?\[(\d+)\](?:\.(headers|trailers)\.(.+))?/.exec(field);
    if (!found) return field.startsWith('stats.') ? this.#at(this.#origins.stats.get(field.slice(6))) : null;
    const [, list = '', index = '', part, name = ''] = found;
    const map = part === undefined ? null : part === 'headers' ? ('headers' as const) : ('trailers' as const);
    if (list === 'responses') return this.#answer(Number(index), map && `response-${map}`, name);
    if (list === 'upstreams')
      return this.#upstream(this.#origins.upstreams[Number(index)], map && `request-${map}`, name);
    const lists: Record<string, readonly (Origin | null)[]> = {
      callouts: this.#origins.callouts,
      logs: this.#origins.logs,
      access_log: this.#origins.access,
      wasm: this.#origins.wasm,
    };
    return this.#at(lists[list]?.[Number(index)]);
  }

  /** The difference that came first in the flow; when none has a place, null. */
  first(rows: readonly ComparedPoint[]): (PointPlace & { readonly row: ComparedPoint }) | null {
    const placed = rows.flatMap((row) => {
      const place = row.verdict === 'different' ? this.find(row.field) : null;
      return place ? [{ ...place, row }] : [];
    });
    placed.sort((a, b) => a.request - b.request || a.step.number - b.step.number);
    return placed[0] ?? null;
  }

  #answer(request: number, map: string | null, name: string): PointPlace | null {
    const { steps } = this.#scoreOf(request);
    const answer = steps.findLast((step) => step.kind === 'answer') ?? steps.at(-1);
    return placeOf(request, (map && writerOf(steps, map, name)) || answer);
  }

  #upstream(origin: Origin | undefined, map: string | null, name: string): PointPlace | null {
    const at = this.#at(origin);
    if (!at || map === null) return at;
    const before = this.#scoreOf(at.request).steps.filter((step) => step.number < at.step.number);
    return placeOf(at.request, writerOf(before, map, name) ?? at.step);
  }

  #at(origin: Origin | null | undefined): PointPlace | null {
    if (!origin) return null;
    const { steps } = this.#scoreOf(origin.request);
    const own = steps.find((step) => step.events.includes(origin.seq));
    return placeOf(origin.request, own ?? steps.findLast((step) => (step.events[0] ?? 0) <= origin.seq));
  }
}

function placeOf(request: number, step: ScoreStep | undefined): PointPlace | null {
  return step ? { request, step } : null;
}

/** The step that wrote a header last. */
function writerOf(steps: readonly ScoreStep[], map: string, name: string): ScoreStep | undefined {
  return steps.findLast((step) => step.headerChanges.some((change) => change.map === map && change.name === name));
}

function originsOf(trace: TraceSource): Origins {
  const upstreams = new Map<string, Origin>();
  const callouts = new Map<number, Origin>();
  const stats = new Map<string, Origin>();
  const [logs, access, wasm]: (Origin | null)[][] = [[], [], []];
  let running = false;
  for (let seq = 0; seq < trace.length; seq++) {
    const event = trace.at(seq);
    if (event.kind === 'stream-started') running = true;
    const origin = event.request === null ? null : { seq, request: event.request };
    if (event.kind === 'log') logs?.push(origin);
    else if (event.kind === 'access-log') access?.push(origin);
    else if (running && isConversation(event)) wasm?.push(origin);
    else if (origin !== null) keepFirst(event, origin, { upstreams, callouts, stats });
  }
  return {
    upstreams: [...upstreams.values()],
    callouts: [...callouts.values()],
    logs: logs ?? [],
    access: access ?? [],
    wasm: wasm ?? [],
    stats,
  };
}

type Firsts = {
  readonly upstreams: Map<string, Origin>;
  readonly callouts: Map<number, Origin>;
  readonly stats: Map<string, Origin>;
};

/** Notes what an event is the first of: an upstream request, a callout, a change of a stat. */
function keepFirst(event: TraceEvent, origin: Origin, { upstreams, callouts, stats }: Firsts): void {
  if (event.kind === 'upstream-request') {
    const key = `${event.stream}/${event.cluster}/${event.attempt}`;
    if (!upstreams.has(key)) upstreams.set(key, origin);
  } else if (event.kind === 'callout-request') {
    if (!callouts.has(event.call)) callouts.set(event.call, origin);
  } else if (event.kind === 'stat' && !stats.has(event.name)) {
    stats.set(event.name, origin);
  }
}

/** What Envoy's log of the Wasm runtime has a line for. */
function isConversation(event: TraceEvent): boolean {
  return event.kind === 'vm-call' || event.kind === 'vm-return' || (event.kind === 'host-call' && event.raw !== null);
}
