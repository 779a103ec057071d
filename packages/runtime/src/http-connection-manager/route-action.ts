import type { MessageReader } from '../config/message-reader.ts';
import { type ByteString, textToByteString } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import { type HeaderRules, readHeaderRules } from './header-rules.ts';
import { type InternalRedirectPolicy, readInternalRedirect } from './internal-redirect.ts';
import { type RegexRewrite, readRegexRewrite } from './path-rewrite.ts';
import { type RetryPolicy, readRetryPolicy } from './retry-policy.ts';
import type { RouteMetadata } from './route-entry.ts';
import { readRouteMetadata } from './route-metadata.ts';
import { SubstitutionFormat } from './substitution-format.ts';
import { readTypedPerFilterConfig, type TypedPerFilterConfig } from './typed-per-filter-config.ts';

/** One of several clusters among which a route divides its requests. */
export type WeightedCluster = {
  readonly name: string | null;
  readonly clusterHeader: ByteString | null;
  readonly weight: number;
  readonly requestHeaders: HeaderRules;
  readonly responseHeaders: HeaderRules;
  readonly perFilter: TypedPerFilterConfig;
  readonly hostRewrite: ByteString | null;
  readonly metadata: RouteMetadata;
};

/** Where a route gets its cluster from. */
export type ClusterChoice =
  | { readonly by: 'name'; readonly cluster: string }
  | { readonly by: 'header'; readonly header: ByteString }
  | { readonly by: 'weight'; readonly clusters: readonly WeightedCluster[]; readonly header: ByteString | null };

/** How the authority is rewritten. */
export type HostRewrite =
  | { readonly by: 'literal'; readonly host: ByteString }
  | { readonly by: 'header'; readonly header: ByteString }
  | { readonly by: 'path-regex'; readonly rewrite: RegexRewrite }
  | { readonly by: 'format'; readonly format: SubstitutionFormat }
  | { readonly by: 'endpoint' };

/** How the path is rewritten. */
export type PathRewrite =
  | { readonly by: 'prefix'; readonly prefix: ByteString }
  | { readonly by: 'regex'; readonly rewrite: RegexRewrite }
  | { readonly by: 'format'; readonly format: SubstitutionFormat };

/** A copy of the request that goes to another cluster. */
export type MirrorPolicy = {
  readonly cluster: string | null;
  readonly clusterHeader: ByteString | null;
  readonly appendsSuffix: boolean;
};

/** What a route does that sends requests upstream. Envoy: envoy.config.route.v3.RouteAction. */
export type RouteAction = {
  readonly cluster: ClusterChoice;
  readonly notFoundCode: 503 | 404 | 500;
  readonly timeoutMs: number;
  readonly idleTimeoutMs: number | null;
  readonly maxStreamDurationMs: number | null;
  /** There is a `max_stream_duration`, whatever it says: the time-out of old does not count. */
  readonly usesStreamDuration: boolean;
  /** What `grpc-timeout` may ask for at most, as length of the stream; null: it is not looked at. */
  readonly grpcTimeoutHeaderMaxMs: number | null;
  readonly grpcTimeoutHeaderOffsetMs: number;
  /** The same for the time-out of old. */
  readonly maxGrpcTimeoutMs: number | null;
  readonly grpcTimeoutOffsetMs: number | null;
  readonly retryPolicy: RetryPolicy | null;
  readonly hostRewrite: HostRewrite | null;
  readonly pathRewrite: PathRewrite | null;
  readonly appendsForwardedHost: boolean;
  readonly mirrors: readonly MirrorPolicy[];
  readonly upgrades: ReadonlyMap<string, boolean>;
  readonly internalRedirect: InternalRedirectPolicy | null;
};

const CLUSTERS = [
  'cluster',
  'cluster_header',
  'weighted_clusters',
  'cluster_specifier_plugin',
  'inline_cluster_specifier_plugin',
] as const;
const HOSTS = [
  'host_rewrite_literal',
  'auto_host_rewrite',
  'host_rewrite_header',
  'host_rewrite_path_regex',
  'host_rewrite',
] as const;
const NOT_FOUND = ['SERVICE_UNAVAILABLE', 'NOT_FOUND', 'INTERNAL_SERVER_ERROR'] as const;
const NOT_FOUND_CODE = { SERVICE_UNAVAILABLE: 503, NOT_FOUND: 404, INTERNAL_SERVER_ERROR: 500 } as const;

/** Fields of no consequence for one request, or read by filters from the raw message. */
const WITHOUT_EFFECT = [
  'metadata_match',
  'priority',
  'rate_limits',
  'include_vh_rate_limits',
  'cors',
  'retry_policy_typed_config',
];

const NOT_SIMULATED = ['hash_policy', 'hedge_policy', 'early_data_policy', 'max_internal_redirects'];

/** Told of what the simulator leaves out. */
export type Unsimulated = (what: string) => void;

/** Reads `envoy.config.route.v3.RouteAction`. */
export function readRouteAction(reader: MessageReader, unsimulated: Unsimulated): RouteAction {
  const cluster = readClusterChoice(reader, unsimulated);
  for (const field of NOT_SIMULATED) if (reader.has(field)) unsimulated(`route ${field}`);
  const upgrades = reader.messages('upgrade_configs', 'envoy.config.route.v3.RouteAction.UpgradeConfig', (upgrade) => {
    upgrade.ignore('connect_config');
    return [upgrade.string('upgrade_type').toLowerCase(), upgrade.bool('enabled', true)] as const;
  });
  const action: RouteAction = {
    cluster,
    notFoundCode:
      NOT_FOUND_CODE[reader.enumeration('cluster_not_found_response_code', NOT_FOUND, 'SERVICE_UNAVAILABLE')],
    timeoutMs: Math.floor(reader.durationMs('timeout') ?? 15_000),
    idleTimeoutMs: reader.durationMs('idle_timeout'),
    ...readStreamDuration(reader),
    maxGrpcTimeoutMs: reader.durationMs('max_grpc_timeout'),
    grpcTimeoutOffsetMs: reader.durationMs('grpc_timeout_offset'),
    retryPolicy: reader.message('retry_policy', 'envoy.config.route.v3.RetryPolicy', (policy) =>
      readRetryPolicy(policy, unsimulated),
    ),
    hostRewrite: readHostRewrite(reader, unsimulated),
    pathRewrite: readPathRewrite(reader, unsimulated),
    appendsForwardedHost: reader.bool('append_x_forwarded_host'),
    mirrors: reader.messages(
      'request_mirror_policies',
      'envoy.config.route.v3.RouteAction.RequestMirrorPolicy',
      (mirror) => readMirror(mirror, unsimulated),
    ),
    upgrades: new Map(upgrades),
    internalRedirect: reader.message(
      'internal_redirect_policy',
      'envoy.config.route.v3.InternalRedirectPolicy',
      (policy) => readInternalRedirect(policy, unsimulated),
    ),
  };
  reader.ignore(...WITHOUT_EFFECT);
  return action;
}

function readStreamDuration(reader: MessageReader) {
  const type = 'envoy.config.route.v3.RouteAction.MaxStreamDuration';
  const read = reader.message('max_stream_duration', type, (duration) => ({
    maxStreamDurationMs: duration.durationMs('max_stream_duration'),
    grpcTimeoutHeaderMaxMs: duration.durationMs('grpc_timeout_header_max'),
    grpcTimeoutHeaderOffsetMs: duration.durationMs('grpc_timeout_header_offset') ?? 0,
  }));
  const usesStreamDuration = read !== null;
  return { usesStreamDuration, ...(read ?? NO_DURATION) };
}

const NO_DURATION = { maxStreamDurationMs: null, grpcTimeoutHeaderMaxMs: null, grpcTimeoutHeaderOffsetMs: 0 };

function readClusterChoice(reader: MessageReader, unsimulated: Unsimulated): ClusterChoice {
  const specifier = reader.oneof('cluster_specifier', CLUSTERS, { required: true }) ?? 'cluster';
  switch (specifier) {
    case 'cluster':
      return { by: 'name', cluster: reader.string('cluster', { minLength: 1 }) };
    case 'cluster_header':
      return {
        by: 'header',
        header: textToByteString(reader.string('cluster_header', { minLength: 1 }).toLowerCase()),
      };
    case 'weighted_clusters':
      return reader.requiredMessage(specifier, 'envoy.config.route.v3.WeightedCluster', (weighted) =>
        readWeighted(weighted, unsimulated),
      );
    case 'cluster_specifier_plugin':
    case 'inline_cluster_specifier_plugin':
      reader.ignore(specifier);
      unsimulated(specifier);
      return { by: 'name', cluster: '' };
  }
}

function readWeighted(reader: MessageReader, unsimulated: Unsimulated): ClusterChoice {
  reader.ignore('runtime_key_prefix', 'total_weight', 'use_hash_policy', 'random_value_specifier');
  const header = reader.string('header_name');
  const clusters = reader.messages(
    'clusters',
    'envoy.config.route.v3.WeightedCluster.ClusterWeight',
    (cluster): WeightedCluster => ({
      name: cluster.has('name') ? cluster.string('name') : null,
      clusterHeader: cluster.has('cluster_header') ? cluster.string('cluster_header').toLowerCase() : null,
      weight: cluster.integer('weight') ?? 0,
      requestHeaders: readHeaderRules(cluster, 'request', unsimulated),
      responseHeaders: readHeaderRules(cluster, 'response', unsimulated),
      perFilter: readTypedPerFilterConfig(cluster),
      hostRewrite: cluster.has('host_rewrite_literal')
        ? textToByteString(cluster.string('host_rewrite_literal'))
        : null,
      metadata: readRouteMetadata(cluster.raw('metadata_match')),
    }),
  );
  if (clusters.reduce((sum, cluster) => sum + cluster.weight, 0) === 0) {
    throw new ConfigRejected('Sum of weights in the weighted_cluster must be greater than 0.');
  }
  return { by: 'weight', clusters, header: header === '' ? null : textToByteString(header.toLowerCase()) };
}

function readHostRewrite(reader: MessageReader, unsimulated: Unsimulated): HostRewrite | null {
  const specifier = reader.oneof('host_rewrite_specifier', HOSTS, { required: false });
  switch (specifier) {
    case null:
      return null;
    case 'host_rewrite_literal':
      return { by: 'literal', host: textToByteString(reader.string(specifier)) };
    case 'auto_host_rewrite':
      return reader.bool(specifier) ? { by: 'endpoint' } : null;
    case 'host_rewrite_header':
      return { by: 'header', header: textToByteString(reader.string(specifier).toLowerCase()) };
    case 'host_rewrite_path_regex': {
      const type = 'envoy.type.matcher.v3.RegexMatchAndSubstitute';
      return { by: 'path-regex', rewrite: reader.requiredMessage(specifier, type, readRegexRewrite) };
    }
    case 'host_rewrite':
      return { by: 'format', format: new SubstitutionFormat(reader.string(specifier), unsimulated) };
  }
}

function readPathRewrite(reader: MessageReader, unsimulated: Unsimulated): PathRewrite | null {
  if (reader.has('path_rewrite_policy')) unsimulated('path_rewrite_policy');
  const regex = reader.message('regex_rewrite', 'envoy.type.matcher.v3.RegexMatchAndSubstitute', readRegexRewrite);
  const prefix = reader.string('prefix_rewrite');
  if (prefix !== '' && regex !== null) {
    throw new ConfigRejected('Specify only one of prefix_rewrite, regex_rewrite or path_rewrite_policy');
  }
  if (prefix !== '') return { by: 'prefix', prefix: textToByteString(prefix) };
  if (regex !== null) return { by: 'regex', rewrite: regex };
  if (!reader.has('path_rewrite')) return null;
  return { by: 'format', format: new SubstitutionFormat(reader.string('path_rewrite'), unsimulated) };
}

function readMirror(reader: MessageReader, unsimulated: Unsimulated): MirrorPolicy {
  reader.ignore('trace_sampled');
  for (const field of ['runtime_fraction', 'request_headers_mutations', 'host_rewrite_literal']) {
    if (reader.has(field)) unsimulated(`request_mirror_policies.${field}`);
  }
  const header = reader.string('cluster_header');
  return {
    cluster: header === '' ? reader.string('cluster') : null,
    clusterHeader: header === '' ? null : textToByteString(header.toLowerCase()),
    appendsSuffix: !reader.bool('disable_shadow_host_suffix_append'),
  };
}
