import { isYamlMessage, type YamlMessage } from '../config/message-reader.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import type { Address, MetadataValue } from '../stream-info/stream-info.ts';
import type { ScriptedAnswer } from './scripted-answer.ts';

const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** One upstream cluster: what its configuration says, and the scripted answers of its only host. */
export class Cluster {
  readonly name: string;
  readonly config: YamlMessage;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  readonly address: Address;
  /** The name in the endpoint's address, as `auto_host_rewrite` uses it. */
  readonly hostname: string;
  readonly hasHosts: boolean;
  /** `alt_stat_name`; null: there is none. */
  readonly alias: string | null;
  /** Names of stats begin with this: `cluster.NAME.`, or the cluster's `alt_stat_name`. */
  readonly statPrefix: string;
  /** Nobody listens: connections are refused. */
  readonly refuses: boolean;
  /** HTTP/1 trailers pass in both directions. */
  readonly passesTrailers: boolean;
  /** Bytes that a response may have waiting. */
  readonly bufferLimit: number;
  readonly waitsForClient: boolean;
  /** Breakers; null: Envoy's 1024. Only 0 is simulated. */
  readonly maxRequests: number | null;
  readonly maxPending: number | null;
  readonly maxConnections: number | null;
  readonly metadata: ReadonlyMap<string, ReadonlyMap<string, MetadataValue>>;
  /** Idle connections by worker. */
  readonly idle = new Map<number, number>();
  /** HTTP/2 connections under way, by worker: later streams wait for them. */
  readonly connecting = new Map<number, number>();
  /** The connection breaker has shown itself. */
  isOpen = false;
  activeRequests = 0;
  readonly #answers: readonly ScriptedAnswer[];
  #served = 0;

  /** `isCallout`: no route names the cluster, so its answers wait for the client by default. */
  constructor(config: YamlMessage, index: number, answers: readonly ScriptedAnswer[], isCallout: boolean) {
    const name = config['name'];
    if (typeof name !== 'string' || name === '') {
      throw new ConfigRejected(
        'Proto constraint validation failed (ClusterValidationError.Name: value length must be at least 1 characters)',
      );
    }
    const options = protocolOptions(config);
    const explicit = message(options['explicit_http_config'] ?? options['explicitHttpConfig']);
    const usesHttp2 =
      'http2_protocol_options' in explicit ||
      'http2ProtocolOptions' in explicit ||
      'http2_protocol_options' in config ||
      (Object.keys(options).length === 0 && answers[0]?.protocol === 'http2');
    const endpoint = firstEndpoint(config);
    this.name = name;
    this.config = config;
    this.protocol = usesHttp2 ? 'HTTP/2' : 'HTTP/1.1';
    this.address = { ip: '127.0.0.1', port: 20000 + index };
    this.hasHosts = endpoint !== null;
    this.hostname = endpoint ?? '';
    const alias = config['alt_stat_name'] ?? config['altStatName'];
    this.alias = typeof alias === 'string' && alias !== '' ? alias : null;
    this.statPrefix = `cluster.${this.alias ?? name}.`;
    this.refuses = answers[0]?.reset === 'refuse';
    const http1 = message(explicit['http_protocol_options'] ?? explicit['httpProtocolOptions']);
    this.passesTrailers = http1['enable_trailers'] === true || http1['enableTrailers'] === true;
    this.bufferLimit = Number(config['per_connection_buffer_limit_bytes'] ?? 1024 * 1024);
    this.waitsForClient = isCallout;
    this.maxRequests = breaker(config, 'max_requests');
    this.maxPending = breaker(config, 'max_pending_requests');
    this.maxConnections = breaker(config, 'max_connections');
    this.metadata = filterMetadata(config['metadata']);
    this.#answers = answers;
  }

  /** The script of the next request; the last answer repeats, no answers at all mean an empty 200. */
  nextAnswer(): ScriptedAnswer {
    return this.#answers[Math.min(this.#served++, this.#answers.length - 1)] ?? {};
  }
}

/** Fields that would change what happens, were they simulated. */
const NOT_SIMULATED = [
  'health_checks',
  'outlier_detection',
  'transport_socket',
  'transport_socket_matches',
  'lb_subset_config',
  'filters',
  'max_requests_per_connection',
  'upstream_connection_options',
];

/** What a cluster's configuration has that the simulator leaves out. */
export function unsimulatedFields(config: YamlMessage): string[] {
  const found = NOT_SIMULATED.filter((field) => config[field] !== undefined).map((field) => `cluster ${field}`);
  const options = protocolOptions(config);
  if (options['http_filters'] !== undefined || options['httpFilters'] !== undefined)
    found.push('upstream HTTP filters');
  return found;
}

function protocolOptions(config: YamlMessage): YamlMessage {
  const all = message(config['typed_extension_protocol_options'] ?? config['typedExtensionProtocolOptions']);
  return message(all[HTTP_OPTIONS]);
}

/** The host name or address of the first endpoint; null: there is none. A cluster without assignment has its script. */
function firstEndpoint(config: YamlMessage): string | null {
  const assignment = config['load_assignment'] ?? config['loadAssignment'];
  if (assignment === undefined || assignment === null) return '127.0.0.1';
  for (const locality of list(message(assignment)['endpoints'])) {
    for (const host of list(message(locality)['lb_endpoints'] ?? message(locality)['lbEndpoints'])) {
      const endpoint = message(message(host)['endpoint']);
      const address = message(endpoint['address']);
      const socket = message(address['socket_address'] ?? address['socketAddress']);
      return String(endpoint['hostname'] ?? socket['address'] ?? '127.0.0.1');
    }
  }
  return null;
}

function filterMetadata(metadata: unknown): Map<string, ReadonlyMap<string, MetadataValue>> {
  const fields = message(message(metadata)['filter_metadata'] ?? message(metadata)['filterMetadata']);
  return new Map(
    Object.entries(fields).map(([name, of]) => [
      name,
      new Map(Object.entries(message(of)) as [string, MetadataValue][]),
    ]),
  );
}

function breaker(config: YamlMessage, field: string): number | null {
  const breakers = message(config['circuit_breakers'] ?? config['circuitBreakers']);
  const value = message(list(breakers['thresholds'])[0])[field];
  return value === undefined ? null : Number(value);
}

function message(value: unknown): YamlMessage {
  return isYamlMessage(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
