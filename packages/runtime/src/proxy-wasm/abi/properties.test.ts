import { describe, expect, test } from 'vitest';
import type { MetadataValue } from '../../stream-info/stream-info.ts';
import { fakeRoute } from '../../testing/fake-stream.ts';
import type { ScriptStep } from '../testing/guest-script.ts';
import { scripted } from '../testing/guest-script.ts';
import { pluginOf, WasmHarness } from '../testing/wasm-harness.ts';
import { serializePairs } from './serialization.ts';

const DATA = 64;
const SIZE = 68;
const get = (path: string): ScriptStep => ['proxy_get_property', path.replaceAll('.', '\0'), DATA, SIZE];
const REQUEST = [
  [':authority', 'example.com'],
  [':path', '/a?b=1'],
  [':method', 'GET'],
  [':scheme', 'http'],
  ['user-agent', 'curl/8'],
  ['x-dup', '1'],
  ['x-dup', '2'],
  ['x-request-id', 'id'],
] as const;
const ROUTE_METADATA = new Map<string, ReadonlyMap<string, MetadataValue>>([
  ['simple', new Map([['s', 't']])],
  ['list', new Map([['l', [1, 'x', true]]])],
]);

type Phase =
  | 'proxy_on_configure'
  | 'proxy_on_request_headers'
  | 'proxy_on_response_headers'
  | 'proxy_on_log'
  | 'proxy_on_done';

/** What the guest got for each path, in one phase of a stream: status word and result. */
function read(phase: Phase, ...paths: string[]): string[] {
  const harness = new WasmHarness();
  harness.process.facts = {
    node: { id: 'n1', cluster: 'c1', metadata: { A: 1 }, locality: { region: 'r' } },
    listenerDirection: 2,
    listenerMetadata: new Map(),
    clusterMetadata: () => new Map([['cm', new Map([['k', 'v']])]]),
  };
  const code = scripted({
    callbacks: { [phase]: { do: paths.map(get), answer: phase === 'proxy_on_configure' ? 1 : 0 } },
  });
  const { stream, filter } = harness.stream(harness.load(pluginOf(code, { rootId: 'root', vmId: 'vm' })));
  stream.routeEntry = { ...fakeRoute(), name: 'myroute', metadata: ROUTE_METADATA };
  stream.streamInfo.routeName = 'myroute';
  stream.streamInfo.upstreamCluster = 'backend';
  filter.decodeHeaders(stream.withRequest(REQUEST), { endStream: true });
  stream.streamInfo.upstreamHost = { ip: '10.0.0.1', port: 80 };
  stream.streamInfo.responseCode = 200;
  filter.encodeHeaders(
    stream.withResponse([
      [':status', '200'],
      ['x-up', '1'],
    ]),
    { endStream: true },
  );
  stream.streamInfo.endTime = 5_000_000;
  filter.onLog();
  filter.onDestroy();
  return harness
    .hostCalls()
    .filter((e) => e.worker === 0)
    .map((e) => (e.status === 'Ok' ? String(e.result) : String(e.status)));
}

const number = (value: number) => JSON.stringify(String.fromCharCode(value, 0, 0, 0, 0, 0, 0, 0));

describe('in request headers', () => {
  test.each([
    ['request.path', '"/a?b=1"'],
    ['request.url_path', '"/a"'],
    ['request.query', '"b=1"'],
    ['request.host', '"example.com"'],
    ['request.useragent', '"curl/8"'],
    ['request.referer', 'NotFound'],
    ['request.id', '"id"'],
    ['request.headers.x-dup', '"1,2"'],
    ['request.headers.X-Dup', '"1,2"'],
    ['request.headers.nope', 'NotFound'],
    ['request.headers.x-dup.deeper', 'NotFound'],
    ['request.protocol', '"HTTP/1.1"'],
    ['request.size', number(0)],
    ['request.duration', 'NotFound'],
    ['request.nope', 'NotFound'],
    ['request', 'SerializationFailure'],
    ['', 'SerializationFailure'],
    ['.request.path', 'NotFound'],
    ['request..path', 'NotFound'],
    ['request.path.', '"/a?b=1"'],
    ['request.path..', 'NotFound'],
    ['response.code', 'NotFound'],
    ['response.flags', number(0)],
    ['response.headers', '"\\u0000\\u0000\\u0000\\u0000"'],
    ['connection.id', number(1)],
    ['connection_id', number(1)],
    ['connection.mtls', '"\\u0000"'],
    ['connection.requested_server_name', '""'],
    ['connection.tls_version', 'NotFound'],
    ['source.address', '"127.0.0.1:40000"'],
    ['upstream.address', 'NotFound'],
    ['upstream.request_attempt_count', number(0)],
    ['upstream_filter_state', 'NotFound'],
    ['filter_state', 'SerializationFailure'],
    ['filter_state.nope', 'NotFound'],
    ['plugin_name', '"p"'],
    ['plugin_root_id', '"root"'],
    ['plugin_vm_id', '"vm"'],
    ['plugin_vm_id.deeper', 'NotFound'],
    ['route_name', 'NotFound'],
    ['node', 'NotFound'],
    ['xds', 'SerializationFailure'],
    ['xds.route_name', '"myroute"'],
    ['xds.cluster_name', '"backend"'],
    ['xds.virtual_host_name', '"v"'],
    ['xds.listener_direction', number(2)],
    ['xds.filter_chain_name', '""'],
    ['xds.node.id', '"n1"'],
    ['xds.node.user_agent_name', '"envoy"'],
    ['xds.node.locality.region', '"r"'],
    ['xds.node.nope', 'NotFound'],
    ['xds.upstream_host_metadata', 'NotFound'],
    ['constructor', 'NotFound'],
    ['request.constructor', 'NotFound'],
  ])('%s → %s', (path, expected) => {
    expect(read('proxy_on_request_headers', path)).toEqual([expected]);
  });

  test('maps and structs are pairs, lists are pairs without values, messages their bytes', () => {
    const shown = (bytes: Uint8Array) => JSON.stringify(String.fromCharCode(...bytes));
    expect(
      read(
        'proxy_on_request_headers',
        'xds.route_metadata.filter_metadata.simple',
        'xds.route_metadata.filter_metadata.simple.s',
        'xds.route_metadata.filter_metadata.list.l.1',
        'xds.cluster_metadata',
        'metadata.filter_metadata',
      ),
    ).toEqual([
      shown(serializePairs([['s', 't']])),
      '"t"',
      '"x"',
      JSON.stringify('\n\x10\n\x02cm\x12\n\n\x08\n\x01k\x12\x03\x1a\x01v'),
      '"\\u0000\\u0000\\u0000\\u0000"',
    ]);
  });
});

describe('later', () => {
  test.each<[Phase, string, string]>([
    ['proxy_on_response_headers', 'request.path', 'NotFound'],
    ['proxy_on_response_headers', 'request.headers', '"\\u0000\\u0000\\u0000\\u0000"'],
    ['proxy_on_response_headers', 'request.protocol', '"HTTP/1.1"'],
    ['proxy_on_response_headers', 'response.code', number(200)],
    ['proxy_on_response_headers', 'response.headers.x-up', '"1"'],
    ['proxy_on_response_headers', 'response.grpc_status', number(2)],
    ['proxy_on_response_headers', 'upstream.address', '"10.0.0.1:80"'],
    ['proxy_on_response_headers', 'xds.upstream_host_metadata', 'SerializationFailure'],
    ['proxy_on_response_headers', 'upstream_filter_state', 'SerializationFailure'],
    ['proxy_on_log', 'request.path', '"/a?b=1"'],
    ['proxy_on_log', 'request.duration', JSON.stringify('\x40\x4b\x4c\0\0\0\0\0')],
    ['proxy_on_done', 'request.path', 'NotFound'],
    ['proxy_on_done', 'request.protocol', '"HTTP/1.1"'],
    ['proxy_on_configure', 'request.path', 'NotFound'],
    ['proxy_on_configure', 'xds.node.id', '"n1"'],
    ['proxy_on_configure', 'xds.listener_direction', 'NotFound'],
    ['proxy_on_configure', 'xds.route_name', 'NotFound'],
    ['proxy_on_configure', 'plugin_name', '"p"'],
  ])('%s: %s → %s', (phase, path, expected) => {
    expect(read(phase, path)).toEqual([expected]);
  });
});

describe('set_property', () => {
  const run = (...steps: ScriptStep[]) => {
    const harness = new WasmHarness();
    const code = scripted({
      callbacks: {
        proxy_on_configure: { do: [['proxy_set_property', 'k', 'root']], answer: 1 },
        proxy_on_request_headers: { do: steps },
      },
    });
    const made = harness.stream(harness.load(pluginOf(code)));
    made.filter.decodeHeaders(made.stream.withRequest(REQUEST), { endStream: true });
    return {
      harness,
      stream: made.stream,
      seen: harness
        .hostCalls()
        .slice(3)
        .map((e) => e.result ?? e.status),
    };
  };

  test('is the filter state wasm.<key>; a root has no stream', () => {
    const { harness, stream, seen } = run(['proxy_set_property', 'k', 'v'], get('k'), get('filter_state.wasm'), [
      'proxy_get_property',
      'filter_state\0wasm.k',
      DATA,
      SIZE,
    ]);
    expect(harness.hostCalls()[0]?.status).toBe('NotFound');
    expect(seen).toEqual(['Ok', '"v"', 'NotFound', '"v"']);
    expect(stream.streamInfo.filterState.get('wasm.k')).toEqual({ type: 'bytes', value: 'v', readOnly: false });
    expect(harness.server.eventsOf('property-set')).toMatchObject([{ path: 'k', value: 'v' }]);
  });

  test('one named like an attribute root is hidden; one of two segments can’t be read back', () => {
    const { seen } = run(
      ['proxy_set_property', 'request', 'v'],
      get('request'),
      ['proxy_set_property', 'a\0b', 'v'],
      get('a.b'),
    );
    expect(seen).toEqual(['Ok', 'SerializationFailure', 'Ok', 'NotFound']);
  });
});
