import type { LocalReply } from '../filter/filter-callbacks.ts';
import { type ByteString, byteStringToBytes } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';

/** A local reply while it is being made: code, body and content type may be rewritten. */
export type LocalReplyDraft = {
  readonly headers: HeaderMapImpl;
  code: number;
  body: ByteString;
  contentType: string;
  /** The body was made from a JSON format: gRPC messages go without its line end. */
  isJson?: boolean;
};

/** What a local reply depends on besides itself. */
export type LocalReplyContext = {
  readonly isGrpc: boolean;
  readonly isHead: boolean;
  /** The response headers that the route adds: before the reply's own, or after them for a route's own answer. */
  finalize(headers: HeaderMapImpl, when: 'before' | 'after'): void;
  /** `local_reply_config` of the connection manager. */
  rewrite(draft: LocalReplyDraft): void;
};

/** A local reply ready to be sent. */
export type PreparedLocalReply = { readonly headers: HeaderMapImpl; readonly body: Uint8Array };

/** Builds status, headers and body of a local reply. Envoy: source/common/http/utility.cc `prepareLocalReply`. */
export function prepareLocalReply(reply: LocalReply, context: LocalReplyContext): PreparedLocalReply {
  const headers = HeaderMapImpl.of('response-headers', [[':status', String(reply.code)]]);
  if (reply.plain !== true) context.finalize(headers, 'before');
  for (const [name, value] of reply.headers) headers.add(name, value);
  if (reply.plain === true) return { headers, body: new Uint8Array(0) };
  context.finalize(headers, 'after');
  const draft: LocalReplyDraft = { headers, code: reply.code, body: reply.body, contentType: 'text/plain' };
  const ownContentType = headers.get('content-type') ?? '';
  context.rewrite(draft);
  const customContentType = ownContentType !== (headers.get('content-type') ?? '');
  if (context.isGrpc) return grpcReply(reply, draft, context.isHead);
  if (draft.body === '') {
    headers.remove('content-length');
    headers.remove('content-type');
    return { headers, body: new Uint8Array(0) };
  }
  headers.setInPlace('content-length', String(draft.body.length));
  if (!headers.has('content-type') || (draft.body !== reply.body && !customContentType)) {
    headers.setInPlace('content-type', draft.contentType);
  }
  return { headers, body: context.isHead ? new Uint8Array(0) : byteStringToBytes(draft.body) };
}

/** A gRPC client gets status 200 and the failure in headers. Envoy: same function, `is_grpc_`. */
function grpcReply(reply: LocalReply, draft: LocalReplyDraft, isHead: boolean): PreparedLocalReply {
  const { headers } = draft;
  headers.setInPlace(':status', '200');
  headers.setInPlace('content-type', 'application/grpc');
  if ((headers.get('grpc-status') ?? '') === '') {
    headers.setInPlace('grpc-status', String(reply.grpcStatus ?? grpcStatusOf(draft.code)));
  }
  const message = draft.isJson === true ? draft.body.replace(/\n$/, '') : draft.body;
  if (message !== '' && !isHead) headers.setInPlace('grpc-message', percentEncode(message));
  headers.remove('content-length');
  return { headers, body: new Uint8Array(0) };
}

/** Whether a request is gRPC: decides the form of its local replies. Envoy: `Grpc::Common::isGrpcRequestHeaders`. */
export function isGrpcRequest(headers: HeaderMap | null): boolean {
  const type = headers?.get('content-type');
  return type === 'application/grpc' || type?.startsWith('application/grpc+') === true;
}

const GRPC_STATUS: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};

/** The gRPC status of an HTTP code. Envoy: source/common/grpc/status.cc `httpToGrpcStatus`. */
export function grpcStatusOf(code: number): number {
  return GRPC_STATUS[code] ?? 2;
}

/** Bytes outside of printable ASCII, and `%` itself, as `%XX`. Envoy: `Utility::PercentEncoding::encode`. */
export function percentEncode(text: ByteString): ByteString {
  return text.replace(/[^ -~]|%/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
