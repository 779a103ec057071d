import { describe, expect, it } from 'vitest';
import type { HeaderMapKind } from './header-map.ts';
import { type HeaderChange, HeaderMapImpl } from './header-map-impl.ts';

type Field = readonly [string, string];
const request = (...fields: Field[]) => HeaderMapImpl.of('request-headers', fields);

describe('HeaderMapImpl.add', () => {
  it.each<[string, HeaderMapKind, Field[], Field[]]>([
    [
      'joins repeats of an inline request header',
      'request-headers',
      [
        ['accept', 'a'],
        ['x', '1'],
        ['Accept', 'b'],
      ],
      [
        ['accept', 'a,b'],
        ['x', '1'],
      ],
    ],
    [
      'keeps repeats of other headers apart',
      'request-headers',
      [
        ['x-foo', 'Bar'],
        ['X-Foo', 'baz'],
      ],
      [
        ['x-foo', 'Bar'],
        ['x-foo', 'baz'],
      ],
    ],
    [
      'joins host to the authority',
      'request-headers',
      [
        [':authority', 'example.com'],
        ['host', 'zz'],
      ],
      [[':authority', 'example.com,zz']],
    ],
    [
      'puts pseudo headers first',
      'request-headers',
      [
        ['a', '1'],
        [':path', '/'],
        ['b', '2'],
        [':method', 'GET'],
      ],
      [
        [':path', '/'],
        [':method', 'GET'],
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'keeps host in responses',
      'response-headers',
      [
        ['host', 'a'],
        ['host', 'b'],
      ],
      [
        ['host', 'a'],
        ['host', 'b'],
      ],
    ],
    [
      'has its own inline names for responses',
      'response-headers',
      [
        ['set-cookie', 'a'],
        ['set-cookie', 'b'],
        ['vary', 'a'],
        ['vary', 'b'],
      ],
      [
        ['set-cookie', 'a'],
        ['set-cookie', 'b'],
        ['vary', 'a,b'],
      ],
    ],
    [
      'joins two content-lengths',
      'response-headers',
      [
        ['content-length', '0'],
        ['content-length', '0'],
      ],
      [['content-length', '0,0']],
    ],
    [
      'adds nothing for an empty repeat',
      'request-headers',
      [
        ['accept', 'a'],
        ['accept', ''],
      ],
      [['accept', 'a']],
    ],
    [
      'puts no comma after an empty value',
      'request-headers',
      [
        ['accept', ''],
        ['accept', 'a'],
      ],
      [['accept', 'a']],
    ],
    [
      'joins nothing in trailers',
      'request-trailers',
      [
        ['accept', 'a'],
        ['accept', 'b'],
      ],
      [
        ['accept', 'a'],
        ['accept', 'b'],
      ],
    ],
    ['keeps bytes above 127 in names', 'request-headers', [['X-\xc9', '1']], [['x-\xc9', '1']]],
  ])('%s', (_what, kind, added, expected) => {
    expect(HeaderMapImpl.of(kind, added).entries()).toEqual(expected);
  });
});

describe('HeaderMapImpl changes', () => {
  it('replaces by removing and appending', () => {
    const map = request(['a', '1'], ['b', '2'], ['a', '3']);
    map.replace('a', '4');
    expect(map.entries()).toEqual([
      ['b', '2'],
      ['a', '4'],
    ]);
  });
  it('replaces a pseudo header at the end of its group', () => {
    const map = request([':authority', 'x'], [':path', '/'], [':method', 'GET'], ['a', '1']);
    map.replace(':path', '/b');
    expect(map.entries()).toEqual([
      [':authority', 'x'],
      [':method', 'GET'],
      [':path', '/b'],
      ['a', '1'],
    ]);
  });
  it('sets in place and drops the repeats', () => {
    const map = request(['a', '1'], ['b', '2'], ['a', '3']);
    map.setInPlace('a', '4');
    expect(map.entries()).toEqual([
      ['a', '4'],
      ['b', '2'],
    ]);
  });
  it('appends to the first field of any name', () => {
    const map = request(['a', '1'], ['a', '2']);
    map.append('a', '3');
    expect(map.entries()).toEqual([
      ['a', '1,3'],
      ['a', '2'],
    ]);
  });
  it('removes every field and keeps the pseudo group right', () => {
    const map = request([':path', '/'], [':method', 'GET'], ['a', '1'], ['a', '2']);
    expect(map.remove('a')).toBe(2);
    expect(map.remove(':path')).toBe(1);
    expect(map.remove('nope')).toBe(0);
    map.add(':scheme', 'http');
    map.add('z', '1');
    expect(map.entries()).toEqual([
      [':method', 'GET'],
      [':scheme', 'http'],
      ['z', '1'],
    ]);
  });
  it('counts bytes of names and values', () => {
    expect(request(['ab', '123'], ['c', '']).byteSize()).toBe(6);
  });
  it('keeps one snapshot until a change', () => {
    const map = request(['a', '1']);
    const first = map.entries();
    expect(map.entries()).toBe(first);
    map.add('b', '2');
    expect(map.entries()).not.toBe(first);
    expect(first).toEqual([['a', '1']]);
  });
  it('clones without listener and independently', () => {
    const map = request(['a', '1']);
    map.onChange = () => {
      throw new Error('told');
    };
    const copy = map.clone();
    copy.add('a', '2');
    expect(map.values('a')).toEqual(['1']);
    expect(copy.values('a')).toEqual(['1', '2']);
  });
});

describe('HeaderMapImpl listener', () => {
  it('tells each change with the values before and after', () => {
    const map = request(['a', '1']);
    const told: HeaderChange[] = [];
    map.onChange = (change) => told.push(change);
    map.add('a', '2');
    map.replace('a', '3');
    map.remove('a');
    map.remove('a');
    expect(told).toEqual([
      { map: 'request-headers', op: 'add', name: 'a', before: ['1'], after: ['1', '2'] },
      { map: 'request-headers', op: 'replace', name: 'a', before: ['1', '2'], after: ['3'] },
      { map: 'request-headers', op: 'remove', name: 'a', before: ['3'], after: [] },
    ]);
  });
});
