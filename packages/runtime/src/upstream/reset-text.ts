import type { UpstreamReset } from './response-step.ts';

/** What Envoy makes of an upstream that failed before its response headers. */
export type ResetReply = {
  readonly code: number;
  readonly flag: string;
  /** What stands in the body of the reply after `reset reason: `. */
  readonly reason: string;
  /** Details behind the reason, after `|`; null: none. */
  readonly transport: string | null;
};

const REPLIES: Readonly<Partial<Record<UpstreamReset, ResetReply>>> & { readonly 'protocol error': ResetReply } = {
  'connection failure': {
    code: 503,
    flag: 'UF',
    reason: 'remote connection failure',
    transport: 'delayed connect error: Connection refused',
  },
  'connection termination': { code: 503, flag: 'UC', reason: 'connection termination', transport: null },
  'remote reset': { code: 503, flag: 'UR', reason: 'remote reset', transport: null },
  'remote refused stream reset': { code: 503, flag: 'UR', reason: 'remote refused stream reset', transport: null },
  'protocol error': { code: 502, flag: 'UPE', reason: 'protocol error', transport: null },
  overflow: { code: 503, flag: 'UO', reason: 'overflow', transport: null },
};

/** Envoy: source/common/router/router.cc `onUpstreamReset`, source/common/http/utility.cc `resetReasonToString`. */
export function resetReply(reset: UpstreamReset): ResetReply {
  return REPLIES[reset] ?? REPLIES['protocol error'];
}

/** Details of a stream that failed before or after its response headers. */
export function resetDetails(reply: ResetReply, when: 'before' | 'after'): string {
  const why = when === 'after' || reply.transport === null ? '' : `|${reply.transport}`;
  return `upstream_reset_${when}_response_started{${reply.reason}${why}}`.replaceAll(' ', '_');
}

/** Body of the reply. `retried`: other tries failed before. */
export function resetBody(reply: ResetReply, { retried }: { readonly retried: boolean }): string {
  const again = retried ? 'retried and the latest ' : '';
  return `upstream connect error or disconnect/reset before headers. ${again}reset reason: ${reply.reason}`;
}
