import { expect, test } from 'vitest';
import { compileWat } from './wat.ts';

test('a module runs and keeps its names', async () => {
  const { wasm, diagnostics } = await compileWat(
    'answer',
    '(module (func $answer (export "answer") (result i32) i32.const 42))',
  );
  expect(diagnostics).toEqual([]);
  const module = new WebAssembly.Module(wasm!);
  expect((new WebAssembly.Instance(module).exports['answer'] as () => number)()).toBe(42);
  expect(WebAssembly.Module.customSections(module, 'name')).toHaveLength(1);
});

test.each([
  [
    'an unknown instruction',
    '(module\n  (func i32.frob))',
    { startLine: 2, startColumn: 9, endLine: 2, endColumn: 17 },
  ],
  ['a type error', '(module\n  (func (result i32)\n    i64.const 1))', { startLine: 3 }],
  ['an unknown function', '(module (func call $nope))', { startLine: 1, startColumn: 20 }],
  ['an unfinished text', '(module', { startLine: 1 }],
])('%s is told with its place', async (_, text, range) => {
  const { wasm, diagnostics, compilerFailed } = await compileWat('broken', text);
  expect(wasm).toBeNull();
  expect(compilerFailed).toBe(false);
  expect(diagnostics[0]).toMatchObject({ severity: 'error', code: 'WAT', source: 'broken', range });
});

test('too large a text is refused', async () => {
  const { diagnostics } = await compileWat('large', ' '.repeat(300_000));
  expect(diagnostics[0]).toMatchObject({ code: 'source-too-large', source: 'large' });
});
