import { describe, expect, test } from 'vitest';
import { assemble } from '../testing/guest.ts';
import { abiVersionOf, checkExports, checkImports, wantsTooMuchMemory } from './load-checks.ts';
import { readModule } from './read-module.ts';

const MALLOC = '(func (export "malloc") (param i32) (result i32) i32.const 0)';
const module = (text: string) => readModule(assemble(`(module ${text})`));

describe('the ABI version', () => {
  test.each([
    ['(func (export "proxy_abi_version_0_2_1"))', '0.2.1'],
    ['(func (export "proxy_abi_version_0_1_0")) (func (export "proxy_abi_version_0_2_1"))', '0.1.0'],
    ['(func (export "proxy_abi_version_0_3_0")) (func (export "proxy_abi_version_0_2_0"))', '0.2.0'],
    ['(func (export "proxy_abi_version_0_2_1") (param i32))', '0.2.1'],
    ['(global (export "proxy_abi_version_0_2_1") i32 (i32.const 0))', null],
    ['', null],
  ])('%s → %s', (text, version) => {
    expect(abiVersionOf(module(text))).toBe(version);
  });
});

describe('imports, with the texts that Envoy 1.40 logs', () => {
  test.each([
    ['0.2.1', '"env" "a" (func)) (import "env" "b" (func)', 'due to a missing import: env.a'],
    ['0.2.1', '"env" "proxy_log" (global i32)', 'due to a missing import: env.proxy_log'],
    ['0.2.1', '"foo" "proxy_log" (func (param i32 i32 i32) (result i32))', 'due to a missing import: foo.proxy_log'],
    [
      '0.1.0',
      '"env" "proxy_continue_stream" (func (param i32) (result i32))',
      'a missing import: env.proxy_continue_stream',
    ],
    [
      '0.2.0',
      '"env" "proxy_get_log_level" (func (param i32) (result i32))',
      'a missing import: env.proxy_get_log_level',
    ],
    ['0.2.1', '"env" "proxy_clear_route_cache" (func (result i32))', 'a missing import: env.proxy_clear_route_cache'],
    ['0.2.1', '"wasi_unstable" "proc_raise" (func)', 'due to a missing import: wasi_unstable.proc_raise'],
    [
      '0.2.1',
      '"env" "proxy_log" (func (param i32 i32) (result i32))',
      'due to an import type mismatch: env.proxy_log, want: i32 i32 -> i32, but host exports: i32 i32 i32 -> i32',
    ],
    ['0.2.1', '"env" "proxy_done" (func)', 'env.proxy_done, want: void -> void, but host exports: void -> i32'],
  ] as const)('%s: %s', (abi, text, problem) => {
    expect(checkImports(module(`(import ${text})`), abi)).toContain(problem);
  });

  test.each([
    ['0.1.0', '"env" "proxy_continue_request" (func (result i32))'],
    ['0.2.1', '"env" "proxy_increment_metric" (func (param i32 i64) (result i32))'],
    ['0.2.1', '"wasi_unstable" "fd_seek" (func (param i32 i64 i32 i32) (result i32))'],
    ['0.2.1', '"wasi_snapshot_preview1" "proc_exit" (func (param i32))'],
    ['0.2.1', '"env" "memory" (memory 1)'],
    ['0.2.1', '"any" "thing" (table 1 funcref)'],
  ] as const)('%s accepts %s', (abi, text) => {
    expect(checkImports(module(`(import ${text})`), abi)).toBeNull();
  });
});

describe('exports, with the texts that Envoy 1.40 logs', () => {
  test.each([
    ['', ['Wasm VM failed Wasm module is missing malloc function.']],
    [`${MALLOC}`, []],
    ['(func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 0)', []],
    [
      '(func (export "malloc"))',
      [
        'Bad function signature for: malloc, want: i32 -> i32, but the module exports: void -> void',
        'Wasm VM failed Wasm module is missing malloc function.',
      ],
    ],
    [
      `${MALLOC} (func (export "proxy_on_log")) (func (export "proxy_on_tick"))`,
      [
        'Bad function signature for: proxy_on_tick, want: i32 -> void, but the module exports: void -> void',
        'Bad function signature for: proxy_on_log, want: i32 -> void, but the module exports: void -> void',
      ],
    ],
    [`${MALLOC} (global (export "proxy_on_log") i32 (i32.const 0))`, []],
    [
      `${MALLOC} (func (export "proxy_on_request_headers") (param i32 i32) (result i32) i32.const 0)`,
      [
        'Bad function signature for: proxy_on_request_headers, want: i32 i32 i32 -> i32, but the module exports: i32 i32 -> i32',
      ],
    ],
    [`${MALLOC} (func (export "_initialize")) (func (export "_start") (param i32))`, []],
  ])('%s', (text, problems) => {
    expect(checkExports(module(text), '0.2.1').problems).toEqual(problems);
  });

  test('0.1.0 has headers callbacks with two parameters and no foreign functions', () => {
    const text = `${MALLOC} (func (export "proxy_on_request_headers") (param i32 i32) (result i32) i32.const 0)
      (func (export "proxy_on_foreign_function"))`;
    expect(checkExports(module(text), '0.1.0').problems).toEqual([]);
  });

  test('_initialize goes before _start, main before __main_void, malloc before proxy_on_memory_allocate', () => {
    const text = `${MALLOC} (func (export "_start")) (func (export "_initialize")) (func (export "__main_void") (result i32) i32.const 0)
      (func (export "main") (param i32 i32) (result i32) i32.const 0)
      (func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 0)`;
    expect(checkExports(module(text), '0.2.1').entry).toEqual({
      initialize: '_initialize',
      main: 'main',
      start: null,
      allocator: 'malloc',
    });
  });
});

test('a memory may begin with 16384 pages, not more', () => {
  expect(wantsTooMuchMemory(module('(memory 16384)'))).toBe(false);
  expect(wantsTooMuchMemory(module('(memory 16385)'))).toBe(true);
});
