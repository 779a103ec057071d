import type { Problem } from '@chainwright/filters/project/problem';
import type { Project } from '@chainwright/filters/project/project';

type Rule = { readonly code: string; readonly message: string; readonly hint: string };

const XDS: Rule = {
  code: 'remote-configuration',
  message: 'This part of the configuration comes from somewhere else at run time.',
  hint: 'A run on the real Envoy takes the whole configuration from the project: write it out.',
};
const FILE: Rule = {
  code: 'file-of-the-host',
  message: 'This names a file of the machine that Envoy runs on.',
  hint: 'Put the text into the project; code is named by sources/NAME.',
};
const REMOTE_CODE: Rule = {
  code: 'remote-code',
  message: 'This code would be fetched over the network.',
  hint: 'Add the module to the project.',
};
const OUTSIDE: Rule = {
  code: 'leaves-the-machine',
  message: 'This would let Envoy talk to hosts outside of the run.',
  hint: 'Name a cluster of the project; its endpoints are replaced by its scripted upstream.',
};
const EXTENSION: Rule = {
  code: 'extension-not-allowed',
  message: 'This extension reads or writes files, or loads native code of the machine.',
  hint: 'Take it out of the chain for runs on the real Envoy.',
};
const SOCKET: Rule = {
  code: 'listener-address',
  message: 'A run on the real Envoy listens on one address of its own.',
  hint: 'Leave addresses, filter chains and listener filters out of the listener.',
};

const KEYS: ReadonlyMap<string, Rule> = new Map([
  ...[
    'rds',
    'scoped_routes',
    'vhds',
    'config_discovery',
    'config_source',
    'path_config_source',
    'api_config_source',
    'ads',
    'eds_cluster_config',
    'lds_config',
    'cds_config',
    'collection',
  ].map((key) => [key, XDS] as const),
  ...[
    'google_grpc',
    'target_uri',
    'upstream_bind_config',
    'dns_resolvers',
    'typed_dns_resolver_config',
    'cluster_type',
    'tracing',
  ].map((key) => [key, OUTSIDE] as const),
  ...['watched_directory', 'trusted_ca_path', 'package_paths', 'package_cpaths'].map((key) => [key, FILE] as const),
]);

const LISTENER_KEYS = [
  'address',
  'additional_addresses',
  'filter_chains',
  'default_filter_chain',
  'listener_filters',
  'api_listener',
  'udp_listener_config',
  'internal_listener',
  'access_log',
];
const CLUSTER_TYPES = new Set(['ORIGINAL_DST', 'EDS']);
const EXTENSIONS =
  /access_loggers\.file\.|filters\.http\.tap\.|dynamic_forward_proxy|dynamic_modules|\.golang\.|original_dst|access_loggers\.(grpc|open_telemetry)/;

/**
 * Why a project of a stranger may not run on the real Envoy of this machine: every place in it that reads the host's files, loads native
 * code, takes configuration or code from elsewhere, or leaves the machine. Empty: it may run. Scripts themselves are contained by the limits of
 * the process, not by this: Envoy's Lua has os and io.
 */
export function refuseContained(project: Project): Problem[] {
  const problems: Problem[] = [];
  walk(project.http_connection_manager, '/http_connection_manager', problems);
  walk(project.clusters ?? [], '/clusters', problems);
  walk(project.listener ?? {}, '/listener', problems);
  for (const key of LISTENER_KEYS) {
    if (project.listener !== undefined && Object.hasOwn(project.listener, key))
      add(problems, `/listener/${key}`, SOCKET);
  }
  for (const [index, cluster] of (project.clusters ?? []).entries()) {
    if (CLUSTER_TYPES.has(String(cluster['type']))) add(problems, `/clusters/${index}/type`, OUTSIDE);
  }
  return problems;
}

function walk(value: unknown, path: string, problems: Problem[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = `${path}/${pointer(key)}`;
    const rule = KEYS.get(snake(key));
    if (rule !== undefined) add(problems, at, rule);
    else if (snake(key) === 'filename' && typeof inner === 'string' && !inner.startsWith('sources/'))
      add(problems, at, FILE);
    else if (snake(key) === 'remote' && typeof inner === 'object') add(problems, at, REMOTE_CODE);
    else if (key === '@type' && typeof inner === 'string' && EXTENSIONS.test(inner)) add(problems, at, EXTENSION);
    else walk(inner, at, problems);
  }
}

function add(problems: Problem[], path: string, rule: Rule): void {
  problems.push({ ...rule, path });
}

/** Protobuf JSON takes both spellings: `pathConfigSource` is `path_config_source`. */
function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A key as a part of a JSON pointer. */
function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
