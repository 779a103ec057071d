import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { readStruct } from '@chainwright/runtime/config/read-struct';
import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { type MetadataRule, SetMetadataFilter } from './filter.ts';

const PACKAGE = 'envoy.extensions.filters.http.set_metadata.v3';
const SET_METADATA_TYPE = `type.googleapis.com/${PACKAGE}.Config`;

function readRules(message: unknown): MetadataRule[] {
  return MessageReader.read(message, `${PACKAGE}.Config`, (reader) => {
    const rules = reader.messages('metadata', `${PACKAGE}.Metadata`, readRule);
    const legacyNamespace = reader.string('metadata_namespace');
    const legacyValue = readStruct(reader.raw('value'));
    if (legacyNamespace === '') return rules;
    return [{ namespace: legacyNamespace, value: legacyValue, allowOverwrite: true }, ...rules];
  });
}

function readRule(reader: MessageReader): MetadataRule {
  reader.ignore('typed_value');
  return {
    namespace: reader.string('metadata_namespace', { minLength: 1 }),
    value: readStruct(reader.raw('value')),
    allowOverwrite: reader.bool('allow_overwrite'),
  };
}

/** `envoy.filters.http.set_metadata`. */
export const setMetadata: FilterExtension = {
  name: 'envoy.filters.http.set_metadata',
  typeUrl: SET_METADATA_TYPE,
  perRouteTypeUrls: [SET_METADATA_TYPE],
  kind: 'native',
  title: 'Set metadata',
  summary: 'Writes fixed values into dynamic metadata, for later filters and the access log.',
  paths: { request: true, response: false },
  simulated: { level: 'partly', not: 'Typed values are not simulated.' },
  since: '1.25',
  defaultConfig: {
    '@type': SET_METADATA_TYPE,
    metadata: [{ metadata_namespace: 'example', value: { team: 'web' } }],
  },
  defaultPerRouteConfig: {
    '@type': SET_METADATA_TYPE,
    metadata: [{ metadata_namespace: 'example', value: { team: 'route' } }],
  },
  createFactory(config, context) {
    const own = readRules(config);
    const perRoute = new PerRouteConfigs(context, setMetadata.perRouteTypeUrls, readRules);
    const statPrefix = `http.${context.statPrefix}.set_metadata.`;
    return {
      createFilter: () =>
        new SetMetadataFilter((callbacks) => perRoute.of(callbacks.perRouteConfig()) ?? own, statPrefix),
    };
  },
};
