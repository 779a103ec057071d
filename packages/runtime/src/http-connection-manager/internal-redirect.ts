import type { MessageReader } from '../config/message-reader.ts';
import type { ByteString } from '../http/byte-string.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { Unsimulated } from './header-rules.ts';

/** Which redirects of an upstream Envoy follows itself. Envoy: envoy.config.route.v3.InternalRedirectPolicy. */
export type InternalRedirectPolicy = {
  readonly most: number;
  readonly codes: readonly number[];
  readonly crossesSchemes: boolean;
};

/** Why a redirect is left to the client: the name of a counter of the connection manager. */
export type RedirectRefusal =
  | 'passthrough_internal_redirect_bad_location'
  | 'passthrough_internal_redirect_unsafe_scheme'
  | 'passthrough_internal_redirect_too_many_redirects'
  | 'passthrough_internal_redirect_no_route';

/** Reads the policy. */
export function readInternalRedirect(reader: MessageReader, unsimulated: Unsimulated): InternalRedirectPolicy {
  for (const field of ['predicates', 'response_headers_to_copy']) {
    if (reader.has(field)) unsimulated(`internal_redirect_policy.${field}`);
  }
  const codes = reader.raw('redirect_response_codes');
  return {
    most: reader.integer('max_internal_redirects') ?? 1,
    codes: Array.isArray(codes) && codes.length > 0 ? codes.map(Number) : [302],
    crossesSchemes: reader.bool('allow_cross_scheme_redirect'),
  };
}

type Target = { readonly host: ByteString; readonly path: ByteString };

/** Where a redirect leads, or why Envoy does not follow it. */
export function redirectTarget(
  policy: InternalRedirectPolicy,
  headers: HeaderMapImpl,
  location: ByteString | undefined,
  followed: number,
): Target | RedirectRefusal {
  const url = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)([^#]*)/i.exec(location ?? '');
  if (url === null) return 'passthrough_internal_redirect_bad_location';
  const scheme = (url[1] ?? '').toLowerCase();
  if (!policy.crossesSchemes && scheme !== headers.get(':scheme')) return 'passthrough_internal_redirect_unsafe_scheme';
  if (followed >= policy.most) return 'passthrough_internal_redirect_too_many_redirects';
  const rest = url[3] ?? '';
  return { host: url[2] ?? '', path: rest.startsWith('/') ? rest : `/${rest}` };
}

/** Points a request to its new place. Envoy: `Filter::convertRequestHeadersForInternalRedirect`. */
export function redirectRequest(headers: HeaderMapImpl, { host, path }: Target, code: number): void {
  const original = `${headers.get(':scheme')}://${headers.get(':authority') ?? ''}${headers.get(':path') ?? ''}`;
  headers.setInPlace(':authority', host);
  headers.setInPlace(':path', path);
  if (code === 303 && headers.get(':method') !== 'HEAD') {
    headers.setInPlace(':method', 'GET');
    headers.remove('content-length');
  }
  if (!headers.has('x-envoy-original-url')) headers.setInPlace('x-envoy-original-url', original);
}
