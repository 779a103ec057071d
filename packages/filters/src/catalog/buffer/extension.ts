import { MessageReader } from '@chainwright/runtime/config/message-reader';
import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { BufferFilter } from './filter.ts';

const PACKAGE = 'envoy.extensions.filters.http.buffer.v3';
const BUFFER_TYPE = `type.googleapis.com/${PACKAGE}.Buffer`;
const BUFFER_PER_ROUTE_TYPE = `type.googleapis.com/${PACKAGE}.BufferPerRoute`;

function readLimit(reader: MessageReader): number {
  const limit = reader.integer('max_request_bytes');
  if (limit === null) return reader.violated('max_request_bytes', 'value is required and must not be nil.');
  if (limit === 0) reader.violated('max_request_bytes', 'value must be greater than 0');
  return limit;
}

/** The limit of a route; `disabled`: the filter does nothing there. */
function readPerRoute(message: unknown): number | 'disabled' {
  return MessageReader.read(message, `${PACKAGE}.BufferPerRoute`, (reader) => {
    const kind = reader.oneof('override', ['disabled', 'buffer'], { required: true });
    if (kind === 'buffer') return reader.requiredMessage('buffer', `${PACKAGE}.Buffer`, readLimit);
    if (!reader.bool('disabled')) reader.violated('disabled', 'value must equal true');
    return 'disabled';
  });
}

/** `envoy.filters.http.buffer`. */
export const buffer: FilterExtension = {
  name: 'envoy.filters.http.buffer',
  typeUrl: BUFFER_TYPE,
  perRouteTypeUrls: [BUFFER_PER_ROUTE_TYPE],
  kind: 'native',
  title: 'Buffer',
  summary: 'Waits for the whole request body before it goes on, and refuses bodies over a size.',
  paths: { request: true, response: false },
  simulated: { level: 'full', not: null },
  since: '1.0',
  defaultConfig: { '@type': BUFFER_TYPE, max_request_bytes: 65536 },
  defaultPerRouteConfig: { '@type': BUFFER_PER_ROUTE_TYPE, disabled: true },
  checkPerRoute: readPerRoute,
  createFactory(config, context) {
    const own = MessageReader.read(config, `${PACKAGE}.Buffer`, readLimit);
    const perRoute = new PerRouteConfigs(context, buffer.perRouteTypeUrls, readPerRoute);
    return {
      createFilter: () => new BufferFilter((callbacks) => perRoute.of(callbacks.perRouteConfig()) ?? own),
    };
  },
};
