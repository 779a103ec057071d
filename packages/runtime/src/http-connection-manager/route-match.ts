import type { MessageReader } from '../config/message-reader.ts';
import { type ByteString, textToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { isChosen, readRuntimeFractionalPercent } from '../matching/fractional-percent.ts';
import { readHeaderMatcher } from '../matching/header-matcher.ts';
import type { Re2 } from '../matching/re2.ts';
import { readRegex, readStringMatcher } from '../matching/string-matcher.ts';
import type { Random } from '../server/random.ts';
import type { StreamInfo } from '../stream-info/stream-info.ts';
import { readMetadataMatcher } from './metadata-match.ts';

/** What a route may look at. */
export type MatchInput = {
  readonly headers: HeaderMap;
  /** The path without query and fragment, and the raw query. */
  readonly path: ByteString;
  readonly query: ByteString;
  readonly streamInfo: StreamInfo;
  readonly random: Random;
};

/** How the path was matched: rewriting replaces the matched part. */
export type PathMatch =
  | { readonly kind: 'path' | 'prefix' | 'path_separated_prefix'; readonly text: ByteString }
  | { readonly kind: 'safe_regex'; readonly regex: Re2 }
  | { readonly kind: 'connect' };

/** The condition of one route. Envoy: source/common/router/config_impl.cc `RouteEntryImplBase::matchRoute`. */
export type RouteMatch = { readonly path: PathMatch; matches(input: MatchInput): boolean };

const PATHS = [
  'prefix',
  'path',
  'safe_regex',
  'path_separated_prefix',
  'connect_matcher',
  'path_match_policy',
] as const;

/** Reads `envoy.config.route.v3.RouteMatch`. `unsimulated` is told what never matches here. */
export function readRouteMatch(reader: MessageReader, unsimulated: (what: string) => void): RouteMatch {
  const specifier = reader.oneof('path_specifier', PATHS, { required: true }) ?? 'prefix';
  const caseSensitive = reader.bool('case_sensitive', true);
  const path = readPath(reader, specifier, unsimulated);
  const conditions = [pathCondition(path, caseSensitive), ...readConditions(reader, unsimulated)];
  return { path, matches: (input) => conditions.every((holds) => holds(input)) };
}

type Condition = (input: MatchInput) => boolean;

function readPath(
  reader: MessageReader,
  specifier: (typeof PATHS)[number],
  unsimulated: (what: string) => void,
): PathMatch {
  switch (specifier) {
    case 'safe_regex': {
      const regex = reader.requiredMessage('safe_regex', 'envoy.type.matcher.v3.RegexMatcher', readRegex);
      return { kind: 'safe_regex', regex };
    }
    case 'connect_matcher':
      reader.ignore('connect_matcher');
      return { kind: 'connect' };
    case 'path_match_policy':
      reader.ignore('path_match_policy');
      unsimulated('path_match_policy');
      return { kind: 'path', text: '\0' };
    case 'prefix':
    case 'path':
    case 'path_separated_prefix':
      return { kind: specifier, text: textToByteString(reader.string(specifier)) };
  }
}

function pathCondition(match: PathMatch, caseSensitive: boolean): Condition {
  if (match.kind === 'connect') return ({ headers }) => headers.get(':method') === 'CONNECT';
  if (match.kind === 'safe_regex') return ({ path }) => match.regex.fullMatch(path);
  const fold = (text: ByteString) => (caseSensitive ? text : text.toLowerCase());
  const wanted = fold(match.text);
  if (match.kind === 'path') return ({ path }) => fold(path) === wanted;
  if (match.kind === 'prefix') return ({ path }) => fold(path).startsWith(wanted);
  return ({ path }) => {
    const given = fold(path);
    return given.startsWith(wanted) && (given.length === wanted.length || given.charAt(wanted.length) === '/');
  };
}

function readConditions(reader: MessageReader, unsimulated: (what: string) => void): Condition[] {
  const conditions: Condition[] = [];
  for (const matcher of reader.messages('headers', 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher)) {
    conditions.push(({ headers }) => matcher.matches(headers));
  }
  conditions.push(
    ...reader.messages('query_parameters', 'envoy.config.route.v3.QueryParameterMatcher', readQueryParameter),
  );
  conditions.push(
    ...reader.messages('dynamic_metadata', 'envoy.type.matcher.v3.MetadataMatcher', (metadata) => {
      const matches = readMetadataMatcher(metadata);
      return ({ streamInfo }: MatchInput) => matches(streamInfo.dynamicMetadata);
    }),
  );
  if (reader.has('grpc')) {
    reader.ignore('grpc');
    conditions.push(({ headers }) => /^application\/grpc($|\+)/.test(headers.get('content-type') ?? ''));
  }
  const fraction = reader.message(
    'runtime_fraction',
    'envoy.config.core.v3.RuntimeFractionalPercent',
    readRuntimeFractionalPercent,
  );
  if (fraction !== null) conditions.push(({ random }) => isChosen(fraction, random));
  for (const field of ['tls_context', 'filter_state', 'cookies']) {
    if (reader.has(field)) {
      unsimulated(`route match ${field}`);
      conditions.push(() => false);
    }
  }
  return conditions;
}

/** Compared without percent-decoding; of repeated keys only the first counts. */
function readQueryParameter(reader: MessageReader): Condition {
  const name = textToByteString(reader.string('name', { minLength: 1 }));
  reader.oneof('query_parameter_match_specifier', ['string_match', 'present_match'], { required: false });
  const matcher = reader.message('string_match', 'envoy.type.matcher.v3.StringMatcher', readStringMatcher);
  const present = reader.bool('present_match', true);
  return ({ query }) => {
    const value = firstQueryValue(query, name);
    if (matcher === null) return (value !== null) === present;
    return value !== null && matcher.matches(value);
  };
}

function firstQueryValue(query: ByteString, name: ByteString): ByteString | null {
  if (query === '') return null;
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=');
    if ((at < 0 ? pair : pair.slice(0, at)) === name) return at < 0 ? '' : pair.slice(at + 1);
  }
  return null;
}
