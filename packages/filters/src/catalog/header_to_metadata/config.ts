import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { type ByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import type { Re2 } from '@chainwright/runtime/matching/re2';
import { readRegex } from '@chainwright/runtime/matching/string-matcher';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';

const PACKAGE = 'envoy.extensions.filters.http.header_to_metadata.v3';
/** Type URL of the configuration. */
export const HEADER_TO_METADATA_TYPE = `type.googleapis.com/${PACKAGE}.Config`;

/** What is written. */
export type MetadataTarget = {
  readonly namespace: string;
  readonly key: string;
  /** Stands in place of the header's value when it is not empty. */
  readonly value: string;
  readonly rewrite: { readonly regex: Re2; readonly substitution: string; readonly fits: boolean } | null;
  readonly type: 'STRING' | 'NUMBER' | 'PROTOBUF_VALUE';
  readonly decodesBase64: boolean;
};

/** One rule: a header or a cookie, and what is written when it is there or not. */
export type MetadataRule = {
  readonly from: { readonly kind: 'header' | 'cookie'; readonly name: ByteString };
  readonly present: MetadataTarget | null;
  readonly missing: MetadataTarget | null;
  readonly remove: boolean;
};

/** The rules of both paths. */
export type HeaderToMetadataConfig = {
  /** What its counters begin with; null: it has none. */
  readonly stats: string | null;
  readonly request: readonly MetadataRule[];
  readonly response: readonly MetadataRule[];
};

/** Reads the configuration. Throws ConfigRejected with Envoy's text. */
export function readHeaderToMetadata(message: unknown): HeaderToMetadataConfig {
  return MessageReader.read(message, `${PACKAGE}.Config`, (reader) => {
    const statPrefix = reader.string('stat_prefix');
    return {
      stats: statPrefix === '' ? null : `http_filter_name.${statPrefix}.`,
      request: reader.messages('request_rules', `${PACKAGE}.Config.Rule`, readRule),
      response: reader.messages('response_rules', `${PACKAGE}.Config.Rule`, readRule),
    };
  });
}

function readRule(reader: MessageReader): MetadataRule {
  const header = reader.string('header').toLowerCase();
  const cookie = reader.string('cookie');
  const present = reader.message('on_header_present', `${PACKAGE}.Config.KeyValuePair`, readTarget);
  const missing = reader.message('on_header_missing', `${PACKAGE}.Config.KeyValuePair`, readTarget);
  const remove = reader.bool('remove');
  if (header !== '' && cookie !== '')
    throw new ConfigRejected('Cannot specify both header and cookie in the same rule');
  if (header === '' && cookie === '') throw new ConfigRejected('One of Cookie or Header option needs to be specified');
  if (cookie !== '' && remove) throw new ConfigRejected('Cannot specify remove for cookie');
  if (present === null && missing === null) {
    throw new ConfigRejected(
      `header to metadata filter: rule for header '${header}' has neither \`on_header_present\` nor \`on_header_missing\` set`,
    );
  }
  if (missing !== null && missing.value === '') {
    throw new ConfigRejected('Cannot specify on_header_missing rule with an empty value');
  }
  const from =
    cookie === ''
      ? { kind: 'header' as const, name: textToByteString(header) }
      : { kind: 'cookie' as const, name: textToByteString(cookie) };
  return { from, present, missing, remove };
}

function readTarget(reader: MessageReader): MetadataTarget {
  const encode = reader.enumeration('encode', ['NONE', 'BASE64'], 'NONE');
  const rewrite = reader.message(
    'regex_value_rewrite',
    'envoy.type.matcher.v3.RegexMatchAndSubstitute',
    (substitute) => {
      const substitution = substitute.string('substitution');
      const pattern = String((substitute.raw('pattern') as { regex?: unknown } | undefined)?.regex ?? '');
      return {
        regex: substitute.requiredMessage('pattern', 'envoy.type.matcher.v3.RegexMatcher', readRegex),
        substitution,
        // RE2 leaves the text alone when the substitution names a group that the pattern does not have.
        fits:
          Math.max(0, ...[...substitution.matchAll(/\\(\d)/g)].map(([, group]) => Number(group))) <= groupsOf(pattern),
      };
    },
  );
  return {
    namespace: reader.string('metadata_namespace') || 'envoy.filters.http.header_to_metadata',
    key: reader.string('key', { minLength: 1 }),
    value: reader.string('value'),
    rewrite,
    type: reader.enumeration('type', ['STRING', 'NUMBER', 'PROTOBUF_VALUE'], 'STRING'),
    decodesBase64: encode === 'BASE64',
  };
}

/** How many groups a pattern captures. */
function groupsOf(pattern: string): number {
  return pattern.replace(/\\.|\[[^\]]*\]|\(\?:/g, '').split('(').length - 1;
}
