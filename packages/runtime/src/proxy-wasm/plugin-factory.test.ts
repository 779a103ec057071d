import { describe, expect, test } from 'vitest';
import { LIMITS } from '../server/limits.ts';
import type { PluginConfig } from './plugin.ts';
import { assemble } from './testing/guest.ts';
import type { GuestScript, ScriptStep } from './testing/guest-script.ts';
import { scripted } from './testing/guest-script.ts';
import { BASE, bytes, pluginOf, WasmHarness } from './testing/wasm-harness.ts';

const LOG = '(import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))';
const DATA = 64;
const SIZE = 68;

test('runs the start in base, probe, main and worker, the plugin in the last three', () => {
  const harness = new WasmHarness();
  harness.loadText(
    `${LOG} ${BASE} (data (i32.const 0) "ABCD")
    (func (export "_initialize") (drop (call $log (i32.const 2) (i32.const 0) (i32.const 1))))
    (func (export "main") (param i32 i32) (result i32) i32.const 7)
    (func (export "_start") unreachable)
    (func (export "proxy_on_context_create") (param i32 i32))
    (func (export "proxy_on_vm_start") (param i32 i32) (result i32)
      (drop (call $log (i32.const 3) (i32.const 1) (i32.const 1))) i32.const 1)
    (func (export "proxy_on_configure") (param i32 i32) (result i32)
      (drop (call $log (i32.const 4) (i32.const 2) (i32.const 2))) i32.const 1)`,
    { rootId: 'r', vmId: 'v' },
  );
  const once = ['_initialize()', 'main(0, 0)'];
  const plugin = ['proxy_on_context_create(1, 0)', 'proxy_on_vm_start(1, 0)', 'proxy_on_configure(1, 0)'];
  expect(harness.vmCalls()).toEqual([...once, ...once, ...plugin, ...once, ...plugin, ...once, ...plugin]);
  expect(harness.server.logs()).toEqual([
    'info wasm log: A',
    ...Array.from({ length: 3 }, () => [
      'info wasm log: A',
      'warning wasm log r v: B',
      'error wasm log r v: CD',
    ]).flat(),
  ]);
  const stat = (name: string) => harness.server.stats.value(`wasm.${name}`);
  expect([stat('envoy.wasm.runtime.v8.created'), stat('envoy.wasm.runtime.v8.active'), stat('wasm_vm_count')]).toEqual([
    4, 3, 3,
  ]);
});

describe('what Envoy refuses, with its log', () => {
  const CLOSED = ['critical Plugin p failed to load', 'critical Plugin configured to fail closed failed to load'];
  const I = 'error Wasm VM failed Failed to initialize Wasm code';
  const L = 'error Wasm VM failed Failed to load Wasm code';
  const text = (more: string) => assemble(`(module ${more})`, { names: false });
  test.each<[string, Uint8Array, string[], Partial<PluginConfig>?]>([
    ['nothing', new Uint8Array(0), []],
    ['no wasm', bytes('hello'), ['error Wasm VM failed Failed to parse corrupted Wasm module', L]],
    ['no marker', text('(memory 1)'), ['error Wasm VM failed Missing or unknown Proxy-Wasm ABI version', L]],
    [
      'invalid code',
      // An i32.const that has become an i64.const.
      (() => {
        const code = text(`${BASE} (func (export "f") (result i32) i32.const 77)`);
        code[code.lastIndexOf(0xcd) - 1] = 0x42;
        return code;
      })(),
      ['error Wasm VM failed Failed to load Wasm bytecode', L],
    ],
    [
      'a missing import',
      text(`(import "env" "nope" (func)) ${BASE}`),
      ['error Failed to load Wasm module due to a missing import: env.nope', I],
    ],
    [
      'too much memory',
      text(BASE.replace('(memory (export "memory") 2)', '(memory (export "memory") 16385)')),
      ['error Failed to create new Wasm instance', I],
    ],
    [
      'a trap in the start section',
      text(`${BASE} (func $s unreachable) (start $s)`),
      ['error Failed to create new Wasm instance', I],
    ],
    [
      'data outside of memory',
      text(`${BASE} (data (i32.const 131072) "x")`),
      ['error Failed to create new Wasm instance', I],
    ],
    [
      'a trap in _start',
      text(`${BASE} (func (export "_start") unreachable)`),
      ['error Function: _start failed: Uncaught RuntimeError: unreachable', I],
    ],
    [
      'no allocator and a wrong callback',
      text('(memory (export "memory") 1) (func (export "proxy_abi_version_0_2_1")) (func (export "proxy_on_log"))'),
      [
        'error Wasm VM failed Wasm module is missing malloc function.',
        'error Bad function signature for: proxy_on_log, want: i32 -> void, but the module exports: void -> void',
        I,
      ],
    ],
    [
      'a call that the start must not make',
      text(
        `(import "wasi_snapshot_preview1" "sched_yield" (func $y (result i32))) ${BASE} (func (export "_initialize") (drop (call $y)))`,
      ),
      ['error Function: _initialize failed: Uncaught Error: restricted_callback', I],
    ],
    [
      'on_vm_start answers 0',
      text(`${BASE} (func (export "proxy_on_vm_start") (param i32 i32) (result i32) i32.const 0)`),
      ['error Wasm VM failed Failed to start base Wasm'],
    ],
    [
      'on_configure traps',
      text(`${BASE} (func (export "proxy_on_configure") (param i32 i32) (result i32) unreachable)`),
      [
        'error Function: proxy_on_configure failed: Uncaught RuntimeError: unreachable',
        'error Wasm VM failed Failed to configure base Wasm plugin',
      ],
    ],
    [
      'an unknown runtime',
      text(BASE),
      [
        'warning Failed to create Wasm VM using envoy.wasm.runtime.wamr runtime. Envoy was compiled without support for it',
        L,
      ],
      { vm: { ...pluginOf(new Uint8Array(0)).vm, runtime: 'envoy.wasm.runtime.wamr' } },
    ],
  ])('%s', (_, code, lines, changes = {}) => {
    const harness = new WasmHarness();
    expect(() => harness.load(pluginOf(code, changes))).toThrow('Unable to create Wasm plugin p');
    expect(harness.server.logs()).toEqual([...lines, ...CLOSED]);
  });

  test('legacy fail_open leaves out the last line', () => {
    const harness = new WasmHarness();
    const plugin = pluginOf(bytes('hello'), { failurePolicy: 'FAIL_OPEN', legacyFailOpen: true });
    expect(() => harness.load(plugin)).toThrow('Unable to create Wasm plugin p');
    expect(harness.server.logs().at(-1)).toBe('critical Plugin p failed to load');
  });

  test('a trap in on_context_create does not refuse: vm_start is called, configure is not', () => {
    const harness = new WasmHarness();
    harness.loadText(`${BASE} (func (export "proxy_on_context_create") (param i32 i32) unreachable)
      (func (export "proxy_on_vm_start") (param i32 i32) (result i32) i32.const 1)
      (func (export "proxy_on_configure") (param i32 i32) (result i32) i32.const 1)`);
    const each = ['proxy_on_context_create(1, 0)', 'proxy_on_vm_start(1, 0)'];
    expect(harness.vmCalls()).toEqual([...each, ...each, ...each]);
  });
});

describe('what would crash Envoy while it loads', () => {
  test.each([
    [
      'a host call in the start section',
      `${LOG} ${BASE} (func $s (drop (call $log (i32.const 2) (i32.const 0) (i32.const 0)))) (start $s)`,
    ],
    [
      'a host call by a module without memory',
      `${LOG} ${BASE.replace('(memory (export "memory") 2)', '')} (func (export "_start") (drop (call $log (i32.const 2) (i32.const 0) (i32.const 0))))`,
    ],
  ])('%s', (what, text) => {
    const harness = new WasmHarness();
    expect(() => harness.loadText(text)).toThrow();
    expect(harness.server.eventsOf('would-crash-envoy').map((e) => e.what)).toContain(what);
  });
});

test('a start section that loops is stopped', () => {
  const harness = new WasmHarness();
  const code = assemble(`(module ${BASE} (func $s (loop $l (br $l))) (start $s))`);
  expect(() => harness.load(pluginOf(code), { fuel: 1000 })).toThrow();
  expect(harness.server.eventsOf('budget-exceeded')).toMatchObject([
    { what: 'instructions', callback: 'start section' },
  ]);
});

test('a module that begins with more memory than we give', () => {
  const harness = new WasmHarness();
  const code = assemble(`(module ${BASE.replace('(export "memory") 2', '(export "memory") 40')})`);
  expect(() => harness.load(pluginOf(code), { memoryPages: 32 })).toThrow();
  expect(harness.server.eventsOf('budget-exceeded')).toMatchObject([{ what: 'memory', limit: 32 * 65536 }]);
});

describe('imported memory and table', () => {
  test('are made by the host', () => {
    const harness = new WasmHarness();
    harness.loadText(`${LOG} (import "env" "memory" (memory 1 4)) (import "env" "table" (table 2 funcref))
      (data (i32.const 0) "hi") (func (export "proxy_abi_version_0_2_1"))
      (func (export "malloc") (param i32) (result i32) i32.const 0)
      (func (export "_start") (drop (call $log (i32.const 2) (i32.const 0) (i32.const 2))))`);
    expect(harness.server.logs()).toContain('info wasm log: hi');
  });
});

describe('sharing', () => {
  const code = scripted({
    callbacks: { proxy_on_vm_start: { do: [], answer: 1 }, proxy_on_request_headers: { do: [] } },
  });
  const starts = (first: PluginConfig, second: PluginConfig) => {
    const harness = new WasmHarness();
    harness.load(first);
    const before = harness.server.stats.value('wasm.envoy.wasm.runtime.v8.active');
    harness.load(second);
    const vms = harness.server.stats.value('wasm.envoy.wasm.runtime.v8.active') - before;
    return [
      vms,
      harness.server
        .eventsOf('vm-call')
        .filter((e) => e.worker === 0)
        .map((e) => e.args[0]),
    ];
  };
  const vm = (changes: Partial<PluginConfig['vm']>) => ({ vm: { ...pluginOf(code).vm, ...changes } });
  test.each<[string, Partial<PluginConfig>, [newVms: number, roots: number[]]]>([
    ['all equal: one root context', {}, [0, [1]]],
    ['another name: a second root in the same VM', { name: 'q' }, [0, [1, 2]]],
    ['another root_id', { rootId: 'r' }, [0, [1, 2]]],
    ['another configuration', { configuration: bytes('c') }, [0, [1, 2]]],
    ['another failure policy', { failurePolicy: 'FAIL_OPEN' }, [0, [1, 2]]],
    ['another vm_id: VMs of its own', vm({ vmId: 'x' }), [3, [1, 1]]],
    ['another VM configuration', vm({ configuration: bytes('c') }), [3, [1, 1]]],
    ['another environment', vm({ environment: [['A', 'b']] }), [3, [1, 1]]],
    ['other capabilities', { allowedCapabilities: ['proxy_on_vm_start'] }, [3, [1, 1]]],
    ['equal code in other bytes', { code: code.slice() }, [0, [1]]],
  ])('%s', (_, changes, expected) => {
    expect(starts(pluginOf(code), pluginOf(code, changes))).toEqual(expected);
  });

  test('stream ids are given out when the chain is made', () => {
    const harness = new WasmHarness();
    const first = harness.load(pluginOf(code));
    const second = harness.load(pluginOf(code, { name: 'q' }));
    expect([harness.stream(first).filter.id, harness.stream(second).filter.id]).toEqual([3, 4]);
  });

  test('more VMs than a browser holds are told and left out', () => {
    const harness = new WasmHarness();
    const make = (i: number) => harness.load(pluginOf(code, { vmId: `v${i}` }));
    for (let i = 0; i < LIMITS.liveVms / 2; i++) make(i);
    expect(harness.server.eventsOf('budget-exceeded')).toEqual([]);
    make(1000);
    expect(harness.server.eventsOf('budget-exceeded').map((e) => e.what)).toEqual(['vms', 'vms']);
  });
});

describe('configuration', () => {
  const read = (buffer: number): ScriptStep => ['proxy_get_buffer_bytes', buffer, 0, 100, DATA, SIZE];
  const seen = (callbacks: GuestScript['callbacks'], abi: '0.1.0' | '0.2.1' = '0.2.1') => {
    const harness = new WasmHarness();
    const vm = { vmId: '', runtime: '', configuration: bytes('of the VM'), environment: [] };
    harness.load(pluginOf(scripted({ callbacks, abi }), { configuration: bytes('of the plugin'), vm }));
    return harness
      .hostCalls()
      .filter((e) => e.worker === 0)
      .map((e) => e.result ?? e.status);
  };

  test('the plugin’s is there in on_configure only, the VM’s always', () => {
    expect(
      seen({
        proxy_on_vm_start: { do: [read(6), read(7)], answer: 1 },
        proxy_on_configure: { do: [read(6), read(7), read(8)], answer: 1 },
      }),
    ).toEqual(['"of the VM"', 'NotFound', '"of the VM"', '"of the plugin"', '"of the plugin"']);
  });

  test('0.1.0 has one function for both', () => {
    const get: ScriptStep = ['proxy_get_configuration', DATA, SIZE];
    expect(
      seen({ proxy_on_vm_start: { do: [get], answer: 1 }, proxy_on_configure: { do: [get], answer: 1 } }, '0.1.0'),
    ).toEqual(['"of the VM"', '"of the plugin"']);
  });
});

test('environment variables', () => {
  const harness = new WasmHarness();
  const vm = {
    vmId: '',
    runtime: '',
    configuration: bytes(''),
    environment: [
      ['A', 'b'],
      ['LONG', 'value'],
    ] as const,
  };
  const code = scripted({
    callbacks: {
      _initialize: {
        do: [
          ['environ_sizes_get', DATA, SIZE],
          ['environ_get', 200, 300],
          ['proxy_log', 2, 300, 15],
        ],
      },
    },
  });
  harness.load(pluginOf(code, { vm }));
  expect(harness.hostCalls('environ_sizes_get')[0]?.result).toBe('count 2, size 15');
  expect(harness.server.logs()[0]).toBe('info wasm log: A=b\0LONG=value\0');
});

test('restricted capabilities: imports answer for the host, callbacks are not called', () => {
  const harness = new WasmHarness();
  const code = scripted({
    callbacks: {
      _initialize: {
        do: [
          ['proxy_log', 2, 'a'],
          ['random_get', DATA, 4],
        ],
      },
      proxy_on_vm_start: { do: [], answer: 0 },
      proxy_on_configure: { do: [['proxy_get_buffer_status', 7, DATA, SIZE]], answer: 1 },
    },
  });
  harness.load(pluginOf(code, { allowedCapabilities: ['proxy_on_configure', 'proxy_get_buffer_status'] }));
  expect(harness.vmCalls()).not.toContain('proxy_on_vm_start(1, 0)');
  expect(harness.server.logs().slice(0, 2)).toEqual([
    'error Attempted call to restricted proxy-wasm capability: proxy_log',
    'error Attempted call to restricted WASI capability: random_get',
  ]);
  expect(
    harness
      .hostCalls()
      .slice(0, 2)
      .map((e) => e.status),
  ).toEqual(['InternalFailure', 'errno 76']);
});
