import type {
  DecoderFilterCallbacks,
  EncoderFilterCallbacks,
  StreamFilterCallbacks,
} from '../filter/filter-callbacks.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import type { ByteString } from '../http/byte-string.ts';
import type { Direction } from '../trace/trace-event.ts';

/** A reply that a script asked for. */
export type ScriptReply = {
  readonly code: number;
  readonly headers: readonly (readonly [ByteString, ByteString])[];
  readonly body: ByteString;
};

/**
 * The path on which a handle works: what differs between requests and responses.
 * Envoy: source/extensions/filters/http/lua/lua_filter.h `FilterCallbacks`.
 */
export type MessagePath = {
  readonly direction: Direction;
  readonly callbacks: StreamFilterCallbacks;
  addData(data: ByteBuffer): void;
  bufferedBody(): ByteBuffer | null;
  continueIteration(): void;
  /** Called before a script changes headers. */
  onHeadersModified(): void;
  clearRouteCache(): void;
  /** null: this path can't reply. */
  readonly respond: ((reply: ScriptReply) => void) | null;
  setUpstreamOverrideHost(host: string, strict: boolean): void;
};

/** The request's path. `clearsRouteCache`: whether changed headers let the route be chosen again. */
export function requestPath(callbacks: DecoderFilterCallbacks, clearsRouteCache: boolean): MessagePath {
  return {
    direction: 'request',
    callbacks,
    addData: (data) => callbacks.addDecodedData(data, { streaming: false }),
    bufferedBody: () => callbacks.decodingBuffer(),
    continueIteration: () => callbacks.continueDecoding(),
    onHeadersModified: () => {
      if (clearsRouteCache) callbacks.clearRouteCache();
    },
    clearRouteCache: () => callbacks.clearRouteCache(),
    respond: ({ code, headers, body }) => {
      callbacks.sendLocalReply({ code, headers, body, grpcStatus: null, details: 'lua_response' });
    },
    setUpstreamOverrideHost: (host, strict) => callbacks.setUpstreamOverrideHost(host, { strict }),
  };
}

/** The response's path: it can neither reply nor change the route. */
export function responsePath(callbacks: EncoderFilterCallbacks): MessagePath {
  return {
    direction: 'response',
    callbacks,
    addData: (data) => callbacks.addEncodedData(data, { streaming: false }),
    bufferedBody: () => callbacks.encodingBuffer(),
    continueIteration: () => callbacks.continueEncoding(),
    onHeadersModified: () => undefined,
    clearRouteCache: () => undefined,
    respond: null,
    setUpstreamOverrideHost: () => undefined,
  };
}
