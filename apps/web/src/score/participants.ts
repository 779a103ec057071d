import type { ChainMember, RowKind } from './score-model.ts';
import type { TraceSource } from './trace-source.ts';

/** Who stands in the rows of a score, top to bottom. The same for all scenarios of a run, so that rows keep still. */
export type Participants = {
  readonly chain: readonly ChainMember[];
  /** Clusters that routes send requests to. */
  readonly upstreams: readonly string[];
  /** Clusters that filters call. */
  readonly callouts: readonly string[];
};

/** A participant before anything has happened. */
export type Participant = {
  readonly key: string;
  readonly kind: RowKind;
  readonly name: string;
  readonly filter: number | null;
};

/** The participants as rows: client, filters, router, upstreams, callout clusters. */
export function participantRows(participants: Participants): Participant[] {
  const last = participants.chain.length - 1;
  return [
    { key: 'downstream', kind: 'downstream', name: 'Downstream', filter: null },
    ...participants.chain.map(
      (member, index): Participant => ({
        key: `filter:${member.name}`,
        kind: index === last ? 'router' : 'filter',
        name: member.name,
        filter: index,
      }),
    ),
    ...participants.upstreams.map(
      (name): Participant => ({ key: `upstream:${name}`, kind: 'upstream', name, filter: null }),
    ),
    ...participants.callouts.map(
      (name): Participant => ({ key: `callout:${name}`, kind: 'callout', name, filter: null }),
    ),
  ];
}

/** Clusters that the traces speak of, in the order of `known`, then in the order of their first use. */
export function clustersInTraces(
  traces: Iterable<TraceSource>,
  known: readonly string[],
): { upstreams: string[]; callouts: string[] } {
  const upstreams = new Set<string>();
  const callouts = new Set<string>();
  for (const trace of traces) {
    for (let i = 0; i < trace.length; i++) {
      const event = trace.at(i);
      if (event.kind === 'upstream-request') upstreams.add(event.cluster);
      else if (event.kind === 'http-call-sent') callouts.add(event.cluster);
    }
  }
  const ordered = (used: Set<string>): string[] => [
    ...known.filter((name) => used.has(name)),
    ...[...used].filter((name) => !known.includes(name)),
  ];
  return { upstreams: ordered(upstreams), callouts: ordered(callouts) };
}
