import type { ByteString } from '../../http/byte-string.ts';
import { textToByteString } from '../../http/byte-string.ts';
import type { HeaderMap } from '../../http/header-map.ts';
import type { StreamInfo } from '../../stream-info/stream-info.ts';
import type { StreamInfoImpl } from '../../stream-info/stream-info-impl.ts';
import type { AttributeValue } from './attribute-value.ts';
import {
  addressValue,
  boolValue,
  headersValue,
  integerValue,
  metadataValue,
  rootValue,
  textValue,
} from './attribute-value.ts';
import { responseFlagBits } from './response-flags.ts';

/** What the attributes of a stream are read from. Maps that are out of reach now are null. */
export type AttributeSource = {
  readonly info: StreamInfo;
  readonly requestHeaders: HeaderMap | null;
  readonly responseHeaders: HeaderMap | null;
  readonly responseTrailers: HeaderMap | null;
  /** Wall clock in milliseconds at virtual time 0. */
  readonly epochMs: number;
};

type Attribute = (source: AttributeSource) => AttributeValue | null;

const text = (value: ByteString | undefined | null): AttributeValue | null =>
  value === undefined || value === null ? null : textValue(value);

const requestHeader =
  (name: string): Attribute =>
  ({ requestHeaders }) =>
    text(requestHeaders?.get(name));

const nanoseconds = (value: number): AttributeValue => integerValue(Math.round(value));

const REQUEST: Readonly<Record<string, Attribute>> = {
  path: requestHeader(':path'),
  url_path: ({ requestHeaders }) => text(requestHeaders?.get(':path')?.replace(/\?.*$/s, '')),
  query: ({ requestHeaders }) => {
    const path = requestHeaders?.get(':path');
    return path === undefined ? null : textValue(path.includes('?') ? path.slice(path.indexOf('?') + 1) : '');
  },
  host: requestHeader(':authority'),
  scheme: requestHeader(':scheme'),
  method: requestHeader(':method'),
  referer: requestHeader('referer'),
  useragent: requestHeader('user-agent'),
  id: requestHeader('x-request-id'),
  headers: ({ requestHeaders }) => headersValue(requestHeaders),
  time: ({ info, epochMs }) =>
    integerValue(BigInt(Math.round(epochMs * 1000)) * 1000n + BigInt(Math.round(info.startTime))),
  protocol: ({ info }) => textValue(info.protocol),
  size: ({ info, requestHeaders }) => {
    const length = requestHeaders?.get('content-length');
    return integerValue(length !== undefined && /^\d+$/.test(length) ? BigInt(length) : info.bytesReceived);
  },
  total_size: ({ info, requestHeaders }) => integerValue(info.bytesReceived + (requestHeaders?.byteSize() ?? 0)),
  duration: ({ info }) => (info.endTime === null ? null : nanoseconds(info.endTime - info.startTime)),
};

const RESPONSE: Readonly<Record<string, Attribute>> = {
  code: ({ info, responseHeaders }) => {
    const code = info.responseCode ?? Number(responseHeaders?.get(':status') ?? 0);
    return code ? integerValue(code) : null;
  },
  code_details: ({ info }) =>
    info.responseCodeDetails === null ? null : textValue(textToByteString(info.responseCodeDetails)),
  flags: ({ info }) => integerValue(responseFlagBits(info.responseFlags)),
  size: ({ info }) => integerValue(info.bytesSent),
  total_size: ({ info, responseHeaders, responseTrailers }) =>
    integerValue(info.bytesSent + (responseHeaders?.byteSize() ?? 0) + (responseTrailers?.byteSize() ?? 0)),
  headers: ({ responseHeaders }) => headersValue(responseHeaders),
  trailers: ({ responseTrailers }) => headersValue(responseTrailers),
  grpc_status: (source) => {
    const status = grpcStatus(source);
    return status === null ? null : integerValue(status);
  },
  // Nothing comes back from an upstream that refuses or goes away.
  backend_latency: ({ info }) =>
    info.endTime === null || (info as StreamInfoImpl).upstreamFirstByte === null ? null : integerValue(0),
};

const CONNECTION: Readonly<Record<string, Attribute>> = {
  id: ({ info }) => integerValue(info.connectionId),
  mtls: () => boolValue(false),
  requested_server_name: () => textValue(''),
};

const SOURCE: Readonly<Record<string, Attribute>> = {
  address: ({ info }) => addressValue(info.downstreamRemoteAddress),
  port: ({ info }) => integerValue(info.downstreamRemoteAddress.port),
};

const DESTINATION: Readonly<Record<string, Attribute>> = {
  address: ({ info }) => addressValue(info.downstreamLocalAddress),
  port: ({ info }) => integerValue(info.downstreamLocalAddress.port),
};

const UPSTREAM: Readonly<Record<string, Attribute>> = {
  address: ({ info }) => (info.upstreamHost === null ? null : addressValue(info.upstreamHost)),
  port: ({ info }) => (info.upstreamHost === null ? null : integerValue(info.upstreamHost.port)),
  transport_failure_reason: ({ info }) =>
    info.upstreamHost === null
      ? null
      : textValue(((info as StreamInfoImpl).upstreamTransportFailureReason ?? '').replaceAll('_', ' ')),
  request_attempt_count: ({ info }) => integerValue(info.upstreamRequestAttempts),
};

const group =
  (attributes: Readonly<Record<string, Attribute>>): Attribute =>
  (source) =>
    rootValue((name) => (Object.hasOwn(attributes, name) ? (attributes[name]?.(source) ?? null) : null));

/** The attribute roots that follow from the stream alone. Envoy: source/extensions/filters/common/expr/context.cc. */
export const STREAM_ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  request: group(REQUEST),
  response: group(RESPONSE),
  connection: group(CONNECTION),
  source: group(SOURCE),
  destination: group(DESTINATION),
  upstream: group(UPSTREAM),
  connection_id: ({ info }) => integerValue(info.connectionId),
  metadata: ({ info }) =>
    metadataValue(
      new Map([...info.dynamicMetadata.namespaces()].map((n) => [n, info.dynamicMetadata.get(n) ?? new Map()])),
    ),
  filter_state: ({ info }) =>
    rootValue((key) => {
      const entry = info.filterState.get(key);
      return entry === undefined ? null : textValue(entry.value);
    }),
  upstream_filter_state: ({ info }) => (info.upstreamHost === null ? null : rootValue(() => null)),
};

/** Attributes that exist in Envoy and have no value here. */
export const UNKNOWN_HERE: ReadonlySet<string> = new Set([
  'upstream.local_address',
  'upstream.cx_pool_ready_duration',
  'upstream.locality',
]);

/** gRPC status by trailer, header or HTTP code; null before there is a response. Envoy: `getGrpcStatus`. */
function grpcStatus({ info, responseHeaders, responseTrailers }: AttributeSource): number | null {
  const given = responseTrailers?.get('grpc-status') ?? responseHeaders?.get('grpc-status');
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  const code = info.responseCode ?? Number(responseHeaders?.get(':status') ?? 0);
  if (!code) return null;
  return GRPC_BY_HTTP[code] ?? 2;
}

/** Envoy: `Grpc::Utility::httpToGrpcStatus`. */
export const GRPC_BY_HTTP: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};
