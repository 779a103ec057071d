import { describe, expect, test } from 'vitest';
import { base64ToBytes } from '../../http/byte-string.ts';
import { assemble } from '../testing/guest.ts';
import { FUEL_EXPORT, GROW_FAILED_EXPORT, meterModule, START_EXPORT } from './meter-module.ts';
import { OffsetMap } from './offset-map.ts';
import { readModule } from './read-module.ts';

type Exports = Record<string, unknown>;

const call = (exports: Exports, name: string, ...args: number[]): number =>
  (exports[name] as (...args: number[]) => number)(...args);
const global = (exports: Exports, name: string): number => (exports[name] as { value: number }).value;

function metered(text: string, fuel = 1000, maximumPages = 16): Exports {
  const bytes = meterModule(readModule(assemble(text)), { fuel, maximumPages });
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
}

const spent = (exports: Exports, run: () => unknown): number => {
  const before = global(exports, FUEL_EXPORT);
  run();
  return before - global(exports, FUEL_EXPORT);
};

describe('what costs fuel', () => {
  test.each([
    ['a function without code', '(func (export "f"))', 1],
    ['a call', '(func (export "f") call $g) (func $g)', 2],
    [
      'each turn of a loop',
      `(func (export "f") (local i32) (loop $l
         (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10)))))`,
      11,
    ],
    [
      'a fill by its length',
      '(memory 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 1) (i32.const 6400)))',
      101,
    ],
    [
      'a copy by its length',
      '(memory 1) (func (export "f") (memory.copy (i32.const 0) (i32.const 9) (i32.const 640)))',
      11,
    ],
    [
      'an init by its length',
      '(memory 1) (data "xyz") (func (export "f") (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 3)))',
      1,
    ],
    [
      'table.fill by its length',
      '(table 20 funcref) (func (export "f") (table.fill 0 (i32.const 0) (ref.null func) (i32.const 20)))',
      21,
    ],
    [
      'a 64-bit fill',
      '(memory i64 1) (func (export "f") (memory.fill (i64.const 0) (i32.const 1) (i64.const 640)))',
      11,
    ],
  ])('%s', (_, text, cost) => {
    const exports = metered(`(module ${text})`);
    expect(spent(exports, () => call(exports, 'f'))).toBe(cost);
  });
});

describe('when all is spent', () => {
  test.each([
    ['a loop', '(func (export "f") (loop $l (br $l)))'],
    ['recursion', '(func $f (export "f") call $f)'],
    ['a large fill', '(memory 16) (func (export "f") (memory.fill (i32.const 0) (i32.const 1) (i32.const 1000000)))'],
  ])('%s traps', (_, text) => {
    const exports = metered(`(module ${text})`);
    expect(() => call(exports, 'f')).toThrow('unreachable');
    expect(global(exports, FUEL_EXPORT)).toBeLessThan(0);
  });

  test('a start section runs on fuel too: the host calls it', () => {
    const exports = metered('(module (func $s (loop $l (br $l))) (start $s))');
    expect(() => call(exports, START_EXPORT)).toThrow('unreachable');
  });
});

describe('memory', () => {
  test('grows to the ceiling, then answers -1 and notes it', () => {
    const exports = metered('(module (memory 1) (func (export "f") (param i32) (result i32) local.get 0 memory.grow))');
    expect(call(exports, 'f', 15)).toBe(1);
    expect(global(exports, GROW_FAILED_EXPORT)).toBe(0);
    expect(call(exports, 'f', 1)).toBe(-1);
    expect(global(exports, GROW_FAILED_EXPORT)).toBe(1);
  });

  test('keeps a smaller maximum of the module', () => {
    const exports = metered(
      '(module (memory 1 3) (func (export "f") (param i32) (result i32) local.get 0 memory.grow))',
    );
    expect(call(exports, 'f', 3)).toBe(-1);
    expect(call(exports, 'f', 2)).toBe(1);
  });
});

test('what a function computes stays the same', () => {
  const exports = metered(`(module
    (memory (export "memory") 1)
    (global $g (mut i32) (i32.const 5))
    (type $t (func (param i32) (result i32)))
    (table funcref (elem $double))
    (func $double (type $t) (i32.add (local.get 0) (local.get 0)))
    (func (export "f") (param i32 i32) (result i32) (local i64 i32)
      (block $out (block $in (br_table $in $out (local.get 0)))
        (global.set $g (call_indirect (type $t) (global.get $g) (i32.const 0))))
      (memory.fill (i32.const 8) (local.get 1) (i32.const 100))
      (i32.add (global.get $g) (i32.load8_u offset=3 (i32.const 10)))))`);
  expect(call(exports, 'f', 0, 7)).toBe(17);
  expect(call(exports, 'f', 1, 7)).toBe(17);
  expect(call(exports, 'f', 0, 7)).toBe(27);
});

describe('every proposal that Envoy 1.40 takes survives', () => {
  const both = (bytes: Uint8Array<ArrayBuffer>): number[] =>
    [bytes, meterModule(readModule(bytes), { fuel: 1000, maximumPages: 16 })].map((module) =>
      call(new WebAssembly.Instance(new WebAssembly.Module(module), {}).exports, 'f', 3),
    );

  test('vectors, threads, tail calls, several memories and results, saturating conversion', () => {
    const [before, after] = both(
      assemble(`(module (memory 1 1 shared) (memory $other 1)
        (func $count (param i32) (result i32)
          (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 42))
            (else (return_call $count (i32.sub (local.get 0) (i32.const 1))))))
        (func $two (result i32 i32) (i32.const 1) (i32.const 2))
        (func (export "f") (param i32) (result i32) (local $v v128)
          (local.set $v (i32x4.add (v128.const i32x4 1 2 3 4) (i32x4.splat (local.get 0))))
          (local.set $v (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get $v) (local.get $v)))
          (v128.store (i32.const 0) (local.get $v))
          (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
          (atomic.fence)
          (drop (i32.trunc_sat_f32_s (f32.const 1e30)))
          (memory.fill $other (i32.const 8) (i32.const 1) (i32.const 64))
          (drop (i32.add (call $two)))
          (i32.add (i32x4.extract_lane 2 (v128.load (i32.const 0)))
            (i32.add (i32.load8_u $other (i32.const 9)) (call $count (i32.const 10))))))`),
    );
    expect(after).toBe(before);
  });

  test('garbage collection, typed references, exceptions: a module made by binaryen', () => {
    const [before, after] = both(base64ToBytes(GC_AND_EXCEPTIONS));
    expect(after).toBe(before);
  });
});

test('offsets lead back to the original module', () => {
  const text = `(module (memory 1)
    (func $inner (param i32) (result i32) (loop $l (br_if $l (i32.const 0)))
      (memory.fill (i32.const 0) (i32.const 0) (i32.const 8)) (i32.div_u (i32.const 1) (local.get 0)))
    (func (export "f") (result i32) (i32.mul (i32.const 3) (call $inner (i32.const 0)))))`;
  const original = assemble(text);
  const frames = (bytes: Uint8Array<ArrayBuffer>): number[] => {
    const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
    try {
      call(exports, 'f');
    } catch (error) {
      return [...String((error as Error).stack).matchAll(/wasm-function\[\d+\]:0x([0-9a-f]+)/g)].map((m) =>
        Number.parseInt(m[1] ?? '', 16),
      );
    }
    return [];
  };
  const offsets = new OffsetMap();
  const rewritten = meterModule(readModule(original), { fuel: 100, maximumPages: 1 }, offsets);
  expect(frames(original)).toHaveLength(2);
  expect(frames(rewritten)).not.toEqual(frames(original));
  expect(frames(rewritten).map((offset) => offsets.originalOffset(offset))).toEqual(frames(original));
});

/** struct, array, i31, br_on_cast, call_ref, try_table and throw in one function `f`. */
const GC_AND_EXCEPTIONS = [
  'AGFzbQEAAAABFQNOAl8CfwF8AF54AWABfwF/YAF/AAMEAwIDAgQFAXABAgoFAwEAAQ0DAQADBgcBYwAA0HELBwUBAWYAAgkFAQMAAQAKiAEDBw',
  'AgAEEBagsGACAACAALdwMBYwABYwEBbiAARAAAAAAAAABA+wAAIQEgAUEJ+wUAAEEDQeQA+wYBIQIgAkEAQQdBCvsQAUEF+xwhAwJ/H0ABAAAA',
  'QQQQAQtBAAsaIAP7FAAaAm4gA/sYAQBuAAsaIAH7AgAAIAJBBfsNAWogAvsP0gAUAmoL',
].join('');
