import { describe, expect, it } from 'vitest';
import { type ChainRun, runChain } from '../testing/run-chain.ts';

/** The request's headers as the first filter finds them, the request id replaced by its name. */
function seenByFilters(run: ChainRun): string[] {
  const filter = { decodeHeaders: () => 'Continue' as const };
  const { eventsOf } = runChain({ filters: [{ name: 'f', create: () => filter }], ...run });
  const called = eventsOf('filter-called').find((event) => event.callback === 'decodeHeaders');
  return (called?.headers ?? []).map(([name, value]) => `${name}=${/^[0-9a-f]{8}-/.test(value) ? 'RID' : value}`);
}

const START = [':authority=example.com', ':path=/', ':method=GET', ':scheme=http'];
const EDGE = { use_remote_address: true };
const CLIENT = { remote: '203.0.113.7:40000', local: '10.0.0.1:8443' };
const INTERNAL = { internal_address_config: { cidr_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }] } };

describe('request headers before the filters', () => {
  it('stand in the order in which HTTP/1 brings them', () => {
    const request = {
      path: '/a?b=1',
      headers: [
        ['User-Agent', 'curl/8'],
        ['X-Foo', 'Bar'],
        ['x-foo', 'baz'],
      ] as [string, string][],
    };
    expect(seenByFilters({ request })).toEqual([
      ':authority=example.com',
      ':path=/a?b=1',
      ':method=GET',
      ':scheme=http',
      'user-agent=curl/8',
      'x-foo=Bar',
      'x-foo=baz',
      'x-forwarded-proto=http',
      'x-request-id=RID',
    ]);
  });
  it('stand in the order of the frame for HTTP/2, cookies in one', () => {
    const request = {
      protocol: 'http2' as const,
      headers: [
        ['cookie', 'a=1'],
        ['cookie', 'b=2'],
      ] as [string, string][],
    };
    expect(seenByFilters({ request }).slice(0, 5)).toEqual([
      ':method=GET',
      ':scheme=http',
      ':path=/',
      ':authority=example.com',
      'cookie=a=1; b=2',
    ]);
  });

  it.each<[string, Record<string, unknown>, [string, string][], string[]]>([
    [
      'hop-by-hop headers go',
      {},
      [
        ['connection', 'keep-alive, x-hop'],
        ['x-hop', '1'],
        ['keep-alive', '1'],
        ['proxy-connection', 'x'],
      ],
      ['x-forwarded-proto=http', 'x-request-id=RID'],
    ],
    [
      'te keeps trailers only',
      {},
      [['te', 'trailers, deflate']],
      ['te=trailers', 'x-forwarded-proto=http', 'x-request-id=RID'],
    ],
    ['te without trailers goes', {}, [['te', 'gzip']], ['x-forwarded-proto=http', 'x-request-id=RID']],
    [
      'x-forwarded-for stays when the address is not used',
      {},
      [['x-forwarded-for', '8.8.8.8, 9.9.9.9']],
      ['x-forwarded-for=8.8.8.8, 9.9.9.9', 'x-forwarded-proto=http', 'x-request-id=RID'],
    ],
    [
      'an edge appends the peer',
      EDGE,
      [['x-forwarded-for', '1.2.3.4']],
      [
        'x-forwarded-for=1.2.3.4,203.0.113.7',
        'x-forwarded-proto=http',
        'x-envoy-external-address=203.0.113.7',
        'x-request-id=RID',
      ],
    ],
    [
      'a trusted hop gives the client',
      { ...EDGE, xff_num_trusted_hops: 1 },
      [['x-forwarded-for', '8.8.8.8, 1.2.3.4']],
      [
        'x-forwarded-for=8.8.8.8, 1.2.3.4,203.0.113.7',
        'x-forwarded-proto=http',
        'x-envoy-external-address=1.2.3.4',
        'x-request-id=RID',
      ],
    ],
    [
      'skip_xff_append leaves it',
      { ...EDGE, skip_xff_append: true },
      [['x-forwarded-for', '8.8.8.8']],
      ['x-forwarded-for=8.8.8.8', 'x-forwarded-proto=http', 'x-envoy-external-address=203.0.113.7', 'x-request-id=RID'],
    ],
    [
      'an edge replaces the request id',
      EDGE,
      [['x-request-id', 'mine']],
      [
        'x-request-id=RID',
        'x-forwarded-for=203.0.113.7',
        'x-forwarded-proto=http',
        'x-envoy-external-address=203.0.113.7',
      ],
    ],
    [
      'unless it shall keep it',
      { ...EDGE, preserve_external_request_id: true },
      [['x-request-id', 'mine']],
      [
        'x-request-id=mine',
        'x-forwarded-for=203.0.113.7',
        'x-forwarded-proto=http',
        'x-envoy-external-address=203.0.113.7',
      ],
    ],
    [
      'control headers of strangers go',
      {},
      [
        ['x-envoy-retry-on', '5xx'],
        ['x-envoy-original-path', '/x'],
        ['x-envoy-attempt-count', '3'],
      ],
      ['x-envoy-original-path=/x', 'x-envoy-attempt-count=3', 'x-forwarded-proto=http', 'x-request-id=RID'],
    ],
    [
      'more of them at the edge',
      EDGE,
      [
        ['x-envoy-original-path', '/x'],
        ['x-envoy-attempt-count', '3'],
      ],
      [
        'x-envoy-attempt-count=3',
        'x-forwarded-for=203.0.113.7',
        'x-forwarded-proto=http',
        'x-envoy-external-address=203.0.113.7',
        'x-request-id=RID',
      ],
    ],
    [
      'an internal client may send them',
      INTERNAL,
      [
        ['x-forwarded-for', '10.0.0.1'],
        ['x-envoy-retry-on', '5xx'],
      ],
      [
        'x-forwarded-for=10.0.0.1',
        'x-envoy-retry-on=5xx',
        'x-forwarded-proto=http',
        'x-envoy-internal=true',
        'x-request-id=RID',
      ],
    ],
    [
      'two addresses are not internal',
      INTERNAL,
      [['x-forwarded-for', '10.0.0.1, 10.0.0.2']],
      ['x-forwarded-for=10.0.0.1, 10.0.0.2', 'x-forwarded-proto=http', 'x-request-id=RID'],
    ],
    ['via is appended', { via: 'me' }, [['via', 'you']], ['via=you, me', 'x-forwarded-proto=http', 'x-request-id=RID']],
    ['no request id is made when told so', { generate_request_id: false }, [], ['x-forwarded-proto=http']],
    [
      'a client certificate header goes',
      {},
      [['x-forwarded-client-cert', 'x']],
      ['x-forwarded-proto=http', 'x-request-id=RID'],
    ],
    ['a bad referer goes, a good one stays', {}, [['referer', ':bad']], ['x-forwarded-proto=http', 'x-request-id=RID']],
    [
      'a referer that is a host stays',
      {},
      [['referer', 'one,two']],
      ['referer=one,two', 'x-forwarded-proto=http', 'x-request-id=RID'],
    ],
    ['values are trimmed', {}, [['x', ' \ta b\t ']], ['x=a b', 'x-forwarded-proto=http', 'x-request-id=RID']],
  ])('%s', (_what, manager, headers, expected) => {
    expect(seenByFilters({ manager, request: { headers }, downstream: CLIENT })).toEqual([...START, ...expected]);
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{}, 'https', 'https'],
    [{}, 'ftp', 'http'],
    [{ scheme_header_transformation: { scheme_to_overwrite: 'https' } }, 'http', 'https'],
  ])('%j with x-forwarded-proto %s has the scheme %s', (manager, proto, scheme) => {
    const seen = seenByFilters({ manager, request: { headers: [['x-forwarded-proto', proto]] } });
    expect(seen).toContain(`:scheme=${scheme}`);
  });

  it.each<[Record<string, unknown>, string, string]>([
    [{ strip_any_host_port: true }, 'foo.com:81', 'foo.com'],
    [{ strip_matching_host_port: true }, 'foo.com:10000', 'foo.com'],
    [{ strip_matching_host_port: true }, 'foo.com:81', 'foo.com:81'],
    [{ strip_trailing_host_dot: true }, 'foo.com.', 'foo.com'],
  ])('%j makes %s to %s', (manager, authority, expected) => {
    expect(seenByFilters({ manager, request: { authority } })).toContain(`:authority=${expected}`);
  });
});
