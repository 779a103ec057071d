import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { type ByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import { SubstitutionFormat } from '@chainwright/runtime/http-connection-manager/substitution-format';
import { readStringMatcher, type StringMatcher } from '@chainwright/runtime/matching/string-matcher';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import { APPEND_ACTIONS, type HeaderValueOption, readHeaderValueOption } from '../header-value-option.ts';
import type { QueryParameterMutation } from './query-parameters.ts';

const PACKAGE = 'envoy.extensions.filters.http.header_mutation.v3';
/** Type URL of the filter's configuration. */
export const HEADER_MUTATION_TYPE = `type.googleapis.com/${PACKAGE}.HeaderMutation`;
/** Type URL of a route's configuration. */
export const HEADER_MUTATION_PER_ROUTE_TYPE = `type.googleapis.com/${PACKAGE}.HeaderMutationPerRoute`;

/** One step of a list of mutations. */
export type HeaderMutation =
  | { readonly kind: 'remove'; readonly name: ByteString }
  | { readonly kind: 'remove-on-match'; readonly matcher: StringMatcher }
  | { readonly kind: 'set'; readonly option: HeaderValueOption };

/** The mutations of one level. */
export type Mutations = {
  readonly request: readonly HeaderMutation[];
  readonly response: readonly HeaderMutation[];
  readonly requestTrailers: readonly HeaderMutation[];
  readonly responseTrailers: readonly HeaderMutation[];
  readonly query: readonly QueryParameterMutation[];
  /** Format operators in all of them that print nothing here. */
  readonly unsimulated: readonly string[];
};

/** The filter's configuration. */
export type HeaderMutationConfig = { readonly mutations: Mutations; readonly mostSpecificWins: boolean };

const NO_MUTATIONS: Mutations = {
  request: [],
  response: [],
  requestTrailers: [],
  responseTrailers: [],
  query: [],
  unsimulated: [],
};

/** Reads the filter's `typed_config`. Throws ConfigRejected with Envoy's text. */
export function readHeaderMutationConfig(message: unknown): HeaderMutationConfig {
  return MessageReader.read(message, `${PACKAGE}.HeaderMutation`, (reader) => ({
    mutations: reader.message('mutations', `${PACKAGE}.Mutations`, readMutations) ?? NO_MUTATIONS,
    mostSpecificWins: reader.bool('most_specific_header_mutations_wins'),
  }));
}

/** Reads a per-route configuration. Throws ConfigRejected with Envoy's text. */
export function readHeaderMutationPerRoute(message: unknown): Mutations {
  return MessageReader.read(
    message,
    `${PACKAGE}.HeaderMutationPerRoute`,
    (reader) => reader.message('mutations', `${PACKAGE}.Mutations`, readMutations) ?? NO_MUTATIONS,
  );
}

function readMutations(reader: MessageReader): Mutations {
  const unsimulated: string[] = [];
  const report = (operator: string) => {
    unsimulated.push(operator);
  };
  const list = (field: string) =>
    reader.messages(field, 'envoy.config.common.mutation_rules.v3.HeaderMutation', (mutation) =>
      readHeaderMutation(mutation, report),
    );
  return {
    request: list('request_mutations'),
    response: list('response_mutations'),
    requestTrailers: list('request_trailers_mutations'),
    responseTrailers: list('response_trailers_mutations'),
    query: reader.messages('query_parameter_mutations', 'envoy.config.core.v3.KeyValueMutation', (mutation) =>
      readQueryParameterMutation(mutation, report),
    ),
    unsimulated,
  };
}

type Report = (operator: string) => void;

function readHeaderMutation(reader: MessageReader, report: Report): HeaderMutation {
  const action = reader.oneof('action', ['remove', 'append', 'remove_on_match'], { required: true });
  if (action === 'append') {
    const option = reader.requiredMessage('append', 'envoy.config.core.v3.HeaderValueOption', (option) =>
      readHeaderValueOption(option, report),
    );
    if (option.name.startsWith(':') || option.name === 'host') {
      throw new ConfigRejected(':-prefixed or host headers may not be modified');
    }
    return { kind: 'set', option };
  }
  if (action === 'remove_on_match') {
    const matcher = reader.requiredMessage(
      'remove_on_match',
      'envoy.config.common.mutation_rules.v3.HeaderMutation.RemoveOnMatch',
      (match) => match.requiredMessage('key_matcher', 'envoy.type.matcher.v3.StringMatcher', readStringMatcher),
    );
    return { kind: 'remove-on-match', matcher };
  }
  return { kind: 'remove', name: textToByteString(reader.string('remove').toLowerCase()) };
}

function readQueryParameterMutation(reader: MessageReader, report: Report): QueryParameterMutation {
  if (reader.has('remove')) return { kind: 'remove', key: textToByteString(reader.string('remove')) };
  return reader.requiredMessage('append', 'envoy.config.core.v3.KeyValueAppend', (append) => {
    const action = append.enumeration('action', APPEND_ACTIONS, 'APPEND_IF_EXISTS_OR_ADD');
    append.ignore('entry');
    return append.requiredMessage('record', 'envoy.config.core.v3.KeyValuePair', (record) => {
      const key = textToByteString(record.string('key', { minLength: 1 }));
      const value = record.raw('value');
      if (typeof value !== 'string') throw new ConfigRejected('Only string value is allowed for record value.');
      return { kind: 'set', key, format: new SubstitutionFormat(value, report), action };
    });
  });
}
