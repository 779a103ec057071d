import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { healthCheck } from './extension.ts';

const HEADERS = [{ name: ':path', string_match: { exact: '/healthz' } }];

function run(config: EnvoyMessage, path = '/healthz') {
  const bench = new FilterBench(healthCheck, { headers: HEADERS, ...config });
  const { stream, filter } = bench.stream();
  const status = filter.decodeHeaders?.(stream.withRequest([[':path', path]]), { endStream: true });
  const response = stream.withResponse([[':status', '200']]);
  filter.encodeHeaders?.(response, { endStream: true });
  return {
    status,
    reply: stream.replies[0],
    header: response.get('x-envoy-upstream-healthchecked-cluster'),
    bench,
    stream,
  };
}

describe('health_check', () => {
  it('answers by itself', () => {
    const { status, reply, bench } = run({ pass_through_mode: false });
    expect(status).toBe('StopIteration');
    expect(reply).toEqual({
      code: 200,
      body: '',
      headers: [],
      grpcStatus: null,
      details: 'health_check_ok',
    });
    expect(bench.stats()).toMatchObject({
      'http.ingress.health_check.request_total': 1,
      'http.ingress.health_check.ok': 1,
    });
  });

  it('fails for a cluster that is not there', () => {
    const clusters = { cluster_min_healthy_percentages: { nope: { value: 50 } } };
    const { reply, stream } = run({ pass_through_mode: false, ...clusters });
    expect(reply).toMatchObject({ code: 503, details: 'health_check_failed_no_cluster_found' });
    expect([...stream.streamInfo.responseFlags]).toEqual(['LH']);
  });

  it('marks what passes through, and leaves other requests alone', () => {
    expect(run({ pass_through_mode: true })).toMatchObject({ status: 'Continue', reply: undefined, header: 'svc' });
    expect(run({ pass_through_mode: false }, '/')).toMatchObject({
      status: 'Continue',
      reply: undefined,
      header: undefined,
    });
  });

  it('must be told whether it passes', () => {
    expect(() => run({})).toThrow('HealthCheckValidationError.PassThroughMode: value is required');
  });
});
