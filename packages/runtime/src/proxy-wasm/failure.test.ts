import { describe, expect, test } from 'vitest';
import type { PluginConfig } from './plugin.ts';
import type { GuestScript } from './testing/guest-script.ts';
import { scripted } from './testing/guest-script.ts';
import { pluginOf, WasmHarness } from './testing/wasm-harness.ts';

const GET = [
  [':path', '/'],
  [':method', 'GET'],
  [':authority', 'a'],
] as const;
const TRAP = { wat: 'unreachable' };

type Setup = {
  readonly more?: string;
  readonly plugin?: Partial<PluginConfig>;
  readonly fuel?: number;
  readonly pages?: number;
};

function failing(
  callbacks: GuestScript['callbacks'],
  { more = '', plugin = {}, fuel = 10_000, pages = 16 }: Setup = {},
) {
  const harness = new WasmHarness();
  const code = scripted({ callbacks, more });
  const factory = harness.load(pluginOf(code, plugin), { fuel, memoryPages: pages });
  return { harness, factory, ...harness.stream(factory) };
}

describe('what a trap is called', () => {
  test.each([
    ['unreachable', '', 'RuntimeError: unreachable'],
    ['(drop (i32.div_u (i32.const 1) (call $zero)))', '', 'RuntimeError: divide by zero'],
    ['(drop (i32.rem_u (i32.const 1) (call $zero)))', '', 'RuntimeError: remainder by zero'],
    ['(drop (i32.div_s (i32.const 0x80000000) (call $minus)))', '', 'RuntimeError: divide result unrepresentable'],
    ['(drop (i32.load (i32.const -1)))', '', 'RuntimeError: memory access out of bounds'],
    ['(drop (i32.trunc_f32_s (f32.const nan)))', '', 'RuntimeError: float unrepresentable in integer range'],
    ['(call_indirect (i32.const 0))', '(table 1 funcref)', 'RuntimeError: function signature mismatch'],
    ['(call_indirect (i32.const 9))', '(table 1 funcref)', 'RuntimeError: table index is out of bounds'],
    ['(drop (table.get 0 (i32.const 9)))', '(table 1 funcref)', 'RuntimeError: table index is out of bounds'],
    ['(throw $e)', '(tag $e)', '#<Exception>'],
  ])('%s', (wat, more, message) => {
    const helpers = '(func $zero (result i32) i32.const 0) (func $minus (result i32) i32.const -1)';
    const { harness, stream, filter } = failing(
      { proxy_on_request_headers: { do: [{ wat }] } },
      { more: more + helpers },
    );
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(harness.server.eventsOf('vm-trapped')).toMatchObject([{ function: 'proxy_on_request_headers', message }]);
  });

  test('endless recursion is the stack’s end, as in Envoy', () => {
    const { harness, stream, filter } = failing(
      { proxy_on_request_headers: { do: [{ wat: '(call $rec)' }] } },
      { more: '(func $rec (call $rec))', fuel: 2_000_000_000 },
    );
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    const [trap] = harness.server.eventsOf('vm-trapped');
    expect(trap?.message).toBe('RangeError: Maximum call stack size exceeded');
    expect(trap?.backtrace).toHaveLength(20);
    expect(harness.server.eventsOf('budget-exceeded')).toEqual([]);
  });
});

test('the log line of a trap has names and offsets of the module as it was given', () => {
  const { harness, stream, filter } = failing(
    { proxy_on_request_headers: { do: [{ wat: '(call $inner)' }] } },
    { more: '(func $inner (loop (nop)) (call $a)) (func $a (loop (nop)) unreachable)' },
  );
  filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
  const [message] = harness.server.eventsOf('log').map((e) => e.message);
  expect(message?.replace(/0x[0-9a-f]+/g, '0x_')).toBe(
    [
      'Function: proxy_on_request_headers failed: Uncaught RuntimeError: unreachable',
      'Proxy-Wasm plugin in-VM backtrace:',
      '  0:  0x_ - signed char',
      '  1:  0x_ - inner',
      '  2:  0x_ - proxy_on_request_headers',
    ].join('\n'),
  );
  const [trap] = harness.server.eventsOf('vm-trapped');
  const code = scripted({
    callbacks: { proxy_on_request_headers: { do: [{ wat: '(call $inner)' }] } },
    more: '(func $inner (loop (nop)) (call $a)) (func $a (loop (nop)) unreachable)',
  });
  // 0x00 is unreachable, 0x10 a call: the offsets point at these bytes.
  expect(trap?.backtrace.map((f) => code[f.offset])).toEqual([0x00, 0x10, 0x10]);
});

test('places of a source map stand in the trap and in host calls', () => {
  const places = new Map<number, number>();
  const mapOffset = (offset: number) => {
    places.set(offset, places.get(offset) ?? places.size + 1);
    return { id: 'index.ts', line: places.get(offset) ?? 0, column: 1 };
  };
  const { harness, stream, filter } = failing(
    { proxy_on_request_headers: { do: [['proxy_log', 2, 'one'], ['proxy_log', 2, 'two'], TRAP] } },
    { plugin: { mapOffset } },
  );
  filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
  const lines = harness.hostCalls().map((e) => e.source?.line);
  expect(new Set(lines).size).toBe(2);
  const [trap] = harness.server.eventsOf('vm-trapped');
  expect(trap?.source?.id).toBe('index.ts');
  expect(lines).not.toContain(trap?.source?.line);
});

describe('budgets', () => {
  test('a loop is stopped with its callback; Envoy logs nothing of it', () => {
    const { harness, stream, filter } = failing({
      proxy_on_request_headers: { do: [{ wat: '(loop $l (br $l))' }] },
    });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(harness.server.eventsOf('budget-exceeded')).toMatchObject([
      { what: 'instructions', limit: 10_000, callback: 'proxy_on_request_headers' },
    ]);
    expect(harness.server.logs()).toEqual([]);
  });

  test('host calls take fuel, and more for what they move, but cost the module nothing', () => {
    const step = (size: number) => ({
      wat: `(loop $l (drop (call $proxy_log (i32.const 9) (i32.const 0) (i32.const ${size}))) (br $l))`,
    });
    const calls = (size: number) => {
      const callbacks = {
        proxy_on_request_headers: { do: [step(size)] },
        proxy_on_log: { do: [['proxy_log', 9, ''] as const] },
      };
      const { harness, stream, filter } = failing(callbacks);
      filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
      expect(harness.server.eventsOf('budget-exceeded')).toHaveLength(1);
      return harness.hostCalls().length;
    };
    expect(calls(0)).toBe(99);
    expect(calls(64_000)).toBe(10);
  });

  test('each callback has its own fuel', () => {
    const { harness, stream, filter } = failing(
      {
        proxy_on_request_headers: { do: [{ wat: '(call $work)' }] },
        proxy_on_response_headers: { do: [{ wat: '(call $work)' }] },
      },
      {
        more: '(func $work (local i32) (loop $l (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 9000)))))',
      },
    );
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    filter.encodeHeaders(stream.withResponse([[':status', '200']]), { endStream: true });
    expect(harness.server.eventsOf('budget-exceeded')).toEqual([]);
  });

  const grow = { wat: '(drop (memory.grow (i32.const 100)))' };

  test('memory stops at the ceiling: the module gets -1, the trace says whose doing it is', () => {
    const { harness, stream, filter } = failing({ proxy_on_request_headers: { do: [grow] } });
    expect(filter.decodeHeaders(stream.withRequest(GET), { endStream: true })).toBe('Continue');
    expect(harness.server.eventsOf('budget-exceeded')).toEqual([]);
    expect(harness.server.eventsOf('not-simulated')).toMatchObject([{ what: 'more than 1 MiB of memory' }]);
  });

  test('a module that dies of it was stopped by our budget', () => {
    const { harness, stream, filter } = failing({ proxy_on_request_headers: { do: [grow, TRAP] } });
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(harness.server.eventsOf('budget-exceeded')).toMatchObject([
      { what: 'memory', limit: 16 * 65536, callback: 'proxy_on_request_headers' },
    ]);
  });
});

describe('what becomes of streams when the VM is dead', () => {
  const headers = { proxy_on_request_headers: { do: [TRAP] }, proxy_on_log: { do: [] } };
  const FAIL = { code: 503, body: '', headers: [], grpcStatus: 14, details: 'wasm_fail_stream' };

  test.each(['FAIL_CLOSED', 'FAIL_OPEN', 'FAIL_RELOAD'] as const)(
    '%s: the stream in flight gets 503',
    (failurePolicy) => {
      const { harness, stream, filter } = failing(headers, { plugin: { failurePolicy } });
      expect(filter.decodeHeaders(stream.withRequest(GET), { endStream: true })).toBe('StopAllIterationAndWatermark');
      expect(stream.replies).toEqual([FAIL]);
      expect(filter.encodeHeaders(stream.withResponse([[':status', '503']]), { endStream: true })).toBe('Continue');
      filter.onLog();
      expect(harness.vmCalls().at(-1)).toBe('proxy_on_request_headers(2, 3, 1)');
      expect(harness.server.eventsOf('failure-policy-applied')).toMatchObject([{ policy: failurePolicy }]);
    },
  );

  test('legacy fail_open lets it pass', () => {
    const { stream, filter } = failing(headers, { plugin: { failurePolicy: 'FAIL_OPEN', legacyFailOpen: true } });
    expect(filter.decodeHeaders(stream.withRequest(GET), { endStream: true })).toBe('Continue');
    expect(stream.replies).toEqual([]);
  });

  test('later streams: closed answers without a context, open has no filter', () => {
    const closed = failing(headers);
    closed.filter.decodeHeaders(closed.stream.withRequest(GET), { endStream: true });
    const calls = closed.harness.vmCalls().length;
    const next = closed.harness.stream(closed.factory);
    expect(next.filter.decodeHeaders(next.stream.withRequest(GET), { endStream: true })).toBe(
      'StopAllIterationAndWatermark',
    );
    expect(next.stream.replies).toEqual([FAIL]);
    expect(closed.harness.vmCalls()).toHaveLength(calls);

    const open = failing(headers, { plugin: { failurePolicy: 'FAIL_OPEN' } });
    open.filter.decodeHeaders(open.stream.withRequest(GET), { endStream: true });
    expect(open.factory.createFilter()).toBeNull();
  });

  test('FAIL_RELOAD waits for its back-off, counted from the load, then makes a new VM', () => {
    const { harness, factory, stream, filter } = failing(headers, { plugin: { failurePolicy: 'FAIL_RELOAD' } });
    harness.server.run(100);
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    expect(factory.createFilter()?.encodeHeaders).toBeUndefined();
    expect(harness.server.stats.value('wasm.p.vm_reload_backoff')).toBe(1);
    harness.server.run(1500);
    const again = harness.stream(factory);
    again.filter.decodeHeaders(again.stream.withRequest(GET), { endStream: true });
    expect(harness.server.stats.value('wasm.p.vm_reload_success')).toBe(1);
    expect(harness.vmCalls().at(-1)).toBe('proxy_on_request_headers(2, 3, 1)');
  });

  test('a trap in a tick leaves streams alone', () => {
    const { harness, stream } = failing({
      proxy_on_configure: { do: [['proxy_set_tick_period_milliseconds', 10]], answer: 1 },
      proxy_on_tick: { do: [TRAP] },
    });
    harness.server.run(100);
    expect(harness.server.eventsOf('vm-trapped').map((e) => e.worker)).toEqual([-1, 0]);
    expect(stream.replies).toEqual([]);
  });
});

describe('the allocator', () => {
  const get = ['proxy_get_header_map_value', 0, ':path', 64, 68] as const;
  const allocating = (malloc: string) => {
    const harness = new WasmHarness();
    const text = `(import "env" "proxy_get_header_map_value" (func $get (param i32 i32 i32 i32 i32) (result i32)))
      (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
      (import "env" "proxy_done" (func $done (result i32)))
      (memory (export "memory") 1) (data (i32.const 0) ":path") (func (export "proxy_abi_version_0_2_1"))
      (func (export "malloc") (param i32) (result i32) ${malloc})
      (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
        (drop (call $get (i32.const 0) (i32.const 0) (i32.const 5) (i32.const 64) (i32.const 68)))
        (drop (call $log (i32.const 2) (i32.const 0) (i32.const 1))) i32.const 0)`;
    const { stream, filter } = harness.stream(harness.loadText(text));
    filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
    return harness;
  };

  test.each([
    ['answers 0', 'i32.const 0'],
    ['answers a place outside of memory', 'i32.const 70000'],
    ['answers the last byte', 'i32.const 65536'],
  ])('that %s: InvalidMemoryAccess, nothing else', (_, malloc) => {
    const harness = allocating(malloc);
    expect(harness.hostCalls(get[0]).map((e) => e.status)).toEqual(['InvalidMemoryAccess']);
    expect(harness.server.eventsOf('vm-trapped')).toEqual([]);
  });

  test('that logs is fine', () => {
    const harness = allocating('(drop (call $log (i32.const 2) (i32.const 0) (i32.const 1))) i32.const 1024');
    expect(harness.hostCalls(get[0]).map((e) => e.status)).toEqual(['Ok']);
    expect(harness.server.logs()).toEqual(['info wasm log: :', 'info wasm log p: :']);
  });

  test('that calls anything else kills the VM', () => {
    const harness = allocating('(drop (call $done)) i32.const 1024');
    expect(harness.server.logs()[0]).toContain('Function: malloc failed: Uncaught Error: restricted_callback');
    expect(harness.hostCalls(get[0]).map((e) => e.status)).toEqual(['InvalidMemoryAccess']);
    expect(harness.server.eventsOf('vm-return').at(-1)?.function).toBe('proxy_on_request_headers');
    expect(harness.server.eventsOf('failure-policy-applied')).toHaveLength(1);
  });
});
