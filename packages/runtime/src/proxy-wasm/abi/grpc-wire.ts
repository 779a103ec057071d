import { byteStringToDisplay, bytesToByteString } from '../../http/byte-string.ts';
import type { HeaderMap } from '../../http/header-map.ts';
import { HeaderMapImpl } from '../../http/header-map-impl.ts';
import { GRPC_BY_HTTP } from './attributes.ts';
import { bytesField, readFields } from './protobuf.ts';

/** One message as it travels: a flag byte (0: not compressed), its length in four bytes, its bytes. */
export function frameMessage(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(5 + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, 5);
  return frame;
}

/** The messages of a body; a broken or compressed rest is left out and told by `null` at the end. */
export function readMessages(body: Uint8Array): (Uint8Array | null)[] {
  const messages: (Uint8Array | null)[] = [];
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < body.length; ) {
    const length = at + 5 <= body.length ? view.getUint32(at + 1) : Number.POSITIVE_INFINITY;
    if (body[at] !== 0 || at + 5 + length > body.length) return [...messages, null];
    messages.push(body.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return messages;
}

/** How a gRPC exchange ended, with Envoy's message. */
export type GrpcEnd = { readonly code: number; readonly message: string };

/**
 * The end that an answer tells: by `grpc-status` in the trailers or in headers without a body, else by the HTTP status.
 * Envoy: source/common/grpc/async_client_impl.cc.
 */
export function grpcEnd(headers: HeaderMap, trailers: HeaderMap | null, body: Uint8Array): GrpcEnd {
  const http = Number(headers.get(':status') ?? 0);
  const local = localDetails(http, body);
  if (local !== null) return local;
  const map = trailers ?? headers;
  const status = map.get('grpc-status');
  const details = 'via_upstream';
  if (http !== 200 && status === undefined) return { code: GRPC_BY_HTTP[http] ?? 2, message: details };
  const code = status !== undefined && /^\d+$/.test(status) ? Number(status) : 2;
  const message = byteStringToDisplay(map.get('grpc-message') ?? '');
  return { code, message: message === '' ? details : `${message}{${details}}` };
}

/** Answers that Envoy makes itself: the callout's client gives them as HTTP ones. */
function localDetails(http: number, body: Uint8Array): GrpcEnd | null {
  const text = bytesToByteString(body.subarray(0, 200));
  if (http === 504 && text === 'upstream request timeout') return { code: 14, message: `${text}{response_timeout}` };
  if (http !== 503 || !text.startsWith('upstream connect error')) return null;
  const reason = /reset reason: (.*)$/.exec(text)?.[1] ?? '';
  const refused = reason === 'remote connection failure' ? '|delayed_connect_error:_Connection_refused' : '';
  const details = `${reason.replaceAll(' ', '_')}${refused}`;
  return { code: 14, message: `${text}{upstream_reset_before_response_started{${details}}}` };
}

/** Whether Envoy itself made an answer: it carries nothing of an upstream. */
export function isLocalReply(headers: HeaderMap): boolean {
  return !headers.has('x-envoy-upstream-service-time');
}

/** The cluster of a serialized `envoy.config.core.v3.GrpcService`, or the bytes as its name when they are no message. */
export function clusterOfService(service: Uint8Array): { readonly cluster: string; readonly parsed: boolean } {
  const fields = readFields(service);
  if (fields === null) return { cluster: byteStringToDisplay(bytesToByteString(service)), parsed: false };
  const envoyGrpc = bytesField(fields, 1);
  const inner = envoyGrpc === undefined ? null : readFields(envoyGrpc);
  const name = inner === null ? undefined : bytesField(inner, 1);
  return { cluster: name === undefined ? '' : byteStringToDisplay(bytesToByteString(name)), parsed: true };
}

/** The headers of the gRPC reply that Envoy makes for a callout that failed. */
export function localTrailers(code: number, body: Uint8Array): HeaderMap {
  return HeaderMapImpl.of('response-headers', [
    [':status', '200'],
    ['content-type', 'application/grpc'],
    ['grpc-status', String(code)],
    ['grpc-message', bytesToByteString(body)],
  ]);
}
