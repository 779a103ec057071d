import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { HEADER_TO_METADATA_TYPE, type HeaderToMetadataConfig, readHeaderToMetadata } from './config.ts';
import { HeaderToMetadataFilter } from './filter.ts';

function readPerRoute(message: unknown): HeaderToMetadataConfig {
  const config = readHeaderToMetadata(message);
  if (config.request.length === 0 && config.response.length === 0) {
    throw new ConfigRejected(
      'header_to_metadata_filter: Per filter configs must at least specify either request or response rules',
    );
  }
  return config;
}

const EXAMPLE = {
  '@type': HEADER_TO_METADATA_TYPE,
  request_rules: [
    {
      header: 'x-version',
      on_header_present: { metadata_namespace: 'example', key: 'version', type: 'STRING' },
      on_header_missing: { metadata_namespace: 'example', key: 'version', value: 'default', type: 'STRING' },
    },
  ],
};

/** `envoy.filters.http.header_to_metadata`. */
export const headerToMetadata: FilterExtension = {
  name: 'envoy.filters.http.header_to_metadata',
  typeUrl: HEADER_TO_METADATA_TYPE,
  perRouteTypeUrls: [HEADER_TO_METADATA_TYPE],
  kind: 'native',
  title: 'Header to metadata',
  summary: 'Writes headers and cookies into dynamic metadata.',
  paths: { request: true, response: true },
  simulated: { level: 'partly', not: 'PROTOBUF_VALUE is not simulated.' },
  since: '1.9',
  defaultConfig: EXAMPLE,
  defaultPerRouteConfig: EXAMPLE,
  checkPerRoute: readPerRoute,
  createFactory(config, context) {
    const own = readHeaderToMetadata(config);
    const perRoute = new PerRouteConfigs(context, headerToMetadata.perRouteTypeUrls, readPerRoute);
    return {
      createFilter: () => new HeaderToMetadataFilter((callbacks) => perRoute.of(callbacks.perRouteConfig()) ?? own),
    };
  },
};
