import type { MessageReader } from '../config/message-reader.ts';
import { type ByteString, textToByteString } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import { compileRe2 } from './re2.ts';

/** A condition on one value. */
export type StringMatcher = { matches(value: ByteString): boolean };

const PATTERNS = ['exact', 'prefix', 'suffix', 'safe_regex', 'contains', 'custom'] as const;

/**
 * Reads `envoy.type.matcher.v3.StringMatcher`. `ignore_case` folds ASCII letters and has no effect on `safe_regex`.
 * Envoy: source/common/common/matchers.cc `StringMatcherImpl`.
 */
export function readStringMatcher(reader: MessageReader): StringMatcher {
  const pattern = reader.oneof('match_pattern', PATTERNS, { required: true }) ?? 'exact';
  const ignoreCase = reader.bool('ignore_case');
  if (pattern === 'safe_regex') {
    if (ignoreCase) throw new ConfigRejected('ignore_case has no effect for safe_regex.');
    const regex = reader.requiredMessage('safe_regex', 'envoy.type.matcher.v3.RegexMatcher', readRegex);
    return { matches: (value) => regex.fullMatch(value) };
  }
  if (pattern === 'custom') {
    reader.ignore('custom');
    throw new ConfigRejected("Didn't find a registered implementation for a custom string matcher");
  }
  const rule = pattern === 'exact' ? {} : { minLength: 1 };
  const wanted = fold(textToByteString(reader.string(pattern, rule)), ignoreCase);
  return { matches: (value) => COMPARE[pattern](fold(value, ignoreCase), wanted) };
}

/** Reads `envoy.type.matcher.v3.RegexMatcher`. */
export function readRegex(reader: MessageReader) {
  reader.ignore('google_re2');
  return compileRe2(reader.string('regex', { minLength: 1 }));
}

const COMPARE: Readonly<
  Record<'exact' | 'prefix' | 'suffix' | 'contains', (value: ByteString, wanted: ByteString) => boolean>
> = {
  exact: (value, wanted) => value === wanted,
  prefix: (value, wanted) => value.startsWith(wanted),
  suffix: (value, wanted) => value.endsWith(wanted),
  contains: (value, wanted) => value.includes(wanted),
};

function fold(value: ByteString, ignoreCase: boolean): ByteString {
  return ignoreCase ? value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : value;
}
