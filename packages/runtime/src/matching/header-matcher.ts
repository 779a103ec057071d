import type { MessageReader } from '../config/message-reader.ts';
import { type ByteString, textToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { compileRe2 } from './re2.ts';
import { readRegex, readStringMatcher } from './string-matcher.ts';

/** A condition on one header of a message. */
export type HeaderMatcher = {
  /** One value of a repeated header that fits is enough; inverted: none may fit. */
  matches(headers: HeaderMap): boolean;
  /** RBAC's way: inverted, one value that does not fit is enough. */
  matchesAnyValue(headers: HeaderMap): boolean;
};

const SPECIFIERS = [
  'string_match',
  'present_match',
  'range_match',
  'exact_match',
  'prefix_match',
  'suffix_match',
  'contains_match',
  'safe_regex_match',
] as const;

/**
 * Reads `envoy.config.route.v3.HeaderMatcher`. An absent header does not match, inverted or not, unless
 * `treat_missing_header_as_empty` is set or its absence is what `present_match` asks for.
 * Envoy: source/common/http/header_utility.cc `HeaderUtility::createHeaderData`.
 */
export function readHeaderMatcher(reader: MessageReader): HeaderMatcher {
  const name = textToByteString(reader.string('name', { minLength: 1 }).toLowerCase());
  const specifier = reader.oneof('header_match_specifier', SPECIFIERS, { required: false });
  const invert = reader.bool('invert_match');
  const missingIsEmpty = reader.bool('treat_missing_header_as_empty');
  if (specifier === null || specifier === 'present_match') {
    const wanted = specifier === null ? true : reader.bool('present_match');
    const matches = (headers: HeaderMap) => (headers.has(name) || missingIsEmpty) === (wanted !== invert);
    return { matches, matchesAnyValue: matches };
  }
  const test = readValueTest(reader, specifier);
  const valuesOf = (headers: HeaderMap) => {
    const values = headers.values(name);
    return values.length === 0 && missingIsEmpty ? [''] : values;
  };
  return {
    matches: (headers) => {
      const values = valuesOf(headers);
      return values.length > 0 && values.some(test) !== invert;
    },
    matchesAnyValue: (headers) => valuesOf(headers).some((value) => test(value) !== invert),
  };
}

type ValueTest = (value: ByteString) => boolean;

function readValueTest(
  reader: MessageReader,
  specifier: Exclude<(typeof SPECIFIERS)[number], 'present_match'>,
): ValueTest {
  switch (specifier) {
    case 'string_match': {
      const matcher = reader.requiredMessage(specifier, 'envoy.type.matcher.v3.StringMatcher', readStringMatcher);
      return (value) => matcher.matches(value);
    }
    case 'range_match':
      return reader.requiredMessage(specifier, 'envoy.type.v3.Int64Range', readRange);
    case 'safe_regex_match': {
      const regex = reader.requiredMessage(specifier, 'envoy.type.matcher.v3.RegexMatcher', readRegex);
      return (value) => regex.fullMatch(value);
    }
    case 'exact_match':
    case 'prefix_match':
    case 'suffix_match':
    case 'contains_match':
      return legacyTest(specifier, textToByteString(reader.string(specifier)));
  }
}

/** The old fields of the message, before StringMatcher. */
function legacyTest(specifier: string, wanted: ByteString): ValueTest {
  if (specifier === 'prefix_match') return (value) => value.startsWith(wanted);
  if (specifier === 'suffix_match') return (value) => value.endsWith(wanted);
  if (specifier === 'contains_match') return (value) => value.includes(wanted);
  return (value) => value === wanted;
}

const INT64 = { min: -(2 ** 63), max: 2 ** 63 };
const WHOLE_NUMBER = compileRe2('[+-]?[0-9]+');

function readRange(reader: MessageReader): ValueTest {
  const start = reader.integer('start', INT64) ?? 0;
  const end = reader.integer('end', INT64) ?? 0;
  return (value) => WHOLE_NUMBER.fullMatch(value.trim()) && Number(value) >= start && Number(value) < end;
}
