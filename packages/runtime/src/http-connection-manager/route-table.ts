import { MessageReader, type YamlMessage } from '../config/message-reader.ts';
import { type ByteString, textToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { readHeaderMatcher } from '../matching/header-matcher.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import type { Random } from '../server/random.ts';
import type { StreamInfo } from '../stream-info/stream-info.ts';
import { type HeaderRules, readHeaderRules } from './header-rules.ts';
import { splitPath } from './path-rewrite.ts';
import { splitPort, TLS_REDIRECT } from './redirect-action.ts';
import { type RetryPolicy, readRetryPolicy } from './retry-policy.ts';
import { type Route, readRoute } from './route.ts';
import type { Unsimulated } from './route-action.ts';
import type { RouteMetadata } from './route-entry.ts';
import { readRouteMetadata } from './route-metadata.ts';
import { SelectedRoute } from './selected-route.ts';
import { readTypedPerFilterConfig, type TypedPerFilterConfig } from './typed-per-filter-config.ts';
import { VirtualHostFinder } from './virtual-host-finder.ts';

/** One virtual host. Envoy: envoy.config.route.v3.VirtualHost. */
export type VirtualHost = {
  readonly name: string;
  readonly metadata: RouteMetadata;
  readonly requireTls: 'NONE' | 'EXTERNAL_ONLY' | 'ALL';
  readonly routes: readonly Route[];
  readonly requestHeaders: HeaderRules;
  readonly responseHeaders: HeaderRules;
  readonly perFilter: TypedPerFilterConfig;
  readonly retryPolicy: RetryPolicy | null;
  readonly includeAttemptCount: boolean;
  readonly includeAttemptCountInResponse: boolean;
  readonly includeTimeoutRetry: boolean;
  readonly bufferLimit: number | null;
  readonly virtualClusters: readonly VirtualCluster[];
};

/** A kind of requests with counters of its own. Envoy: envoy.config.route.v3.VirtualCluster. */
export type VirtualCluster = { readonly name: string; matches(headers: HeaderMap): boolean };

/** What is common to all routes of a configuration. */
export type RouteTableLevel = {
  readonly requestHeaders: HeaderRules;
  readonly responseHeaders: HeaderRules;
  readonly perFilter: TypedPerFilterConfig;
  readonly internalOnlyHeaders: readonly ByteString[];
  readonly mostSpecificWins: boolean;
};

/** A request as the table looks at it. */
export type RouteQuery = {
  readonly headers: HeaderMap;
  readonly streamInfo: StreamInfo;
  readonly random: Random;
  /** Drawn once per request: picks among weighted clusters. */
  readonly draw: number;
};

/** The routes of a connection manager. Envoy: source/common/router/config_impl.cc. */
export class RouteTable {
  readonly level: RouteTableLevel;
  readonly #hosts: readonly VirtualHost[];
  readonly #finder = new VirtualHostFinder<VirtualHost>();
  readonly #ignorePort: boolean;

  readonly #validatesClusters: boolean;

  /** Reads a RouteConfiguration message. Throws ConfigRejected where Envoy refuses it. */
  constructor(reader: MessageReader, unsimulated: Unsimulated) {
    const { level, hosts, ignorePort, name, validatesClusters } = readTable(reader, unsimulated);
    this.#validatesClusters = validatesClusters;
    this.level = level;
    this.#hosts = hosts.map(({ host }) => host);
    this.#ignorePort = ignorePort;
    const names = new Set<string>();
    for (const { host, domains } of hosts) {
      if (names.has(host.name)) {
        throw new ConfigRejected(
          `Only unique names for virtual hosts are permitted. Duplicate entry of virtual host name ${host.name} in route ${name}`,
        );
      }
      names.add(host.name);
      for (const domain of domains) this.#finder.add(textToByteString(domain), host, name);
    }
  }

  /** Reads a whole RouteConfiguration message. */
  static read(config: unknown, unsimulated: Unsimulated): RouteTable {
    const type = 'envoy.config.route.v3.RouteConfiguration';
    return MessageReader.read(config, type, (reader) => new RouteTable(reader, unsimulated));
  }

  /** Refuses routes to clusters that the server does not have, unless `validate_clusters` is off. */
  validateClusters(known: (name: string) => boolean): void {
    if (!this.#validatesClusters) return;
    for (const route of this.#hosts.flatMap((host) => host.routes)) {
      const unknown = route.clusterNames()?.find((name) => !known(name));
      if (unknown !== undefined) throw new ConfigRejected(`route: unknown cluster '${unknown}'`);
    }
  }

  /** The route of a request; null: none matches. */
  select(query: RouteQuery): SelectedRoute | null {
    const { headers } = query;
    // Envoy takes a request without this header for one that was refused before.
    if (!headers.get('x-forwarded-proto')) return null;
    const authority = headers.get(':authority') ?? '';
    const host = this.#finder.find(this.#ignorePort ? splitPort(authority).host : authority);
    if (host === null) return null;
    if (this.#mustUseTls(host, headers)) return SelectedRoute.redirect(this.level, host, TLS_REDIRECT);
    const full = headers.get(':path');
    if (full === undefined && headers.get(':method') !== 'CONNECT') return null;
    const { path, query: withMark } = splitPath(full ?? '');
    const input = { ...query, path, query: withMark.replace(/^\?/, '').replace(/#.*$/, '') };
    const route = host.routes.find((one) => one.match.matches(input));
    return route === undefined ? null : SelectedRoute.of(this.level, host, route, query);
  }

  /** Every per-filter message of a name, in the order of the document. */
  perFilterConfigs(filterName: string): YamlMessage[] {
    const levels: TypedPerFilterConfig[] = [this.level.perFilter];
    for (const host of this.#hosts) {
      levels.push(host.perFilter);
      for (const route of host.routes) levels.push(...route.perFilterLevels());
    }
    return levels.map((level) => level.get(filterName)?.config ?? null).filter((config) => config !== null);
  }

  /** Clusters that routes name; null: a header may name any. */
  clusterNames(): ReadonlySet<string> | null {
    const names = new Set<string>();
    for (const route of this.#hosts.flatMap((host) => host.routes)) {
      const routed = route.clusterNames();
      if (routed === null) return null;
      for (const name of routed) names.add(name);
    }
    return names;
  }

  #mustUseTls(host: VirtualHost, headers: HeaderMap): boolean {
    if (host.requireTls === 'NONE' || headers.get('x-forwarded-proto') === 'https') return false;
    return host.requireTls === 'ALL' || headers.get('x-envoy-internal') !== 'true';
  }
}

const TABLE_FIELDS_WITHOUT_EFFECT = [
  'request_body_buffer_limit_bytes',
  'max_direct_response_body_size_bytes',
  'cluster_specifier_plugins',
  'metadata',
  'ignore_path_parameters_in_path_matching',
  'vhds',
];

function readTable(reader: MessageReader, unsimulated: Unsimulated) {
  for (const field of ['vhds', 'ignore_path_parameters_in_path_matching', 'vhost_header']) {
    if (reader.has(field)) unsimulated(`route_config.${field}`);
  }
  reader.ignore(...TABLE_FIELDS_WITHOUT_EFFECT, 'request_mirror_policies');
  const level: RouteTableLevel = {
    requestHeaders: readHeaderRules(reader, 'request', unsimulated),
    responseHeaders: readHeaderRules(reader, 'response', unsimulated),
    perFilter: readTypedPerFilterConfig(reader),
    internalOnlyHeaders: reader.strings('internal_only_headers').map((name) => textToByteString(name.toLowerCase())),
    mostSpecificWins: reader.bool('most_specific_header_mutations_wins'),
  };
  const hosts = reader.messages('virtual_hosts', 'envoy.config.route.v3.VirtualHost', (host) =>
    readVirtualHost(host, unsimulated),
  );
  return {
    level,
    hosts,
    ignorePort: reader.bool('ignore_port_in_host_matching'),
    name: reader.string('name'),
    validatesClusters: reader.bool('validate_clusters', true),
  };
}

const HOST_FIELDS_WITHOUT_EFFECT = [
  'rate_limits',
  'cors',
  'hedge_policy',
  'retry_policy_typed_config',
  'per_request_buffer_limit_bytes',
  'request_mirror_policies',
  'matcher',
];

function readVirtualHost(reader: MessageReader, unsimulated: Unsimulated) {
  for (const field of ['matcher', 'request_mirror_policies']) {
    if (reader.has(field)) unsimulated(`virtual_host ${field}`);
  }
  reader.ignore(...HOST_FIELDS_WITHOUT_EFFECT);
  const retryPolicy = reader.message('retry_policy', 'envoy.config.route.v3.RetryPolicy', (policy) =>
    readRetryPolicy(policy, unsimulated),
  );
  const domains = reader.strings('domains');
  if (domains.length === 0) reader.violated('domains', 'value must contain at least 1 item(s)');
  const limit = reader.integer('request_body_buffer_limit', { max: Number.MAX_SAFE_INTEGER });
  const host: VirtualHost = {
    name: reader.string('name', { minLength: 1 }),
    metadata: readRouteMetadata(reader.raw('metadata')),
    requireTls: reader.enumeration('require_tls', ['NONE', 'EXTERNAL_ONLY', 'ALL'], 'NONE'),
    routes: reader.messages('routes', 'envoy.config.route.v3.Route', (route) => readRoute(route, unsimulated)),
    requestHeaders: readHeaderRules(reader, 'request', unsimulated),
    responseHeaders: readHeaderRules(reader, 'response', unsimulated),
    perFilter: readTypedPerFilterConfig(reader),
    retryPolicy,
    includeAttemptCount: reader.bool('include_request_attempt_count'),
    includeTimeoutRetry: reader.bool('include_is_timeout_retry_header'),
    includeAttemptCountInResponse: reader.bool('include_attempt_count_in_response'),
    bufferLimit: limit ?? reader.integer('per_request_buffer_limit_bytes'),
    virtualClusters: reader.messages('virtual_clusters', 'envoy.config.route.v3.VirtualCluster', readVirtualCluster),
  };
  return { host, domains };
}

function readVirtualCluster(reader: MessageReader): VirtualCluster {
  const matchers = reader.messages('headers', 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher);
  return {
    name: reader.string('name', { minLength: 1 }),
    matches: (headers) => matchers.every((matcher) => matcher.matches(headers)),
  };
}
