import type { MessageReader } from '../config/message-reader.ts';
import { type ByteString, textToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { applyRegexRewrite, type RegexRewrite, readRegexRewrite, rewritePrefix, splitPath } from './path-rewrite.ts';
import type { PathMatch } from './route-match.ts';

/** A route that answers with another address. Envoy: envoy.config.route.v3.RedirectAction. */
export type RedirectAction = {
  readonly code: number;
  readonly scheme: ByteString | null;
  readonly https: boolean;
  readonly host: ByteString | null;
  readonly port: number | null;
  readonly path: ByteString | null;
  readonly prefix: ByteString | null;
  readonly regex: RegexRewrite | null;
  readonly stripQuery: boolean;
};

const CODES = ['MOVED_PERMANENTLY', 'FOUND', 'SEE_OTHER', 'TEMPORARY_REDIRECT', 'PERMANENT_REDIRECT'] as const;
const CODE = { MOVED_PERMANENTLY: 301, FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308 };

/** The redirect of a virtual host that requires TLS. */
export const TLS_REDIRECT: RedirectAction = {
  code: 301,
  scheme: null,
  https: true,
  host: null,
  port: null,
  path: null,
  prefix: null,
  regex: null,
  stripQuery: false,
};

/** Reads `envoy.config.route.v3.RedirectAction`. */
export function readRedirect(reader: MessageReader): RedirectAction {
  reader.oneof('scheme_rewrite_specifier', ['https_redirect', 'scheme_redirect'], { required: false });
  reader.oneof('path_rewrite_specifier', ['path_redirect', 'prefix_rewrite', 'regex_rewrite'], { required: false });
  const text = (field: string) => (reader.string(field) === '' ? null : textToByteString(reader.string(field)));
  return {
    code: CODE[reader.enumeration('response_code', CODES, 'MOVED_PERMANENTLY')],
    scheme: text('scheme_redirect'),
    https: reader.bool('https_redirect'),
    host: text('host_redirect'),
    port: reader.integer('port_redirect') || null,
    path: text('path_redirect'),
    prefix: text('prefix_rewrite'),
    regex: reader.message('regex_rewrite', 'envoy.type.matcher.v3.RegexMatchAndSubstitute', readRegexRewrite),
    stripQuery: reader.bool('strip_query'),
  };
}

/** The `location` of a redirect. Envoy: `RouteEntryImplBase::newUri`. */
export function redirectLocation(redirect: RedirectAction, headers: HeaderMap, match: PathMatch): ByteString {
  // Envoy: `Http::Utility::createSslRedirectPath`, which changes nothing but the scheme.
  if (redirect === TLS_REDIRECT) return `https://${headers.get(':authority') ?? ''}${headers.get(':path') ?? ''}`;
  const schemeNow = headers.get(':scheme') ?? 'http';
  const scheme = redirect.scheme ?? (redirect.https ? 'https' : schemeNow);
  const authority = headers.get(':authority') ?? '';
  // What the client used counts here, not what stands in `:scheme`.
  const protocol = headers.get('x-forwarded-proto') ?? '';
  const kept = () => keptPort(redirect, authority, { schemeNow: protocol, scheme });
  const port = redirect.port === null ? kept() : `:${redirect.port}`;
  const host = redirect.host ?? splitPort(authority).host;
  const path = redirectPath(redirect, headers.get(':path') ?? '', match);
  return `${scheme}://${host}${port}${path.startsWith('/') ? '' : '/'}${path}`;
}

/** A change of the scheme drops the other scheme's default port. */
function keptPort(
  redirect: RedirectAction,
  authority: ByteString,
  change: { readonly schemeNow: ByteString; readonly scheme: ByteString },
): ByteString {
  if (redirect.host !== null) return '';
  const { port } = splitPort(authority);
  const dropped = change.schemeNow === 'http' ? ':80' : change.schemeNow === 'https' ? ':443' : null;
  return change.scheme !== change.schemeNow && port === dropped ? '' : port;
}

/** Writes the rewritten path of a redirect into the request, which may be looked at later. Envoy: `rewritePathHeader`. */
export function rewriteRedirectedPath(
  { prefix, regex }: RedirectAction,
  headers: HeaderMap,
  match: PathMatch,
  { insertsOriginal }: { readonly insertsOriginal: boolean },
): void {
  const full = headers.get(':path') ?? '';
  const { path, query } = splitPath(full);
  const rewritten = prefix !== null ? rewritePrefix(path, match, prefix) : regex && applyRegexRewrite(regex, path);
  if (rewritten === null) return;
  if (insertsOriginal) headers.setInPlace('x-envoy-original-path', full);
  headers.setInPlace(':path', rewritten + query);
}

function redirectPath(redirect: RedirectAction, full: ByteString, match: PathMatch): ByteString {
  const { path, query } = splitPath(full);
  const kept = redirect.stripQuery ? '' : query;
  if (redirect.path !== null) return redirect.path.includes('?') ? redirect.path : redirect.path + kept;
  if (redirect.prefix !== null) return rewritePrefix(path, match, redirect.prefix) + kept;
  if (redirect.regex !== null) return applyRegexRewrite(redirect.regex, path) + kept;
  return path + kept;
}

/** The port of an authority with its colon; empty when there is none. */
export function splitPort(authority: ByteString): { readonly host: ByteString; readonly port: ByteString } {
  const match = /^(\[[^\]]*\]|[^:]*)(:\d+)$/.exec(authority);
  return match === null ? { host: authority, port: '' } : { host: match[1] ?? '', port: match[2] ?? '' };
}
