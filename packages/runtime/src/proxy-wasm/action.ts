import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from '../filter/filter-status.ts';

/** What a callback answered, and what may change its meaning. */
export type ActionRules = {
  /** `allow_on_headers_stop_iteration` of the plugin. */
  readonly allowStopIteration: boolean;
  /** A local response was asked for in the callback: the answer no longer counts. */
  readonly stopNext: boolean;
};

/**
 * The status for the answer of `proxy_on_request_headers` and `proxy_on_response_headers`.
 *
 * SDKs call 1 "Pause", but Envoy stops *everything* then, body and trailers too: since proxy-wasm-cpp-host #95 the true
 * StopIteration is only given with `allow_on_headers_stop_iteration`. 2 once meant "continue and end the stream" and
 * continues; 3 stops and buffers; all others stop with back-pressure.
 */
export function headersStatus(action: number, rules: ActionRules): FilterHeadersStatus {
  if (rules.stopNext) return 'StopAllIterationAndWatermark';
  switch (action) {
    case 0:
    case 2:
      return 'Continue';
    case 1:
      return rules.allowStopIteration ? 'StopIteration' : 'StopAllIterationAndWatermark';
    case 3:
      return 'StopAllIterationAndBuffer';
    default:
      return 'StopAllIterationAndWatermark';
  }
}

/** The status for the answer of a body callback: 1 keeps the body for the next call, 3 and above drop the piece. */
export function dataStatus(action: number, stopNext: boolean): FilterDataStatus {
  if (stopNext) return 'StopIterationNoBuffer';
  switch (action) {
    case 0:
      return 'Continue';
    case 1:
      return 'StopIterationAndBuffer';
    case 2:
      return 'StopIterationAndWatermark';
    default:
      return 'StopIterationNoBuffer';
  }
}

/** The status for the answer of a trailers callback. */
export function trailersStatus(action: number, stopNext: boolean): FilterTrailersStatus {
  return action === 0 && !stopNext ? 'Continue' : 'StopIteration';
}
