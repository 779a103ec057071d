import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { type ByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderAddition } from '@chainwright/runtime/http-connection-manager/header-rules';
import { readMetadataMatcher } from '@chainwright/runtime/http-connection-manager/metadata-match';
import { SubstitutionFormat } from '@chainwright/runtime/http-connection-manager/substitution-format';
import {
  EVERY_REQUEST,
  type FractionalPercent,
  readRuntimeFractionalPercent,
} from '@chainwright/runtime/matching/fractional-percent';
import { readStringMatcher, type StringMatcher } from '@chainwright/runtime/matching/string-matcher';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { DynamicMetadata } from '@chainwright/runtime/stream-info/stream-info';
import { readHttpStatus } from '../http-status.ts';

const PACKAGE = 'envoy.extensions.filters.http.ext_authz.v3';
/** Type URL of the filter's configuration. */
export const EXT_AUTHZ_TYPE = `type.googleapis.com/${PACKAGE}.ExtAuthz`;
/** Type URL of a route's configuration. */
export const EXT_AUTHZ_PER_ROUTE_TYPE = `type.googleapis.com/${PACKAGE}.ExtAuthzPerRoute`;

/** Whether a header's name is in a list of patterns. */
export type NameMatcher = (name: ByteString) => boolean;

/** An authorization service that is asked over HTTP. */
export type HttpService = {
  readonly cluster: string;
  /** 0: no timeout. */
  readonly timeoutMs: number;
  readonly pathPrefix: ByteString;
  readonly pathOverride: ByteString;
  readonly headersToAdd: readonly HeaderAddition[];
  /** Headers of the client that the request to the service has besides the usual ones (the deprecated place). */
  readonly allowedHeaders: NameMatcher | null;
  readonly toUpstream: NameMatcher;
  readonly toUpstreamAppended: NameMatcher;
  readonly toClientDenied: NameMatcher;
  readonly toClientAllowed: NameMatcher;
  readonly toMetadata: NameMatcher;
  /** What of it the simulator does not do. */
  readonly unsimulated: readonly string[];
};

/** How much of the request's body the service gets. */
export type BodySettings = { readonly maxBytes: number; readonly allowsPartial: boolean };

/** The filter's configuration. */
export type ExtAuthzConfig = {
  /** null: a gRPC service, which is not simulated. */
  readonly service: HttpService | null;
  readonly failureModeAllow: boolean;
  readonly failureModeAllowHeader: boolean;
  readonly body: BodySettings | null;
  readonly clearsRouteCache: boolean;
  readonly statusOnError: number;
  readonly enabled: FractionalPercent;
  readonly enabledMetadata: ((metadata: Pick<DynamicMetadata, 'get'>) => boolean) | null;
  readonly denyAtDisable: boolean;
  readonly statPrefix: string;
  readonly allowedHeaders: NameMatcher | null;
  readonly disallowedHeaders: NameMatcher;
  readonly chargesCluster: boolean;
  /** Repeated headers of the client are sent one by one instead of joined. */
  readonly rawHeaders: boolean;
  /** 0: no limit. */
  readonly maxDeniedBody: number;
  readonly ingestsMetadata: boolean;
  readonly shadow: boolean;
  readonly unsimulated: readonly string[];
};

/** What a route says. */
export type ExtAuthzPerRoute = {
  readonly disabled: boolean;
  readonly skipsBody: boolean;
  readonly body: BodySettings | null;
  readonly service: HttpService | null;
  readonly unsimulated: readonly string[];
};

const NEVER: NameMatcher = () => false;

/** Reads the filter's `typed_config`. Throws ConfigRejected with Envoy's text. */
export function readExtAuthz(message: unknown): ExtAuthzConfig {
  return MessageReader.read(message, `${PACKAGE}.ExtAuthz`, (reader) => {
    ignoreForGrpc(reader);
    const kind = reader.oneof('services', ['grpc_service', 'http_service'], { required: false });
    const unsimulated = NOT_SIMULATED.filter((field) => isSet(reader.raw(field)));
    return {
      service: kind === 'http_service' ? readService(reader) : null,
      failureModeAllow: reader.bool('failure_mode_allow'),
      failureModeAllowHeader: reader.bool('failure_mode_allow_header_add'),
      body: reader.message('with_request_body', `${PACKAGE}.BufferSettings`, readBody),
      clearsRouteCache: reader.bool('clear_route_cache'),
      statusOnError: readStatusOnError(reader),
      enabled:
        reader.message(
          'filter_enabled',
          'envoy.config.core.v3.RuntimeFractionalPercent',
          readRuntimeFractionalPercent,
        ) ?? EVERY_REQUEST,
      enabledMetadata: reader.message(
        'filter_enabled_metadata',
        'envoy.type.matcher.v3.MetadataMatcher',
        readMetadataMatcher,
      ),
      denyAtDisable:
        reader.message('deny_at_disable', 'envoy.config.core.v3.RuntimeFeatureFlag', readFeatureFlag) ?? false,
      statPrefix: reader.string('stat_prefix'),
      allowedHeaders: readNames(reader, 'allowed_headers'),
      disallowedHeaders: readNames(reader, 'disallowed_headers') ?? NEVER,
      chargesCluster: reader.bool('charge_cluster_response_stats', true),
      rawHeaders: reader.bool('encode_raw_headers'),
      maxDeniedBody: reader.integer('max_denied_response_body_bytes') ?? 0,
      ingestsMetadata: reader.bool('enable_dynamic_metadata_ingestion', true),
      shadow: reader.bool('shadow_mode'),
      unsimulated,
    };
  });
}

/** Reads a route's configuration. Throws ConfigRejected with Envoy's text. */
export function readExtAuthzPerRoute(message: unknown): ExtAuthzPerRoute {
  return MessageReader.read(message, `${PACKAGE}.ExtAuthzPerRoute`, (reader) => {
    const kind = reader.oneof('override', ['disabled', 'check_settings'], { required: true });
    if (kind === 'disabled') {
      if (!reader.bool('disabled')) reader.violated('disabled', 'value must equal true');
      return { disabled: true, skipsBody: false, body: null, service: null, unsimulated: [] };
    }
    return reader.requiredMessage('check_settings', `${PACKAGE}.CheckSettings`, (settings) => {
      settings.ignore('context_extensions', 'emit_client_span', 'grpc_service');
      const body = settings.message('with_request_body', `${PACKAGE}.BufferSettings`, readBody);
      const skipsBody = settings.bool('disable_request_body_buffering');
      if (skipsBody && body !== null) {
        throw new ConfigRejected(
          'Invalid configuration for check_settings. Only one of disable_request_body_buffering or with_request_body can be set.',
        );
      }
      const kind = settings.oneof('service_override', ['grpc_service', 'http_service'], { required: false });
      return {
        disabled: false,
        skipsBody,
        body,
        service: kind === 'http_service' ? readService(settings) : null,
        unsimulated: kind === 'grpc_service' ? ['grpc_service'] : [],
      };
    });
  });
}

const NOT_SIMULATED = [
  'clear_route_cache_headers',
  'decoder_header_mutation_rules',
  'emit_filter_state_stats',
  'filter_metadata',
] as const;

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** Fields that say nothing to a service over HTTP on a connection without TLS. */
function ignoreForGrpc(reader: MessageReader): void {
  reader.ignore(
    'transport_api_version',
    'metadata_context_namespaces',
    'typed_metadata_context_namespaces',
    'route_metadata_context_namespaces',
    'route_typed_metadata_context_namespaces',
    'include_peer_certificate',
    'include_tls_session',
    'bootstrap_metadata_labels_key',
    'emit_client_span',
    // The codec has already refused what these would find.
    'validate_mutations',
    'enforce_response_header_limits',
  );
}

function readFeatureFlag(reader: MessageReader): boolean {
  const value = reader.has('default_value');
  if (!value) reader.violated('default_value', 'value is required');
  reader.ignore('runtime_key');
  return reader.bool('default_value');
}

/** Envoy: `FilterConfig::toErrorCode`. */
function readStatusOnError(reader: MessageReader): number {
  const code = readHttpStatus(reader, 'status_on_error') ?? 0;
  return code >= 100 && code <= 511 ? code : 403;
}

function readBody(reader: MessageReader): BodySettings {
  const maxBytes = reader.integer('max_request_bytes') ?? 0;
  if (maxBytes === 0) reader.violated('max_request_bytes', 'value must be greater than 0');
  // Over HTTP the body goes as it is, packed or not.
  reader.ignore('pack_as_bytes');
  return { maxBytes, allowsPartial: reader.bool('allow_partial_message') };
}

function readNames(reader: MessageReader, field: string): NameMatcher | null {
  return reader.message(field, 'envoy.type.matcher.v3.ListStringMatcher', (list) => {
    const patterns: StringMatcher[] = list.messages(
      'patterns',
      'envoy.type.matcher.v3.StringMatcher',
      readStringMatcher,
    );
    if (patterns.length === 0) list.violated('patterns', 'value must contain at least 1 item(s)');
    return (name) => patterns.some((pattern) => pattern.matches(name));
  });
}

function readService(parent: MessageReader): HttpService {
  return parent.requiredMessage('http_service', `${PACKAGE}.HttpService`, (reader) => {
    const [pathPrefix, pathOverride] = [readPath(reader, 'path_prefix'), readPath(reader, 'path_override')];
    if (pathPrefix !== '' && pathOverride !== '') {
      throw new ConfigRejected('Only one of path_prefix or path_override may be set, not both.');
    }
    const uri = reader.message('server_uri', 'envoy.config.core.v3.HttpUri', readUri);
    const request = reader.message('authorization_request', `${PACKAGE}.AuthorizationRequest`, (message) => ({
      allowedHeaders: readNames(message, 'allowed_headers'),
      headersToAdd: message.messages('headers_to_add', 'envoy.config.core.v3.HeaderValue', readHeaderToAdd),
    }));
    const answer = reader.message('authorization_response', `${PACKAGE}.AuthorizationResponse`, (message) => ({
      toUpstream: readNames(message, 'allowed_upstream_headers'),
      toUpstreamAppended: readNames(message, 'allowed_upstream_headers_to_append'),
      toClientDenied: readNames(message, 'allowed_client_headers'),
      toClientAllowed: readNames(message, 'allowed_client_headers_on_success'),
      toMetadata: readNames(message, 'dynamic_metadata_from_headers'),
    }));
    return {
      cluster: uri?.cluster ?? '',
      timeoutMs: uri?.timeoutMs ?? 200,
      pathPrefix,
      pathOverride,
      headersToAdd: request?.headersToAdd ?? [],
      allowedHeaders: request?.allowedHeaders ?? null,
      toUpstream: answer?.toUpstream ?? NEVER,
      toUpstreamAppended: answer?.toUpstreamAppended ?? NEVER,
      toClientDenied: deniedHeaders(answer?.toClientDenied ?? null),
      toClientAllowed: answer?.toClientAllowed ?? NEVER,
      toMetadata: answer?.toMetadata ?? NEVER,
      unsimulated: reader.has('retry_policy') ? ['http_service.retry_policy'] : [],
    };
  });
}

/** Without a list all headers of a refusal go to the client; with one those that a browser needs do, too. */
function deniedHeaders(listed: NameMatcher | null): NameMatcher {
  if (listed === null) return (name) => name !== 'host';
  const always = ['content-length', 'www-authenticate', 'location'];
  return (name) => always.includes(name) || listed(name);
}

function readPath(reader: MessageReader, field: string): ByteString {
  const path = reader.string(field);
  if (path !== '' && !path.startsWith('/')) throw new ConfigRejected(`${field} should start with "/".`);
  return textToByteString(path);
}

function readUri(reader: MessageReader): { readonly cluster: string; readonly timeoutMs: number } {
  reader.string('uri', { minLength: 1 });
  reader.oneof('http_upstream_type', ['cluster'], { required: true });
  const cluster = reader.string('cluster', { minLength: 1 });
  const timeoutMs = reader.durationMs('timeout');
  if (timeoutMs === null) return reader.violated('timeout', 'value is required');
  return { cluster, timeoutMs: Math.trunc(timeoutMs) };
}

function readHeaderToAdd(reader: MessageReader): HeaderAddition {
  reader.ignore('raw_value');
  const name = textToByteString(reader.string('key', { minLength: 1 }).toLowerCase());
  if (name.startsWith(':') || name === 'host')
    throw new ConfigRejected(':-prefixed or host headers may not be modified');
  const format = new SubstitutionFormat(reader.string('value'), () => undefined);
  return { name, format, action: 'OVERWRITE_IF_EXISTS_OR_ADD', keepEmpty: false };
}
