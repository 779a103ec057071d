import { fakeRoute } from '@chainwright/runtime/testing/fake-stream';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { fault } from './extension.ts';

const ALWAYS = { numerator: 100 };

function request(config: EnvoyMessage, headers: readonly (readonly [string, string])[] = []) {
  const bench = new FilterBench(fault, config);
  const { stream, filter } = bench.stream();
  stream.routeEntry = fakeRoute('backend');
  const status = filter.decodeHeaders?.(stream.withRequest([[':path', '/'], ...headers]), { endStream: true });
  return { bench, stream, filter, status, reply: stream.replies[0] };
}

describe('fault abort', () => {
  it('answers with the configured status', () => {
    const { reply, status, stream, bench } = request({ abort: { http_status: 503, percentage: ALWAYS } });
    expect(status).toBe('StopIteration');
    expect(reply).toEqual({
      code: 503,
      body: 'fault filter abort',
      headers: [],
      grpcStatus: null,
      details: 'fault_filter_abort',
    });
    expect([...stream.streamInfo.responseFlags]).toEqual(['FI']);
    expect(bench.stats()).toEqual({ 'http.ingress.fault.aborts_injected': 1 });
  });

  it.each<[string, EnvoyMessage, readonly (readonly [string, string])[], number | undefined]>([
    ['no percentage', { abort: { http_status: 503 } }, [], undefined],
    ['header', { abort: { header_abort: {}, percentage: ALWAYS } }, [['x-envoy-fault-abort-request', '418']], 418],
    [
      'header out of range',
      { abort: { header_abort: {}, percentage: ALWAYS } },
      [['x-envoy-fault-abort-request', '199']],
      undefined,
    ],
    [
      'header lowers the percentage',
      { abort: { header_abort: {}, percentage: ALWAYS } },
      [
        ['x-envoy-fault-abort-request', '418'],
        ['x-envoy-fault-abort-request-percentage', '0'],
      ],
      undefined,
    ],
    [
      'header does not raise the percentage',
      { abort: { header_abort: {}, percentage: { numerator: 0 } } },
      [
        ['x-envoy-fault-abort-request', '418'],
        ['x-envoy-fault-abort-request-percentage', '100'],
      ],
      undefined,
    ],
    [
      'header beside a fixed status',
      { abort: { http_status: 503, percentage: ALWAYS } },
      [['x-envoy-fault-abort-request', '418']],
      503,
    ],
    ['other cluster', { upstream_cluster: 'x', abort: { http_status: 503, percentage: ALWAYS } }, [], undefined],
    ['this cluster', { upstream_cluster: 'backend', abort: { http_status: 503, percentage: ALWAYS } }, [], 503],
    [
      'header condition',
      { headers: [{ name: 'x-a' }], abort: { http_status: 503, percentage: ALWAYS } },
      [['x-a', '']],
      503,
    ],
    [
      'unmet header condition',
      { headers: [{ name: 'x-a' }], abort: { http_status: 503, percentage: ALWAYS } },
      [],
      undefined,
    ],
    ['node', { downstream_nodes: ['n'], abort: { http_status: 503, percentage: ALWAYS } }, [], undefined],
    ['grpc for a plain client', { abort: { grpc_status: 7, percentage: ALWAYS } }, [], 200],
  ])('%s', (_, config, headers, code) => {
    expect(request(config, headers).reply?.code).toBe(code);
  });

  it('aborts about as often as it should, and always the same requests', () => {
    const run = () => {
      const bench = new FilterBench(fault, { abort: { http_status: 500, percentage: { numerator: 30 } } });
      const streams = Array.from({ length: 20 }, () => {
        const { stream, filter } = bench.stream();
        filter.decodeHeaders?.(stream.withRequest([]), { endStream: true });
        return stream.replies.length;
      });
      return streams.join('');
    };
    expect(run()).toBe(run());
  });

  it('stops at the limit of active faults', () => {
    const { reply, bench } = request({ max_active_faults: 0, abort: { http_status: 503, percentage: ALWAYS } });
    expect(reply).toBe(undefined);
    expect(bench.stats()).toEqual({ 'http.ingress.fault.faults_overflow': 1 });
  });

  it('counts for the downstream cluster and writes metadata', () => {
    const { bench, stream } = request(
      { abort: { http_status: 503, percentage: ALWAYS }, filter_metadata: { why: 'test' } },
      [['x-envoy-downstream-service-cluster', 'dc']],
    );
    expect(bench.stats()).toEqual({
      'http.ingress.fault.dc.aborts_injected': 1,
      'http.ingress.fault.aborts_injected': 1,
    });
    expect(stream.streamInfo.dynamicMetadata.get('test')?.get('why')).toBe('test');
  });
});

describe('fault delay', () => {
  it('holds everything for the time, then goes on', () => {
    const { bench, stream, filter, status } = request({ delay: { fixed_delay: '2s', percentage: ALWAYS } });
    expect(status).toBe('StopIteration');
    expect(filter.decodeTrailers?.(stream.withRequest([]))).toBe('StopIteration');
    bench.server.run(1999);
    expect(stream.continued).toEqual([]);
    bench.server.run(1);
    expect(stream.continued).toEqual(['decoding']);
    expect([...stream.streamInfo.responseFlags]).toEqual(['DI']);
    expect(filter.decodeTrailers?.(stream.withRequest([]))).toBe('Continue');
  });

  it('may be followed by an abort', () => {
    const { bench, stream } = request(
      {
        delay: { header_delay: {}, percentage: ALWAYS },
        abort: { http_status: 500, percentage: ALWAYS },
      },
      [['x-envoy-fault-delay-request', '50']],
    );
    bench.server.run(50);
    expect(stream.replies[0]?.code).toBe(500);
    expect(stream.continued).toEqual([]);
    expect([...stream.streamInfo.responseFlags]).toEqual(['DI', 'FI']);
  });

  it('is forgotten when the stream ends', () => {
    const { bench, stream, filter } = request({ delay: { fixed_delay: '2s', percentage: ALWAYS } });
    filter.onDestroy?.();
    bench.server.run(5000);
    expect(stream.continued).toEqual([]);
  });
});

describe('fault configuration', () => {
  it('is replaced by the one of the route', () => {
    const bench = new FilterBench(
      fault,
      { abort: { http_status: 503, percentage: ALWAYS } },
      { perRouteConfigs: [{}] },
    );
    const { stream, filter } = bench.stream();
    expect(filter.decodeHeaders?.(stream.withRequest([]), { endStream: true })).toBe('Continue');
  });

  it.each<[EnvoyMessage, string]>([
    [
      { abort: { http_status: 100 } },
      'caused by FaultAbortValidationError.HttpStatus: value must be inside range [200, 600)',
    ],
    [{ abort: {} }, 'caused by field: "error_type", reason: is required'],
    [{ delay: { fixed_delay: '0s' } }, 'caused by FaultDelayValidationError.FixedDelay: value must be greater than 0s'],
  ])('refuses %j', (config, text) => {
    expect(() => new FilterBench(fault, config)).toThrow(text);
  });
});
