import type { HeaderPairs } from '../trace/trace-event.ts';

/** Why an upstream's stream or connection ended too early. */
export type UpstreamReset =
  | 'connection failure'
  | 'connection termination'
  | 'remote reset'
  | 'remote refused stream reset'
  | 'protocol error'
  /** A head that Envoy does not take. */
  | 'broken head'
  /** The connection ended inside of a head. */
  | 'cut head'
  /** HTTP/2: the connection ends because of a message that may not be. */
  | 'broken message'
  /** HTTP/2: the stream ends because its body is not as long as promised. */
  | 'broken length'
  /** HTTP/2: the connection ends because of a head that is too large. */
  | 'oversized head'
  /** HTTP/2: the stream ends because of its many headers. */
  | 'too many headers'
  | 'overflow';

/**
 * When a piece arrives after the one before: in the same read of the socket, in the next read, or only after Envoy has
 * done everything about what came before (peers write their pieces one by one).
 */
export type Pace = 'same-read' | 'next-read' | 'settled';

/** One thing that an upstream sends, and how long it waits before it. */
export type ResponseStep = { readonly delayMs: number; readonly pace: Pace } & (
  | { readonly step: 'informational'; readonly headers: HeaderPairs }
  /** `singleUse`: the upstream's version of HTTP does not keep connections. */
  | {
      readonly step: 'headers';
      readonly headers: HeaderPairs;
      readonly endStream: boolean;
      readonly singleUse?: boolean;
    }
  | { readonly step: 'data'; readonly bytes: Uint8Array<ArrayBuffer>; readonly endStream: boolean }
  | { readonly step: 'trailers'; readonly headers: HeaderPairs }
  | { readonly step: 'reset'; readonly reset: UpstreamReset }
  /** Bytes behind the end of the message. */
  | { readonly step: 'surplus' }
);

/** What the plan of an answer depends on besides its script. */
export type ResponseWire = {
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** Method of the request as sent. */
  readonly method: string;
  readonly passesTrailers: boolean;
  readonly bufferLimit: number;
};
