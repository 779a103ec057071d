import type { Score } from '../score/score-model.ts';
import type { TraceSource } from '../score/trace-source.ts';

/** A value that filters left for others, and who wrote it last. */
export type StateRow = {
  readonly kind: 'metadata' | 'filter state' | 'property';
  readonly name: string;
  readonly value: string;
  readonly by: string;
  readonly seq: number;
  /** The step shown now has written it. */
  readonly here: boolean;
};

/** What stood in dynamic metadata, filter state and properties after an event: a fold over the trace. */
export function stateAfter(trace: TraceSource, score: Score, events: readonly number[]): StateRow[] {
  const last = events[events.length - 1] ?? trace.length - 1;
  const mine = new Set(events);
  const rows = new Map<string, StateRow>();
  for (let seq = 0; seq <= last && seq < trace.length; seq++) {
    const event = trace.at(seq);
    if (event.request !== score.request) continue;
    const by = event.filter?.name ?? 'Envoy';
    const put = (kind: StateRow['kind'], name: string, value: string): void => {
      rows.set(`${kind} ${name}`, { kind, name, value, by, seq, here: mine.has(seq) });
    };
    if (event.kind === 'metadata-set') put('metadata', `${event.namespace}: ${event.key}`, event.value);
    else if (event.kind === 'filter-state-set') put('filter state', event.key, event.value);
    else if (event.kind === 'property-set') put('property', event.path, event.value);
  }
  return [...rows.values()];
}
