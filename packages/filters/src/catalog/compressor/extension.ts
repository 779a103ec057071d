import type { FilterExtension } from '../filter-extension.ts';
import { PerRouteConfigs } from '../per-route-configs.ts';
import type { ProcessSlot } from '../process-state.ts';
import { COMPRESSOR_PER_ROUTE_TYPE, COMPRESSOR_TYPE, readCompressor, readCompressorPerRoute } from './config.ts';
import { CompressorFilter, type StreamCompressors } from './filter.ts';

/** The compressors of every stream, by its stream info. */
const STREAMS: ProcessSlot<WeakMap<object, StreamCompressors>> = {
  name: 'compressors of streams',
  create: () => new WeakMap(),
};
const GZIP_TYPE = 'type.googleapis.com/envoy.extensions.compression.gzip.compressor.v3.Gzip';

/** `envoy.filters.http.compressor`. */
export const compressor: FilterExtension = {
  name: 'envoy.filters.http.compressor',
  typeUrl: COMPRESSOR_TYPE,
  perRouteTypeUrls: [COMPRESSOR_PER_ROUTE_TYPE],
  kind: 'native',
  title: 'Compressor',
  summary: 'Compresses bodies for clients that accept it.',
  paths: { request: true, response: true },
  simulated: {
    level: 'partly',
    not: 'The compressed bytes are not those of Envoy: bodies are wrapped, not made smaller.',
  },
  since: '1.15',
  defaultConfig: {
    '@type': COMPRESSOR_TYPE,
    response_direction_config: { common_config: { min_content_length: 100 } },
    compressor_library: { name: 'gzip', typed_config: { '@type': GZIP_TYPE } },
  },
  defaultPerRouteConfig: { '@type': COMPRESSOR_PER_ROUTE_TYPE, disabled: true },
  checkPerRoute: readCompressorPerRoute,
  createFactory(config, context) {
    const own = readCompressor(config);
    const perRoute = new PerRouteConfigs(context, compressor.perRouteTypeUrls, readCompressorPerRoute);
    const streams = context.process.of(STREAMS);
    const surroundings = {
      statPrefix: `http.${context.statPrefix}.compressor.${own.library.name}.${own.library.kind}.`,
      ofRoute: (callbacks: { perRouteConfig(): unknown }) => perRoute.of(callbacks.perRouteConfig()),
      ofStream: ({ streamInfo }: { readonly streamInfo: object }) => {
        const known = streams.get(streamInfo) ?? { filters: [], decision: null };
        streams.set(streamInfo, known);
        return known;
      },
    };
    return { createFilter: () => new CompressorFilter(own, surroundings) };
  },
};
