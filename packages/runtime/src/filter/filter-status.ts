/** What a headers callback answers. Envoy: envoy/http/filter.h `FilterHeadersStatus`. */
export type FilterHeadersStatus =
  | 'Continue'
  | 'StopIteration'
  | 'ContinueAndDontEndStream'
  | 'StopAllIterationAndBuffer'
  | 'StopAllIterationAndWatermark';

/** What a data callback answers. Envoy: envoy/http/filter.h `FilterDataStatus`. */
export type FilterDataStatus =
  | 'Continue'
  | 'StopIterationAndBuffer'
  | 'StopIterationAndWatermark'
  | 'StopIterationNoBuffer';

/** What a trailers callback answers. Envoy: envoy/http/filter.h `FilterTrailersStatus`. */
export type FilterTrailersStatus = 'Continue' | 'StopIteration';

/** Any status a callback can answer, as it stands in the trace. */
export type FilterStatus = FilterHeadersStatus | FilterDataStatus | FilterTrailersStatus;
