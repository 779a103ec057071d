import type { MessageReader } from '../config/message-reader.ts';
import { type ByteString, byteStringToDisplay, textToByteString } from '../http/byte-string.ts';
import type { Re2 } from '../matching/re2.ts';
import { readRegex } from '../matching/string-matcher.ts';
import type { PathMatch } from './route-match.ts';

/** A replacement by regular expression. */
export type RegexRewrite = { readonly regex: Re2; readonly substitution: string };

/** Reads `envoy.type.matcher.v3.RegexMatchAndSubstitute`. */
export function readRegexRewrite(reader: MessageReader): RegexRewrite {
  const regex = reader.requiredMessage('pattern', 'envoy.type.matcher.v3.RegexMatcher', readRegex);
  return { regex, substitution: reader.string('substitution') };
}

/** Replaces every match in a text that is not valid UTF-8 only where it is. */
export function applyRegexRewrite({ regex, substitution }: RegexRewrite, text: ByteString): ByteString {
  return textToByteString(regex.replaceAll(byteStringToDisplay(text), substitution));
}

/** Path and query of a `:path`; the query has its `?`. */
export function splitPath(full: ByteString): { readonly path: ByteString; readonly query: ByteString } {
  const at = full.search(/[?#]/);
  return at < 0 ? { path: full, query: '' } : { path: full.slice(0, at), query: full.slice(at) };
}

/** Replaces what the route matched by `replacement`; the rest of the path and the query stay. */
export function rewritePrefix(full: ByteString, match: PathMatch, replacement: ByteString): ByteString {
  const { path, query } = splitPath(full);
  if (match.kind === 'path') return replacement + query;
  if (match.kind === 'safe_regex' || match.kind === 'connect') return replacement + query;
  return replacement + path.slice(match.text.length) + query;
}
