import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import { HeaderMapImpl } from '@chainwright/runtime/http/header-map-impl';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { grpcStats } from './extension.ts';

const MESSAGE = [0, 0, 0, 0, 1, 7];
const METADATA = new Map();

function call(config: EnvoyMessage, path: string, status: string) {
  const bench = new FilterBench(grpcStats, config);
  const { stream, filter } = bench.stream();
  const virtualHost = { name: 'v', metadata: METADATA };
  stream.routeEntry = { name: '', virtualHost, metadata: METADATA, cluster: 'backend', config: {} };
  const request = stream.withRequest([
    [':path', path],
    ['content-type', 'application/grpc'],
  ]);
  filter.decodeHeaders?.(request, { endStream: false });
  filter.decodeData?.(new ByteBufferImpl(Uint8Array.from([...MESSAGE, ...MESSAGE])), { endStream: true });
  const response = HeaderMapImpl.of('response-headers', [
    [':status', '200'],
    ['content-type', 'application/grpc'],
  ]);
  filter.encodeHeaders?.(response, { endStream: false });
  filter.encodeData?.(new ByteBufferImpl(Uint8Array.from(MESSAGE)), { endStream: false });
  filter.encodeTrailers?.(HeaderMapImpl.of('response-trailers', [['grpc-status', status]]));
  return { stats: bench.stats(), state: stream.streamInfo.filterState.get('envoy.filters.http.grpc_stats') };
}

describe('grpc_stats', () => {
  it.each<[string, EnvoyMessage, string, string, string]>([
    ['all calls together', {}, '/a.B/C', '0', 'grpc.'],
    ['each method', { stats_for_all_methods: true }, '/a.B/C', '5', 'grpc.a.B.C.'],
    [
      'each method with underscores',
      { stats_for_all_methods: true, replace_dots_in_grpc_service_name: true },
      '/a.B/C?x',
      '0',
      'grpc.a_B.C.',
    ],
    [
      'a listed method',
      { individual_method_stats_allowlist: { services: [{ name: 'a.B', method_names: ['C'] }] } },
      '/a.B/C',
      '0',
      'grpc.a.B.C.',
    ],
  ])('counts %s', (_, config, path, status, prefix) => {
    expect(call(config, path, status).stats).toEqual({
      [`cluster.backend.${prefix}request_message_count`]: 2,
      [`cluster.backend.${prefix}response_message_count`]: 1,
      [`cluster.backend.${prefix}${status}`]: 1,
      [`cluster.backend.${prefix}${status === '0' ? 'success' : 'failure'}`]: 1,
      [`cluster.backend.${prefix}total`]: 1,
    });
  });

  it('counts nothing for a path that is no method', () => {
    expect(call({}, '/a/b/c', '0').stats).toEqual({});
  });

  it('leaves the counts in the filter state when asked to', () => {
    expect(call({ emit_filter_state: true }, '/a.B/C', '0').state).toMatchObject({
      value: '2,1',
      json: { request_message_count: '2', response_message_count: '1' },
    });
  });
});
