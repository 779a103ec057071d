import { type ByteString, textToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import type { Address, MetadataValue } from '../stream-info/stream-info.ts';
import type { StreamInfoImpl } from '../stream-info/stream-info-impl.ts';
import { filterStateReader } from './filter-state-format.ts';
import { formatTime } from './format-time.ts';
import { grpcStatusOf, isGrpcRequest } from './local-reply.ts';
import type { RouteEntry } from './route-entry.ts';

/** Everything that a format string can read. Envoy: `Formatter::Context` and `StreamInfo`. */
export type FormatContext = {
  readonly requestHeaders: HeaderMap | null;
  readonly responseHeaders: HeaderMap | null;
  readonly responseTrailers: HeaderMap | null;
  readonly streamInfo: StreamInfoImpl;
  readonly route: RouteEntry | null;
  readonly localReplyBody: ByteString;
  /** Wall clock in milliseconds since 1970: of the stream's start, and now. */
  readonly startEpochMs: number;
  readonly nowEpochMs: number;
  /** Virtual nanoseconds now. */
  readonly now: number;
  readonly accessLogType: 'NotSet' | 'DownstreamEnd';
};

/** What an operator prints; null: it has nothing to print. */
export type FormatValue = ByteString | number | boolean | null | { readonly json: MetadataValue };

/** Reads one operator's value. */
export type FormatReader = (context: FormatContext) => FormatValue;

type Operator = (argument: string | null) => FormatReader;

const NS_PER_MS = 1_000_000;

const LONG_FLAGS: Readonly<Record<string, string>> = {
  NR: 'NoRouteFound',
  NC: 'NoClusterFound',
  UH: 'NoHealthyUpstream',
  UF: 'UpstreamConnectionFailure',
  UC: 'UpstreamConnectionTermination',
  UR: 'UpstreamRemoteReset',
  UPE: 'UpstreamProtocolError',
  UO: 'UpstreamOverflow',
  UT: 'UpstreamRequestTimeout',
  URX: 'UpstreamRetryLimitExceeded',
  SI: 'StreamIdleTimeout',
  DPE: 'DownstreamProtocolError',
  DC: 'DownstreamConnectionTermination',
  DR: 'DownstreamRemoteReset',
  NFCF: 'NoFilterConfigFound',
  RL: 'RateLimited',
  FI: 'FaultInjected',
  DI: 'DelayInjected',
  UAEX: 'UnauthorizedExternalService',
  LH: 'FailedLocalHealthCheck',
  LR: 'LocalReset',
};

const GRPC_NAMES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
];

/** The operators that are simulated, by name. Envoy: source/common/formatter. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  REQ: header((context) => context.requestHeaders),
  REQUEST_HEADER: header((context) => context.requestHeaders),
  RESP: header((context) => context.responseHeaders),
  RESPONSE_HEADER: header((context) => context.responseHeaders),
  TRAILER: header((context) => context.responseTrailers),
  RESPONSE_TRAILER: header((context) => context.responseTrailers),
  PROTOCOL: plain(({ streamInfo }) => streamInfo.protocol),
  RESPONSE_CODE: plain(({ streamInfo }) => streamInfo.responseCode ?? 0),
  RESPONSE_CODE_DETAILS: plain(({ streamInfo }) => streamInfo.responseCodeDetails),
  CONNECTION_TERMINATION_DETAILS: plain(({ streamInfo }) => streamInfo.connectionTerminationDetails),
  RESPONSE_FLAGS: plain(({ streamInfo }) => flags(streamInfo, (flag) => flag)),
  RESPONSE_FLAGS_LONG: plain(({ streamInfo }) => flags(streamInfo, (flag) => LONG_FLAGS[flag] ?? flag)),
  GRPC_STATUS: grpcStatus,
  GRPC_STATUS_NUMBER: plain((context) => grpcNumber(context)),
  LOCAL_REPLY_BODY: plain(({ localReplyBody }) => localReplyBody),
  BYTES_RECEIVED: plain(({ streamInfo }) => streamInfo.bytesReceived),
  BYTES_SENT: plain(({ streamInfo }) => streamInfo.bytesSent),
  REQUEST_HEADERS_BYTES: plain(({ requestHeaders }) => requestHeaders?.byteSize() ?? 0),
  RESPONSE_HEADERS_BYTES: plain(({ responseHeaders }) => responseHeaders?.byteSize() ?? 0),
  RESPONSE_TRAILERS_BYTES: plain(({ responseTrailers }) => responseTrailers?.byteSize() ?? 0),
  DURATION: plain(({ streamInfo, now }) =>
    Math.floor(((streamInfo.endTime ?? now) - streamInfo.startTime) / NS_PER_MS),
  ),
  REQUEST_DURATION: plain(({ streamInfo }) => sinceStart(streamInfo, streamInfo.requestEnd)),
  RESPONSE_DURATION: plain(({ streamInfo }) => sinceStart(streamInfo, streamInfo.upstreamFirstByte)),
  START_TIME: (argument) => (context) => formatTime(context.startEpochMs, argument),
  START_TIME_LOCAL: (argument) => (context) => formatTime(context.startEpochMs, argument),
  EMIT_TIME: (argument) => (context) => formatTime(context.nowEpochMs, argument),
  UPSTREAM_HOST: plain(({ streamInfo }) => address(streamInfo.upstreamHost)),
  UPSTREAM_HOST_NAME: plain(({ streamInfo }) => address(streamInfo.upstreamHost)),
  UPSTREAM_HOST_NAME_WITHOUT_PORT: plain(({ streamInfo }) => streamInfo.upstreamHost?.ip ?? null),
  // Each host once: a cluster has only one here.
  UPSTREAM_HOSTS_ATTEMPTED: plain(({ streamInfo }) => address(streamInfo.upstreamHost)),
  UPSTREAM_REMOTE_ADDRESS: plain(({ streamInfo }) => address(streamInfo.upstreamHost)),
  UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: plain(({ streamInfo }) => streamInfo.upstreamHost?.ip ?? null),
  UPSTREAM_REMOTE_PORT: plain(({ streamInfo }) => streamInfo.upstreamHost?.port ?? null),
  UPSTREAM_CLUSTER: plain(({ streamInfo }) =>
    byteText(
      streamInfo.upstreamCluster === null ? null : (streamInfo.upstreamClusterAlias ?? streamInfo.upstreamCluster),
    ),
  ),
  UPSTREAM_CLUSTER_RAW: plain(({ streamInfo }) => byteText(streamInfo.upstreamCluster)),
  UPSTREAM_PROTOCOL: plain(({ streamInfo }) => streamInfo.upstreamProtocol),
  UPSTREAM_REQUEST_ATTEMPT_COUNT: plain(({ streamInfo }) => streamInfo.upstreamRequestAttempts),
  UPSTREAM_TRANSPORT_FAILURE_REASON: plain(({ streamInfo }) => streamInfo.upstreamTransportFailureReason),
  DOWNSTREAM_REMOTE_ADDRESS: plain(({ streamInfo }) => address(streamInfo.downstreamRemoteAddress)),
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: (argument) => {
    const bits = argument === null ? null : Number(argument);
    return ({ streamInfo }) => masked(streamInfo.downstreamRemoteAddress.ip, bits);
  },
  DOWNSTREAM_REMOTE_PORT: plain(({ streamInfo }) => streamInfo.downstreamRemoteAddress.port),
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: plain(({ streamInfo }) => address(streamInfo.downstreamDirectRemoteAddress)),
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: plain(({ streamInfo }) => streamInfo.downstreamDirectRemoteAddress.ip),
  DOWNSTREAM_DIRECT_REMOTE_PORT: plain(({ streamInfo }) => streamInfo.downstreamDirectRemoteAddress.port),
  DOWNSTREAM_LOCAL_ADDRESS: plain(({ streamInfo }) => address(streamInfo.downstreamLocalAddress)),
  DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT: plain(({ streamInfo }) => streamInfo.downstreamLocalAddress.ip),
  DOWNSTREAM_LOCAL_PORT: plain(({ streamInfo }) => streamInfo.downstreamLocalAddress.port),
  DOWNSTREAM_DIRECT_LOCAL_ADDRESS: plain(({ streamInfo }) => address(streamInfo.downstreamDirectLocalAddress)),
  DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT: plain(({ streamInfo }) => streamInfo.downstreamDirectLocalAddress.ip),
  DOWNSTREAM_DIRECT_LOCAL_PORT: plain(({ streamInfo }) => streamInfo.downstreamDirectLocalAddress.port),
  CONNECTION_ID: plain(({ streamInfo }) => streamInfo.connectionId),
  ROUTE_NAME: plain(({ streamInfo }) => byteText(streamInfo.routeName)),
  VIRTUAL_CLUSTER_NAME: plain(({ streamInfo }) => byteText(streamInfo.virtualClusterName)),
  FILTER_CHAIN_NAME: plain(() => null),
  REQUESTED_SERVER_NAME: plain(() => null),
  DOWNSTREAM_TLS_VERSION: plain(() => null),
  TRACE_ID: plain(() => null),
  SPAN_ID: plain(() => null),
  STREAM_ID: plain(({ streamInfo }) => streamInfo.requestId),
  UNIQUE_ID: plain(({ streamInfo }) => streamInfo.requestId),
  ACCESS_LOG_TYPE: plain(({ accessLogType }) => accessLogType),
  HOSTNAME: plain(() => 'envoy'),
  DYNAMIC_METADATA: (argument) => {
    const path = (argument ?? '').split(':');
    return ({ streamInfo }) => metadata(streamInfo.dynamicMetadata, path);
  },
  METADATA: metadataOf,
  CLUSTER_METADATA: (argument) => {
    const path = (argument ?? '').split(':');
    return ({ streamInfo }) => metadata(streamInfo.upstreamClusterMetadata, path);
  },
  FILTER_STATE: filterStateReader,
  PATH: (argument) => {
    const [query = 'WQ', which = 'ORIG_OR_PATH'] = (argument ?? '').split(':');
    return ({ requestHeaders }) => {
      const original = requestHeaders?.get('x-envoy-original-path');
      const now = requestHeaders?.get(':path');
      const path = which === 'PATH' ? now : which === 'ORIG' ? original : (original ?? now);
      return path === undefined ? null : query === 'NQ' ? withoutQuery(path) : path;
    };
  },
  QUERY_PARAM: (argument) => (context) => queryValue(context, textToByteString(argument ?? '')),
  QUERY_PARAMS: (argument) => {
    if (argument !== null && argument !== 'ORIG' && argument !== 'DECODED') {
      throw new ConfigRejected(`Invalid QUERY_PARAMS option: '${argument}', only 'ORIG'/'DECODED' are allowed`);
    }
    return ({ requestHeaders }) => {
      const path = requestHeaders?.get(':path') ?? '';
      const at = path.indexOf('?');
      return at < 0 ? null : path.slice(at + 1);
    };
  },
};

/** What TLS knows: nothing on connections without it, and there are no others here. */
const OF_TLS =
  /^((DOWN|UP)STREAM_((PEER|LOCAL)_(SUBJECT|ISSUER|URI_SAN|DNS_SAN|IP_SAN|OTHERNAME_SAN|EMAIL_SAN|CERT(_V_(START|END))?|FINGERPRINT_(1|256)|SERIAL|CHAIN_(FINGERPRINTS_(1|256)|SERIALS))|TLS_(VERSION|CIPHER|SESSION_ID|SNI)|TRANSPORT_FAILURE_REASON)|TLS_JA[34]_FINGERPRINT)$/;

/** Names that Envoy has and the simulator does not: they print nothing and say so. */
const NOT_SIMULATED = new Set([
  'REQUEST_TX_DURATION',
  'RESPONSE_TX_DURATION',
  'COMMON_DURATION',
  'UPSTREAM_CONNECTION_POOL_READY_DURATION',
  'ROUNDTRIP_DURATION',
  'UPSTREAM_LOCAL_ADDRESS',
  'UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT',
  'UPSTREAM_LOCAL_PORT',
  'UPSTREAM_HOST_NAMES_ATTEMPTED',
  'UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT',
  'UPSTREAM_CONNECTION_IDS_ATTEMPTED',
  'CUSTOM_FLAGS',
  'COALESCE',
  'UPSTREAM_CONNECTION_ID',
  'UPSTREAM_DETECTED_CLOSE_TYPE',
  'UPSTREAM_WIRE_BYTES_SENT',
  'UPSTREAM_WIRE_BYTES_RECEIVED',
  'UPSTREAM_HEADER_BYTES_SENT',
  'UPSTREAM_HEADER_BYTES_RECEIVED',
  'DOWNSTREAM_WIRE_BYTES_SENT',
  'DOWNSTREAM_WIRE_BYTES_RECEIVED',
  'DOWNSTREAM_HEADER_BYTES_SENT',
  'DOWNSTREAM_HEADER_BYTES_RECEIVED',
  'UPSTREAM_METADATA',
  'UPSTREAM_FILTER_STATE',
  'ENVIRONMENT',
]);

/**
 * The reader of an operator. `unsimulated` is told the names that print nothing here.
 * Throws ConfigRejected for a name that Envoy does not know.
 */
export function formatOperator(
  name: string,
  argument: string | null,
  unsimulated: (operator: string) => void,
): FormatReader {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator !== undefined) return operator(argument);
  if (OF_TLS.test(name)) return () => null;
  if (!NOT_SIMULATED.has(name)) throw new ConfigRejected(`Not supported field in StreamInfo: ${name}`);
  unsimulated(name);
  return () => null;
}

function plain(read: FormatReader): Operator {
  return () => read;
}

/** `NAME?ALTERNATIVE`: the first one that is there. */
function header(map: (context: FormatContext) => HeaderMap | null): Operator {
  return (argument) => {
    const names = (argument ?? '').split('?').map((name) => textToByteString(name.trim().toLowerCase()));
    return (context) => {
      const headers = map(context);
      for (const name of names) {
        const value = headers?.get(name);
        if (value !== undefined) return value;
      }
      return null;
    };
  };
}

function byteText(text: string | null): ByteString | null {
  return text === null || text === '' ? null : textToByteString(text);
}

function flags(streamInfo: StreamInfoImpl, name: (flag: string) => string): string {
  return streamInfo.responseFlags.size === 0 ? '-' : [...streamInfo.responseFlags].map(name).join(',');
}

/** By trailers, headers or HTTP code; -1: not a number. null: the request was not gRPC. Envoy: `Grpc::Common::getGrpcStatus`. */
function grpcNumber({ requestHeaders, responseTrailers, responseHeaders, streamInfo }: FormatContext): number | null {
  if (requestHeaders?.has(':path') !== true || !isGrpcRequest(requestHeaders)) return null;
  const text = responseTrailers?.get('grpc-status') ?? responseHeaders?.get('grpc-status') ?? '';
  if (text !== '') return /^\d+$/.test(text) ? Number(text) : -1;
  return streamInfo.responseCode === null ? null : grpcStatusOf(streamInfo.responseCode);
}

function grpcStatus(argument: string | null): FormatReader {
  return (context) => {
    const number = grpcNumber(context);
    if (number === null || argument === 'NUMBER') return number;
    const name = GRPC_NAMES[number] ?? String(number);
    return argument === 'SNAKE_STRING' ? name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase() : name;
  };
}

function sinceStart(streamInfo: StreamInfoImpl, moment: number | null): number | null {
  return moment === null ? null : Math.floor((moment - streamInfo.startTime) / NS_PER_MS);
}

/** An address, or the network of so many bits that it is in. */
function masked(ip: string, bits: number | null): string {
  if (bits === null || ip.includes(':')) return ip;
  const value = ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const kept = bits <= 0 ? 0 : Math.floor(value / 2 ** (32 - bits)) * 2 ** (32 - bits);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(kept / 2 ** shift) % 256).join('.')}/${bits}`;
}

function address(of: Address | null): string | null {
  if (of === null) return null;
  return of.ip.includes(':') ? `[${of.ip}]:${of.port}` : `${of.ip}:${of.port}`;
}

type Namespaces = { get(namespace: string): ReadonlyMap<string, MetadataValue> | undefined };

function metadata(namespaces: Namespaces, [namespace = '', ...keys]: readonly string[]): FormatValue {
  const fields = namespaces.get(namespace);
  if (fields === undefined) return null;
  let value: MetadataValue | undefined = Object.fromEntries(fields);
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    value = (value as Readonly<Record<string, MetadataValue>>)[key];
  }
  if (value === undefined) return null;
  if (typeof value === 'string') return textToByteString(value);
  return { json: value };
}

function metadataOf(argument: string | null): FormatReader {
  const [where = '', ...path] = (argument ?? '').split(':');
  if (where === 'DYNAMIC') return ({ streamInfo }) => metadata(streamInfo.dynamicMetadata, path);
  if (where === 'CLUSTER') return ({ streamInfo }) => metadata(streamInfo.upstreamClusterMetadata, path);
  if (where === 'ROUTE') return ({ route }) => (route === null ? null : metadata(route.metadata, path));
  if (where === 'VIRTUAL_HOST') {
    return ({ route }) => (route === null ? null : metadata(route.virtualHost.metadata, path));
  }
  return () => null;
}

function withoutQuery(path: ByteString): ByteString {
  const at = path.indexOf('?');
  return at < 0 ? path : path.slice(0, at);
}

function queryValue({ requestHeaders }: FormatContext, wanted: ByteString): ByteString | null {
  const path = requestHeaders?.get(':path') ?? '';
  const at = path.indexOf('?');
  if (at < 0) return null;
  for (const pair of path.slice(at + 1).split('&')) {
    const [name, value = ''] = pair.split('=', 2);
    if (name === wanted) return value;
  }
  return null;
}
