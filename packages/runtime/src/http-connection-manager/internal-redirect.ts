import type { MessageReader } from '../config/message-reader.ts';
import { type ByteString, textToByteString } from '../http/byte-string.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { FilterManager } from './filter-manager.ts';
import type { Unsimulated } from './header-rules.ts';
import type { RequestReplay } from './request-replay.ts';
import type { RouterReport } from './router-report.ts';
import type { HcmStats } from './stream-stats.ts';

/** Which redirects of an upstream Envoy follows itself. Envoy: envoy.config.route.v3.InternalRedirectPolicy. */
export type InternalRedirectPolicy = {
  readonly most: number;
  readonly codes: readonly number[];
  readonly crossesSchemes: boolean;
  /** Headers of the answer that the new request gets. */
  readonly copies: readonly ByteString[];
};

/** Why a redirect is left to the client: the name of a counter of the connection manager. */
export type RedirectRefusal =
  | 'passthrough_internal_redirect_bad_location'
  | 'passthrough_internal_redirect_unsafe_scheme'
  | 'passthrough_internal_redirect_too_many_redirects'
  | 'passthrough_internal_redirect_no_route';

/** Reads the policy. */
export function readInternalRedirect(reader: MessageReader, unsimulated: Unsimulated): InternalRedirectPolicy {
  if (reader.has('predicates')) unsimulated('internal_redirect_policy.predicates');
  const codes = reader.raw('redirect_response_codes');
  return {
    most: reader.integer('max_internal_redirects') ?? 1,
    codes: Array.isArray(codes) && codes.length > 0 ? codes.map(Number) : [302],
    copies: reader.strings('response_headers_to_copy').map((name) => textToByteString(name.toLowerCase())),
    crossesSchemes: reader.bool('allow_cross_scheme_redirect'),
  };
}

type Target = { readonly host: ByteString; readonly path: ByteString };

/** Where a redirect leads, or why Envoy does not follow it. */
function redirectTarget(
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

function originalUrl(headers: HeaderMapImpl): ByteString {
  return `${headers.get(':scheme')}://${headers.get(':authority') ?? ''}${headers.get(':path') ?? ''}`;
}

/** Points a request to its new place. Envoy: `Filter::convertRequestHeadersForInternalRedirect`. */
function redirectRequest(headers: HeaderMapImpl, { host, path }: Target, code: number): void {
  headers.setInPlace(':authority', host);
  headers.setInPlace(':path', path);
  if (code === 303 && headers.get(':method') !== 'HEAD') {
    headers.setInPlace(':method', 'GET');
    headers.remove('content-length');
  }
}

/** What following a redirect needs of the router. */
export type RedirectContext = {
  readonly policy: InternalRedirectPolicy | null;
  readonly request: HeaderMapImpl;
  readonly answer: HeaderMapImpl;
  readonly replay: RequestReplay;
  readonly manager: FilterManager;
  readonly stats: HcmStats;
  readonly report: RouterReport;
};

/**
 * Follows a redirect of the upstream if the route says so; `leave` is called before the stream begins anew. false: the client gets it.
 * Envoy: `Filter::setupRedirect`.
 */
export function followRedirect(context: RedirectContext, leave: () => void): boolean {
  const { policy, request, answer, replay, manager, stats, report } = context;
  const code = manager.streamInfo.responseCode ?? 0;
  if (policy === null || !policy.codes.includes(code)) return false;
  const location = answer.get('location');
  const possible = replay.complete && !replay.tooLarge && location !== undefined;
  const target = possible ? redirectTarget(policy, request, location, manager.streamInfo.internalRedirects) : null;
  if (target === null || typeof target === 'string') {
    if (target !== null) stats.inc(target);
    report.inc('upstream_internal_redirect_failed_total');
    return false;
  }
  const before = [':authority', ':path'].map((name) => [name, request.get(name) ?? ''] as const);
  const original = originalUrl(request);
  redirectRequest(request, target, code);
  manager.stream.clearRouteCache();
  if (manager.stream.route() === null) {
    for (const [name, value] of before) request.setInPlace(name, value);
    stats.inc('passthrough_internal_redirect_no_route');
    report.inc('upstream_internal_redirect_failed_total');
    return false;
  }
  report.inc('upstream_internal_redirect_succeeded_total');
  leave();
  for (const name of policy.copies) copyHeader(answer, request, name);
  if (!request.has('x-envoy-original-url')) request.setInPlace('x-envoy-original-url', original);
  manager.stream.recreateStream(request, code === 303 ? null : replay.body());
  return true;
}

/** Gives the new request what the answer has under a name, in place of its own. */
function copyHeader(answer: HeaderMapImpl, request: HeaderMapImpl, name: ByteString): void {
  const values = answer.values(name);
  request.remove(name);
  for (const value of values) request.add(name, value);
}
