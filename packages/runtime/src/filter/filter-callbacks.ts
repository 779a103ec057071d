import type { ByteBuffer } from '../http/byte-buffer.ts';
import type { ByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { RouteEntry } from '../http-connection-manager/route-entry.ts';
import type { ServerWorker } from '../server/server-worker.ts';
import type { StreamInfo } from '../stream-info/stream-info.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';

/** A reply that Envoy makes itself. Envoy: source/common/http/utility.cc `sendLocalReply`. */
export type LocalReply = {
  readonly code: number;
  readonly body: ByteString;
  /** Own headers in the given order; `:status`, `content-length` and `server` among them are ignored by Wasm only. */
  readonly headers: readonly (readonly [name: ByteString, value: ByteString])[];
  readonly grpcStatus: number | null;
  /** RESPONSE_CODE_DETAILS; white space becomes `_`. */
  readonly details: string;
  /**
   * Response headers without a body, of a filter's own making: neither the route nor `local_reply_config` changes them, and
   * gRPC clients get them as they are.
   */
  readonly plain?: boolean;
};

/** What a filter may ask of its stream in either direction. Envoy: envoy/http/filter.h `StreamFilterCallbacks`. */
export interface StreamFilterCallbacks {
  /** The worker thread that runs this stream: dispatcher, clock, random, stats, logs, callouts. */
  readonly worker: ServerWorker;
  readonly streamInfo: StreamInfo;
  /** Emits trace events that carry this filter, stream, worker and direction. */
  readonly trace: FilterTrace;
  /** The route chosen now; looks one up when the cache is empty. null: no route matches. */
  route(): RouteEntry | null;
  /** The next `route()` looks the route up again. */
  clearRouteCache(): void;
  /** The most specific per-route `typed_config` for this filter's name, already out of its `FilterConfig` wrapper; null when there is none. */
  perRouteConfig(): unknown;
  /**
   * All per-route `typed_config`s for this filter's name, least specific first (route configuration, virtual host,
   * route), out of their wrappers: for filters that merge levels (header_mutation, cors). The objects are those of the
   * project, the same ones at each call.
   */
  perRouteConfigs(): readonly unknown[];
  requestHeaders(): HeaderMap | null;
  requestTrailers(): HeaderMap | null;
  responseHeaders(): HeaderMap | null;
  responseTrailers(): HeaderMap | null;
  /** Resets the stream without a reply. */
  resetStream(reason: string, details: string): void;
  /** Sets `limit` bytes for what may be buffered in this direction from now on. */
  setBufferLimit(bytes: number): void;
  bufferLimit(): number;
  /**
   * A reply made by Envoy; on the decode path it travels through all encoder filters, on the encode path (headers not
   * yet sent) straight to the client.
   */
  sendLocalReply(reply: LocalReply): void;
}

/** Envoy: envoy/http/filter.h `StreamDecoderFilterCallbacks`. */
export interface DecoderFilterCallbacks extends StreamFilterCallbacks {
  /** Goes on after a stopping status; takes effect when the running callback has returned. */
  continueDecoding(): void;
  /**
   * Goes on from inside the running headers callback, before it has answered: the rest of the chain gets the headers now
   * and, when the callback then answers Continue, once more. Envoy does so for Wasm filters.
   */
  continueDecodingAtOnce(): void;
  /** Everything buffered for this filter so far; null when nothing is. The buffer may be changed. */
  decodingBuffer(): ByteBuffer | null;
  /** Adds to the buffered data (`streaming: false`) or lets it travel on its own. */
  addDecodedData(data: ByteBuffer, streaming: { readonly streaming: boolean }): void;
  /** Creates request trailers; allowed while the last data event is processed. */
  addDecodedTrailers(): HeaderMap;
  /** `address:port` of the host to prefer (Lua setUpstreamOverrideHost). */
  setUpstreamOverrideHost(host: string, strict: { readonly strict: boolean }): void;
}

/** Envoy: envoy/http/filter.h `StreamEncoderFilterCallbacks`. */
export interface EncoderFilterCallbacks extends StreamFilterCallbacks {
  continueEncoding(): void;
  encodingBuffer(): ByteBuffer | null;
  addEncodedData(data: ByteBuffer, streaming: { readonly streaming: boolean }): void;
  addEncodedTrailers(): HeaderMap;
}
