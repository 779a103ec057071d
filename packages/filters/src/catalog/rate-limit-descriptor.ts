import type { MessageReader } from '@chainwright/runtime/config/message-reader';
import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import { type ByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { readHeaderMatcher } from '@chainwright/runtime/matching/header-matcher';
import { readStringMatcher } from '@chainwright/runtime/matching/string-matcher';
import type { MetadataValue } from '@chainwright/runtime/stream-info/stream-info';

/** One key and value of a descriptor. */
export type DescriptorEntry = { readonly key: ByteString; readonly value: ByteString };

/** What a request is described by: entries in the order of the actions. */
export type Descriptor = { readonly entries: readonly DescriptorEntry[]; readonly hits: number };

/** What actions look at. */
export type DescriptorRequest = {
  readonly headers: HeaderMap;
  readonly callbacks: DecoderFilterCallbacks;
  /** `--service-cluster` of this Envoy: the node's cluster. */
  readonly localCluster: string;
};

/** One action: an entry, `skip` (the descriptor goes on without it) or `drop` (there is no descriptor). */
type Action = (request: DescriptorRequest) => DescriptorEntry | 'skip' | 'drop';

/** One `rate_limits` entry. */
export type RateLimitRule = {
  readonly stage: number;
  readonly actions: readonly Action[];
  readonly hits: number;
};

const ACTIONS = [
  'source_cluster',
  'destination_cluster',
  'request_headers',
  'query_parameters',
  'remote_address',
  'generic_key',
  'header_value_match',
  'dynamic_metadata',
  'metadata',
  'extension',
  'masked_remote_address',
  'query_parameter_value_match',
] as const;

const PACKAGE = 'envoy.config.route.v3.RateLimit';

/**
 * Reads `envoy.config.route.v3.RateLimit`. `unsimulated` is told of actions that the simulator does not have: their
 * descriptors are dropped. Envoy: source/common/router/router_ratelimit.cc.
 */
export function readRateLimitRule(reader: MessageReader, unsimulated: (action: string) => void): RateLimitRule {
  reader.ignore('disable_key', 'limit', 'apply_on_stream_done');
  const actions = reader.messages('actions', `${PACKAGE}.Action`, (action) => readAction(action, unsimulated));
  if (actions.length === 0) reader.violated('actions', 'value must contain at least 1 item(s)');
  const hits = reader.message('hits_addend', `${PACKAGE}.HitsAddend`, (addend) => {
    if (addend.has('format')) unsimulated('hits_addend.format');
    return addend.integer('number') ?? 1;
  });
  return { stage: reader.integer('stage') ?? 0, actions, hits: hits ?? 1 };
}

/** The descriptor of a request; null: one of the actions found nothing. */
export function describeRequest(rule: RateLimitRule, request: DescriptorRequest): Descriptor | null {
  const entries: DescriptorEntry[] = [];
  for (const action of rule.actions) {
    const entry = action(request);
    if (entry === 'drop') return null;
    if (entry !== 'skip') entries.push(entry);
  }
  return entries.length === 0 ? null : { entries, hits: rule.hits };
}

function readAction(reader: MessageReader, unsimulated: (action: string) => void): Action {
  const kind = reader.oneof('action_specifier', ACTIONS, { required: true });
  switch (kind) {
    case 'generic_key':
      return reader.requiredMessage(kind, `${PACKAGE}.Action.GenericKey`, readGenericKey);
    case 'request_headers':
      return reader.requiredMessage(kind, `${PACKAGE}.Action.RequestHeaders`, readRequestHeaders);
    case 'header_value_match':
      return reader.requiredMessage(kind, `${PACKAGE}.Action.HeaderValueMatch`, readHeaderValueMatch);
    case 'query_parameters':
      return reader.requiredMessage(kind, `${PACKAGE}.Action.QueryParameters`, readQueryParameters);
    case 'query_parameter_value_match':
      return reader.requiredMessage(kind, `${PACKAGE}.Action.QueryParameterValueMatch`, readQueryValueMatch);
    case 'metadata':
      return reader.requiredMessage(kind, `${PACKAGE}.Action.MetaData`, readMetadata);
    case 'masked_remote_address':
      return reader.requiredMessage(kind, `${PACKAGE}.Action.MaskedRemoteAddress`, readMaskedAddress);
    case 'remote_address':
      reader.ignore(kind);
      return ({ callbacks }) => ({ key: 'remote_address', value: callbacks.streamInfo.downstreamRemoteAddress.ip });
    case 'source_cluster':
      reader.ignore(kind);
      return ({ localCluster }) => ({ key: 'source_cluster', value: textToByteString(localCluster) });
    case 'destination_cluster':
      reader.ignore(kind);
      return ({ callbacks }) => {
        const cluster = callbacks.route()?.cluster ?? null;
        return cluster === null ? 'drop' : { key: 'destination_cluster', value: textToByteString(cluster) };
      };
    default:
      reader.ignore(kind ?? '');
      unsimulated(`rate limit action ${kind}`);
      return () => 'drop';
  }
}

function readGenericKey(reader: MessageReader): Action {
  reader.ignore('default_value');
  const value = textToByteString(reader.string('descriptor_value', { minLength: 1 }));
  const key = textToByteString(reader.string('descriptor_key') || 'generic_key');
  return () => ({ key, value });
}

function readRequestHeaders(reader: MessageReader): Action {
  const name = textToByteString(reader.string('header_name', { minLength: 1 }).toLowerCase());
  const key = textToByteString(reader.string('descriptor_key', { minLength: 1 }));
  const absent = reader.bool('skip_if_absent') ? 'skip' : 'drop';
  return ({ headers }) => {
    const value = headers.get(name);
    return value === undefined ? absent : { key, value };
  };
}

function readHeaderValueMatch(reader: MessageReader): Action {
  reader.ignore('default_value');
  const value = textToByteString(reader.string('descriptor_value', { minLength: 1 }));
  const key = textToByteString(reader.string('descriptor_key') || 'header_match');
  const wanted = reader.bool('expect_match', true);
  const matchers = reader.messages('headers', 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher);
  if (matchers.length === 0) reader.violated('headers', 'value must contain at least 1 item(s)');
  return ({ headers }) => (matchers.every((one) => one.matches(headers)) === wanted ? { key, value } : 'drop');
}

function queryValue(headers: HeaderMap, name: ByteString): ByteString | undefined {
  const path = headers.get(':path') ?? '';
  const mark = path.indexOf('?');
  const pairs = mark < 0 ? [] : path.slice(mark + 1).split('&');
  const found = pairs.map((pair) => pair.split('=', 2)).find(([key]) => key === name);
  return found === undefined ? undefined : (found[1] ?? '');
}

function readQueryParameters(reader: MessageReader): Action {
  const name = textToByteString(reader.string('query_parameter_name', { minLength: 1 }));
  const key = textToByteString(reader.string('descriptor_key', { minLength: 1 }));
  const absent = reader.bool('skip_if_absent') ? 'skip' : 'drop';
  return ({ headers }) => {
    const value = queryValue(headers, name);
    return value === undefined ? absent : { key, value };
  };
}

function readQueryValueMatch(reader: MessageReader): Action {
  reader.ignore('default_value');
  const value = textToByteString(reader.string('descriptor_value', { minLength: 1 }));
  const key = textToByteString(reader.string('descriptor_key') || 'query_match');
  const wanted = reader.bool('expect_match', true);
  const matchers = reader.messages('query_parameters', 'envoy.config.route.v3.QueryParameterMatcher', (parameter) => {
    const name = textToByteString(parameter.string('name', { minLength: 1 }));
    parameter.ignore('present_match');
    const matcher = parameter.message('string_match', 'envoy.type.matcher.v3.StringMatcher', readStringMatcher);
    return (headers: HeaderMap) => {
      const found = queryValue(headers, name);
      return found !== undefined && (matcher === null || matcher.matches(found));
    };
  });
  return ({ headers }) => (matchers.every((matches) => matches(headers)) === wanted ? { key, value } : 'drop');
}

function readMetadata(reader: MessageReader): Action {
  const key = textToByteString(reader.string('descriptor_key', { minLength: 1 }));
  const otherwise = textToByteString(reader.string('default_value'));
  const source = reader.enumeration('source', ['DYNAMIC', 'ROUTE_ENTRY'], 'DYNAMIC');
  const absent = reader.bool('skip_if_absent') ? 'skip' : 'drop';
  const path = reader.requiredMessage('metadata_key', 'envoy.type.metadata.v3.MetadataKey', (metadata) => [
    metadata.string('key', { minLength: 1 }),
    ...metadata.messages('path', 'envoy.type.metadata.v3.MetadataKey.PathSegment', (segment) =>
      segment.string('key', { minLength: 1 }),
    ),
  ]);
  return ({ callbacks }) => {
    const from = source === 'DYNAMIC' ? callbacks.streamInfo.dynamicMetadata : callbacks.route()?.metadata;
    const found = descend(from?.get(path[0] ?? ''), path.slice(1));
    const value = found !== '' ? textToByteString(found) : otherwise;
    return value === '' ? absent : { key, value };
  };
}

/** The string at the end of a path of keys; empty when there is none. */
function descend(fields: ReadonlyMap<string, MetadataValue> | undefined, keys: readonly string[]): string {
  let value: MetadataValue = fields === undefined ? null : Object.fromEntries(fields);
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return '';
    value = (value as { readonly [key: string]: MetadataValue })[key] ?? null;
  }
  return typeof value === 'string' ? value : '';
}

function readMaskedAddress(reader: MessageReader): Action {
  const v4Bits = reader.integer('v4_prefix_mask_len') ?? 32;
  reader.ignore('v6_prefix_mask_len');
  return ({ callbacks }) => {
    const { ip } = callbacks.streamInfo.downstreamRemoteAddress;
    const parts = ip.split('.').map(Number);
    if (parts.length !== 4) return 'drop';
    const bits = parts.reduce((all, part) => all * 256 + part, 0);
    const masked = v4Bits === 0 ? 0 : (bits - (bits % 2 ** (32 - v4Bits))) >>> 0;
    const text = [24, 16, 8, 0].map((shift) => (masked >>> shift) & 255).join('.');
    return { key: 'masked_remote_address', value: `${text}/${v4Bits}` };
  };
}
