import { MessageReader } from '@chainwright/runtime/config/message-reader';
import {
  EVERY_REQUEST,
  type FractionalPercent,
  NO_REQUEST,
  readRuntimeFractionalPercent,
} from '@chainwright/runtime/matching/fractional-percent';
import { readStringMatcher, type StringMatcher } from '@chainwright/runtime/matching/string-matcher';

/** Type URL of the filter's own, empty configuration. */
export const CORS_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors';
/** Type URL of a route's policy. */
export const CORS_POLICY_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy';

/** A CORS policy; null where the message says nothing, so that a less specific policy speaks. */
export type CorsPolicy = {
  readonly allowOrigins: readonly StringMatcher[];
  readonly allowMethods: string;
  readonly allowHeaders: string;
  readonly exposeHeaders: string;
  readonly maxAge: string;
  readonly allowCredentials: boolean | null;
  readonly allowPrivateNetworkAccess: boolean | null;
  readonly forwardNotMatchingPreflights: boolean | null;
  readonly enabled: FractionalPercent;
  readonly shadowEnabled: FractionalPercent;
};

/** Checks the filter's own message, which has no fields. */
export function readCors(message: unknown): void {
  MessageReader.read(message, 'envoy.extensions.filters.http.cors.v3.Cors', () => undefined);
}

/**
 * Reads a CorsPolicy: the filter's per-route message or the legacy `cors` field of a route.
 * Throws ConfigRejected with Envoy's text.
 */
export function readCorsPolicy(message: unknown): CorsPolicy {
  return MessageReader.read(message, 'envoy.extensions.filters.http.cors.v3.CorsPolicy', (policy) => {
    const flag = (field: string) => (policy.has(field) ? policy.bool(field) : null);
    const percent = (field: string) =>
      policy.message(field, 'envoy.config.core.v3.RuntimeFractionalPercent', readRuntimeFractionalPercent);
    return {
      allowOrigins: policy.messages(
        'allow_origin_string_match',
        'envoy.type.matcher.v3.StringMatcher',
        readStringMatcher,
      ),
      allowMethods: policy.string('allow_methods'),
      allowHeaders: policy.string('allow_headers'),
      exposeHeaders: policy.string('expose_headers'),
      maxAge: policy.string('max_age'),
      allowCredentials: flag('allow_credentials'),
      allowPrivateNetworkAccess: flag('allow_private_network_access'),
      forwardNotMatchingPreflights: flag('forward_not_matching_preflights'),
      enabled: percent('filter_enabled') ?? EVERY_REQUEST,
      shadowEnabled: percent('shadow_enabled') ?? NO_REQUEST,
    };
  });
}
