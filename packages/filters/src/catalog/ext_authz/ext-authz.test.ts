import { HeaderMapImpl } from '@chainwright/runtime/http/header-map-impl';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { extAuthz } from './extension.ts';
import { sanitizeUtf8 } from './sanitize-utf8.ts';

type Pairs = readonly (readonly [string, string])[];
const SERVICE = { server_uri: { uri: 'http://auth', cluster: 'auth', timeout: '0.2s' } };
const GET: Pairs = [
  [':authority', 'example.com'],
  [':path', '/p?q'],
  [':method', 'GET'],
  ['authorization', 'a'],
  ['x-a', '1'],
  ['x-a', '2'],
];

/** Sends a request up to the check. */
function ask(config: EnvoyMessage, service: EnvoyMessage = {}, headers: Pairs = GET) {
  const bench = new FilterBench(extAuthz, { http_service: { ...SERVICE, ...service }, ...config });
  const { stream, filter } = bench.stream();
  const metadata = new Map();
  stream.routeEntry = { name: '', virtualHost: { name: 'v', metadata }, metadata, cluster: 'backend', config: {} };
  const map = stream.withRequest(headers);
  const status = filter.decodeHeaders?.(map, { endStream: true });
  const [sent] = bench.server.calls;
  const answer = (answerHeaders: Pairs, body = '') =>
    sent?.answer?.({
      kind: 'answered',
      headers: HeaderMapImpl.of('response-headers', answerHeaders),
      body: new TextEncoder().encode(body),
      trailers: null,
      event: 0,
    });
  return { bench, stream, filter, map, status, sent, answer };
}

describe('ext_authz over HTTP', () => {
  it('sends method, path, authority and authorization, and waits', () => {
    const { status, sent } = ask({});
    expect(status).toBe('StopAllIterationAndWatermark');
    expect(sent?.call).toMatchObject({ cluster: 'auth', timeoutMs: 200, sendXff: false });
    expect(sent?.call.headers.entries()).toEqual([
      [':authority', 'example.com'],
      [':path', '/p?q'],
      [':method', 'GET'],
      ['content-length', '0'],
      ['authorization', 'a'],
    ]);
  });

  it.each<[string, EnvoyMessage, string[]]>([
    ['joins repeated headers', {}, ['1,2']],
    ['keeps them apart when asked to', { encode_raw_headers: true }, ['1', '2']],
    ['leaves out what is disallowed', { disallowed_headers: { patterns: [{ exact: 'x-a' }] } }, []],
  ])('%s', (_, config, values) => {
    const { sent } = ask({ allowed_headers: { patterns: [{ prefix: 'x-' }] }, ...config });
    expect(sent?.call.headers.values('x-a')).toEqual(values);
  });

  it('goes on with the headers of the answer that are allowed', () => {
    const { answer, map, stream, bench } = ask(
      {},
      {
        authorization_response: {
          allowed_upstream_headers: { patterns: [{ exact: 'x-user' }] },
          allowed_upstream_headers_to_append: { patterns: [{ exact: 'x-a' }] },
        },
      },
    );
    answer([
      [':status', '200'],
      ['x-user', 'u'],
      ['x-a', '3'],
      ['x-other', 'o'],
      ['x-envoy-auth-headers-to-remove', 'authorization, :path'],
    ]);
    expect(stream.continued).toEqual(['decoding']);
    expect(map.entries().slice(2)).toEqual([
      [':method', 'GET'],
      ['x-a', '1'],
      ['x-a', '2'],
      ['x-user', 'u'],
      ['x-a', '3'],
    ]);
    expect(bench.stats()).toMatchObject({ 'http.ingress.ext_authz.ok': 1, 'cluster.backend.ext_authz.ok': 1 });
  });

  it('answers with the refusal of the service', () => {
    const { answer, stream, bench } = ask({ max_denied_response_body_bytes: 2 });
    answer(
      [
        [':status', '401'],
        ['x-why', 'no'],
      ],
      'denied',
    );
    expect(stream.replies).toEqual([
      { code: 401, body: 'de', headers: [['x-why', 'no']], grpcStatus: null, details: 'ext_authz_denied' },
    ]);
    expect(bench.stats()).toMatchObject({
      'http.ingress.ext_authz.denied': 1,
      'cluster.backend.internal.upstream_rq_401': 1,
    });
  });

  it.each<[string, EnvoyMessage, string]>([
    ['refuses', {}, 'reply 403'],
    ['refuses with its own status', { status_on_error: { code: 503 } }, 'reply 503'],
    ['lets pass', { failure_mode_allow: true }, 'goes on'],
    ['lets pass in shadow mode', { shadow_mode: true }, 'goes on'],
  ])('%s when the service fails', (_, config, outcome) => {
    const { answer, stream } = ask(config);
    answer([[':status', '500']]);
    const [reply] = stream.replies;
    expect(reply === undefined ? 'goes on' : `reply ${reply.code}`).toBe(outcome);
    expect(stream.continued.length).toBe(outcome === 'goes on' ? 1 : 0);
  });

  it('gives up the check when the stream ends', () => {
    const { filter, sent } = ask({});
    filter.onDestroy?.();
    expect(sent?.cancelled).toBe(true);
  });

  it('says that a gRPC service is not simulated', () => {
    const bench = new FilterBench(extAuthz, { grpc_service: { envoy_grpc: { cluster_name: 'auth' } } });
    const { stream, filter } = bench.stream();
    const metadata = new Map();
    stream.routeEntry = { name: '', virtualHost: { name: 'v', metadata }, metadata, cluster: 'backend', config: {} };
    expect(filter.decodeHeaders?.(stream.withRequest(GET), { endStream: true })).toBe('Continue');
    expect(bench.server.eventsOf('not-simulated')).toMatchObject([{ what: 'ext_authz: a gRPC service' }]);
  });

  it.each<[EnvoyMessage, string]>([
    [{ path_prefix: 'p' }, 'path_prefix should start with "/".'],
    [{ path_prefix: '/p', path_override: '/o' }, 'Only one of path_prefix or path_override may be set, not both.'],
    [{ server_uri: { uri: 'a', cluster: 'auth' } }, 'HttpUriValidationError.Timeout: value is required'],
  ])('refuses %j', (service, text) => {
    expect(() => ask({}, service)).toThrow(text);
  });
});

describe('sanitizeUtf8', () => {
  it.each([
    ['a\xc3\xa9b', 'a\xc3\xa9b'],
    ['a\xffb', 'a!b'],
    ['\xe2\x82', '!!'],
    ['\xf0\x9f\x98\x80', '\xf0\x9f\x98\x80'],
  ])('%j gives %j', (given, expected) => {
    expect(sanitizeUtf8(given)).toBe(expected);
  });
});
