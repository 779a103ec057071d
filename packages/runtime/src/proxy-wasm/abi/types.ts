/** Status codes of proxy-wasm host functions, as Envoy has them (5, 9 and 11 are not in the published ABI). */
export const STATUS = {
  Ok: 0,
  NotFound: 1,
  BadArgument: 2,
  SerializationFailure: 3,
  ParseFailure: 4,
  BadExpression: 5,
  InvalidMemoryAccess: 6,
  Empty: 7,
  CasMismatch: 8,
  ResultMismatch: 9,
  InternalFailure: 10,
  BrokenConnection: 11,
  Unimplemented: 12,
} as const;

/** A status code. */
export type Status = (typeof STATUS)[keyof typeof STATUS];

/** Names of the status codes by number. */
export const STATUS_NAMES: readonly string[] = Object.keys(STATUS);

/** Names of log levels by number; the last one switches logging off. */
export const LOG_LEVEL_NAMES = ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'off'] as const;

/** Numbers of the header maps. */
export const MAP = {
  RequestHeaders: 0,
  RequestTrailers: 1,
  ResponseHeaders: 2,
  ResponseTrailers: 3,
  GrpcInitialMetadata: 4,
  GrpcTrailingMetadata: 5,
  HttpCallResponseHeaders: 6,
  HttpCallResponseTrailers: 7,
} as const;

/** Names of the header maps by number. */
export const MAP_NAMES: readonly string[] = [
  'request headers',
  'request trailers',
  'response headers',
  'response trailers',
  'grpc initial metadata',
  'grpc trailing metadata',
  'call response headers',
  'call response trailers',
];

/** Numbers of the buffers. */
export const BUFFER = {
  RequestBody: 0,
  ResponseBody: 1,
  DownstreamData: 2,
  UpstreamData: 3,
  HttpCallResponseBody: 4,
  GrpcMessage: 5,
  VmConfiguration: 6,
  PluginConfiguration: 7,
  CallData: 8,
} as const;

/** Names of the buffers by number. */
export const BUFFER_NAMES: readonly string[] = [
  'request body',
  'response body',
  'downstream data',
  'upstream data',
  'call response body',
  'grpc message',
  'vm configuration',
  'plugin configuration',
  'call data',
];

/** Names of the streams by number. */
export const STREAM_NAMES: readonly string[] = ['request', 'response', 'downstream', 'upstream'];

/** Names of the kinds of metrics by number. */
export const METRIC_TYPE_NAMES = ['counter', 'gauge', 'histogram'] as const;

/** Names of who closed a connection, by number. */
export const PEER_NAMES: readonly string[] = ['unknown', 'local', 'remote'];
