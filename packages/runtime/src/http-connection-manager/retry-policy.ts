import type { MessageReader } from '../config/message-reader.ts';
import type { ByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { type HeaderMatcher, readHeaderMatcher } from '../matching/header-matcher.ts';
import type { Random } from '../server/random.ts';
import type { UpstreamReset } from '../upstream/response-step.ts';

/** When a failed try is repeated. Envoy: source/common/router/retry_state_impl.cc. */
export type RetryPolicy = {
  readonly on: ReadonlySet<string>;
  readonly retries: number;
  /** Milliseconds; null: no limit of its own. */
  readonly perTryTimeoutMs: number | null;
  readonly perTryIdleTimeoutMs: number | null;
  readonly statusCodes: readonly number[];
  readonly retriableHeaders: readonly HeaderMatcher[];
  /** The route's conditions hold only for requests that fit one of these; empty: for all. */
  readonly requestHeaders: readonly HeaderMatcher[];
  readonly backoff: { readonly baseMs: number; readonly maxMs: number };
};

/** No retries at all. */
export const NO_RETRIES: RetryPolicy = {
  on: new Set(),
  retries: 0,
  perTryTimeoutMs: null,
  perTryIdleTimeoutMs: null,
  statusCodes: [],
  retriableHeaders: [],
  requestHeaders: [],
  backoff: { baseMs: 25, maxMs: 250 },
};

/** Reads `envoy.config.route.v3.RetryPolicy`. `unsimulated` is told what has no effect here. */
export function readRetryPolicy(reader: MessageReader, unsimulated: (what: string) => void): RetryPolicy {
  const ignored = [
    'retry_priority',
    'retry_host_predicate',
    'retry_options_predicates',
    'host_selection_retry_max_attempts',
    'rate_limited_retry_back_off',
  ];
  for (const field of ignored) if (reader.has(field)) unsimulated(`retry_policy.${field}`);
  const matchers = reader.messages('retriable_headers', 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher);
  return {
    on: conditions(reader.string('retry_on')),
    retries: reader.integer('num_retries') ?? 1,
    perTryTimeoutMs: wholeMs(reader.durationMs('per_try_timeout')),
    perTryIdleTimeoutMs: wholeMs(reader.durationMs('per_try_idle_timeout')),
    statusCodes: numbers(reader.raw('retriable_status_codes')),
    retriableHeaders: matchers,
    requestHeaders: reader.messages(
      'retriable_request_headers',
      'envoy.config.route.v3.HeaderMatcher',
      readHeaderMatcher,
    ),
    backoff:
      reader.message('retry_back_off', 'envoy.config.route.v3.RetryPolicy.RetryBackOff', (back) => {
        const baseMs = back.durationMs('base_interval') ?? 25;
        return { baseMs, maxMs: back.durationMs('max_interval') ?? baseMs * 10 };
      }) ?? NO_RETRIES.backoff,
  };
}

/** The route's policy with what the request's own `x-envoy-` headers add to it. */
export function withRequestHeaders(policy: RetryPolicy, headers: HeaderMap): RetryPolicy {
  const fits = policy.requestHeaders.length === 0 || policy.requestHeaders.some((matcher) => matcher.matches(headers));
  const on = new Set(fits ? policy.on : []);
  for (const name of ['x-envoy-retry-on', 'x-envoy-retry-grpc-on']) {
    for (const condition of conditions(headers.get(name) ?? '')) on.add(condition);
  }
  const max = headers.get('x-envoy-max-retries');
  const codes = headers.get('x-envoy-retriable-status-codes');
  const names = (headers.get('x-envoy-retriable-header-names') ?? '').split(',').map((name) => name.trim());
  const asked = headers.has('x-envoy-retry-on') || headers.has('x-envoy-retry-grpc-on');
  return {
    ...policy,
    on,
    retries:
      max !== undefined && /^\d+$/.test(max) ? Number(max) : asked ? Math.max(policy.retries, 1) : policy.retries,
    retriableHeaders: [...policy.retriableHeaders, ...names.filter((name) => name !== '').map(presence)],
    statusCodes: codes === undefined ? policy.statusCodes : [...policy.statusCodes, ...numbers(codes.split(','))],
  };
}

function presence(name: ByteString): HeaderMatcher {
  const matches = (headers: HeaderMap) => headers.has(name);
  return { matches, matchesAnyValue: matches };
}

/** Whether a response is thrown away and the request sent again. */
export function retriesResponse(policy: RetryPolicy, headers: HeaderMap): boolean {
  const { on } = policy;
  const code = Number(headers.get(':status'));
  const limited = headers.has('x-envoy-ratelimited');
  if (limited) return on.has('envoy-ratelimited');
  if (code >= 500 && code < 600 && on.has('5xx')) return true;
  if (code >= 502 && code <= 504 && on.has('gateway-error')) return true;
  if (code === 409 && on.has('retriable-4xx')) return true;
  if (on.has('retriable-status-codes') && policy.statusCodes.includes(code)) return true;
  if (on.has('retriable-headers') && policy.retriableHeaders.some((matcher) => matcher.matches(headers))) return true;
  const grpc = GRPC_CONDITIONS[headers.get('grpc-status') ?? ''];
  return grpc !== undefined && on.has(grpc);
}

/** What went wrong with a try before its response headers. */
export type TryFailure = UpstreamReset | 'per-try timeout' | 'overflow';

/** Whether a try that failed before its headers is repeated. */
export function retriesFailure(
  policy: RetryPolicy,
  failure: TryFailure,
  request: { readonly fullySent: boolean },
): boolean {
  const { on } = policy;
  if (failure === 'overflow') return false;
  if (on.has('5xx') || on.has('gateway-error') || on.has('reset')) return true;
  if (failure === 'connection failure') return on.has('connect-failure') || on.has('reset-before-request');
  if (failure === 'remote refused stream reset' && on.has('refused-stream')) return true;
  return on.has('reset-before-request') && !request.fullySent;
}

/** Milliseconds before try `n` (1 is the first repetition): random, growing. Envoy: `JitteredExponentialBackOffStrategy`. */
export function retryDelayMs(policy: RetryPolicy, n: number, random: Random): number {
  const most = Math.min(policy.backoff.baseMs * (2 ** n - 1), policy.backoff.maxMs);
  return Math.max(1, random.uint32() % Math.max(1, Math.floor(most)));
}

const GRPC_CONDITIONS: Readonly<Record<ByteString, string>> = {
  '1': 'cancelled',
  '4': 'deadline-exceeded',
  '8': 'resource-exhausted',
  '13': 'internal',
  '14': 'unavailable',
};

/** Envoy's timers know whole milliseconds. */
function wholeMs(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms);
}

function conditions(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );
}

function numbers(list: unknown): number[] {
  return Array.isArray(list) ? list.map(Number).filter(Number.isInteger) : [];
}
