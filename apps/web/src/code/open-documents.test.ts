import type { Project } from '@chainwright/filters/project/project';
import { describe, expect, it } from 'vitest';
import { chainEntries } from '../project/filter-kind.ts';
import { documentFor, placeOf, tabDocuments, textOfDocument } from './open-documents.ts';

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.';
const wasm = (name: string) => ({
  name,
  typed_config: {
    '@type': `${TYPE}wasm.v3.Wasm`,
    config: { vm_config: { code: { local: { filename: `sources/${name}` } } } },
  },
});
const project: Project = {
  version: 1,
  name: 'p',
  sources: {
    stamp: { lua: '-- stamp' },
    gate: { assemblyscript: { files: { 'index.ts': '// gate', 'more.ts': '// more' } } },
    built: { wasm: { base64: 'AA==' } },
    text: { wat: '(module)' },
  },
  http_connection_manager: {
    http_filters: [
      {
        name: 'stamp',
        typed_config: { '@type': `${TYPE}lua.v3.Lua`, default_source_code: { filename: 'sources/stamp' } },
      },
      wasm('gate'),
      { name: 'cors', typed_config: { '@type': `${TYPE}cors.v3.Cors` } },
      wasm('built'),
      wasm('text'),
      { name: 'inline', typed_config: { '@type': `${TYPE}lua.v3.Lua`, inline_code: '-- inline' } },
      {
        name: 'again',
        typed_config: { '@type': `${TYPE}lua.v3.Lua`, default_source_code: { filename: 'sources/stamp' } },
      },
    ],
  },
  scenarios: [],
};
const chain = chainEntries(project);
const entry = (name: string) => chain.find((one) => one.name === name)!;

describe('tabs', () => {
  it('hold all code in chain order, shared code once, then the chain', () => {
    expect(tabDocuments(project, chain, entry('stamp')).map((one) => one.title)).toEqual([
      'stamp.lua',
      'gate.ts',
      'gate/more.ts',
      'built.wasm',
      'text.wat',
      'inline.lua',
      'chain.yaml',
    ]);
  });

  it('hold the configuration of a chosen filter without code', () => {
    expect(tabDocuments(project, chain, entry('cors')).map((one) => one.key)).toContain('config/cors');
  });
});

describe('the document to show', () => {
  it.each([
    [null, 'stamp', null, 'sources/stamp'],
    [null, 'again', null, 'sources/stamp'],
    [null, 'cors', null, 'config/cors'],
    [null, 'gate', 'gate/more.ts', 'sources/gate/more.ts'],
    ['chain', 'gate', null, 'chain'],
    ['config/gate', 'gate', null, 'config/gate'],
    ['sources/gone', 'gate', null, 'sources/gate/index.ts'],
    ['__proto__', 'inline', null, 'inline/inline'],
  ])('asked for %s of %s (place %s) is %s', (wanted, filter, place, key) => {
    expect(documentFor(project, chain, wanted, entry(filter), place).key).toBe(key);
  });

  it('is the chain when there is no filter', () => {
    expect(documentFor(project, [], null, null).key).toBe('chain');
  });
});

it.each([
  ['stamp', 'stamp', '-- stamp'],
  ['gate', 'gate/index.ts', '// gate'],
  ['inline', 'inline/inline_code', '-- inline'],
  ['built', 'built', null],
])('%s is known to traces as %s', (filter, place, text) => {
  const document = documentFor(project, chain, null, entry(filter));
  expect(placeOf(document)).toBe(place);
  expect(textOfDocument(project, document)).toBe(text);
});
