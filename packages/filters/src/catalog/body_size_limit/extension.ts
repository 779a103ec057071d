import { MessageReader } from '@chainwright/runtime/config/message-reader';
import type { FilterExtension } from '../filter-extension.ts';
import { BodySizeLimitFilter } from './filter.ts';

const PACKAGE = 'envoy.extensions.filters.http.body_size_limit.v3';
const BODY_SIZE_LIMIT_TYPE = `type.googleapis.com/${PACKAGE}.BodySizeLimit`;

/** `envoy.filters.http.body_size_limit`. */
export const bodySizeLimit: FilterExtension = {
  name: 'envoy.filters.http.body_size_limit',
  typeUrl: BODY_SIZE_LIMIT_TYPE,
  perRouteTypeUrls: [],
  kind: 'native',
  title: 'Body size limit',
  summary: 'Refuses request bodies over a size, without holding them.',
  paths: { request: true, response: false },
  simulated: { level: 'full', not: null },
  since: '1.40',
  defaultConfig: { '@type': BODY_SIZE_LIMIT_TYPE, max_request_bytes: 65536 },
  defaultPerRouteConfig: null,
  createFactory(config) {
    const most = MessageReader.read(config, `${PACKAGE}.BodySizeLimit`, (reader) => {
      const limit = reader.integer('max_request_bytes', { max: Number.MAX_SAFE_INTEGER });
      if (limit === 0) reader.violated('max_request_bytes', 'value must be greater than 0');
      return limit ?? Number.POSITIVE_INFINITY;
    });
    return { createFilter: () => new BodySizeLimitFilter(most) };
  },
};
