import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';

/** What a stream that begins anew keeps of the one before. */
export type CarriedOver = { readonly internalRedirects: number; readonly bytesReceived: number };

/** The client's side of one stream: what Envoy's codec does for it. */
export interface Downstream {
  readonly protocol: 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2';
  /** The client asked for HEAD: its codec takes no body. */
  readonly toHead: boolean;
  /** The client wants the connection closed after the response. */
  readonly closesAfterwards: boolean;
  writeInformational(headers: HeaderPairs): void;
  writeHeaders(headers: HeaderMapImpl, end: { readonly endStream: boolean }): void;
  writeData(bytes: Uint8Array, end: { readonly endStream: boolean }): void;
  writeTrailers(trailers: HeaderMapImpl): void;
  /** The response is written; `close`: the connection ends after it; `drains`: because the client or a filter asked for it. */
  finish(after: { readonly close: boolean; readonly drains: boolean; readonly requestComplete: boolean }): void;
  /** The request goes through the filters again as a new stream; `body` null: it has none. */
  recreate(headers: HeaderMapImpl, body: Uint8Array | null, carried: CarriedOver): void;
  /** Breaks the response off. */
  reset(after: { readonly drains: boolean; readonly requestComplete: boolean }): void;
  pause(): void;
  resume(): void;
}
