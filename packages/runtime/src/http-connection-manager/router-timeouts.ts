import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import { grpcTimeoutMs, isGrpc, setGrpcTimeout } from './grpc-timeout.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { RouteAction } from './route-action.ts';

/** The time-outs of one request in milliseconds; 0: none. */
export type RouterTimeouts = {
  readonly globalMs: number;
  readonly perTryMs: number;
  readonly perTryIdleMs: number;
  /** A try that takes too long gets company instead of being given up. */
  readonly hedged: boolean;
  /** The rest is told as `grpc-timeout` too. */
  readonly tellsGrpc: boolean;
};

/** No time-outs at all. */
export const NO_TIMEOUTS: RouterTimeouts = {
  globalMs: 0,
  perTryMs: 0,
  perTryIdleMs: 0,
  hedged: false,
  tellsGrpc: false,
};

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
export function finalTimeouts(
  headers: HeaderMapImpl,
  action: RouteAction,
  { policy, respectsExpected }: { readonly policy: RetryPolicy; readonly respectsExpected: boolean },
): RouterTimeouts {
  const tellsGrpc = isGrpc(headers) && !action.usesStreamDuration && action.maxGrpcTimeoutMs !== null;
  const expected = respectsExpected ? headers.get('x-envoy-expected-rq-timeout-ms') : undefined;
  const asked = whole(expected ?? headers.get('x-envoy-upstream-rq-timeout-ms'));
  const globalMs = asked ?? routeTimeout(headers, action, tellsGrpc);
  const perTry = whole(headers.get('x-envoy-upstream-rq-per-try-timeout-ms')) ?? policy.perTryTimeoutMs ?? 0;
  return {
    globalMs,
    perTryMs: globalMs > 0 && perTry >= globalMs ? 0 : perTry,
    perTryIdleMs: policy.perTryIdleTimeoutMs ?? 0,
    hedged: headers.get('x-envoy-hedge-on-per-try-timeout') === 'true',
    tellsGrpc,
  };
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** A route with `max_stream_duration` has no time-out of the old kind. */
function routeTimeout(headers: HeaderMapImpl, action: RouteAction, tellsGrpc: boolean): number {
  if (action.usesStreamDuration) return 0;
  if (!tellsGrpc) return action.timeoutMs;
  const most = action.maxGrpcTimeoutMs ?? 0;
  const asked = grpcTimeoutMs(headers) ?? 0;
  const offset = action.grpcTimeoutOffsetMs ?? 0;
  const wanted = offset > 0 && offset < asked ? asked - offset : asked;
  return most !== 0 && (wanted === 0 || wanted > most) ? most : wanted;
}

/** Takes the control headers out of the request. */
export function consumeControlHeaders(
  headers: HeaderMapImpl,
  { respectsExpected }: { readonly respectsExpected: boolean },
): void {
  if (!headers.hasPrefix('x-envoy-')) return;
  const unused = respectsExpected && headers.has('x-envoy-expected-rq-timeout-ms');
  for (const name of CONSUMED) if (!unused || name !== 'x-envoy-upstream-rq-timeout-ms') headers.remove(name);
}

/** Tells the upstream how long it has; `elapsedMs`: since the request was complete. Envoy: `FilterUtility::setTimeoutHeaders`. */
export function announceTimeout(
  headers: HeaderMapImpl,
  timeouts: RouterTimeouts,
  { elapsedMs, insertsExpected }: { readonly elapsedMs: number; readonly insertsExpected: boolean },
): void {
  const { globalMs, perTryMs, hedged, tellsGrpc } = timeouts;
  let expected = hedged || perTryMs === 0 ? globalMs : perTryMs;
  if (expected <= 0) return;
  if (globalMs > 0) expected = elapsedMs >= globalMs ? 1 : Math.min(expected, globalMs - elapsedMs);
  if (insertsExpected) headers.setInPlace('x-envoy-expected-rq-timeout-ms', String(Math.floor(expected)));
  if (tellsGrpc) setGrpcTimeout(headers, expected);
}
