import type { MessageReader } from '../config/message-reader.ts';
import { textToByteString } from '../http/byte-string.ts';
import { readStringMatcher } from '../matching/string-matcher.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import type { DynamicMetadata, MetadataValue } from '../stream-info/stream-info.ts';

type ValueTest = (value: MetadataValue | undefined) => boolean;

const PATTERNS = [
  'null_match',
  'double_match',
  'string_match',
  'bool_match',
  'present_match',
  'list_match',
  'or_match',
] as const;

/** Reads `envoy.type.matcher.v3.MetadataMatcher`. Envoy: source/common/common/matchers.cc `MetadataMatcher`. */
export function readMetadataMatcher(reader: MessageReader): (metadata: Pick<DynamicMetadata, 'get'>) => boolean {
  const namespace = reader.string('filter', { minLength: 1 });
  const path = reader.messages('path', 'envoy.type.matcher.v3.MetadataMatcher.PathSegment', (segment) =>
    segment.string('key', { minLength: 1 }),
  );
  const test = reader.requiredMessage('value', 'envoy.type.matcher.v3.ValueMatcher', readValueMatcher);
  const invert = reader.bool('invert');
  return (metadata) => {
    const fields = metadata.get(namespace);
    let value: MetadataValue | undefined = fields === undefined ? undefined : Object.fromEntries(fields);
    for (const key of path) value = fieldOf(value, key);
    return test(value) !== invert;
  };
}

function fieldOf(value: MetadataValue | undefined, key: string): MetadataValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, MetadataValue>>)[key];
}

function readValueMatcher(reader: MessageReader): ValueTest {
  const pattern = reader.oneof('match_pattern', PATTERNS, { required: true }) ?? 'null_match';
  switch (pattern) {
    case 'null_match':
      reader.ignore('null_match');
      return (value) => value === null;
    case 'bool_match': {
      const wanted = reader.bool('bool_match');
      return (value) => value === wanted;
    }
    case 'present_match': {
      const wanted = reader.bool('present_match');
      // `false` never matches in Envoy, not even what is absent.
      return (value) => wanted && value !== undefined;
    }
    case 'string_match': {
      const matcher = reader.requiredMessage(pattern, 'envoy.type.matcher.v3.StringMatcher', readStringMatcher);
      return (value) => typeof value === 'string' && matcher.matches(textToByteString(value));
    }
    case 'double_match':
      return reader.requiredMessage(pattern, 'envoy.type.matcher.v3.DoubleMatcher', readDoubleMatcher);
    case 'list_match':
      return reader.requiredMessage(pattern, 'envoy.type.matcher.v3.ListMatcher', (list) => {
        const one = list.requiredMessage('one_of', 'envoy.type.matcher.v3.ValueMatcher', readValueMatcher);
        return (value: MetadataValue | undefined) => Array.isArray(value) && value.some(one);
      });
    case 'or_match':
      return reader.requiredMessage(pattern, 'envoy.type.matcher.v3.OrMatcher', (or) => {
        const tests = or.messages('value_matchers', 'envoy.type.matcher.v3.ValueMatcher', readValueMatcher);
        if (tests.length < 2) throw new ConfigRejected('OrMatcher needs at least two value_matchers');
        return (value: MetadataValue | undefined) => tests.some((test) => test(value));
      });
  }
}

function readDoubleMatcher(reader: MessageReader): ValueTest {
  const range = reader.message('range', 'envoy.type.v3.DoubleRange', (bounds) => ({
    start: bounds.number('start') ?? 0,
    end: bounds.number('end') ?? 0,
  }));
  const exact = reader.number('exact');
  if (range === null) return (value) => value === (exact ?? 0);
  return (value) => typeof value === 'number' && value >= range.start && value < range.end;
}
