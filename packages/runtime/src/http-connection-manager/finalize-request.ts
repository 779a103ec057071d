import { type ByteString, textToByteString } from '../http/byte-string.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { FormatContext } from './format-operators.ts';
import { applyRegexRewrite, rewritePrefix, splitPath } from './path-rewrite.ts';
import type { HostRewrite, RouteAction } from './route-action.ts';
import type { SelectedRoute } from './selected-route.ts';

/** What rewriting depends on besides the route. */
export type FinalizeContext = {
  readonly format: FormatContext;
  /** Host name of the endpoint that takes the request. */
  readonly endpointHost: string;
  /** `x-envoy-original-path` and `-host` are added. */
  readonly insertsOriginals: boolean;
};

/**
 * The route's changes of a request on its way upstream: headers, host, path, in this order.
 * Envoy: `RouteEntryImplBase::finalizeRequestHeaders`.
 */
export function finalizeRequestHeaders(
  route: SelectedRoute,
  action: RouteAction,
  headers: HeaderMapImpl,
  context: FinalizeContext,
): void {
  route.mutateRequestHeaders(headers, context.format);
  const host = action.hostRewrite === null ? null : hostOf(action.hostRewrite, headers, context);
  if (host !== null) replaceHost(headers, host, action, context);
  const path = newPath(route, action, headers, context.format);
  if (path === null) return;
  const old = headers.get(':path') ?? '';
  if (context.insertsOriginals) headers.setInPlace('x-envoy-original-path', old);
  headers.setInPlace(':path', path);
}

function replaceHost(
  headers: HeaderMapImpl,
  host: ByteString,
  action: RouteAction,
  { insertsOriginals }: FinalizeContext,
): void {
  const old = headers.get(':authority') ?? '';
  if (insertsOriginals && old !== host) headers.setInPlace('x-envoy-original-host', old);
  if (action.appendsForwardedHost && !(headers.get('x-forwarded-host') ?? '').split(',').includes(old)) {
    headers.append('x-forwarded-host', old);
  }
  headers.setInPlace(':authority', host);
}

function hostOf(rewrite: HostRewrite, headers: HeaderMapImpl, context: FinalizeContext): ByteString | null {
  switch (rewrite.by) {
    case 'literal':
      return rewrite.host;
    case 'header':
      return headers.get(rewrite.header) || null;
    case 'path-regex':
      return applyRegexRewrite(rewrite.rewrite, splitPath(headers.get(':path') ?? '').path);
    case 'format':
      return rewrite.format.text(context.format, '') || null;
    case 'endpoint':
      return textToByteString(context.endpointHost) || null;
  }
}

function newPath(
  route: SelectedRoute,
  { pathRewrite }: RouteAction,
  headers: HeaderMapImpl,
  format: FormatContext,
): ByteString | null {
  if (pathRewrite === null) return null;
  const full = headers.get(':path') ?? '';
  const { path, query } = splitPath(full);
  switch (pathRewrite.by) {
    case 'prefix':
      return rewritePrefix(full, route.pathMatch, pathRewrite.prefix);
    case 'regex':
      return applyRegexRewrite(pathRewrite.rewrite, path) + query;
    case 'format':
      return pathRewrite.format.text(format, '') + query;
  }
}
