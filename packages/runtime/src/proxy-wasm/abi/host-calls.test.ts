import { describe, expect, test } from 'vitest';
import { ByteBufferImpl } from '../../http/byte-buffer-impl.ts';
import { hostFunctions } from '../host.ts';
import type { ScriptStep } from '../testing/guest-script.ts';
import { scripted } from '../testing/guest-script.ts';
import { pluginOf, WasmHarness } from '../testing/wasm-harness.ts';
import type { WasmVm } from '../wasm-vm.ts';
import { ENV_FUNCTIONS } from './functions.ts';
import { serializePairs } from './serialization.ts';
import { WASI_FUNCTIONS } from './wasi-functions.ts';

const DATA = 64;
const SIZE = 68;
const BAD = 200_000;

type Seen = [status: string | null, result: string | null];

/** What the host answered to each call that a guest makes in on_request_headers of `GET /a?b=1`. */
function inRequestHeaders(...steps: ScriptStep[]): Seen[] {
  const harness = new WasmHarness();
  const code = scripted({ callbacks: { proxy_on_request_headers: { do: steps } } });
  const { stream, filter } = harness.stream(harness.load(pluginOf(code, { rootId: 'r', vmId: 'v' })));
  filter.decodeHeaders(stream.withRequest(REQUEST), { endStream: true });
  return harness.hostCalls().map((e) => [e.status, e.result]);
}

const REQUEST = [
  [':authority', 'example.com'],
  [':path', '/a?b=1'],
  [':method', 'GET'],
  [':scheme', 'http'],
  ['x-dup', '1'],
  ['x-dup', '2'],
  ['x-empty', ''],
] as const;

test('every function of the table is there, and nothing else', () => {
  const vm = { process: {}, config: { environment: [] } } as unknown as WasmVm;
  const names = new Set([...ENV_FUNCTIONS, ...WASI_FUNCTIONS].map((f) => f.name));
  expect(new Set(Object.keys(hostFunctions(vm)))).toEqual(names);
});

describe('HTTP fields in request headers', () => {
  test.each<[string, ScriptStep, Seen]>([
    ['value', ['proxy_get_header_map_value', 0, ':path', DATA, SIZE], ['Ok', '"/a?b=1"']],
    ['first value only', ['proxy_get_header_map_value', 0, 'X-Dup', DATA, SIZE], ['Ok', '"1"']],
    ['host is :authority', ['proxy_get_header_map_value', 0, 'host', DATA, SIZE], ['Ok', '"example.com"']],
    ['empty value', ['proxy_get_header_map_value', 0, 'x-empty', DATA, SIZE], ['Ok', '""']],
    ['missing key', ['proxy_get_header_map_value', 0, 'nope', DATA, SIZE], ['NotFound', null]],
    ['missing key before bad pointers', ['proxy_get_header_map_value', 0, 'nope', BAD, BAD], ['NotFound', null]],
    ['bad out-pointer', ['proxy_get_header_map_value', 0, ':path', BAD, SIZE], ['InvalidMemoryAccess', null]],
    ['bad key', ['proxy_get_header_map_value', 0, BAD, 3, DATA, SIZE], ['InvalidMemoryAccess', null]],
    ['bad key of length 0', ['proxy_get_header_map_value', 0, BAD, 0, DATA, SIZE], ['InvalidMemoryAccess', null]],
    ['key at the end of memory', ['proxy_get_header_map_value', 0, 131072, 0, DATA, SIZE], ['NotFound', null]],
    ['pointer that wraps', ['proxy_get_header_map_value', 0, -16, 32, DATA, SIZE], ['InvalidMemoryAccess', null]],
    ['no such map', ['proxy_get_header_map_value', 8, ':path', DATA, SIZE], ['BadArgument', null]],
    ['absent map', ['proxy_get_header_map_value', 2, ':status', DATA, SIZE], ['BadArgument', null]],
    ['pairs of an absent map', ['proxy_get_header_map_pairs', 2, DATA, SIZE], ['Ok', '{}']],
    ['pairs of no map', ['proxy_get_header_map_pairs', 8, DATA, SIZE], ['BadArgument', null]],
    ['size', ['proxy_get_header_map_size', 0, DATA], ['Ok', '72']],
    ['size of an absent map', ['proxy_get_header_map_size', 2, DATA], ['BadArgument', null]],
    ['add to an absent map', ['proxy_add_header_map_value', 2, 'a', 'b'], ['BadArgument', null]],
    ['remove an absent key', ['proxy_remove_header_map_value', 0, 'nope'], ['Ok', null]],
  ])('%s', (_, step, expected) => {
    expect(inRequestHeaders(step)).toEqual([expected]);
  });

  test('changes', () => {
    const harness = new WasmHarness();
    const code = scripted({
      callbacks: {
        proxy_on_request_headers: {
          do: [
            ['proxy_add_header_map_value', 0, 'X-New', 'V'],
            ['proxy_add_header_map_value', 0, ':path', '/two'],
            ['proxy_replace_header_map_value', 0, 'x-dup', '3'],
            ['proxy_remove_header_map_value', 0, 'X-EMPTY'],
          ],
        },
      },
    });
    const { stream, filter } = harness.stream(harness.load(pluginOf(code)));
    const headers = stream.withRequest(REQUEST);
    filter.decodeHeaders(headers, { endStream: true });
    expect(headers.entries()).toEqual([
      [':authority', 'example.com'],
      [':path', '/a?b=1,/two'],
      [':method', 'GET'],
      [':scheme', 'http'],
      ['x-new', 'V'],
      ['x-dup', '3'],
    ]);
    expect(stream.routeCacheCleared).toBe(4);
  });

  test.each([
    [
      'pairs',
      String.fromCharCode(
        ...serializePairs([
          [':path', '/b'],
          ['A', '1'],
          ['a', '2'],
        ]),
      ),
      [
        [':path', '/b'],
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['malformed pairs clear', '\x01\0\0\0xx', []],
    ['nothing clears', '', []],
  ])('set %s', (_, pairs, expected) => {
    const harness = new WasmHarness();
    const code = scripted({
      callbacks: { proxy_on_request_headers: { do: [['proxy_set_header_map_pairs', 0, pairs]] } },
    });
    const { stream, filter } = harness.stream(harness.load(pluginOf(code)));
    const headers = stream.withRequest(REQUEST);
    filter.decodeHeaders(headers, { endStream: true });
    expect(headers.entries()).toEqual(expected);
  });
});

describe('buffers outside of their phase', () => {
  test.each<[string, ScriptStep, Seen]>([
    ['request body', ['proxy_get_buffer_status', 0, DATA, SIZE], ['Ok', 'length 0, flags 0']],
    ['gRPC message', ['proxy_get_buffer_status', 5, DATA, SIZE], ['Ok', 'length 0, flags 0']],
    ['call body', ['proxy_get_buffer_bytes', 4, 0, 100, DATA, SIZE], ['NotFound', null]],
    ['plugin configuration', ['proxy_get_buffer_bytes', 7, 0, 100, DATA, SIZE], ['NotFound', null]],
    ['VM configuration', ['proxy_get_buffer_bytes', 6, 0, 100, DATA, SIZE], ['Ok', '""']],
    ['call data', ['proxy_get_buffer_bytes', 8, 0, 100, DATA, SIZE], ['Ok', '""']],
    ['no such buffer', ['proxy_get_buffer_status', 9, DATA, SIZE], ['BadArgument', null]],
    ['set an absent body', ['proxy_set_buffer_bytes', 0, 0, 0, 'x'], ['BadArgument', null]],
    ['set the configuration', ['proxy_set_buffer_bytes', 6, 0, 0, 'x'], ['BadArgument', null]],
    ['set a call body', ['proxy_set_buffer_bytes', 4, 0, 0, BAD, 9], ['NotFound', null]],
  ])('%s', (_, step, expected) => {
    expect(inRequestHeaders(step)).toEqual([expected]);
  });
});

describe('a body of abcdef', () => {
  function withBody(step: ScriptStep): { body: string; seen: Seen } {
    const harness = new WasmHarness();
    const code = scripted({ callbacks: { proxy_on_request_body: { do: [step] } } });
    const { stream, filter } = harness.stream(harness.load(pluginOf(code)));
    filter.decodeHeaders(stream.withRequest(REQUEST), { endStream: false });
    const body = new ByteBufferImpl(new TextEncoder().encode('abcdef'));
    filter.decodeData(body, { endStream: true });
    const [call] = harness.hostCalls();
    return { body: new TextDecoder().decode(body.bytes()), seen: [call?.status ?? null, call?.result ?? null] };
  }

  test.each<[number, number, string, string, string]>([
    [0, 0, 'X', 'Xabcdef', 'Ok'],
    [0, 2, 'X', 'Xcdef', 'Ok'],
    [0, 100, 'X', 'X', 'Ok'],
    [0, -1, 'X', 'X', 'Ok'],
    [6, 0, 'X', 'abcdefX', 'Ok'],
    [6, 5, 'X', 'abcdefX', 'Ok'],
    [1000, 0, 'X', 'abcdefX', 'Ok'],
    [2, 0, 'X', 'abcdef', 'BadArgument'],
    [5, 1, 'X', 'abcdef', 'BadArgument'],
    [0, 3, '', 'def', 'Ok'],
  ])('set(%i, %i, %j) → %s %s', (start, size, data, after, status) => {
    const { body, seen } = withBody(['proxy_set_buffer_bytes', 0, start, size, data]);
    expect([body, seen[0]]).toEqual([after, status]);
  });

  test.each<[number, number, string]>([
    [0, 100, '"abcdef"'],
    [2, 2, '"cd"'],
    [6, 1, '""'],
    [100, 1, '""'],
    [1, -1, '"bcdef"'],
    [-1, 5, '""'],
  ])('get(%i, %i) → %s', (start, maximum, result) => {
    expect(withBody(['proxy_get_buffer_bytes', 0, start, maximum, DATA, SIZE]).seen).toEqual(['Ok', result]);
  });
});

describe('logging, clocks, contexts', () => {
  test.each<[string, ScriptStep, Seen]>([
    ['log', ['proxy_log', 2, 'hi'], ['Ok', null]],
    ['log of a bad level before bad memory', ['proxy_log', 6, BAD, 4], ['BadArgument', null]],
    ['log of bad memory', ['proxy_log', 2, BAD, 4], ['InvalidMemoryAccess', null]],
    ['log level', ['proxy_get_log_level', DATA], ['Ok', 'info']],
    ['time', ['proxy_get_current_time_nanoseconds', DATA], ['Ok', '1767225600000000000']],
    ['time to a bad place', ['proxy_get_current_time_nanoseconds', 131068], ['InvalidMemoryAccess', null]],
    ['unknown context', ['proxy_set_effective_context', 99], ['BadArgument', null]],
    ['no effective context', ['proxy_set_effective_context', 0], ['Ok', null]],
    ['done', ['proxy_done'], ['NotFound', null]],
    ['status outside of a callout', ['proxy_get_status', DATA, 72, 76], ['Ok', 'code 0, message ""']],
    ['a stream type that does not exist', ['proxy_continue_stream', 4], ['BadArgument', null]],
    ['upstream', ['proxy_continue_stream', 3], ['Unimplemented', null]],
    ['close of one that does not exist', ['proxy_close_stream', 4], ['BadArgument', null]],
  ])('%s', (_, step, expected) => {
    expect(inRequestHeaders(step)).toEqual([expected]);
  });
});

describe('shared data', () => {
  const get = (key: string): ScriptStep => ['proxy_get_shared_data', key, DATA, SIZE, 72];
  test('versions count across all keys', () => {
    expect(
      inRequestHeaders(
        get('k'),
        ['proxy_set_shared_data', 'k', 'v', 7],
        get('k'),
        ['proxy_set_shared_data', 'k', 'w', 9],
        ['proxy_set_shared_data', '', '', 0],
        ['proxy_set_shared_data', 'k', 'w', 1],
        get('k'),
        get(''),
      ),
    ).toEqual([
      ['NotFound', null],
      ['Ok', null],
      ['Ok', 'value "v", cas 1'],
      ['CasMismatch', null],
      ['Ok', null],
      ['Ok', null],
      ['Ok', 'value "w", cas 3'],
      ['Ok', 'value "", cas 2'],
    ]);
  });
});

describe('queues', () => {
  test('tokens, items, unknown ones', () => {
    expect(
      inRequestHeaders(
        ['proxy_resolve_shared_queue', 'v', 'q', DATA],
        ['proxy_register_shared_queue', 'q', DATA],
        ['proxy_register_shared_queue', 'other', DATA],
        ['proxy_register_shared_queue', 'q', DATA],
        ['proxy_resolve_shared_queue', '', 'other', DATA],
        ['proxy_dequeue_shared_queue', 1, DATA, SIZE],
        ['proxy_enqueue_shared_queue', 1, 'item'],
        ['proxy_dequeue_shared_queue', 1, DATA, SIZE],
        ['proxy_dequeue_shared_queue', 1, DATA, SIZE],
        ['proxy_enqueue_shared_queue', 9, 'item'],
        ['proxy_dequeue_shared_queue', 9, DATA, SIZE],
      ),
    ).toEqual([
      ['NotFound', null],
      ['Ok', '1'],
      ['Ok', '2'],
      ['Ok', '1'],
      ['Ok', '2'],
      ['Empty', null],
      ['Ok', null],
      ['Ok', '"item"'],
      ['Empty', null],
      ['NotFound', null],
      ['NotFound', null],
    ]);
  });

  test('the reader is told of each item after the callback', () => {
    const harness = new WasmHarness();
    const code = scripted({
      callbacks: {
        proxy_on_configure: { do: [['proxy_register_shared_queue', 'q', DATA]], answer: 1 },
        proxy_on_request_headers: {
          do: [
            ['proxy_enqueue_shared_queue', 1, 'a'],
            ['proxy_enqueue_shared_queue', 1, 'b'],
          ],
        },
        proxy_on_queue_ready: { do: [['proxy_dequeue_shared_queue', 1, DATA, SIZE]] },
      },
    });
    const { stream, filter } = harness.stream(harness.load(pluginOf(code)));
    filter.decodeHeaders(stream.withRequest(REQUEST), { endStream: true });
    expect(harness.hostCalls('proxy_dequeue_shared_queue')).toEqual([]);
    harness.server.run(0);
    expect(harness.hostCalls('proxy_dequeue_shared_queue').map((e) => e.result)).toEqual(['"a"', '"b"']);
    expect(harness.server.eventsOf('queue-ready')).toMatchObject([{ queue: 'q', token: 1, worker: 0 }, { token: 1 }]);
  });
});

describe('metrics', () => {
  test('ids by type; what each takes', () => {
    expect(
      inRequestHeaders(
        ['proxy_define_metric', 0, 'c', DATA],
        ['proxy_define_metric', 1, 'g', DATA],
        ['proxy_define_metric', 2, 'h', DATA],
        ['proxy_define_metric', 0, 'c', DATA],
        ['proxy_define_metric', 3, 'x', DATA],
        ['proxy_increment_metric', 4, 5n],
        ['proxy_increment_metric', 8, 2n],
        ['proxy_get_metric', 4, DATA],
        ['proxy_increment_metric', 4, 0n],
        ['proxy_increment_metric', 5, -8n],
        ['proxy_get_metric', 5, DATA],
        ['proxy_record_metric', 4, 3n],
        ['proxy_record_metric', 5, 7n],
        ['proxy_record_metric', 6, 7n],
        ['proxy_increment_metric', 6, 7n],
        ['proxy_get_metric', 6, DATA],
        ['proxy_increment_metric', 7, 1n],
        ['proxy_record_metric', 7, 1n],
        ['proxy_get_metric', 40, DATA],
      ),
    ).toEqual([
      ['Ok', '4'],
      ['Ok', '5'],
      ['Ok', '6'],
      ['Ok', '8'],
      ['BadArgument', null],
      ['Ok', null],
      ['Ok', null],
      ['Ok', '7'],
      ['BadArgument', null],
      ['Ok', null],
      ['Ok', '18446744073709551608'],
      ['Ok', null],
      ['Ok', null],
      ['Ok', null],
      ['BadArgument', null],
      ['BadArgument', null],
      ['BadArgument', null],
      ['NotFound', null],
      ['NotFound', null],
    ]);
  });
});

describe('foreign functions', () => {
  test.each<[string, ScriptStep, Seen]>([
    ['unknown', ['proxy_call_foreign_function', 'nope', '', DATA, SIZE], ['NotFound', null]],
    ['an inherited name', ['proxy_call_foreign_function', 'toString', '', DATA, SIZE], ['NotFound', null]],
    ['clear_route_cache', ['proxy_call_foreign_function', 'clear_route_cache', '', DATA, SIZE], ['Ok', '""']],
    ['no place for a result', ['proxy_call_foreign_function', 'clear_route_cache', '', 0, 0], ['Ok', '""']],
    ['declare twice', ['proxy_call_foreign_function', 'declare_property', '\x0a\x01k', 0, 0], ['Ok', '""']],
    ['declare nonsense', ['proxy_call_foreign_function', 'declare_property', '\x0a\x09k', 0, 0], ['BadArgument', null]],
  ])('%s', (_, step, expected) => {
    expect(inRequestHeaders(step)[0]).toEqual(expected);
  });

  test('a declared read-only property is set once', () => {
    const declare: ScriptStep = ['proxy_call_foreign_function', 'declare_property', '\x0a\x01k\x10\x01', 0, 0];
    expect(
      inRequestHeaders(declare, declare, ['proxy_set_property', 'k', 'v'], ['proxy_set_property', 'k', 'w']).map(
        ([status]) => status,
      ),
    ).toEqual(['Ok', 'BadArgument', 'Ok', 'BadArgument']);
  });
});

describe('WASI', () => {
  test.each<[string, ScriptStep, string]>([
    ['args', ['args_sizes_get', DATA, SIZE], '0'],
    ['clock 2', ['clock_time_get', 2, 0n, DATA], '58'],
    ['clock to a bad place', ['clock_time_get', 0, 0n, BAD], '21'],
    ['resolution', ['clock_res_get', 1, DATA], '0'],
    ['resolution to a bad place', ['clock_res_get', 1, BAD], '21'],
    ['fdstat to a bad place', ['fd_fdstat_get', 1, BAD], '0'],
    ['tell to a bad place', ['fd_tell', 1, BAD], '21'],
    ['receive to a bad place', ['sock_recv', 3, 0, 0, 0, DATA, BAD], '21'],
    ['receive', ['sock_recv', 3, 0, 0, 0, DATA, SIZE], '58'],
    ['random', ['random_get', DATA, 16], '0'],
    ['too much random', ['random_get', DATA, 65537], '28'],
    ['random to a bad place', ['random_get', BAD, 1], '21'],
    ['stdin', ['fd_write', 0, 0, 0, DATA], '8'],
    ['bad iovecs', ['fd_write', 1, BAD, 1, DATA], '21'],
    ['fdstat of stdout', ['fd_fdstat_get', 1, DATA], '0'],
    ['fdstat of stdin', ['fd_fdstat_get', 0, DATA], '8'],
    ['prestat', ['fd_prestat_get', 3, DATA], '8'],
    ['read', ['fd_read', 0, 0, 0, DATA], '52'],
    ['open', ['path_open', 3, 0, 'a', 0, 0n, 0n, 0, DATA], '44'],
    ['unlink', ['path_unlink_file', 3, 'a'], '58'],
    ['renumber', ['fd_renumber', 1, 2], '58'],
    ['renumber another', ['fd_renumber', 1, 3], '8'],
    ['readdir', ['fd_readdir', 3, 0, 0, 0n, DATA], '20'],
    ['sync', ['fd_sync', 2], '0'],
    ['sync of another', ['fd_sync', 3], '8'],
  ])('%s', (_, step, errno) => {
    expect(inRequestHeaders(step)[0]?.[0]).toBe(`errno ${errno}`);
  });

  test('proc_exit returns', () => {
    expect(inRequestHeaders(['proc_exit', 3], ['proxy_log', 2, 'still here']).map(([status]) => status)).toEqual([
      null,
      'Ok',
    ]);
  });

  test('fd_write: pieces are joined, one newline is cut, nothing is no line', () => {
    const harness = new WasmHarness();
    const iovec = (at: number, from: number, size: number) => ({
      wat: `(i32.store (i32.const ${at}) (i32.const ${from})) (i32.store (i32.const ${at + 4}) (i32.const ${size}))`,
    });
    const code = scripted({
      more: '(data (i32.const 500) "ab\\ncd\\n")',
      callbacks: {
        proxy_on_request_headers: {
          do: [
            iovec(200, 500, 2),
            iovec(208, 502, 4),
            ['fd_write', 1, 200, 2, DATA],
            iovec(200, 502, 1),
            ['fd_write', 2, 200, 1, DATA],
            iovec(200, 502, 0),
            ['fd_write', 2, 200, 1, DATA],
          ],
        },
      },
    });
    const { stream, filter } = harness.stream(harness.load(pluginOf(code)));
    filter.decodeHeaders(stream.withRequest(REQUEST), { endStream: true });
    expect(harness.server.logs()).toEqual(['info wasm log p: ab\ncd', 'error wasm log p: ']);
    expect(harness.hostCalls('fd_write').map((e) => e.result)).toEqual(['6', '1', '0']);
  });

  test('a guest that polls sees time pass; the server does not', () => {
    const harness = new WasmHarness();
    const time: ScriptStep = ['clock_time_get', 1, 0n, DATA];
    const code = scripted({
      callbacks: { proxy_on_request_headers: { do: [time, ['poll_oneoff', 300, 400, 1, DATA], time, time] } },
    });
    const { stream, filter } = harness.stream(harness.load(pluginOf(code)));
    harness.server.run(1);
    filter.decodeHeaders(stream.withRequest(REQUEST), { endStream: true });
    const times = harness.hostCalls('clock_time_get').map((e) => Number(e.result));
    expect(times.map((time) => time - 1e12)).toEqual([1e6, 2e6, 2e6]);
    expect(harness.worker.clock.now()).toBe(1e6);
  });
});
