import type { FilterStatus } from '../filter/filter-status.ts';
import type { ByteString } from '../http/byte-string.ts';

/** Ordered header fields as byte strings; names in lower case, pseudo headers first. */
export type HeaderPairs = readonly (readonly [name: ByteString, value: ByteString])[];

/** A piece of a body: index into the bodies of the trace, and its length in bytes. */
export type BodyRef = { readonly body: number; readonly length: number };

/** The path of a message through the chain. */
export type Direction = 'request' | 'response';

/** One filter of the chain: its place in `http_filters` (0 is first) and its configured name. */
export type FilterRef = { readonly index: number; readonly name: string };

/** A place in a user's source: source name (`auth/index.ts`), line and column from 1. */
export type SourcePlace = { readonly id: string; readonly line: number; readonly column: number };

/** The four header maps of a stream, in the words of the proxy-wasm ABI. */
export type HeaderMapName = 'request-headers' | 'request-trailers' | 'response-headers' | 'response-trailers';

/** A part of a message on the wire. */
export type MessagePart =
  | { readonly part: 'headers'; readonly headers: HeaderPairs; readonly endStream: boolean }
  | { readonly part: 'data'; readonly data: BodyRef; readonly endStream: boolean }
  | { readonly part: 'trailers'; readonly headers: HeaderPairs }
  | { readonly part: 'reset'; readonly reason: string }
  | { readonly part: 'informational'; readonly headers: HeaderPairs };

/** Filter callbacks in Envoy's words. `onLog` and `onDestroy` stand outside both paths. */
export type FilterCallbackName =
  | 'decodeHeaders'
  | 'decodeData'
  | 'decodeTrailers'
  | 'encode1xxHeaders'
  | 'encodeHeaders'
  | 'encodeData'
  | 'encodeTrailers'
  | 'onHttpCallResponse'
  | 'onGrpcReceive'
  | 'onTick'
  | 'onQueueReady'
  | 'onLog'
  | 'onDestroy';

/** A call out of a script or module into the host. */
type ScriptCall = {
  readonly function: string;
  /** Named arguments, each as text for the eye (strings quoted, enums by name). */
  readonly args: readonly (readonly [name: string, text: string])[];
  /** Result for the eye; null when there is none. */
  readonly result: string | null;
  /** proxy-wasm status word (`Ok`, `NotFound` …); null for Lua. */
  readonly status: string | null;
  /** Raw ABI numbers, for the comparison with Envoy's own trace; null for Lua. */
  readonly raw: { readonly args: readonly number[]; readonly result: number | null } | null;
};

/** What stands in every event. `null` where it does not apply. */
export type TraceEventContext = {
  /** Place in the trace, from 0. */
  readonly seq: number;
  /** Virtual time in nanoseconds since the scenario's clock started. */
  readonly at: number;
  /** Worker thread, from 0; -1 is Envoy's main thread. */
  readonly worker: number;
  /** The scenario's request that this belongs to, from 0. */
  readonly request: number | null;
  /** Stream id; a request has one, an internal redirect begins another. */
  readonly stream: number | null;
  readonly filter: FilterRef | null;
  readonly direction: Direction | null;
  /** Name of the VM (Lua: filter and worker; Wasm: vm key and worker). */
  readonly vm: string | null;
  /** Where in the user's source this happened. */
  readonly source: SourcePlace | null;
  /** Deterministic cost: Lua instructions or Wasm fuel spent in the callback that this event ends. */
  readonly cost: number | null;
  /** seq of the event that woke this one (a callout's answer, a timer). */
  readonly cause: number | null;
};

/** The kinds of events and what each carries. The one list: score, table, folds and documents read it. */
export type TraceEventBody =
  // the stream and the wire
  | { readonly kind: 'stream-started'; readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2' }
  | ({ readonly kind: 'downstream-request' } & MessagePart)
  | ({ readonly kind: 'downstream-response' } & MessagePart)
  | ({ readonly kind: 'upstream-request'; readonly cluster: string; readonly attempt: number } & MessagePart)
  | ({ readonly kind: 'upstream-response'; readonly cluster: string; readonly attempt: number } & MessagePart)
  // a callout on the wire: what the callout's upstream got and sent
  | ({ readonly kind: 'callout-request'; readonly cluster: string; readonly call: number } & MessagePart)
  | ({ readonly kind: 'callout-response'; readonly cluster: string; readonly call: number } & MessagePart)
  | {
      readonly kind: 'route-selected';
      readonly virtualHost: string | null;
      readonly route: string | null;
      readonly cluster: string | null;
      readonly action: 'route' | 'direct_response' | 'redirect' | 'none';
    }
  | { readonly kind: 'route-cache-cleared' }
  | {
      readonly kind: 'stream-ended';
      readonly responseCode: number;
      readonly responseFlags: string;
      readonly responseCodeDetails: string;
    }
  | { readonly kind: 'access-log'; readonly fields: Readonly<Record<string, string | number | boolean | null>> }
  // iteration over the filters
  | { readonly kind: 'filter-skipped'; readonly why: 'disabled' | 'disabled-on-route' | 'failed-open' }
  | {
      readonly kind: 'filter-called';
      readonly callback: FilterCallbackName;
      readonly endStream: boolean;
      /** The map as the filter finds it: headers and trailers callbacks. */
      readonly headers: HeaderPairs | null;
      /** The bytes as the filter finds them: data callbacks. */
      readonly data: BodyRef | null;
    }
  | {
      readonly kind: 'filter-returned';
      readonly callback: FilterCallbackName;
      readonly status: FilterStatus | null;
      /** The map as the filter leaves it. */
      readonly headers: HeaderPairs | null;
      readonly data: BodyRef | null;
    }
  | { readonly kind: 'paused'; readonly status: FilterStatus }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'iteration-continued' }
  | { readonly kind: 'buffered'; readonly bytes: number; readonly limit: number }
  | { readonly kind: 'buffer-limit-exceeded'; readonly bytes: number; readonly limit: number }
  | {
      readonly kind: 'local-reply';
      readonly code: number;
      readonly headers: HeaderPairs;
      readonly data: BodyRef | null;
      readonly details: string;
      readonly grpcStatus: number | null;
    }
  // changes
  | {
      readonly kind: 'header-changed';
      readonly map: HeaderMapName;
      readonly op: 'add' | 'replace' | 'remove';
      readonly name: ByteString;
      readonly before: readonly ByteString[];
      readonly after: readonly ByteString[];
    }
  | {
      readonly kind: 'body-changed';
      readonly body: Direction;
      readonly before: BodyRef;
      readonly after: BodyRef;
    }
  | { readonly kind: 'metadata-set'; readonly namespace: string; readonly key: string; readonly value: string }
  | { readonly kind: 'filter-state-set'; readonly key: string; readonly value: ByteString }
  | { readonly kind: 'property-set'; readonly path: string; readonly value: ByteString }
  // scripts and machines
  | { readonly kind: 'vm-started'; readonly engine: 'lua' | 'wasm'; readonly key: string }
  | { readonly kind: 'context-created'; readonly contextId: number; readonly rootContextId: number }
  | { readonly kind: 'vm-call'; readonly function: string; readonly args: readonly number[] }
  | { readonly kind: 'vm-return'; readonly function: string; readonly result: number | null }
  | ({ readonly kind: 'host-call' } & ScriptCall)
  | ({ readonly kind: 'lua-call' } & ScriptCall)
  | {
      readonly kind: 'http-call-sent';
      readonly call: number;
      readonly cluster: string;
      readonly headers: HeaderPairs;
      readonly data: BodyRef;
      readonly trailers: HeaderPairs;
      readonly timeoutMs: number | null;
    }
  | {
      readonly kind: 'http-call-answered';
      readonly call: number;
      readonly cluster: string;
      readonly outcome: 'answered' | 'reset' | 'cancelled' | 'not-sent';
      readonly headers: HeaderPairs;
      readonly data: BodyRef;
      readonly trailers: HeaderPairs;
    }
  | { readonly kind: 'timer-fired'; readonly periodMs: number }
  | { readonly kind: 'queue-ready'; readonly queue: string; readonly token: number }
  | {
      readonly kind: 'vm-trapped';
      readonly function: string;
      readonly message: string;
      readonly backtrace: readonly {
        readonly name: string;
        readonly place: SourcePlace | null;
        readonly offset: number;
      }[];
    }
  | { readonly kind: 'script-error'; readonly message: string; readonly traceback: readonly SourcePlace[] }
  | { readonly kind: 'failure-policy-applied'; readonly policy: string; readonly effect: string }
  // reports
  | {
      readonly kind: 'log';
      readonly level: 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'critical';
      /** Envoy's logger: `lua`, `wasm`, `http`, `config` … */
      readonly component: string;
      readonly message: ByteString;
    }
  | {
      readonly kind: 'stat';
      readonly name: string;
      readonly type: 'counter' | 'gauge' | 'histogram';
      readonly delta: number;
    }
  | { readonly kind: 'config-rejected'; readonly message: string }
  | {
      readonly kind: 'not-simulated';
      readonly what: string;
      readonly why: string;
      /** Fields of `ScenarioResult` that may therefore differ from Envoy's: `responses`, `upstreams`, `logs`, `stats`, `access_log`, `*` … */
      readonly affects: readonly string[];
    }
  | {
      readonly kind: 'budget-exceeded';
      readonly what: 'instructions' | 'memory' | 'stack' | 'wall-time' | 'log-lines' | 'vms' | 'trace';
      readonly limit: number;
      readonly callback: string;
    }
  | {
      /** What of a script ran on one thread, told when the scenario is over. */
      readonly kind: 'coverage';
      /** The source's name, as in `SourcePlace.id`. */
      readonly file: string;
      /** Lines on which a statement begins, and those of them that ran. */
      readonly lines: readonly number[];
      readonly covered: readonly number[];
    }
  | { readonly kind: 'would-crash-envoy'; readonly what: string; readonly why: string };

/** One thing that happened: plain data, in the words of Envoy and the proxy-wasm ABI. */
export type TraceEvent = TraceEventContext & TraceEventBody;

/** The word that tells the kinds of events apart. */
export type TraceEventKind = TraceEventBody['kind'];

/** The event of one kind. */
export type TraceEventOf<K extends TraceEventKind> = Extract<TraceEvent, { readonly kind: K }>;
