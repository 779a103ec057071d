import type { BorderText } from '../http/byte-string.ts';

/** Header fields at the border: ordered pairs, values as text or base64. */
export type BorderHeaders = readonly (readonly [name: string, value: BorderText])[];

/** How a scenario ended. `rejected`: Envoy refuses the configuration; `stopped`: our budget or the user ended it. */
export type ScenarioOutcome = 'completed' | 'rejected' | 'crashed' | 'hung' | 'stopped';

/** The answer to one request as the client saw it. */
export type ResponseResult = {
  /** Index in the scenario's requests. */
  readonly request: number;
  /** null when no response headers came. */
  readonly status: number | null;
  readonly headers: BorderHeaders;
  readonly body: BorderText;
  /** Sizes in bytes of the pieces in which the body came (HTTP/1: chunks; HTTP/2: DATA frames), empty ones left out. */
  readonly chunks: readonly number[];
  readonly trailers: BorderHeaders;
  /** 1xx responses before the final one: status and headers. */
  readonly informational: readonly { readonly status: number; readonly headers: BorderHeaders }[];
  readonly complete: boolean;
  /** Why the response is not complete: `connection closed`, `RST_STREAM INTERNAL_ERROR` …, `no answer`; else null. */
  readonly reset: string | null;
  readonly response_flags: string;
  readonly response_code_details: string;
};

/** A request that an upstream or callout cluster received. */
export type UpstreamResult = {
  readonly cluster: string;
  readonly method: string;
  readonly path: string;
  /** As on the wire: HTTP/1 with `host`, HTTP/2 with `:authority` and `:scheme`. */
  readonly headers: BorderHeaders;
  readonly body: BorderText;
  readonly chunks: readonly number[];
  readonly trailers: BorderHeaders;
  /** Whether the whole request arrived. */
  readonly complete: boolean;
};

/** A line Envoy logs; filter is its configured name where it is known (Envoy itself: Wasm only), else null. */
export type LogResult = {
  readonly level: string;
  readonly component: string;
  readonly filter: string | null;
  readonly message: BorderText;
};

/** One expectation of a scenario and whether it held. */
export type ExpectationResult = {
  readonly index: number;
  /** The expectation as one plain sentence. */
  readonly text: string;
  readonly pass: boolean;
  /** What was seen instead, when it failed. */
  readonly actual: string | null;
};

/** Something the simulator did not simulate, and the result fields it may touch. */
export type NotSimulated = { readonly what: string; readonly why: string; readonly affects: readonly string[] };

/**
 * What a scenario came to: a fold over the trace, the same object for the simulator and for the real Envoy.
 * Plain JSON; the names are those of `chainwright run --json`.
 */
export type ScenarioResult = {
  readonly scenario: string;
  readonly engine: 'simulator' | 'envoy';
  readonly outcome: ScenarioOutcome;
  /** Envoy's refusal, its last words, or why the run was stopped; null when completed. */
  readonly reason: string | null;
  readonly responses: readonly ResponseResult[];
  readonly upstreams: readonly UpstreamResult[];
  readonly callouts: readonly UpstreamResult[];
  readonly logs: readonly LogResult[];
  /** Deltas of counters and gauges that are not zero, by stat name. */
  readonly stats: Readonly<Record<string, number>>;
  readonly access_log: readonly Readonly<Record<string, string | number | boolean | null>>[];
  readonly expectations: readonly ExpectationResult[];
  readonly not_simulated: readonly NotSimulated[];
};
