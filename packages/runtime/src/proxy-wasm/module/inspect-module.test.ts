import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from '../testing/guest.ts';
import { inspectModule } from './inspect-module.ts';

const BASE = `(memory (export "memory") 2) (func (export "proxy_abi_version_0_2_1"))
  (func (export "malloc") (param i32) (result i32) i32.const 0)`;
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

describe('what the bytes are', () => {
  const whole = assemble(`(module ${BASE})`);
  test.each([
    ['empty', new Uint8Array(0), 'empty', null],
    ['text', new TextEncoder().encode('hello wasm'), 'not-wasm', 'corrupted Wasm module'],
    ['half a header', new Uint8Array(HEADER.slice(0, 5)), 'truncated', 'corrupted Wasm module'],
    ['a cut module', whole.slice(0, whole.length - 3), 'truncated', 'corrupted Wasm module'],
    ['garbage behind', new Uint8Array([...whole, 1, 2, 3]), 'truncated', 'corrupted Wasm module'],
    ['a component', new Uint8Array([0, 0x61, 0x73, 0x6d, 13, 0, 1, 0]), 'component', 'unknown Proxy-Wasm ABI version'],
    ['only a header', new Uint8Array(HEADER), 'module', 'unknown Proxy-Wasm ABI version'],
    ['a module', whole, 'module', null],
  ])('%s', (_, bytes, kind, refusal) => {
    const seen = inspectModule(bytes);
    expect(seen.kind).toBe(kind);
    expect(seen.size).toBe(bytes.length);
    if (refusal === null) expect(seen.refusal?.lines ?? []).toEqual([]);
    else expect(seen.refusal?.lines[0]).toContain(refusal);
  });
});

test('tells imports, exports, memory and sections', () => {
  const seen = inspectModule(
    assemble(`(module
      (import "env" "proxy_log" (func (param i32 i32 i32) (result i32)))
      (import "env" "proxy_nope" (func))
      ${BASE} (func (export "proxy_on_log") (param i32)) (func (export "_start")))`),
  );
  expect(seen.abi).toBe('0.2.1');
  expect(seen.memory).toEqual({ minimumPages: 2, maximumPages: null, is64: false, shared: false });
  expect(seen.imports).toMatchObject([
    { name: 'proxy_log', type: 'i32 i32 i32 -> i32', chapter: 'Logging', problem: null },
    {
      name: 'proxy_nope',
      chapter: null,
      doc: null,
      problem: expect.stringContaining('missing import: env.proxy_nope'),
    },
  ]);
  expect(seen.exports.map((e) => [e.name, e.role])).toEqual([
    ['memory', 'memory'],
    ['proxy_abi_version_0_2_1', 'abi-version'],
    ['malloc', 'entry'],
    ['proxy_on_log', 'callback'],
    ['_start', 'entry'],
  ]);
  expect(seen.sections.map((s) => s.name)).toContain('code');
  expect(seen.refusal?.lines).toEqual([
    'Failed to load Wasm module due to a missing import: env.proxy_nope',
    'Wasm VM failed Failed to initialize Wasm code',
  ]);
});

describe('host calls in the start section', () => {
  const LOG = '(import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))';
  const CALL = '(drop (call $log (i32.const 0) (i32.const 0) (i32.const 0)))';
  test.each([
    ['direct', `(func $s ${CALL}) (start $s)`, true],
    ['through another function', `(func $a ${CALL}) (func $s (call $a)) (start $s)`, true],
    ['through a table', '(table 1 funcref) (func $s (call_indirect (i32.const 0))) (start $s)', true],
    ['only elsewhere', `(func $a ${CALL}) (func $s nop) (start $s)`, false],
    ['no start section', `(func $a ${CALL})`, false],
  ])('%s', (_, text, crashes) => {
    expect(inspectModule(assemble(`(module ${LOG} ${BASE} ${text})`)).wouldCrash !== null).toBe(crashes);
  });
});

test('64-bit memory is told', () => {
  const text = BASE.replace('(export "memory") 2', '(export "memory") i64 2');
  expect(inspectModule(assemble(`(module ${text})`)).notes.join()).toContain('64 bits');
});

test('never throws on damaged modules', () => {
  const whole = assemble(`(module (import "env" "proxy_log" (func $l (param i32 i32 i32) (result i32))) ${BASE}
    (table 3 funcref) (elem (i32.const 0) $s) (global $g (mut i32) (i32.const 3)) (data (i32.const 8) "text")
    (func $s (local i64) (block (br_table 0 0 (i32.const 1))) (call_indirect (i32.const 0))) (start $s))`);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }),
      fc.nat(whole.length),
      (edits, cut) => {
        const bytes = whole.slice(0, whole.length - (cut % 20));
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
        inspectModule(bytes);
      },
    ),
    { numRuns: 2000 },
  );
});
