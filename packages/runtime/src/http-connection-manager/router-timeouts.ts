import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** The time-outs of one request in milliseconds; 0: none. */
export type RouterTimeouts = { readonly globalMs: number; readonly perTryMs: number };

/** Control headers that the router takes out of the request. */
const CONSUMED = [
  'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names',
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-upstream-alt-stat-name',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response',
  'x-envoy-upstream-stream-duration-ms',
  'x-envoy-hedge-on-per-try-timeout',
];

/** The time-outs of a request: the route's, unless the request's headers say otherwise. Envoy: `FilterUtility::finalTimeout`. */
export function finalTimeouts(headers: HeaderMapImpl, routeMs: number, policy: RetryPolicy): RouterTimeouts {
  const asked = headers.get('x-envoy-upstream-rq-timeout-ms');
  const globalMs = asked !== undefined && /^\d+$/.test(asked) ? Number(asked) : routeMs;
  const perTry = policy.perTryTimeoutMs ?? 0;
  return { globalMs, perTryMs: globalMs > 0 && perTry >= globalMs ? 0 : perTry };
}

/** Takes the control headers out and tells the upstream how long it has. */
export function announceTimeout(
  headers: HeaderMapImpl,
  { globalMs, perTryMs }: RouterTimeouts,
  { suppressed }: { readonly suppressed: boolean },
): void {
  if (headers.hasPrefix('x-envoy-')) for (const name of CONSUMED) headers.remove(name);
  if (suppressed) return;
  const expected = perTryMs > 0 ? perTryMs : globalMs;
  if (expected > 0) headers.setInPlace('x-envoy-expected-rq-timeout-ms', String(Math.floor(expected)));
}
