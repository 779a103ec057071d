import { describe, expect, it } from 'vitest';
import { runChain } from '../testing/run-chain.ts';
import { formatTime, httpDate } from './format-time.ts';
import { SubstitutionFormat } from './substitution-format.ts';

/** What formats print for `POST /a?b=1&c=2`, rewritten to /x, answered 200 `hello`. */
function printed(formats: Record<string, string>) {
  const { result } = runChain({
    request: {
      method: 'POST',
      path: '/a?b=1&c=2',
      headers: [
        ['x-foo', 'barbaz'],
        ['content-type', 'application/grpc'],
      ],
      body: 'abc',
    },
    answer: {
      headers: [
        ['x-up', 'u'],
        ['grpc-status', '7'],
      ],
      body: 'hello',
    },
    routes: [
      {
        name: 'r',
        match: { prefix: '/a' },
        route: { cluster: 'upstream', prefix_rewrite: '/x' },
        metadata: { filter_metadata: { m: { k: 'mv', n: 1.5 } } },
      },
    ],
    downstream: { remote: '203.0.113.7:40000', local: '10.0.0.1:8443' },
    access_log: formats,
  });
  return result.access_log[0];
}

describe('format operators', () => {
  it.each<[string, string | number | null]>([
    ['%REQ(:METHOD)%', 'POST'],
    ['%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%', '/a?b=1&c=2'],
    ['%REQ(:PATH)%', '/x?b=1&c=2'],
    ['%REQ(nope)%', null],
    ['%REQ(x-foo):3%', 'bar'],
    ['%REQUEST_HEADER(x-foo)%', 'barbaz'],
    ['%RESP(x-up)%', 'u'],
    ['%PROTOCOL%', 'HTTP/1.1'],
    ['%PATH%', '/a?b=1&c=2'],
    ['%PATH(NQ)%', '/a'],
    ['%QUERY_PARAM(b)%', '1'],
    ['%QUERY_PARAMS%', 'b=1&c=2'],
    ['%RESPONSE_CODE%', 200],
    ['%RESPONSE_CODE_DETAILS%', 'via_upstream'],
    ['%RESPONSE_FLAGS%', '-'],
    ['%GRPC_STATUS%', 'PermissionDenied'],
    ['%GRPC_STATUS(SNAKE_STRING)%', 'PERMISSION_DENIED'],
    ['%GRPC_STATUS_NUMBER%', 7],
    ['%BYTES_RECEIVED%', 3],
    ['%BYTES_SENT%', 5],
    ['%ROUTE_NAME%', 'r'],
    ['%UPSTREAM_CLUSTER%', 'upstream'],
    ['%UPSTREAM_PROTOCOL%', 'HTTP/1.1'],
    ['%UPSTREAM_REQUEST_ATTEMPT_COUNT%', 1],
    ['%DOWNSTREAM_REMOTE_ADDRESS%', '203.0.113.7:40000'],
    ['%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%', '203.0.113.7'],
    ['%DOWNSTREAM_LOCAL_PORT%', 8443],
    ['%METADATA(ROUTE:m:k)%', 'mv'],
    ['%METADATA(ROUTE:m:n)%', 1.5],
    ['%METADATA(ROUTE:m)%', '{"k":"mv","n":1.5}'],
    ['%DYNAMIC_METADATA(f)%', null],
    ['%START_TIME%', '2026-01-01T00:00:00.000Z'],
    ['%START_TIME(%s.%3f)%', '1767225600.000'],
    ['%ACCESS_LOG_TYPE%', 'DownstreamEnd'],
    ['100%% of %REQ(nope)%-%REQ(x-foo)%', '100% of --barbaz'],
  ])('%s prints %s', (format, expected) => {
    expect(printed({ own: format })?.['own']).toEqual(expected);
  });
  it('refuses what Envoy does not know, and says what it leaves out', () => {
    expect(() => new SubstitutionFormat('%NOPE%', () => {})).toThrow('Not supported field in StreamInfo: NOPE');
    expect(() => new SubstitutionFormat('%REQ(x', () => {})).toThrow('Incorrect configuration');
    const left: string[] = [];
    new SubstitutionFormat('%UPSTREAM_LOCAL_ADDRESS%', (name) => left.push(name));
    expect(left).toEqual(['UPSTREAM_LOCAL_ADDRESS']);
  });
});

describe('formatTime', () => {
  const moment = Date.UTC(2026, 10, 1, 10, 17, 10) + 383.25;
  it.each<[string | null, string]>([
    [null, '2026-11-01T10:17:10.383Z'],
    ['%Y/%m/%d %H:%M:%S', '2026/11/01 10:17:10'],
    ['%s %3f %6f %f', '1793528230 383 383250 383250000'],
    ['%e|%a|%b|%T|%F|%z|%%', ' 1|Sun|Nov|10:17:10|2026-11-01|+0000|%'],
  ])('%s', (pattern, expected) => {
    expect(formatTime(moment, pattern)).toBe(expected);
  });
  it('writes dates for HTTP', () => {
    expect(httpDate(moment)).toBe('Sun, 01 Nov 2026 10:17:10 GMT');
    expect(httpDate(moment + 1000)).toBe('Sun, 01 Nov 2026 10:17:11 GMT');
  });
});
