import {
  type ByteString,
  byteStringToBytes,
  bytesToByteString,
  textToByteString,
} from '@chainwright/runtime/http/byte-string';
import type { FormatContext } from '@chainwright/runtime/http-connection-manager/format-operators';
import type { SubstitutionFormat } from '@chainwright/runtime/http-connection-manager/substitution-format';
import type { AppendAction } from '../header-value-option.ts';
import { parseQuery, withQuery } from '../query-string.ts';

/** One change of the query. */
export type QueryParameterMutation =
  | { readonly kind: 'remove'; readonly key: ByteString }
  | {
      readonly kind: 'set';
      readonly key: ByteString;
      readonly format: SubstitutionFormat;
      readonly action: AppendAction;
    };

/**
 * The path with a changed query. As Envoy does it: every parameter is percent-decoded and written back without being
 * encoded again, sorted by name; only new values are encoded.
 * Envoy: source/common/http/utility.cc `QueryParamsMulti`.
 */
export function mutateQuery(
  path: ByteString,
  mutations: readonly QueryParameterMutation[],
  context: FormatContext,
): ByteString {
  const parameters = parseQuery(path);
  for (const mutation of mutations) {
    if (mutation.kind === 'remove') parameters.delete(mutation.key);
    else setParameter(parameters, mutation, encodeValue(mutation.format.text(context, '')));
  }
  return withQuery(path, parameters);
}

function setParameter(
  parameters: Map<ByteString, ByteString[]>,
  { key, action }: Extract<QueryParameterMutation, { kind: 'set' }>,
  value: ByteString,
): void {
  const present = parameters.get(key);
  switch (action) {
    case 'APPEND_IF_EXISTS_OR_ADD':
      parameters.set(key, [...(present ?? []), value]);
      return;
    case 'ADD_IF_ABSENT':
      if (present === undefined) parameters.set(key, [value]);
      return;
    case 'OVERWRITE_IF_EXISTS_OR_ADD':
      parameters.set(key, [value]);
      return;
    case 'OVERWRITE_IF_EXISTS':
      if (present !== undefined) parameters.set(key, [value]);
      return;
  }
}

const UNRESERVED = new Set(textToByteString('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~'));

function encodeValue(value: ByteString): ByteString {
  let out = '';
  for (const byte of byteStringToBytes(value)) {
    const char = bytesToByteString(Uint8Array.of(byte));
    out += UNRESERVED.has(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
