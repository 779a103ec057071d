import type { ByteString } from '@chainwright/runtime/http/byte-string';

/** Values by name, percent-decoded, in the order of the query. */
export type QueryParameters = Map<ByteString, ByteString[]>;

/** The query of a path. Envoy: source/common/http/utility.cc `QueryParamsMulti::parseAndDecodeQueryString`. */
export function parseQuery(path: ByteString): QueryParameters {
  const mark = path.indexOf('?');
  const parameters: QueryParameters = new Map();
  for (const part of mark < 0 ? [] : path.slice(mark + 1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = percentDecode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : percentDecode(part.slice(equals + 1));
    parameters.set(name, [...(parameters.get(name) ?? []), value]);
  }
  return parameters;
}

/** The path with another query: sorted by name and not encoded again, as Envoy does. Envoy: `QueryParamsMulti::replaceQueryString`. */
export function withQuery(path: ByteString, parameters: QueryParameters): ByteString {
  const pairs = [...parameters.keys()]
    .sort()
    .flatMap((name) => (parameters.get(name) ?? []).map((value) => `${name}=${value}`));
  const mark = path.indexOf('?');
  const bare = mark < 0 ? path : path.slice(0, mark);
  return pairs.length === 0 ? bare : `${bare}?${pairs.join('&')}`;
}

function percentDecode(text: ByteString): ByteString {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
