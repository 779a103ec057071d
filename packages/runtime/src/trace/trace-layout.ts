import type { TraceEventContext, TraceEventKind, TraceEventOf } from './trace-event.ts';

/**
 * How one field of an event is packed. `text`: index into the string table; `texts`: a list of them; `number`: a small integer in one word, any
 * other number in three; `flag`: one word; `pairs`: place of a block of name and value indexes (a list that is recorded
 * again by identity shares its block); `args`: pairs that are never recorded again; `numbers`: a list of numbers; `raw`: the
 * numbers of a host call and its result; `body`: index of a body; `json`: index of its JSON text.
 */
export type FieldCode = 'text' | 'texts' | 'number' | 'flag' | 'pairs' | 'args' | 'numbers' | 'raw' | 'body' | 'json';

type Keys<T> = T extends unknown ? Exclude<keyof T, keyof TraceEventContext | 'kind'> : never;

type Layouts = { readonly [K in TraceEventKind]: { readonly [F in Keys<TraceEventOf<K>> & string]: FieldCode } };

const MESSAGE_PART = {
  part: 'text',
  headers: 'pairs',
  data: 'body',
  endStream: 'flag',
  reason: 'text',
} as const satisfies Record<string, FieldCode>;

const CALL = { function: 'text', args: 'args', result: 'text', status: 'text', raw: 'raw' } as const;

/** The fields of every kind of event; the compiler holds it against `TraceEventBody`. */
export const EVENT_LAYOUTS: Layouts = {
  'stream-started': { protocol: 'text' },
  'downstream-request': MESSAGE_PART,
  'downstream-response': MESSAGE_PART,
  'upstream-request': { cluster: 'text', attempt: 'number', ...MESSAGE_PART },
  'upstream-response': { cluster: 'text', attempt: 'number', ...MESSAGE_PART },
  'callout-request': { cluster: 'text', call: 'number', ...MESSAGE_PART },
  'callout-response': { cluster: 'text', call: 'number', ...MESSAGE_PART },
  'route-selected': { virtualHost: 'text', route: 'text', cluster: 'text', action: 'text' },
  'route-cache-cleared': {},
  'stream-ended': { responseCode: 'number', responseFlags: 'text', responseCodeDetails: 'text' },
  'access-log': { fields: 'json' },
  'filter-skipped': { why: 'text' },
  'filter-called': { callback: 'text', endStream: 'flag', headers: 'pairs', data: 'body' },
  'filter-returned': { callback: 'text', status: 'text', headers: 'pairs', data: 'body' },
  paused: { status: 'text' },
  resumed: {},
  'iteration-continued': {},
  buffered: { bytes: 'number', limit: 'number' },
  'buffer-limit-exceeded': { bytes: 'number', limit: 'number' },
  'local-reply': { code: 'number', headers: 'pairs', data: 'body', details: 'text', grpcStatus: 'number' },
  'header-changed': { map: 'text', op: 'text', name: 'text', before: 'texts', after: 'texts' },
  'body-changed': { body: 'text', before: 'body', after: 'body' },
  'metadata-set': { namespace: 'text', key: 'text', value: 'text' },
  'filter-state-set': { key: 'text', value: 'text' },
  'property-set': { path: 'text', value: 'text' },
  'vm-started': { engine: 'text', key: 'text' },
  'context-created': { contextId: 'number', rootContextId: 'number' },
  'vm-call': { function: 'text', args: 'numbers' },
  'vm-return': { function: 'text', result: 'number' },
  'host-call': CALL,
  'lua-call': CALL,
  'http-call-sent': {
    call: 'number',
    cluster: 'text',
    headers: 'pairs',
    data: 'body',
    trailers: 'pairs',
    timeoutMs: 'number',
  },
  'http-call-answered': {
    call: 'number',
    cluster: 'text',
    outcome: 'text',
    headers: 'pairs',
    data: 'body',
    trailers: 'pairs',
  },
  'timer-fired': { periodMs: 'number' },
  'queue-ready': { queue: 'text', token: 'number' },
  'vm-trapped': { function: 'text', message: 'text', backtrace: 'json' },
  'script-error': { message: 'text', traceback: 'json' },
  'failure-policy-applied': { policy: 'text', effect: 'text' },
  log: { level: 'text', component: 'text', message: 'text' },
  stat: { name: 'text', type: 'text', delta: 'number' },
  'config-rejected': { message: 'text' },
  'not-simulated': { what: 'text', why: 'text', affects: 'json' },
  'budget-exceeded': { what: 'text', limit: 'number', callback: 'text' },
  coverage: { file: 'text', lines: 'json', covered: 'json' },
  'would-crash-envoy': { what: 'text', why: 'text' },
};

/** The kinds that a scenario's result is made from. */
export const RESULT_KINDS: ReadonlySet<TraceEventKind> = new Set<TraceEventKind>([
  'downstream-request',
  'downstream-response',
  'upstream-request',
  'callout-request',
  'stream-ended',
  'access-log',
  'log',
  'stat',
  'config-rejected',
  'not-simulated',
  'budget-exceeded',
  'would-crash-envoy',
]);

/** All kinds in a fixed order; their index is the first byte of a packed event. */
export const EVENT_KINDS = Object.keys(EVENT_LAYOUTS) as readonly TraceEventKind[];

/** Bits of an event's first word above the kind; the worker (plus one) stands above them. */
export const CONTEXT_BITS = {
  request: 1 << 8,
  stream: 1 << 9,
  filter: 1 << 10,
  onRequestPath: 1 << 11,
  onResponsePath: 1 << 12,
  vm: 1 << 13,
  source: 1 << 14,
  cost: 1 << 15,
  cause: 1 << 16,
} as const;

/** How far the worker's index (plus one) is shifted in the first word. */
export const WORKER_SHIFT = 17;

/** Words that stand for null and for a field that the event does not have. */
export const NULL_WORD = -1;
export const ABSENT_WORD = -2;

/** First words of numbers that are not small integers: odd, because a small integer is stored doubled. */
export const NUMBER_WORDS = { double: 1, null: 3, absent: 5 } as const;
