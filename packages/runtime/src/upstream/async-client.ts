import type { HeaderMap } from '../http/header-map.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';

/** A callout as a filter asks for it. */
export type HttpCall = {
  readonly cluster: string;
  /** With `:method`, `:path`, `:authority`. */
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
  readonly trailers: HeaderMap | null;
  /** 0 or null: no timeout. */
  readonly timeoutMs: number | null;
  /** Lua's `send_xff`: adds `x-forwarded-for`; Wasm never does. */
  readonly sendXff: boolean;
  /** The body is sent as a stream (gRPC): its length is not announced. */
  readonly streaming?: boolean;
  /** Emitter of the calling filter: the sent and answered events carry it. */
  readonly trace: FilterTrace;
};

/** The answer of a callout. Timeouts and connection failures are ordinary 504 and 503 answers, as in Envoy. */
export type HttpCallAnswer =
  | {
      readonly kind: 'answered';
      readonly headers: HeaderMap;
      readonly body: Uint8Array;
      readonly trailers: HeaderMap | null;
      readonly event: number;
    }
  | { readonly kind: 'reset'; readonly event: number };

/** A callout under way. */
export interface HttpCallHandle {
  /** Number of the call in the scenario, as in its `http-call-sent` event. */
  readonly call: number;
  cancel(): void;
}

/**
 * Callouts to scripted upstreams in virtual time. Envoy: source/common/http/async_client_impl.cc.
 * `send` answers null when the cluster is unknown or has no host (nothing was sent; no callback comes).
 */
export interface AsyncClient {
  hasCluster(name: string): boolean;
  /** `onAnswer` may be null: nobody waits (Lua's asynchronous call). */
  send(call: HttpCall, onAnswer: ((answer: HttpCallAnswer) => void) | null): HttpCallHandle | null;
}
