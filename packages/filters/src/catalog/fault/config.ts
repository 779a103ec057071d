import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { readStruct } from '@chainwright/runtime/config/read-struct';
import { type ByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import {
  type FractionalPercent,
  NO_REQUEST,
  readFractionalPercent,
} from '@chainwright/runtime/matching/fractional-percent';
import { type HeaderMatcher, readHeaderMatcher } from '@chainwright/runtime/matching/header-matcher';
import type { MetadataValue } from '@chainwright/runtime/stream-info/stream-info';

const PACKAGE = 'envoy.extensions.filters.http.fault.v3';
/** Type URL of the configuration, of the filter and of a route. */
export const FAULT_TYPE = `type.googleapis.com/${PACKAGE}.HTTPFault`;

/** How long to wait: a fixed time in milliseconds, or what the request's headers say. */
export type FaultDelay = { readonly percentage: FractionalPercent; readonly fixedMs: number | null };

/** What to answer: a fixed status, or what the request's headers say. */
export type FaultAbort = {
  readonly body: ByteString;
  readonly percentage: FractionalPercent;
  readonly status: { readonly http: number } | { readonly grpc: number } | 'from-headers';
};

/** The faults of a filter or a route. */
export type FaultConfig = {
  readonly delay: FaultDelay | null;
  readonly abort: FaultAbort | null;
  readonly upstreamCluster: string;
  readonly headers: readonly HeaderMatcher[];
  readonly downstreamNodes: readonly string[];
  /** null: no limit. */
  readonly maxActiveFaults: number | null;
  readonly responseRateLimit: { readonly percentage: FractionalPercent; readonly fromHeader: boolean } | null;
  readonly disableDownstreamClusterStats: boolean;
  readonly filterMetadata: ReadonlyMap<string, MetadataValue>;
};

/** Reads a HTTPFault. Throws ConfigRejected with Envoy's text. */
export function readFaultConfig(message: unknown): FaultConfig {
  return MessageReader.read(message, `${PACKAGE}.HTTPFault`, (reader) => {
    reader.ignore(
      'delay_percent_runtime',
      'abort_percent_runtime',
      'delay_duration_runtime',
      'abort_http_status_runtime',
      'max_active_faults_runtime',
      'response_rate_limit_percent_runtime',
      'abort_grpc_status_runtime',
    );
    return {
      delay: reader.message('delay', 'envoy.extensions.filters.common.fault.v3.FaultDelay', readDelay),
      abort: reader.message('abort', `${PACKAGE}.FaultAbort`, readAbort),
      upstreamCluster: reader.string('upstream_cluster'),
      headers: reader.messages('headers', 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher),
      downstreamNodes: reader.strings('downstream_nodes'),
      maxActiveFaults: reader.integer('max_active_faults'),
      responseRateLimit: reader.message(
        'response_rate_limit',
        'envoy.extensions.filters.common.fault.v3.FaultRateLimit',
        readRateLimit,
      ),
      disableDownstreamClusterStats: reader.bool('disable_downstream_cluster_stats'),
      filterMetadata: readStruct(reader.raw('filter_metadata')),
    };
  });
}

function readPercentage(reader: MessageReader): FractionalPercent {
  return reader.message('percentage', 'envoy.type.v3.FractionalPercent', readFractionalPercent) ?? NO_REQUEST;
}

function readDelay(reader: MessageReader): FaultDelay {
  const percentage = readPercentage(reader);
  const kind = reader.oneof('fault_delay_secifier', ['fixed_delay', 'header_delay'], { required: true });
  if (kind === 'header_delay') {
    reader.message('header_delay', 'envoy.extensions.filters.common.fault.v3.FaultDelay.HeaderDelay', () => null);
    return { percentage, fixedMs: null };
  }
  const fixedMs = reader.durationMs('fixed_delay') ?? 0;
  if (fixedMs <= 0) reader.violated('fixed_delay', 'value must be greater than 0s');
  return { percentage, fixedMs };
}

function readAbort(reader: MessageReader): FaultAbort {
  const percentage = readPercentage(reader);
  const body = textToByteString(reader.string('response_body')) || 'fault filter abort';
  const kind = reader.oneof('error_type', ['http_status', 'grpc_status', 'header_abort'], { required: true });
  if (kind === 'http_status') {
    const http = reader.integer('http_status') ?? 0;
    if (http < 200 || http >= 600) reader.violated('http_status', 'value must be inside range [200, 600)');
    return { percentage, body, status: { http } };
  }
  if (kind === 'grpc_status') return { percentage, body, status: { grpc: reader.integer('grpc_status') ?? 0 } };
  reader.message('header_abort', `${PACKAGE}.FaultAbort.HeaderAbort`, () => null);
  return { percentage, body, status: 'from-headers' };
}

function readRateLimit(reader: MessageReader) {
  const percentage = readPercentage(reader);
  const kind = reader.oneof('limit_type', ['fixed_limit', 'header_limit'], { required: true });
  reader.ignore('fixed_limit', 'header_limit');
  return { percentage, fromHeader: kind === 'header_limit' };
}
