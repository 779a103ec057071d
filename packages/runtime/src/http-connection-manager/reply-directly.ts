import type { HeaderMap } from '../http/header-map.ts';
import type { FormatContext } from './format-operators.ts';
import { redirectLocation, rewriteRedirectedPath } from './redirect-action.ts';
import type { RouterReport } from './router-report.ts';
import type { SelectedRoute } from './selected-route.ts';

/** What a direct reply depends on besides the route. */
export type DirectReplyContext = {
  formatContext(): FormatContext;
  /** `x-envoy-original-path` is added. */
  readonly insertsOriginals: boolean;
};

/** Answers a request by its route: a redirect or a direct response. Envoy: `Router::Filter::decodeHeaders`. */
export function replyDirectly(
  route: SelectedRoute,
  headers: HeaderMap,
  report: RouterReport,
  { formatContext, insertsOriginals }: DirectReplyContext,
): void {
  const { target } = route;
  if (target.kind === 'redirect') {
    const location = redirectLocation(target.redirect, headers, route.pathMatch);
    rewriteRedirectedPath(target.redirect, headers, route.pathMatch, { insertsOriginal: insertsOriginals });
    report.reply({
      code: target.redirect.code,
      body: '',
      headers: [['location', location]],
      details: 'direct_response',
    });
  } else if (target.kind === 'direct_response') {
    const { status, body, format } = target.response;
    const own = `${headers.get(':scheme') ?? 'http'}://${headers.get(':authority') ?? ''}${headers.get(':path') ?? ''}`;
    const moved = status === 201 || Math.floor(status / 100) === 3;
    report.reply({
      code: status,
      body: format === null ? body : format.text({ ...formatContext(), localReplyBody: body }, '-'),
      headers: moved ? [['location', own]] : [],
      details: 'direct_response',
    });
  }
}
