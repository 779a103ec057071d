import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { compileProjectSources } from './compile-sources.ts';
import { gallerySource } from './testing/gallery-source.ts';

const WAT = '(module (func (export "proxy_abi_version_0_2_1")))';

test('each kind of source becomes an artifact, in order', async () => {
  const artifacts = await compileProjectSources({
    script: { lua: 'print("é")' },
    filter: { assemblyscript: { files: { 'index.ts': gallerySource('header-add') } } },
    text: { wat: WAT },
    bytes: { wasm: { base64: 'AGFzbQEAAAA=' } },
  });
  expect(artifacts.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'script lua',
    'filter wasm',
    'text wasm',
    'bytes wasm',
  ]);
  expect(artifacts.flatMap((artifact) => artifact.diagnostics)).toEqual([]);
  const [script, filter, , bytes] = artifacts;
  expect(script).toMatchObject({
    lua: 'print("é")',
    wasm: null,
    hash: createHash('sha256').update('print("é")').digest('hex'),
  });
  expect(filter!.hash).toBe(createHash('sha256').update(filter!.wasm!).digest('hex'));
  expect(JSON.parse(filter!.sourceMap!).sources).toContain('filter/index.ts');
  expect([...bytes!.wasm!]).toEqual([0, 97, 115, 109, 1, 0, 0, 0]);
});

test('what can not be compiled says why and does not stop the others', async () => {
  const artifacts = await compileProjectSources({
    script: { assemblyscript: { files: { 'index.ts': 'let a: i32 = "1";' } } },
    text: { wat: '(module (func' },
    bytes: { wasm: { base64: '?' } },
    file: { wasm: { file: 'a.wasm' } },
    good: { wat: WAT },
  });
  expect(artifacts.map(({ name, wasm, diagnostics }) => [name, wasm !== null, diagnostics[0]?.code])).toEqual([
    ['script', false, 'TS2322'],
    ['text', false, 'WAT'],
    ['bytes', false, 'bad-base64'],
    ['file', false, 'file-not-included'],
    ['good', true, undefined],
  ]);
});

test('files beside the project are read by the caller', async () => {
  const readFile = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
    if (path !== 'a.wasm') throw new Error('no such file');
    return Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  };
  const sources = { there: { wasm: { file: 'a.wasm' } }, missing: { wasm: { file: 'b.wasm' } } };
  const [there, missing] = await compileProjectSources(sources, { readFile });
  expect(there!.wasm).toHaveLength(8);
  expect(missing!.diagnostics[0]).toMatchObject({
    code: 'file-not-readable',
    message: '"b.wasm" of the source "missing" can\'t be read: no such file',
  });
});

test('a source named like a property of objects is an ordinary source', async () => {
  const sources = JSON.parse('{"__proto__": {"lua": "x"}, "constructor": {"lua": "y"}}');
  const artifacts = await compileProjectSources(sources);
  expect(artifacts.map(({ name, lua }) => [name, lua])).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});
