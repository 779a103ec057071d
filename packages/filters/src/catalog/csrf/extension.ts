import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { NO_REQUEST, readRuntimeFractionalPercent } from '@chainwright/runtime/matching/fractional-percent';
import { readStringMatcher } from '@chainwright/runtime/matching/string-matcher';
import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { CsrfFilter, type CsrfPolicy } from './filter.ts';

const PACKAGE = 'envoy.extensions.filters.http.csrf.v3';
const CSRF_TYPE = `type.googleapis.com/${PACKAGE}.CsrfPolicy`;
const PERCENT = 'envoy.config.core.v3.RuntimeFractionalPercent';

function readPolicy(message: unknown): CsrfPolicy {
  return MessageReader.read(message, `${PACKAGE}.CsrfPolicy`, (reader) => ({
    enabled: reader.requiredMessage('filter_enabled', PERCENT, readRuntimeFractionalPercent),
    shadowEnabled: reader.message('shadow_enabled', PERCENT, readRuntimeFractionalPercent) ?? NO_REQUEST,
    additionalOrigins: reader.messages('additional_origins', 'envoy.type.matcher.v3.StringMatcher', readStringMatcher),
  }));
}

const EXAMPLE = {
  '@type': CSRF_TYPE,
  filter_enabled: { default_value: { numerator: 100, denominator: 'HUNDRED' } },
  additional_origins: [{ exact: 'app.example.com' }],
};

/** `envoy.filters.http.csrf`. */
export const csrf: FilterExtension = {
  name: 'envoy.filters.http.csrf',
  typeUrl: CSRF_TYPE,
  perRouteTypeUrls: [CSRF_TYPE],
  kind: 'native',
  title: 'CSRF',
  summary: 'Refuses changing requests that a page of another site sends.',
  paths: { request: true, response: false },
  simulated: { level: 'full', not: null },
  since: '1.11',
  defaultConfig: EXAMPLE,
  defaultPerRouteConfig: EXAMPLE,
  checkPerRoute: readPolicy,
  createFactory(config, context) {
    const own = readPolicy(config);
    const perRoute = new PerRouteConfigs(context, csrf.perRouteTypeUrls, readPolicy);
    const statPrefix = `http.${context.statPrefix}.csrf.`;
    return {
      createFilter: () => new CsrfFilter((callbacks) => perRoute.of(callbacks.perRouteConfig()) ?? own, statPrefix),
    };
  },
};
