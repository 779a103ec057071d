import { type ByteString, textToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import type { Address, MetadataValue } from '../stream-info/stream-info.ts';
import type { FormatContext, FormatValue, Operator } from './format-context.ts';
import { formatTime } from './format-time.ts';

type OperatorMaker = (argument: string) => Operator;
type MapName = 'requestHeaders' | 'responseHeaders' | 'responseTrailers';

/** An operator without arguments. */
const plain =
  (operator: Operator): OperatorMaker =>
  () =>
    operator;

/** `%REQ(MAIN?ALTERNATIVE)%` and its likes: values of a repeated header joined with `,`. */
const header =
  (map: MapName): OperatorMaker =>
  (argument) => {
    const names = argument.toLowerCase().split('?').map(textToByteString);
    return (context) => headerValue(context[map], names);
  };

function headerValue(map: HeaderMap | null, names: readonly ByteString[]): FormatValue {
  if (map === null) return null;
  for (const name of names) {
    const values = map.values(name);
    if (values.length > 0) return values.join(',');
  }
  return null;
}

type AddressName =
  | 'downstreamRemoteAddress'
  | 'downstreamDirectRemoteAddress'
  | 'downstreamLocalAddress'
  | 'downstreamDirectLocalAddress'
  | 'upstreamHost';

function addresses(prefix: string, name: AddressName): Record<string, OperatorMaker> {
  const of = (text: (address: Address) => FormatValue) =>
    plain((context) => {
      const address = context.streamInfo[name];
      return address === null ? null : text(address);
    });
  return {
    [prefix]: of((a) => (a.ip.includes(':') ? `[${a.ip}]:${a.port}` : `${a.ip}:${a.port}`)),
    [`${prefix}_WITHOUT_PORT`]: of((a) => a.ip),
    [`${prefix.replace('_ADDRESS', '_PORT')}`]: of((a) => a.port),
  };
}

function originalPath(context: FormatContext): ByteString | null {
  const path = context.requestHeaders?.get('x-envoy-original-path') ?? context.requestHeaders?.get(':path');
  return path ?? null;
}

const query = (path: ByteString): ByteString => (path.includes('?') ? path.slice(path.indexOf('?') + 1) : '');

const queryParam: OperatorMaker = (argument) => (context) => {
  const parts = query(originalPath(context) ?? '').split('&');
  const found = parts.find((part) => part.split('=')[0] === argument);
  return found === undefined ? null : found.slice(argument.length + 1);
};

const path: OperatorMaker = (argument) => (context) => {
  const [withQuery, which] = argument.split(':');
  const value = which === 'PATH' ? (context.requestHeaders?.get(':path') ?? null) : originalPath(context);
  return withQuery === 'NQ' && value !== null ? (value.split('?')[0] ?? '') : value;
};

/** Follows keys into nested values. */
function descend(value: MetadataValue | undefined, keys: readonly string[]): FormatValue {
  let found: MetadataValue | undefined = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return null;
    found = Object.hasOwn(found, key) ? (found as { readonly [key: string]: MetadataValue })[key] : undefined;
  }
  return found ?? null;
}

function lookUpMetadata(
  metadata: { get(namespace: string): ReadonlyMap<string, MetadataValue> | undefined } | null,
  argument: string,
): FormatValue {
  const [namespace = '', ...keys] = argument.split(':');
  const fields = metadata?.get(namespace);
  return fields === undefined ? null : descend(Object.fromEntries(fields), keys);
}

const metadata: OperatorMaker = (argument) => {
  const [from = '', ...rest] = argument.split(':');
  const path = rest.join(':');
  if (from === 'ROUTE') return (context) => lookUpMetadata(context.routeMetadata, path);
  if (from === 'DYNAMIC') return (context) => lookUpMetadata(context.streamInfo.dynamicMetadata, path);
  if (['CLUSTER', 'UPSTREAM_HOST', 'LISTENER', 'VIRTUAL_HOST'].includes(from)) return () => null;
  throw new ConfigRejected(`${from} is not a valid METADATA type`);
};

const filterState: OperatorMaker = (argument) => {
  const key = argument.split(':')[0] ?? '';
  return (context) => context.streamInfo.filterState.get(key)?.value ?? null;
};

const startTime: OperatorMaker = (argument) => (context) => {
  const { clock, streamInfo } = context;
  return formatTime(clock.epochMs() - (clock.now() - streamInfo.startTime) / 1e6, argument);
};

const durationMs: Operator = ({ clock, streamInfo }) =>
  Math.floor(((streamInfo.endTime ?? clock.now()) - streamInfo.startTime) / 1e6);

const flags: Operator = ({ streamInfo }) =>
  streamInfo.responseFlags.size === 0 ? '-' : [...streamInfo.responseFlags].join(',');

/** Every operator whose value the simulator knows, by name. Envoy: source/common/formatter/stream_info_formatter.cc. */
export const OPERATORS: Readonly<Record<string, OperatorMaker>> = {
  REQ: header('requestHeaders'),
  REQUEST_HEADER: header('requestHeaders'),
  RESP: header('responseHeaders'),
  RESPONSE_HEADER: header('responseHeaders'),
  TRAILER: header('responseTrailers'),
  RESPONSE_TRAILER: header('responseTrailers'),
  PATH: path,
  QUERY_PARAM: queryParam,
  QUERY_PARAMS: plain((context) => query(originalPath(context) ?? '') || null),
  PROTOCOL: plain((context) => context.streamInfo.protocol),
  RESPONSE_CODE: plain((context) => context.streamInfo.responseCode ?? 0),
  RESPONSE_CODE_DETAILS: plain((context) => context.streamInfo.responseCodeDetails?.replace(/\s/g, '_') ?? null),
  RESPONSE_FLAGS: plain(flags),
  LOCAL_REPLY_BODY: plain((context) => context.localReplyBody),
  BYTES_RECEIVED: plain((context) => context.streamInfo.bytesReceived),
  BYTES_SENT: plain((context) => context.streamInfo.bytesSent),
  DURATION: plain(durationMs),
  START_TIME: startTime,
  START_TIME_LOCAL: startTime,
  ROUTE_NAME: plain((context) => context.streamInfo.routeName || null),
  VIRTUAL_CLUSTER_NAME: plain((context) => context.streamInfo.virtualClusterName || null),
  UPSTREAM_CLUSTER: plain((context) => context.streamInfo.upstreamCluster),
  UPSTREAM_CLUSTER_RAW: plain((context) => context.streamInfo.upstreamCluster),
  UPSTREAM_REQUEST_ATTEMPT_COUNT: plain((context) => context.streamInfo.upstreamRequestAttempts),
  CONNECTION_ID: plain((context) => context.streamInfo.connectionId),
  REQUESTED_SERVER_NAME: plain(() => null),
  DYNAMIC_METADATA: (argument) => (context) => lookUpMetadata(context.streamInfo.dynamicMetadata, argument),
  METADATA: metadata,
  FILTER_STATE: filterState,
  ...addresses('DOWNSTREAM_REMOTE_ADDRESS', 'downstreamRemoteAddress'),
  ...addresses('DOWNSTREAM_DIRECT_REMOTE_ADDRESS', 'downstreamDirectRemoteAddress'),
  ...addresses('DOWNSTREAM_LOCAL_ADDRESS', 'downstreamLocalAddress'),
  ...addresses('DOWNSTREAM_DIRECT_LOCAL_ADDRESS', 'downstreamDirectLocalAddress'),
  ...addresses('UPSTREAM_REMOTE_ADDRESS', 'upstreamHost'),
  UPSTREAM_HOST: addresses('UPSTREAM_HOST', 'upstreamHost')['UPSTREAM_HOST'] as OperatorMaker,
};

/** Operators that Envoy 1.40 knows and the simulator does not: they format as absent and are reported. */
export const UNSIMULATED_OPERATORS: ReadonlySet<string> = new Set(
  (
    'ACCESS_LOG_TYPE BYTES_RETRANSMITTED CLUSTER_METADATA COMMON_DURATION CONNECTION_TERMINATION_DETAILS ' +
    'DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_SENT DOWNSTREAM_HANDSHAKE_DURATION ' +
    'DOWNSTREAM_HEADER_BYTES_RECEIVED DOWNSTREAM_HEADER_BYTES_SENT DOWNSTREAM_LOCAL_SUBJECT DOWNSTREAM_PEER_CERT ' +
    'DOWNSTREAM_PEER_FINGERPRINT_256 DOWNSTREAM_PEER_ISSUER DOWNSTREAM_PEER_SERIAL DOWNSTREAM_PEER_SUBJECT ' +
    'DOWNSTREAM_PEER_URI_SAN DOWNSTREAM_TLS_CIPHER DOWNSTREAM_TLS_SESSION_ID DOWNSTREAM_TLS_VERSION ' +
    'DOWNSTREAM_TRANSPORT_FAILURE_REASON DOWNSTREAM_WIRE_BYTES_RECEIVED DOWNSTREAM_WIRE_BYTES_SENT EMIT_TIME ENVIRONMENT ' +
    'FILTER_CHAIN_NAME GRPC_STATUS GRPC_STATUS_NUMBER HOSTNAME REQUEST_DURATION REQUEST_HEADERS_BYTES REQUEST_TX_DURATION ' +
    'RESPONSE_DURATION RESPONSE_FLAGS_LONG RESPONSE_HEADERS_BYTES RESPONSE_TRAILERS_BYTES RESPONSE_TX_DURATION ' +
    'ROUNDTRIP_DURATION SPAN_ID STREAM_ID TLS_JA3_FINGERPRINT TRACE_ID UNIQUE_ID UPSTREAM_CONNECTION_ID ' +
    'UPSTREAM_CONNECTION_POOL_READY_DURATION UPSTREAM_DETECTED_CLOSE_TYPE UPSTREAM_HEADER_BYTES_RECEIVED ' +
    'UPSTREAM_HEADER_BYTES_SENT UPSTREAM_HOST_NAME UPSTREAM_HOSTS_ATTEMPTED UPSTREAM_LOCAL_ADDRESS ' +
    'UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT UPSTREAM_LOCAL_PORT UPSTREAM_METADATA UPSTREAM_PROTOCOL ' +
    'UPSTREAM_TLS_VERSION UPSTREAM_TRANSPORT_FAILURE_REASON UPSTREAM_WIRE_BYTES_RECEIVED UPSTREAM_WIRE_BYTES_SENT'
  ).split(' '),
);
