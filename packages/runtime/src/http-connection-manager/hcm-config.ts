import { isYamlMessage, MessageReader, type YamlMessage } from '../config/message-reader.ts';
import { type ByteString, textToByteString } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import { CidrList } from './cidr-list.ts';
import type { Unsimulated } from './header-rules.ts';
import { LocalReplyConfig } from './local-reply-config.ts';
import type { PathOptions } from './path-normalizer.ts';
import { RouteTable } from './route-table.ts';

/** What the simulator reads of an HttpConnectionManager message. Times in milliseconds; 0 switches a time-out off. */
export type HcmConfig = {
  readonly statPrefix: string;
  readonly routes: RouteTable;
  readonly useRemoteAddress: boolean;
  readonly skipXffAppend: boolean;
  readonly xffTrustedHops: number;
  readonly internalAddresses: CidrList;
  /** `x-forwarded-client-cert` of a client without TLS stays. */
  readonly keepsClientCert: boolean;
  readonly generateRequestId: boolean;
  readonly preserveExternalRequestId: boolean;
  readonly alwaysSetRequestIdInResponse: boolean;
  readonly via: ByteString;
  readonly addUserAgent: boolean;
  readonly schemeToOverwrite: string | null;
  readonly serverName: ByteString;
  readonly serverHeader: 'OVERWRITE' | 'APPEND_IF_ABSENT' | 'PASS_THROUGH';
  readonly paths: PathOptions;
  readonly stripHostPort: 'none' | 'any' | 'matching';
  readonly stripTrailingHostDot: boolean;
  readonly streamIdleTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly requestHeadersTimeoutMs: number;
  readonly maxStreamDurationMs: number;
  readonly maxRequestHeadersBytes: number;
  readonly maxHeadersCount: number;
  readonly underscores: 'ALLOW' | 'REJECT_REQUEST' | 'DROP_HEADER';
  readonly acceptHttp10: boolean;
  readonly defaultHostForHttp10: ByteString;
  readonly enableTrailers: boolean;
  readonly allowCustomMethods: boolean;
  readonly allowAbsoluteUrl: boolean;
  readonly proxy100Continue: boolean;
  readonly http2StreamWindow: number;
  readonly allowHttp2Connect: boolean;
  readonly localReply: LocalReplyConfig;
  readonly upgrades: ReadonlyMap<string, boolean>;
  readonly suppressEnvoyHeaders: boolean;
  readonly respectsExpected: boolean;
};

const TYPE = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

/** Fields without effect on what is simulated, or read elsewhere. */
const WITHOUT_EFFECT = [
  'codec_type',
  'http_filters',
  'access_log',
  'access_log_flush_interval',
  'access_log_options',
  'drain_timeout',
  'delayed_close_timeout',
  'append_local_overload',
  'represent_ipv4_remote_address_as_ipv4_mapped_ipv6',
  'request_id_extension',
  'hidden_envoy_deprecated_idle_timeout',
  'http_protocol_options',
];

/** Fields that change what happens and are left out. */
const NOT_SIMULATED = [
  'append_x_forwarded_port',
  'stream_error_on_invalid_http_message',
  'rds',
  'scoped_routes',
  'tracing',
  'original_ip_detection_extensions',
  'early_header_mutation_extensions',
  'path_with_escaped_slashes_action_runtime',
  'typed_header_validation_config',
  'http3_protocol_options',
  'set_current_client_cert_details',
  'add_proxy_protocol_connection_state',
  'max_requests_per_connection',
  'access_log_flush_on_new_request',
  'stream_flush_timeout',
];

/** Reads the connection manager. Throws ConfigRejected with Envoy's text where Envoy refuses it. */
export function readHcmConfig(message: YamlMessage, unsimulated: Unsimulated): HcmConfig {
  return MessageReader.read({ stat_prefix: 'ingress', ...message }, TYPE, (reader) => readFields(reader, unsimulated));
}

function readFields(reader: MessageReader, unsimulated: Unsimulated): HcmConfig {
  reader.ignore(...WITHOUT_EFFECT);
  for (const field of NOT_SIMULATED) if (reader.has(field)) unsimulated(`http_connection_manager.${field}`);
  reader.oneof('route_specifier', ['rds', 'route_config', 'scoped_routes'], { required: true });
  const routes =
    reader.message(
      'route_config',
      'envoy.config.route.v3.RouteConfiguration',
      (one) => new RouteTable(one, unsimulated),
    ) ?? RouteTable.read({}, unsimulated);
  const common = readCommonOptions(reader, unsimulated);
  return {
    statPrefix: reader.string('stat_prefix', { minLength: 1 }),
    routes,
    ...readAddressOptions(reader),
    ...readHeaderOptions(reader),
    paths: {
      normalize: reader.bool('normalize_path'),
      mergeSlashes: reader.bool('merge_slashes'),
      escapedSlashes: readEscapedSlashes(reader),
    },
    stripHostPort: readStripPort(reader),
    stripTrailingHostDot: reader.bool('strip_trailing_host_dot'),
    streamIdleTimeoutMs: reader.durationMs('stream_idle_timeout') ?? 300_000,
    requestTimeoutMs: reader.durationMs('request_timeout') ?? 0,
    requestHeadersTimeoutMs: reader.durationMs('request_headers_timeout') ?? 0,
    maxRequestHeadersBytes: (reader.integer('max_request_headers_kb') ?? 60) * 1024,
    ...common,
    ...readCodecOptions(reader, unsimulated),
    proxy100Continue: reader.bool('proxy_100_continue'),
    localReply:
      reader.message('local_reply_config', TYPE.replace('HttpConnectionManager', 'LocalReplyConfig'), (reply) =>
        LocalReplyConfig.read(reply, unsimulated),
      ) ?? LocalReplyConfig.NONE,
    upgrades: new Map(reader.messages('upgrade_configs', `${TYPE}.UpgradeConfig`, readUpgrade)),
    respectsExpected: routerOption(reader.raw('http_filters'), 'respect_expected_rq_timeout'),
    suppressEnvoyHeaders: routerOption(reader.raw('http_filters'), 'suppress_envoy_headers'),
  };
}

function readAddressOptions(reader: MessageReader) {
  const internal = reader.message(
    'internal_address_config',
    TYPE.replace('HttpConnectionManager', 'HttpConnectionManager.InternalAddressConfig'),
    (config) => {
      config.ignore('unix_sockets');
      const ranges = config.messages('cidr_ranges', 'envoy.config.core.v3.CidrRange', (range) => ({
        prefix: range.string('address_prefix', { minLength: 1 }),
        length: range.integer('prefix_len') ?? 0,
      }));
      return new CidrList(ranges);
    },
  );
  return {
    useRemoteAddress: reader.bool('use_remote_address'),
    skipXffAppend: reader.bool('skip_xff_append'),
    xffTrustedHops: reader.integer('xff_num_trusted_hops') ?? 0,
    internalAddresses: internal ?? new CidrList([]),
  };
}

const SERVER_HEADER = ['OVERWRITE', 'APPEND_IF_ABSENT', 'PASS_THROUGH'] as const;
const CERT_DETAILS = ['SANITIZE', 'FORWARD_ONLY', 'APPEND_FORWARD', 'SANITIZE_SET', 'ALWAYS_FORWARD_ONLY'] as const;

function readHeaderOptions(reader: MessageReader) {
  const forward = reader.enumeration('forward_client_cert_details', CERT_DETAILS, 'SANITIZE');
  const scheme = reader.raw('scheme_header_transformation');
  const overwrite = isYamlMessage(scheme) ? (scheme['scheme_to_overwrite'] ?? scheme['schemeToOverwrite']) : null;
  return {
    keepsClientCert: forward === 'ALWAYS_FORWARD_ONLY',
    generateRequestId: reader.bool('generate_request_id', true),
    preserveExternalRequestId: reader.bool('preserve_external_request_id'),
    alwaysSetRequestIdInResponse: reader.bool('always_set_request_id_in_response'),
    via: textToByteString(reader.string('via')),
    addUserAgent: reader.bool('add_user_agent'),
    schemeToOverwrite: typeof overwrite === 'string' ? overwrite : null,
    serverName: textToByteString(reader.string('server_name') || 'envoy'),
    serverHeader: reader.enumeration('server_header_transformation', SERVER_HEADER, 'OVERWRITE'),
  };
}

const SLASHES = [
  'IMPLEMENTATION_SPECIFIC_DEFAULT',
  'KEEP_UNCHANGED',
  'REJECT_REQUEST',
  'UNESCAPE_AND_REDIRECT',
  'UNESCAPE_AND_FORWARD',
] as const;

function readEscapedSlashes(reader: MessageReader): PathOptions['escapedSlashes'] {
  const action = reader.enumeration('path_with_escaped_slashes_action', SLASHES, 'KEEP_UNCHANGED');
  return action === 'IMPLEMENTATION_SPECIFIC_DEFAULT' ? 'KEEP_UNCHANGED' : action;
}

function readStripPort(reader: MessageReader): HcmConfig['stripHostPort'] {
  const any = reader.bool('strip_any_host_port');
  const matching = reader.bool('strip_matching_host_port');
  if (any && matching) {
    throw new ConfigRejected('Error: Only one of `strip_matching_host_port` or `strip_any_host_port` can be set.');
  }
  if (any) return 'any';
  return matching ? 'matching' : 'none';
}

const UNDERSCORES = ['ALLOW', 'REJECT_REQUEST', 'DROP_HEADER'] as const;

function readCommonOptions(reader: MessageReader, unsimulated: Unsimulated) {
  const options = reader.message(
    'common_http_protocol_options',
    'envoy.config.core.v3.HttpProtocolOptions',
    (common) => {
      common.ignore('idle_timeout', 'max_response_headers_kb');
      for (const field of ['max_connection_duration', 'max_requests_per_connection']) {
        if (common.has(field)) unsimulated(`common_http_protocol_options.${field}`);
      }
      return {
        maxStreamDurationMs: common.durationMs('max_stream_duration') ?? 0,
        maxHeadersCount: common.integer('max_headers_count') ?? 100,
        underscores: common.enumeration('headers_with_underscores_action', UNDERSCORES, 'ALLOW'),
      };
    },
  );
  return options ?? { maxStreamDurationMs: 0, maxHeadersCount: 100, underscores: 'ALLOW' as const };
}

function readCodecOptions(reader: MessageReader, unsimulated: Unsimulated) {
  const http1 = messageOf(reader.raw('http_protocol_options'));
  const http2 = messageOf(reader.raw('http2_protocol_options'));
  const flag = (snake: string, camel: string) => (http1[snake] ?? http1[camel]) === true;
  if ('header_key_format' in http1) unsimulated('http_protocol_options.header_key_format');
  return {
    acceptHttp10: flag('accept_http_10', 'acceptHttp10'),
    defaultHostForHttp10: textToByteString(
      String(http1['default_host_for_http_10'] ?? http1['defaultHostForHttp10'] ?? ''),
    ),
    enableTrailers: flag('enable_trailers', 'enableTrailers'),
    allowAbsoluteUrl: (http1['allow_absolute_url'] ?? http1['allowAbsoluteUrl']) !== false,
    allowCustomMethods: flag('allow_custom_methods', 'allowCustomMethods'),
    allowHttp2Connect: (http2['allow_connect'] ?? http2['allowConnect']) === true,
    http2StreamWindow: Number(
      http2['initial_stream_window_size'] ?? http2['initialStreamWindowSize'] ?? 16 * 1024 * 1024,
    ),
  };
}

function readUpgrade(reader: MessageReader): readonly [string, boolean] {
  reader.ignore('filters');
  return [reader.string('upgrade_type').toLowerCase(), reader.bool('enabled', true)];
}

/** A flag of the router filter's own configuration. */
function routerOption(filters: unknown, field: string): boolean {
  const last: unknown = Array.isArray(filters) ? filters.at(-1) : undefined;
  return messageOf(messageOf(last)['typed_config'])[field] === true;
}

function messageOf(value: unknown): YamlMessage {
  return isYamlMessage(value) ? value : {};
}
