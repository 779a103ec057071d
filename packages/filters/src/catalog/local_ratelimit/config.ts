import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { textToByteString } from '@chainwright/runtime/http/byte-string';
import { type HeaderAddition, readHeaderAdditions } from '@chainwright/runtime/http-connection-manager/header-rules';
import {
  type FractionalPercent,
  NO_REQUEST,
  readRuntimeFractionalPercent,
} from '@chainwright/runtime/matching/fractional-percent';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import { readHttpStatus } from '../http-status.ts';
import { type RateLimitRule, readRateLimitRule } from '../rate-limit-descriptor.ts';
import type { DescriptorLimit, LimiterConfig } from './limiter.ts';
import type { BucketConfig } from './token-bucket.ts';

const PACKAGE = 'envoy.extensions.filters.http.local_ratelimit.v3';
const DESCRIPTOR = 'envoy.extensions.common.ratelimit.v3.LocalRateLimitDescriptor';
/** Type URL of the configuration, of the filter and of a route. */
export const LOCAL_RATE_LIMIT_TYPE = `type.googleapis.com/${PACKAGE}.LocalRateLimit`;

/** The limits of a filter or a route. */
export type LocalRateLimitConfig = {
  readonly statPrefix: string;
  readonly limiter: LimiterConfig;
  readonly status: number;
  readonly enabled: FractionalPercent;
  readonly enforced: FractionalPercent;
  readonly requestHeaders: readonly HeaderAddition[];
  readonly responseHeaders: readonly HeaderAddition[];
  readonly stage: number;
  readonly rules: readonly RateLimitRule[];
  readonly perConnection: boolean;
  readonly showsLimits: boolean;
  readonly showsRetryAfter: boolean;
  readonly asResourceExhausted: boolean;
  /** What of it the simulator does not do. */
  readonly unsimulated: readonly string[];
};

/** Reads a LocalRateLimit. Throws ConfigRejected with Envoy's text. */
export function readLocalRateLimit(message: unknown): LocalRateLimitConfig {
  return MessageReader.read(message, `${PACKAGE}.LocalRateLimit`, (reader) => {
    const unsimulated: string[] = [];
    const report = (what: string) => {
      unsimulated.push(what);
    };
    const percent = (field: string) =>
      reader.message(field, 'envoy.config.core.v3.RuntimeFractionalPercent', readRuntimeFractionalPercent) ??
      NO_REQUEST;
    if (reader.raw('local_cluster_rate_limit') !== undefined) report('local_cluster_rate_limit');
    if (reader.enumeration('vh_rate_limits', ['OVERRIDE', 'INCLUDE', 'IGNORE'], 'OVERRIDE') !== 'OVERRIDE') {
      report('vh_rate_limits');
    }
    const config = {
      statPrefix: reader.string('stat_prefix', { minLength: 1 }),
      limiter: readLimiter(reader),
      status: readStatus(reader),
      enabled: percent('filter_enabled'),
      enforced: percent('filter_enforced'),
      requestHeaders: readHeaders(reader, 'request_headers_to_add_when_not_enforced', report),
      responseHeaders: readHeaders(reader, 'response_headers_to_add', report),
      stage: reader.integer('stage') ?? 0,
      rules: reader.messages('rate_limits', 'envoy.config.route.v3.RateLimit', (rule) => {
        if (rule.has('stage') || rule.string('disable_key') !== '') {
          throw new ConfigRejected("'stage' field and 'disable_key' field are not supported");
        }
        return readRateLimitRule(rule, report);
      }),
      perConnection: reader.bool('local_rate_limit_per_downstream_connection'),
      showsLimits:
        reader.enumeration('enable_x_ratelimit_headers', ['OFF', 'DRAFT_VERSION_03'], 'OFF') === 'DRAFT_VERSION_03',
      showsRetryAfter: reader.bool('enable_retry_after_header'),
      asResourceExhausted: reader.bool('rate_limited_as_resource_exhausted'),
    };
    return { ...config, unsimulated };
  });
}

function readHeaders(reader: MessageReader, field: string, report: (what: string) => void): HeaderAddition[] {
  const headers = readHeaderAdditions(reader, field, (operator) => report(`format operator %${operator}%`));
  if (headers.length > 10) reader.violated(field, 'value must contain no more than 10 item(s)');
  return headers;
}

function readStatus(reader: MessageReader): number {
  const code = readHttpStatus(reader, 'status');
  // Envoy silently corrects what is no error.
  return code === null || code < 400 ? 429 : code;
}

function readLimiter(reader: MessageReader): LimiterConfig {
  const descriptors = reader.messages('descriptors', DESCRIPTOR, readDescriptor);
  const seen = new Set<string>();
  for (const { entries } of descriptors) {
    const text = entries.map(({ key, value }) => `${key}=${value ?? ''}`).join(', ');
    if (seen.has(text)) throw new ConfigRejected(`duplicate descriptor in the local rate descriptor: ${text}`);
    seen.add(text);
  }
  return {
    defaultBucket: reader.message('token_bucket', 'envoy.type.v3.TokenBucket', readBucket),
    descriptors,
    maxDynamicDescriptors: reader.integer('max_dynamic_descriptors') ?? 20,
    alwaysConsumeDefault: reader.bool('always_consume_default_token_bucket', true),
  };
}

function readDescriptor(reader: MessageReader): DescriptorLimit {
  const shadow = reader.bool('shadow_mode');
  const entries = reader.messages(
    'entries',
    'envoy.extensions.common.ratelimit.v3.RateLimitDescriptor.Entry',
    (entry) => ({
      key: textToByteString(entry.string('key', { minLength: 1 })),
      value: entry.string('value') === '' ? null : textToByteString(entry.string('value')),
    }),
  );
  if (entries.length === 0) reader.violated('entries', 'value must contain at least 1 item(s)');
  return { entries, shadow, bucket: reader.requiredMessage('token_bucket', 'envoy.type.v3.TokenBucket', readBucket) };
}

function readBucket(reader: MessageReader): BucketConfig {
  const maxTokens = reader.integer('max_tokens') ?? 0;
  const tokensPerFill = reader.integer('tokens_per_fill') ?? 1;
  if (tokensPerFill === 0) reader.violated('tokens_per_fill', 'value must be greater than 0');
  const fillIntervalMs = reader.durationMs('fill_interval');
  if (fillIntervalMs === null) return reader.violated('fill_interval', 'value is required');
  if (fillIntervalMs <= 0) reader.violated('fill_interval', 'value must be greater than 0s');
  if (fillIntervalMs < 50) throw new ConfigRejected('local rate limit token bucket fill timer must be >= 50ms');
  return { maxTokens, tokensPerFill, fillIntervalMs };
}
