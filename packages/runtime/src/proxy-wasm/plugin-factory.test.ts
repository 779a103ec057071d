import { expect, test } from 'vitest';
import { BASE, WasmHarness } from './testing/wasm-harness.ts';

const LOG = '(import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))';

test('runs the start in base, probe, main and worker, the plugin in the last three', () => {
  const harness = new WasmHarness();
  harness.loadText(
    `${LOG} ${BASE} (data (i32.const 0) "ABCD")
    (func (export "_initialize") (drop (call $log (i32.const 2) (i32.const 0) (i32.const 1))))
    (func (export "proxy_on_context_create") (param i32 i32))
    (func (export "proxy_on_vm_start") (param i32 i32) (result i32)
      (drop (call $log (i32.const 3) (i32.const 1) (i32.const 1))) i32.const 1)
    (func (export "proxy_on_configure") (param i32 i32) (result i32)
      (drop (call $log (i32.const 4) (i32.const 2) (i32.const 2))) i32.const 1)`,
    { rootId: 'r', vmId: 'v' },
  );
  const once = ['_initialize()'];
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
});
