import { describe, expect, test } from 'vitest';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { serializePairs } from './abi/serialization.ts';
import type { GuestScript, ScriptStep } from './testing/guest-script.ts';
import { scripted } from './testing/guest-script.ts';
import { bytes, pluginOf, WasmHarness } from './testing/wasm-harness.ts';

const DATA = 64;
const SIZE = 68;
const GET = [
  [':path', '/'],
  [':method', 'GET'],
  [':authority', 'a'],
] as const;
const NOTHING = { do: [] };

function streamOf(callbacks: GuestScript['callbacks'], more = '', abi: '0.1.0' | '0.2.1' = '0.2.1') {
  const harness = new WasmHarness();
  const factory = harness.load(pluginOf(scripted({ callbacks, more, abi })));
  return { harness, factory, ...harness.stream(factory) };
}

const buffer = (text: string) => new ByteBufferImpl(bytes(text));
const reply = (code: number, details: string, body = '', headers = '', grpc = -1): ScriptStep => [
  'proxy_send_local_response',
  code,
  details,
  body,
  headers,
  grpc,
];

test('a whole stream, with context ids, sizes and ends', () => {
  const names = [
    'proxy_on_context_create',
    'proxy_on_request_headers',
    'proxy_on_request_body',
    'proxy_on_request_trailers',
    'proxy_on_response_headers',
    'proxy_on_response_body',
    'proxy_on_response_trailers',
    'proxy_on_log',
    'proxy_on_done',
    'proxy_on_delete',
  ];
  const { harness, stream, filter } = streamOf(Object.fromEntries(names.map((n) => [n, NOTHING])));
  const before = harness.vmCalls().length;
  filter.decodeHeaders(stream.withRequest(GET), { endStream: false });
  filter.decodeData(buffer('abc'), { endStream: false });
  filter.decodeTrailers(HeaderMapImpl.of('request-trailers', [['t', '1']]));
  filter.encodeHeaders(stream.withResponse([[':status', '200']]), { endStream: false });
  filter.encodeData(buffer('hi'), { endStream: false });
  filter.encodeTrailers(
    HeaderMapImpl.of('response-trailers', [
      ['a', '1'],
      ['b', '2'],
    ]),
  );
  filter.onLog();
  filter.onDestroy();
  filter.onDestroy();
  expect(harness.vmCalls().slice(before)).toEqual([
    'proxy_on_context_create(2, 1)',
    'proxy_on_request_headers(2, 3, 0)',
    'proxy_on_request_body(2, 3, 0)',
    'proxy_on_request_trailers(2, 1)',
    'proxy_on_response_headers(2, 1, 0)',
    'proxy_on_response_body(2, 2, 0)',
    'proxy_on_response_trailers(2, 2)',
    'proxy_on_log(2)',
    'proxy_on_done(2)',
    'proxy_on_delete(2)',
  ]);
});

test('ABI 0.1.0: headers callbacks know nothing of the end; a missing key is empty', () => {
  const get: ScriptStep = ['proxy_get_header_map_value', 0, 'nope', DATA, SIZE];
  const { harness, stream, filter } = streamOf({ proxy_on_request_headers: { do: [get] } }, '', '0.1.0');
  filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
  expect(harness.vmCalls().at(-1)).toBe('proxy_on_request_headers(2, 3)');
  expect(harness.hostCalls().map((e) => [e.status, e.result])).toEqual([['Ok', '""']]);
});

test('a stream that an earlier filter answered meets the filter only in the log', () => {
  const { harness, stream, filter } = streamOf({
    proxy_on_context_create: NOTHING,
    proxy_on_response_headers: NOTHING,
    proxy_on_log: NOTHING,
    proxy_on_done: NOTHING,
  });
  const before = harness.vmCalls().length;
  filter.encodeHeaders(stream.withResponse([[':status', '400']]), { endStream: true });
  filter.onLog();
  filter.onDestroy();
  expect(harness.vmCalls().slice(before)).toEqual([
    'proxy_on_context_create(2, 1)',
    'proxy_on_log(2)',
    'proxy_on_done(2)',
  ]);
});

describe('which maps are there', () => {
  const path = (map: number, key: string): ScriptStep => ['proxy_get_header_map_value', map, key, DATA, SIZE];

  test('request headers while paused, not after Continue', () => {
    const { harness, stream, filter } = streamOf({
      proxy_on_request_headers: { do: [], answer: 1 },
      proxy_on_response_headers: { do: [path(0, ':path'), path(2, ':status')] },
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    filter.encodeHeaders(stream.withResponse([[':status', '200']]), { endStream: true });
    expect(harness.hostCalls().map((e) => e.status)).toEqual(['Ok', 'Ok']);

    const other = streamOf({
      proxy_on_request_headers: NOTHING,
      proxy_on_response_headers: { do: [path(0, ':path')] },
    });
    other.filter.decodeHeaders(other.stream.withRequest(GET), { endStream: true });
    other.filter.encodeHeaders(other.stream.withResponse([[':status', '200']]), { endStream: true });
    expect(other.harness.hostCalls().map((e) => e.status)).toEqual(['BadArgument']);
  });

  test('the log sees headers again, changes nothing, and answers NotFound for what is absent', () => {
    const { harness, stream, filter } = streamOf({
      proxy_on_log: {
        do: [
          path(0, ':path'),
          path(2, ':status'),
          path(1, 'x'),
          path(0, 'x'),
          ['proxy_add_header_map_value', 0, 'a', 'b'],
        ],
      },
    });
    stream.withRequest(GET);
    stream.withResponse([[':status', '200']]);
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    filter.onLog();
    expect(harness.hostCalls().map((e) => e.status)).toEqual(['Ok', 'Ok', 'NotFound', 'NotFound', 'BadArgument']);
  });

  test('trailers can be made in the last body callback only', () => {
    const size: ScriptStep = ['proxy_get_header_map_size', 1, DATA];
    const { harness, stream, filter } = streamOf({ proxy_on_request_body: { do: [size] } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: false });
    filter.decodeData(buffer('a'), { endStream: false });
    filter.decodeData(buffer('b'), { endStream: true });
    expect(harness.hostCalls().map((e) => e.status)).toEqual(['BadArgument', 'Ok']);
    expect(stream.requestTrailerMap?.size).toBe(0);
  });
});

test('a buffered body is seen whole at the next piece', () => {
  const all: ScriptStep = ['proxy_get_buffer_bytes', 0, 0, 100, DATA, SIZE];
  const { harness, stream, filter } = streamOf({ proxy_on_request_body: { do: [all], answer: 1 } });
  filter.decodeHeaders(stream.withRequest(GET), { endStream: false });
  const first = buffer('abc');
  expect(filter.decodeData(first, { endStream: false })).toBe('StopIterationAndBuffer');
  stream.addDecodedData(first);
  filter.decodeData(buffer('def'), { endStream: true });
  expect(harness.hostCalls().map((e) => e.result)).toEqual(['"abc"', '"abcdef"']);
  expect(harness.vmCalls().slice(-2)).toEqual(['proxy_on_request_body(2, 6, 1)', 'malloc(6)']);
});

describe('a local response', () => {
  test('waits for the end of the callback and overrides its answer', () => {
    const headers = String.fromCharCode(
      ...serializePairs([
        ['X-One', '1'],
        [':status', '999'],
        ['server', 'mine'],
      ]),
    );
    const { stream, filter } = streamOf({
      proxy_on_request_headers: { do: [reply(403, 'not today', 'no', headers)] },
    });
    expect(filter.decodeHeaders(stream.withRequest(GET), { endStream: true })).toBe('StopAllIterationAndWatermark');
    expect(stream.replies).toEqual([
      {
        code: 403,
        details: 'not today',
        body: 'no',
        headers: [
          ['x-one', '1'],
          ['server', 'mine'],
        ],
        grpcStatus: null,
      },
    ]);
  });

  test.each([
    [-1, null],
    [0, 0],
    [16, 16],
    [17, null],
  ])('gRPC status %i → %s; the code has 16 bits', (given, grpcStatus) => {
    const { stream, filter } = streamOf({ proxy_on_request_headers: { do: [reply(99999, '', '', '', given)] } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(stream.replies).toMatchObject([{ code: 34463, grpcStatus }]);
  });

  test('the first is sent, the last gives the details', () => {
    const { stream, filter } = streamOf({
      proxy_on_request_headers: { do: [reply(403, 'first'), reply(404, 'se cond')] },
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(stream.replies.map((r) => r.code)).toEqual([403]);
    expect(stream.streamInfo.responseCodeDetails).toBe('se_cond');
  });

  test.each(['proxy_on_log', 'proxy_on_done'])('from %s would crash Envoy', (callback) => {
    const { harness, stream, filter } = streamOf({ [callback]: { do: [reply(403, 'late')] } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    filter.onLog();
    filter.onDestroy();
    expect(harness.server.eventsOf('would-crash-envoy')).toMatchObject([
      { what: 'proxy_send_local_response while the stream ends' },
    ]);
    expect(stream.replies).toEqual([]);
  });
});

describe('continue and close', () => {
  const go = (type: number): ScriptStep => ['proxy_continue_stream', type];

  test('with Pause the request goes on after the callback', () => {
    const { stream, filter } = streamOf({ proxy_on_request_headers: { do: [go(0)], answer: 1 } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(stream.continued).toEqual(['decoding']);
  });

  test('with Continue the chain behind runs twice', () => {
    const { harness, stream, filter } = streamOf({ proxy_on_request_headers: { do: [go(0)] } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(stream.continued).toEqual(['decoding']);
    expect(filter.decodeHeaders(stream.withRequest(GET), { endStream: true })).toBe('Continue');
    expect(harness.server.eventsOf('not-simulated')).toEqual([]);
  });

  test('the response before there is one would crash Envoy', () => {
    const { harness, stream, filter } = streamOf({ proxy_on_request_headers: { do: [go(1)], answer: 1 } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(harness.server.eventsOf('would-crash-envoy')).toHaveLength(1);
  });

  test('request maps are gone at once', () => {
    const { harness, stream, filter } = streamOf({
      proxy_on_request_headers: { do: [go(0), ['proxy_get_header_map_value', 0, ':path', DATA, SIZE]], answer: 1 },
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(harness.hostCalls().at(-1)?.status).toBe('BadArgument');
  });

  test('a reply goes before continuing', () => {
    const { stream, filter } = streamOf({
      proxy_on_request_headers: { do: [reply(403, 'x'), go(0)], answer: 1 },
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(stream.replies).toHaveLength(1);
    expect(stream.continued).toEqual([]);
  });

  test('close resets the stream', () => {
    const { stream, filter } = streamOf({ proxy_on_request_headers: { do: [['proxy_close_stream', 0]], answer: 1 } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(stream.resets).toHaveLength(1);
  });
});

test('an effective context lasts until the callback ends, and is gone with its stream', () => {
  const { harness, factory, stream, filter } = streamOf({
    proxy_on_request_headers: {
      do: [
        ['proxy_set_effective_context', 1],
        ['proxy_log', 2, 'as root'],
      ],
    },
    proxy_on_log: {
      do: [
        ['proxy_set_effective_context', 2],
        ['proxy_log', 2, 'as itself'],
      ],
    },
  });
  filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
  filter.onLog();
  filter.onDestroy();
  const next = harness.stream(factory);
  next.filter.decodeHeaders(next.stream.withRequest(GET), { endStream: true });
  next.filter.onLog();
  expect(harness.server.logs()).toEqual([
    'info wasm log: as root',
    'info wasm log p: as itself',
    'info wasm log: as root',
    'info wasm log p: as itself',
  ]);
  expect(harness.hostCalls('proxy_set_effective_context').map((e) => e.status)).toEqual([
    'Ok',
    'Ok',
    'Ok',
    'BadArgument',
  ]);
});

test('the fuel of a callback is its cost', () => {
  const { harness, stream, filter } = streamOf(
    { proxy_on_request_headers: { do: [{ wat: '(call $work)' }] } },
    '(func $work (local i32) (loop $l (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10)))))',
  );
  filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
  expect(harness.server.eventsOf('vm-return').at(-1)?.cost).toBe(12);
  expect(filter.takeCost()).toBe(12);
  expect(filter.takeCost()).toBeNull();
});
