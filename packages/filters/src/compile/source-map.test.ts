import { expect, test } from 'vitest';
import { AssemblyScriptCompiler } from './assemblyscript.ts';
import { readSourceMap } from './source-map.ts';
import { AbiHost } from './testing/abi-host.ts';

const map = (mappings: string): string =>
  JSON.stringify({ version: 3, sources: ['a/index.ts', 'a/b.ts'], names: [], mappings });

test('offsets find the last place at or before them', () => {
  // Offset 10: a/index.ts 1:1. Offset 15: a/b.ts 3:5. Offset 20: nowhere. Offset 1044: a/index.ts 2:1.
  const lookup = readSourceMap(map('UAAA,KCEI,K,ggCDDJ'))!;
  expect(lookup.placeAt(9)).toBeNull();
  expect(lookup.placeAt(10)).toEqual({ source: 'a/index.ts', line: 1, column: 1 });
  expect(lookup.placeAt(14)).toEqual({ source: 'a/index.ts', line: 1, column: 1 });
  expect(lookup.placeAt(15)).toEqual({ source: 'a/b.ts', line: 3, column: 5 });
  // The first instruction without a place is a call whose result is dropped: it belongs to its last operand.
  expect(lookup.placeAt(20)).toEqual({ source: 'a/b.ts', line: 3, column: 5 });
  expect(lookup.placeAt(21)).toBeNull();
  expect(lookup.placeAt(1043)).toBeNull();
  expect(lookup.placeAt(99_999)).toEqual({ source: 'a/index.ts', line: 2, column: 1 });
});

test.each(['', 'null', '[]', '{"sources":[]}', '{"sources":1,"mappings":""}', map('A!'), map('gggggggggA')])(
  'no map: %s',
  (text) => {
    expect(readSourceMap(text)).toBeNull();
  },
);

test('a trap is traced to the expression that caused it', () => {
  const text = [
    'import { Action, Stream, register } from "chainwright";',
    'class Broken extends Stream {',
    '  onRequestHeaders(end: bool): Action {',
    '    let zero = end ? 0 : 1;',
    '    return <Action>(7 / zero);',
    '  }',
    '}',
    'register<Broken>();',
  ].join('\n');
  const { wasm, sourceMap } = new AssemblyScriptCompiler().compile({ name: 'broken', files: { 'index.ts': text } });
  const host = new AbiHost(wasm!);
  const stream = host.startStream(host.startPlugin().id);
  let frame = '';
  try {
    host.call('on_request_headers', stream, 0, 1);
  } catch (error) {
    frame = (error as Error).stack ?? '';
  }
  const offset = Number(/wasm-function\[\d+\]:(0x[0-9a-f]+)/.exec(frame)?.[1]);
  expect(readSourceMap(sourceMap!)!.placeAt(offset)).toEqual({ source: 'broken/index.ts', line: 5, column: 12 });
});
