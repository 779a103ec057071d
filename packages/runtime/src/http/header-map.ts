import type { ByteString } from './byte-string.ts';

/** Which of the four maps of a stream this is: decides which names are inline (joined on repeat). */
export type HeaderMapKind = 'request-headers' | 'request-trailers' | 'response-headers' | 'response-trailers';

/** One header field; the name is in lower case. */
export type HeaderEntry = readonly [name: ByteString, value: ByteString];

/**
 * An ordered header map of byte strings, as Envoy keeps it: names in lower case, pseudo headers first, repeats of
 * inline headers joined with `,` (no space), all others kept apart. `host` is an alias of `:authority`.
 *
 * Envoy: source/common/http/header_map_impl.cc
 */
export interface HeaderMap {
  readonly kind: HeaderMapKind;
  /** Text of the HTTP/1 status line that a filter chose; null or empty: the code's own phrase. Response headers only. */
  reasonPhrase: ByteString | null;
  /** All fields in order. The array is a snapshot. */
  entries(): readonly HeaderEntry[];
  /** All values of a name, in order; empty when absent. */
  values(name: ByteString): readonly ByteString[];
  /** The first value of a name; undefined when absent. */
  get(name: ByteString): ByteString | undefined;
  has(name: ByteString): boolean;
  /** Envoy `addCopy`: joins to an inline header, else appends a field. */
  add(name: ByteString, value: ByteString): void;
  /** Envoy `appendCopy`: joins with `,` to the first field of any name that exists. */
  append(name: ByteString, value: ByteString): void;
  /** Envoy `setCopy`: removes every field of the name and appends one (pseudo headers: at the end of their group). */
  replace(name: ByteString, value: ByteString): void;
  /** Envoy `setReferenceKey`-style in-place set: keeps the place of an existing field, else appends. */
  setInPlace(name: ByteString, value: ByteString): void;
  /** Removes every field of the name; answers how many. */
  remove(name: ByteString): number;
  clear(): void;
  readonly size: number;
  /** Sum of name and value bytes. */
  byteSize(): number;
  clone(): HeaderMap;
}
