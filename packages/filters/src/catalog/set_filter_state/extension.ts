import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { textToByteString } from '@chainwright/runtime/http/byte-string';
import { SubstitutionFormat } from '@chainwright/runtime/http-connection-manager/substitution-format';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import { hasFilterStateFactory } from '@chainwright/runtime/stream-info/filter-state-factories';
import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import { type FilterStateRule, SetFilterStateFilter } from './filter.ts';

const PACKAGE = 'envoy.extensions.filters.http.set_filter_state.v3';
const SET_FILTER_STATE_TYPE = `type.googleapis.com/${PACKAGE}.Config`;

function readRules(message: unknown): FilterStateRule[] {
  return MessageReader.read(message, `${PACKAGE}.Config`, (reader) => {
    reader.ignore('clear_route_cache');
    return reader.messages(
      'on_request_headers',
      'envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue',
      readRule,
    );
  });
}

function readRule(reader: MessageReader): FilterStateRule {
  const key = reader.string('object_key');
  const factory = reader.string('factory_key') || key;
  reader.ignore('shared_with_upstream');
  reader.oneof('value', ['format_string'], { required: true });
  const unsimulated: string[] = [];
  const { format, absent } = reader.requiredMessage(
    'format_string',
    'envoy.config.core.v3.SubstitutionFormatString',
    (text) => {
      text.ignore('content_type', 'formatters', 'json_format');
      const source = text.message('text_format_source', 'envoy.config.core.v3.DataSource', (data) =>
        data.string('inline_string'),
      );
      const format = source ?? text.string('text_format');
      return {
        format: new SubstitutionFormat(format, (operator) => unsimulated.push(operator)),
        absent: text.bool('omit_empty_values') ? ('' as const) : ('-' as const),
      };
    },
  );
  if (!hasFilterStateFactory(factory)) throw new ConfigRejected(`'${factory}' does not have an object factory`);
  return {
    key: textToByteString(key),
    factory,
    format,
    absent,
    readOnly: reader.bool('read_only'),
    skipIfEmpty: reader.bool('skip_if_empty'),
    unsimulated,
  };
}

/** `envoy.filters.http.set_filter_state`. */
export const setFilterState: FilterExtension = {
  name: 'envoy.filters.http.set_filter_state',
  typeUrl: SET_FILTER_STATE_TYPE,
  perRouteTypeUrls: [SET_FILTER_STATE_TYPE],
  kind: 'native',
  title: 'Set filter state',
  summary: 'Makes filter state objects from format strings, for later filters and the access log.',
  paths: { request: true, response: false },
  simulated: {
    level: 'partly',
    not: 'Only objects that print as text; sharing with upstream connections has no effect.',
  },
  since: '1.29',
  defaultConfig: {
    '@type': SET_FILTER_STATE_TYPE,
    on_request_headers: [
      {
        object_key: 'example.user',
        factory_key: 'envoy.string',
        format_string: { text_format_source: { inline_string: '%REQ(x-user)%' } },
      },
    ],
  },
  defaultPerRouteConfig: null,
  createFactory(config, context) {
    const own = readRules(config);
    const perRoute = new PerRouteConfigs(context, setFilterState.perRouteTypeUrls, readRules);
    return {
      createFilter: () =>
        new SetFilterStateFilter((callbacks) => [own, perRoute.of(callbacks.perRouteConfig()) ?? []].flat()),
    };
  },
};
