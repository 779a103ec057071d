import { describe, expect, test } from 'vitest';
import { textToBytes } from '../http/byte-string.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { serializePairs } from './abi/serialization.ts';
import type { GuestScript, ScriptStep } from './testing/guest-script.ts';
import { scripted } from './testing/guest-script.ts';
import { pluginOf, WasmHarness } from './testing/wasm-harness.ts';

const DATA = 64;
const SIZE = 68;
const GET = [
  [':path', '/'],
  [':method', 'GET'],
  [':authority', 'a'],
] as const;
const pairs = (list: readonly (readonly [string, string])[]) => String.fromCharCode(...serializePairs(list));
const NEEDED = pairs([
  [':method', 'GET'],
  [':path', '/check'],
  [':authority', 'auth'],
]);

function call(cluster = 'auth', headers = NEEDED, body = '', timeout = 1000): ScriptStep {
  return ['proxy_http_call', cluster, headers, body, '', timeout, DATA];
}

function load(callbacks: GuestScript['callbacks'], plugin = {}) {
  const harness = new WasmHarness();
  const factory = harness.load(pluginOf(scripted({ callbacks }), plugin));
  return { harness, factory, ...harness.stream(factory) };
}

describe('ticks', () => {
  const tick = (period: number): ScriptStep => ['proxy_set_tick_period_milliseconds', period];

  test('come on main and worker, again and again, not in the probe', () => {
    const { harness } = load({
      proxy_on_configure: { do: [tick(100)], answer: 1 },
      proxy_on_tick: { do: [] },
    });
    harness.server.run(250);
    const fired = harness.server.eventsOf('timer-fired');
    expect(fired.map((e) => [e.worker, e.periodMs])).toEqual([
      [-1, 100],
      [0, 100],
      [-1, 100],
      [0, 100],
    ]);
    expect(harness.server.eventsOf('filter-called').every((e) => e.callback === 'onTick' && e.cause !== null)).toBe(
      true,
    );
  });

  test('0 stops them', () => {
    const { harness } = load({
      proxy_on_configure: { do: [tick(10)], answer: 1 },
      proxy_on_tick: { do: [tick(0)] },
    });
    harness.server.run(100);
    expect(harness.server.eventsOf('timer-fired')).toHaveLength(2);
  });

  test('a tick acts on a paused stream through its context id', () => {
    const { harness, stream, filter } = load({
      proxy_on_request_headers: { do: [tick(10)], answer: 1 },
      proxy_on_tick: {
        do: [
          tick(0),
          ['proxy_set_effective_context', 2],
          ['proxy_add_header_map_value', 0, 'x-late', '1'],
          ['proxy_continue_stream', 0],
        ],
      },
    });
    const headers = stream.withRequest(GET);
    filter.decodeHeaders(headers, { endStream: true });
    harness.server.run(20);
    expect(headers.get('x-late')).toBe('1');
    expect(stream.continued).toEqual(['decoding']);
  });
});

describe('HTTP calls', () => {
  test.each<[string, ScriptStep, string]>([
    ['fine', call(), 'Ok'],
    ['unknown cluster', call('nope'), 'BadArgument'],
    [
      'no path',
      call(
        'auth',
        pairs([
          [':method', 'GET'],
          [':authority', 'a'],
        ]),
      ),
      'BadArgument',
    ],
    [
      'no method',
      call(
        'auth',
        pairs([
          [':path', '/'],
          [':authority', 'a'],
        ]),
      ),
      'BadArgument',
    ],
    [
      'no authority',
      call(
        'auth',
        pairs([
          [':path', '/'],
          [':method', 'GET'],
        ]),
      ),
      'BadArgument',
    ],
    [
      'host instead',
      call(
        'auth',
        pairs([
          [':path', '/'],
          [':method', 'GET'],
          ['host', 'a'],
        ]),
      ),
      'Ok',
    ],
    ['negative timeout', call('auth', NEEDED, '', -1), 'BadArgument'],
    ['unreadable headers', call('auth', 'xx'), 'BadArgument'],
    ['bad token place', ['proxy_http_call', 'auth', NEEDED, '', '', 1000, 200_000], 'InvalidMemoryAccess'],
  ])('%s → %s', (_, step, status) => {
    const { harness, stream, filter } = load({ proxy_on_request_headers: { do: [step], answer: 1 } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(harness.hostCalls().map((e) => e.status)).toEqual([status]);
    expect(harness.server.calls).toHaveLength(status === 'Ok' ? 1 : 0);
  });

  test('what is sent: lower case, content-length of the body, no trailers', () => {
    const headers = pairs([
      [':method', 'POST'],
      [':path', '/'],
      [':authority', 'a'],
      ['X-A', '1'],
      ['content-length', '99'],
    ]);
    const { harness, stream, filter } = load({
      proxy_on_request_headers: {
        do: [['proxy_http_call', 'auth', headers, 'body', pairs([['t', '1']]), 0, DATA]],
        answer: 1,
      },
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    const sent = harness.server.calls[0]?.call;
    expect(sent?.headers.entries().slice(3)).toEqual([
      ['x-a', '1'],
      ['content-length', '4'],
    ]);
    expect(sent).toMatchObject({ trailers: null, timeoutMs: null, sendXff: false });
  });

  const onAnswer: GuestScript['callbacks'][string] = {
    do: [
      ['proxy_get_header_map_value', 6, ':status', DATA, SIZE],
      ['proxy_get_buffer_bytes', 4, 0, 100, DATA, SIZE],
      ['proxy_get_header_map_value', 7, 't', DATA, SIZE],
      ['proxy_get_status', DATA, 72, 76],
      ['proxy_set_effective_context', 2],
      ['proxy_continue_stream', 0],
    ],
  };

  test('the answer comes to the root, which lets the stream go on', () => {
    const { harness, stream, filter } = load({
      proxy_on_request_headers: { do: [call(), call()], answer: 1 },
      proxy_on_http_call_response: onAnswer,
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    harness.server.calls[1]?.answer?.({
      kind: 'answered',
      headers: HeaderMapImpl.of('response-headers', [
        [':status', '200'],
        ['a', 'b'],
      ]),
      body: textToBytes('yes'),
      trailers: HeaderMapImpl.of('response-trailers', [['t', '1']]),
      event: 7,
    });
    expect(harness.vmCalls()).toContain('proxy_on_http_call_response(1, 8, 2, 3, 1)');
    expect(
      harness
        .hostCalls()
        .slice(2, 6)
        .map((e) => [e.status, e.result]),
    ).toEqual([
      ['Ok', '"200"'],
      ['Ok', '"yes"'],
      ['Ok', '"1"'],
      ['Ok', 'code 0, message ""'],
    ]);
    expect(stream.continued).toEqual(['decoding']);
    expect(harness.server.eventsOf('filter-called').at(-1)).toMatchObject({ callback: 'onHttpCallResponse', cause: 7 });
  });

  test('a reset is an answer without anything', () => {
    const { harness, stream, filter } = load({
      proxy_on_request_headers: { do: [call()], answer: 1 },
      proxy_on_http_call_response: onAnswer,
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    harness.server.calls[0]?.answer?.({ kind: 'reset', event: 7 });
    expect(harness.vmCalls().slice(-2)).toEqual(['proxy_on_http_call_response(1, 4, 0, 0, 0)', 'malloc(5)']);
    expect(
      harness
        .hostCalls()
        .slice(1, 5)
        .map((e) => [e.status, e.result]),
    ).toEqual([
      ['BadArgument', null],
      ['NotFound', null],
      ['BadArgument', null],
      ['Ok', 'code 11, message "reset"'],
    ]);
  });

  test('a call made at configuration is cancelled in the probe and sent by main and worker', () => {
    const { harness } = load({ proxy_on_configure: { do: [call()], answer: 1 } });
    expect(harness.server.calls.map((c) => c.cancelled)).toEqual([true, false, false]);
  });

  test('no answer reaches a VM that has died', () => {
    const { harness, stream, filter } = load({
      proxy_on_request_headers: { do: [call(), { wat: 'unreachable' }] },
      proxy_on_http_call_response: onAnswer,
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    const before = harness.vmCalls().length;
    harness.server.calls[0]?.answer?.({ kind: 'reset', event: 0 });
    expect(harness.vmCalls()).toHaveLength(before);
  });
});

describe('the end of the server', () => {
  const ending = (answer: number) => {
    const made = load({
      proxy_on_done: { do: [], answer },
      proxy_on_delete: { do: [] },
      proxy_on_tick: { do: [['proxy_done']] },
      proxy_on_configure: { do: [['proxy_set_tick_period_milliseconds', 10]], answer: 1 },
    });
    made.factory.shutDown();
    return made.harness;
  };

  test('done and delete', () => {
    expect(ending(1).vmCalls().slice(-2)).toEqual(['proxy_on_done(1)', 'proxy_on_delete(1)']);
  });

  test('a root that is not done is deleted when it says so', () => {
    const harness = ending(0);
    expect(harness.vmCalls().at(-1)).toBe('proxy_on_done(1)');
    harness.server.run(10);
    expect(harness.vmCalls().slice(-2)).toEqual(['proxy_on_tick(1)', 'proxy_on_delete(1)']);
  });
});
