import { bytesToBase64 } from '@chainwright/runtime/http/byte-string';
import { DEFAULT_NODE } from '../project/default-node.ts';
import type { Project } from '../project/project.ts';

/** A message in Envoy's own YAML form. */
export type EnvoyMessage = Record<string, unknown>;

/** The compiled or plain code behind a `sources/NAME` of a project. */
export type SourceCode = { readonly lua: string } | { readonly wasm: Uint8Array };

/** A whole bootstrap that Envoy starts with: one listener, the project's clusters, its node. */
export type EnvoyBootstrap = {
  node: EnvoyMessage;
  static_resources: { listeners: EnvoyMessage[]; clusters: EnvoyMessage[] };
};

const TYPE = 'type.googleapis.com/';
const HCM = `${TYPE}envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`;
const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
const SOURCE_PREFIX = 'sources/';

/** Name and address of the listener of a project; address and port are what the project's `listener` says, else these. */
export const DEFAULT_LISTENER = { name: 'chainwright', address: '127.0.0.1', port: 10000 } as const;

/** A `sources/NAME` that the project does not have, or that has no code (it did not compile). */
export class MissingSource extends Error {
  readonly source: string;
  constructor(source: string) {
    super(`the project has no code for sources/${source}`);
    this.name = 'MissingSource';
    this.source = source;
  }
}

/**
 * The Envoy configuration that a project is: one listener with the project's connection manager, its clusters and its
 * node. Pure. Code named by `filename: sources/NAME` stands inline in it (`inline_string` for Lua, `inline_bytes` for Wasm).
 * Clusters keep the endpoints that the project gives; one that names none gets 127.0.0.1:1, for the caller to replace.
 * `answers` are the scripts in force (a scenario may override the project's): a cluster whose first answer is HTTP/2 speaks it.
 * Throws MissingSource when `code` lacks a named source.
 */
export function envoyBootstrap(
  project: Project,
  code: ReadonlyMap<string, SourceCode>,
  answers: Project['upstreams'] = project.upstreams,
): EnvoyBootstrap {
  const manager = inlineSources(project.http_connection_manager, code) as EnvoyMessage;
  return {
    node: { ...DEFAULT_NODE, ...project.node },
    static_resources: {
      listeners: [listener(project, manager)],
      clusters: (project.clusters ?? []).map((cluster) =>
        completeCluster(
          inlineSources(cluster, code) as EnvoyMessage,
          answers?.[String(cluster['name'])]?.[0]?.protocol === 'http2',
        ),
      ),
    },
  };
}

function listener(project: Project, manager: EnvoyMessage): EnvoyMessage {
  const { address, port, name } = DEFAULT_LISTENER;
  return {
    name,
    stat_prefix: name,
    address: { socket_address: { address, port_value: port } },
    ...project.listener,
    filter_chains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typed_config: { '@type': HCM, stat_prefix: 'ingress', ...manager },
          },
        ],
      },
    ],
  };
}

/** Gives a cluster what every cluster needs and a project may leave out: type, time-out, endpoints, the protocol its upstream speaks. */
function completeCluster(given: EnvoyMessage, http2: boolean): EnvoyMessage {
  const cluster: EnvoyMessage = { connect_timeout: '1s', ...given };
  if (cluster['cluster_type'] === undefined) cluster['type'] ??= 'STATIC';
  cluster['load_assignment'] ??= {
    cluster_name: given['name'],
    endpoints: [
      { lb_endpoints: [{ endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: 1 } } } }] },
    ],
  };
  if (
    http2 &&
    given['typed_extension_protocol_options'] === undefined &&
    given['http2_protocol_options'] === undefined
  ) {
    cluster['typed_extension_protocol_options'] = {
      [HTTP_OPTIONS]: { '@type': TYPE + HTTP_OPTIONS, explicit_http_config: { http2_protocol_options: {} } },
    };
  }
  return cluster;
}

/** Replaces every data source `{filename: sources/NAME}` by the code itself. */
function inlineSources(value: unknown, code: ReadonlyMap<string, SourceCode>): unknown {
  if (Array.isArray(value)) return value.map((item) => inlineSources(item, code));
  if (typeof value !== 'object' || value === null) return value;
  const filename = (value as EnvoyMessage)['filename'];
  if (typeof filename === 'string' && filename.startsWith(SOURCE_PREFIX)) {
    const name = filename.slice(SOURCE_PREFIX.length);
    const found = code.get(name);
    if (found === undefined) throw new MissingSource(name);
    const { filename: _, ...rest } = value as EnvoyMessage;
    return 'lua' in found
      ? { ...rest, inline_string: found.lua }
      : { ...rest, inline_bytes: bytesToBase64(found.wasm) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inlineSources(inner, code)]));
}
