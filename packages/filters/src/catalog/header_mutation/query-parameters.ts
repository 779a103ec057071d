import {
  type ByteString,
  byteStringToBytes,
  bytesToByteString,
  textToByteString,
} from '@chainwright/runtime/http/byte-string';
import type { FormatContext } from '@chainwright/runtime/http-connection-manager/format-operators';
import type { SubstitutionFormat } from '@chainwright/runtime/http-connection-manager/substitution-format';
import type { AppendAction } from '../header-value-option.ts';

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
  const mark = path.indexOf('?');
  const parameters = parseQuery(mark < 0 ? '' : path.slice(mark + 1));
  for (const mutation of mutations) {
    if (mutation.kind === 'remove') parameters.delete(mutation.key);
    else setParameter(parameters, mutation, encodeValue(mutation.format.text(context, '')));
  }
  const names = [...parameters.keys()].sort();
  const pairs = names.flatMap((name) => (parameters.get(name) ?? []).map((value) => `${name}=${value}`));
  const bare = mark < 0 ? path : path.slice(0, mark);
  return pairs.length === 0 ? bare : `${bare}?${pairs.join('&')}`;
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

function parseQuery(query: ByteString): Map<ByteString, ByteString[]> {
  const parameters = new Map<ByteString, ByteString[]>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = percentDecode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : percentDecode(part.slice(equals + 1));
    parameters.set(name, [...(parameters.get(name) ?? []), value]);
  }
  return parameters;
}

function percentDecode(text: ByteString): ByteString {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
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
