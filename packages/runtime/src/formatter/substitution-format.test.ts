import { describe, expect, it } from 'vitest';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { MetadataValue, StreamInfo } from '../stream-info/stream-info.ts';
import type { FormatContext } from './format-context.ts';
import { parseSubstitutionFormat } from './substitution-format.ts';

const address = { ip: '10.0.0.1', port: 4711 };
const dynamic = new Map<string, Map<string, MetadataValue>>([
  [
    'ns',
    new Map<string, MetadataValue>([
      ['k', { a: 1.5, b: [true, null] }],
      ['s', 'text'],
    ]),
  ],
]);
const streamInfo = {
  protocol: 'HTTP/1.1',
  startTime: 1_000_000_000,
  responseCode: null,
  responseCodeDetails: 'a b\tc',
  responseFlags: new Set(['DI', 'FI']),
  bytesReceived: 3,
  bytesSent: 5,
  routeName: '',
  virtualClusterName: null,
  upstreamCluster: 'c',
  upstreamHost: null,
  upstreamRequestAttempts: 1,
  connectionId: 7,
  endTime: null,
  downstreamRemoteAddress: address,
  downstreamDirectRemoteAddress: address,
  downstreamLocalAddress: address,
  downstreamDirectLocalAddress: address,
  dynamicMetadata: { get: (ns: string) => dynamic.get(ns) },
  filterState: {
    get: (key: string) => (key === 'fs' ? { type: 'string', value: 'state', readOnly: false } : undefined),
  },
} as unknown as StreamInfo;
const context: FormatContext = {
  requestHeaders: HeaderMapImpl.of('request-headers', [
    [':path', '/a?b=1&c=2'],
    ['x-foo', 'barbaz'],
    ['x-two', '1'],
    ['x-two', '2'],
  ]),
  responseHeaders: null,
  responseTrailers: null,
  streamInfo,
  clock: { now: () => 2_500_000_000, epochMs: () => Date.UTC(2026, 10, 21, 10, 17, 11, 883) },
  routeMetadata: new Map([['m', new Map([['k', 'mv']])]]),
  localReplyBody: 'sorry',
};

describe('parseSubstitutionFormat', () => {
  it.each([
    ['plain', 'plain'],
    ['100%%', '100%'],
    ['%REQ(x-foo):3%', 'bar'],
    ['%REQ(X-TWO)%', '1,2'],
    ['a%REQ(none)%b', 'a-b'],
    ['%REQ(none?x-foo)%', 'barbaz'],
    ['%RESP(x)%', '-'],
    ['%PATH(NQ)% %QUERY_PARAM(c)% %QUERY_PARAMS%', '/a 2 b=1&c=2'],
    ['%RESPONSE_CODE%', '0'],
    ['%RESPONSE_CODE_DETAILS%', 'a_b_c'],
    ['%RESPONSE_FLAGS%', 'DI,FI'],
    ['%DURATION%', '1500'],
    ['%START_TIME%', '2026-11-21T10:17:10.383Z'],
    ['%START_TIME(%s.%3f)%', '1795256230.383'],
    ['%START_TIME(%Y/%m/%d %H:%M:%S)%', '2026/11/21 10:17:10'],
    [
      '%DOWNSTREAM_REMOTE_ADDRESS%|%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%|%DOWNSTREAM_REMOTE_PORT%',
      '10.0.0.1:4711|10.0.0.1|4711',
    ],
    ['%UPSTREAM_HOST%', '-'],
    ['%ROUTE_NAME%', '-'],
    ['%DYNAMIC_METADATA(ns:k)%', '{"a":1.5,"b":[true,null]}'],
    ['%DYNAMIC_METADATA(ns:k:a)%', '1.5'],
    ['%DYNAMIC_METADATA(ns:s)%', 'text'],
    ['%DYNAMIC_METADATA(ns:s:deeper)%', '-'],
    ['%METADATA(ROUTE:m:k)%', 'mv'],
    ['%FILTER_STATE(fs:PLAIN)%', 'state'],
    ['%LOCAL_REPLY_BODY%', 'sorry'],
    ['é', '\xc3\xa9'],
  ])('%s → %s', (format, expected) => {
    expect(parseSubstitutionFormat(format).format(context, '-')).toBe(expected);
  });

  it('keeps the type of a lone operator', () => {
    expect(parseSubstitutionFormat('%BYTES_SENT%').value(context)).toBe(5);
    expect(parseSubstitutionFormat('%RESP(x)%').value(context)).toBe(null);
    expect(parseSubstitutionFormat('%REQ(x-foo):3%').value(context)).toBe('bar');
  });

  it('names the operators that it does not simulate', () => {
    const format = parseSubstitutionFormat('%HOSTNAME%-%PROTOCOL%');
    expect(format.notSimulated).toEqual(['HOSTNAME']);
    expect(format.format(context, '')).toBe('-HTTP/1.1');
  });

  it.each([
    ['%FOO%', 'Not supported field in StreamInfo: FOO'],
    ['50%', "Incorrect configuration: 50%. Couldn't find valid command at position 2"],
    ['%constructor%', "Couldn't find valid command at position 0"],
    ['%METADATA(NOPE:a)%', 'NOPE is not a valid METADATA type'],
  ])('refuses %s', (format, text) => {
    expect(() => parseSubstitutionFormat(format)).toThrow(text);
  });
});
