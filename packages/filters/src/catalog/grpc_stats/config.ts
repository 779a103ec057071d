import { MessageReader } from '@chainwright/runtime/config/message-reader';

/** Type URL of the filter's configuration. */
export const GRPC_STATS_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.grpc_stats.v3.FilterConfig';

/** What is counted. */
export type GrpcStatsConfig = {
  readonly emitsFilterState: boolean;
  /** Counters of their own: for every method, or for those listed as `service/method`. */
  readonly methods: 'all' | ReadonlySet<string>;
  readonly replacesDots: boolean;
};

/** Reads the filter's `typed_config`. Throws ConfigRejected with Envoy's text. */
export function readGrpcStats(message: unknown): GrpcStatsConfig {
  return MessageReader.read(message, 'envoy.extensions.filters.http.grpc_stats.v3.FilterConfig', (reader) => {
    // Times are histograms, which are not part of a result.
    reader.ignore('enable_upstream_stats');
    const kind = reader.oneof(
      'per_method_stat_specifier',
      ['individual_method_stats_allowlist', 'stats_for_all_methods'],
      { required: false },
    );
    return {
      emitsFilterState: reader.bool('emit_filter_state'),
      methods:
        kind === 'stats_for_all_methods' && reader.bool('stats_for_all_methods') ? 'all' : new Set(readMethods(reader)),
      replacesDots: reader.bool('replace_dots_in_grpc_service_name'),
    };
  });
}

function readMethods(reader: MessageReader): string[] {
  const list = reader.message('individual_method_stats_allowlist', 'envoy.config.core.v3.GrpcMethodList', (methods) =>
    methods.messages('services', 'envoy.config.core.v3.GrpcMethodList.Service', (service) => {
      const name = service.string('name', { minLength: 1 });
      const names = service.strings('method_names');
      if (names.length === 0) service.violated('method_names', 'value must contain at least 1 item(s)');
      return names.map((method) => `${name}/${method}`);
    }),
  );
  return (list ?? []).flat();
}
