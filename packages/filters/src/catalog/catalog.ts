import { isYamlMessage } from '@chainwright/runtime/config/message-reader';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import { apiKeyAuth } from './api_key_auth/extension.ts';
import { basicAuth } from './basic_auth/extension.ts';
import { bodySizeLimit } from './body_size_limit/extension.ts';
import { buffer } from './buffer/extension.ts';
import { cdnLoop } from './cdn_loop/extension.ts';
import { compressor } from './compressor/extension.ts';
import { cors } from './cors/extension.ts';
import { csrf } from './csrf/extension.ts';
import { extAuthz } from './ext_authz/extension.ts';
import { fault } from './fault/extension.ts';
import type { EnvoyMessage, FilterExtension } from './filter-extension.ts';
import { grpcStats } from './grpc_stats/extension.ts';
import { grpcWeb } from './grpc_web/extension.ts';
import { headerMutation } from './header_mutation/extension.ts';
import { headerToMetadata } from './header_to_metadata/extension.ts';
import { healthCheck } from './health_check/extension.ts';
import { localRateLimit } from './local_ratelimit/extension.ts';
import { lua } from './lua/extension.ts';
import { rbac } from './rbac/extension.ts';
import { router } from './router/extension.ts';
import { setFilterState } from './set_filter_state/extension.ts';
import { setMetadata } from './set_metadata/extension.ts';
import { type CarriedMessage, carriedMessage, messageTypeOf } from './typed-struct.ts';
import { istioOnlyExtension, unsimulatedFilters } from './unsimulated/unsimulated.ts';
import { wasm } from './wasm/extension.ts';

/** Every HTTP filter of Envoy 1.40: the only list. Simulated ones first, in the order in which people reach for them. */
export const CATALOG: readonly FilterExtension[] = [
  lua,
  wasm,
  cors,
  headerMutation,
  fault,
  localRateLimit,
  rbac,
  extAuthz,
  buffer,
  setMetadata,
  setFilterState,
  basicAuth,
  apiKeyAuth,
  csrf,
  headerToMetadata,
  bodySizeLimit,
  cdnLoop,
  healthCheck,
  compressor,
  grpcStats,
  grpcWeb,
  router,
  ...unsimulatedFilters,
];

const BY_TYPE = new Map(CATALOG.map((extension) => [extension.typeUrl, extension]));
const BY_NAME = new Map(CATALOG.map((extension) => [extension.name, extension]));
const ISTIO_TYPES = /^(io\.istio|istio|stats)\./;

/** The filter of a `typed_config`'s `@type`; undefined when the catalogue does not have it. */
export function findFilterByType(typeUrl: string): FilterExtension | undefined {
  return BY_TYPE.get(typeUrl);
}

/** The filter of a canonical name (`envoy.filters.http.lua`). */
export function findFilterByName(name: string): FilterExtension | undefined {
  return BY_NAME.get(name);
}

/** An entry of `http_filters` with what it stands for. */
export type ResolvedFilter = {
  readonly extension: FilterExtension;
  /** The filter's own message, out of a TypedStruct if it came in one. */
  readonly config: EnvoyMessage;
};

/**
 * Finds what an entry of `http_filters` stands for, by the `@type` of its `typed_config`, as Envoy does; the entry's name
 * plays no part. null: an optional filter that Envoy would leave out.
 * Throws ConfigRejected with Envoy's text for a type that Envoy does not have.
 */
export function resolveFilter(entry: EnvoyMessage): ResolvedFilter | null {
  const typedConfig = entry['typed_config'] ?? entry['typedConfig'];
  const isOptional = (entry['is_optional'] ?? entry['isOptional']) === true;
  if (!isYamlMessage(typedConfig)) {
    if (isOptional) return null;
    throw new ConfigRejected(notRegistered(entry, ''));
  }
  const typeUrl = typeof typedConfig['@type'] === 'string' ? typedConfig['@type'] : '';
  const carried = carriedMessage(typedConfig);
  if (carried) return resolveTypedStruct(entry, carried, isOptional);
  const extension = BY_TYPE.get(typeUrl);
  if (extension !== undefined) return { extension, config: typedConfig };
  if (ISTIO_TYPES.test(messageTypeOf(typeUrl))) {
    return { extension: istioOnlyExtension(messageTypeOf(typeUrl)), config: typedConfig };
  }
  if (typeUrl === '') throw new ConfigRejected(notRegistered(entry, ''));
  throw new ConfigRejected(`Unable to parse JSON as proto (INVALID_ARGUMENT: could not find @type '${typeUrl}')`);
}

function resolveTypedStruct(
  entry: EnvoyMessage,
  { messageType, value }: CarriedMessage,
  isOptional: boolean,
): ResolvedFilter | null {
  const extension = BY_TYPE.get(`type.googleapis.com/${messageType}`);
  if (extension !== undefined) return { extension, config: { '@type': extension.typeUrl, ...value } };
  if (ISTIO_TYPES.test(messageType)) return { extension: istioOnlyExtension(messageType), config: value };
  if (isOptional) return null;
  throw new ConfigRejected(notRegistered(entry, messageType));
}

function notRegistered(entry: EnvoyMessage, type: string): string {
  return `Didn't find a registered implementation for '${String(entry['name'] ?? '')}' with type URL: '${type}'`;
}
