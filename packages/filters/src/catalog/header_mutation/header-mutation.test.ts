import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { headerMutation } from './extension.ts';

const append = (key: string, value: string, action?: string, more: EnvoyMessage = {}) => ({
  append: { header: { key, value }, ...(action === undefined ? {} : { append_action: action }), ...more },
});

const REQUEST = [
  [':path', '/x?b=2&a=1'],
  ['content-type', 'a/b'],
  ['x-a', '1'],
  ['x-a', '2'],
  ['x-b', 'b'],
] as const;

function mutated(request_mutations: readonly unknown[], query_parameter_mutations: readonly unknown[] = []) {
  const bench = new FilterBench(headerMutation, { mutations: { request_mutations, query_parameter_mutations } });
  const { stream, filter } = bench.stream();
  const headers = stream.withRequest(REQUEST);
  filter.decodeHeaders?.(headers, { endStream: true });
  return headers.entries().map(([name, value]) => `${name}=${value}`);
}

const UNTOUCHED = REQUEST.map(([name, value]) => `${name}=${value}`);

describe('header_mutation', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['appends a line', append('X-A', '3'), [...UNTOUCHED, 'x-a=3']],
    [
      'joins an inline header',
      append('content-type', 'b/c'),
      [':path=/x?b=2&a=1', 'content-type=a/b,b/c', 'x-a=1', 'x-a=2', 'x-b=b'],
    ],
    ['adds if absent: there', append('x-a', '3', 'ADD_IF_ABSENT'), UNTOUCHED],
    ['adds if absent: absent', append('x-c', '3', 'ADD_IF_ABSENT'), [...UNTOUCHED, 'x-c=3']],
    [
      'overwrites at the end',
      append('x-a', '3', 'OVERWRITE_IF_EXISTS_OR_ADD'),
      [':path=/x?b=2&a=1', 'content-type=a/b', 'x-b=b', 'x-a=3'],
    ],
    ['overwrites only what exists', append('x-c', '3', 'OVERWRITE_IF_EXISTS'), UNTOUCHED],
    ['removes all', { remove: 'X-A' }, [':path=/x?b=2&a=1', 'content-type=a/b', 'x-b=b']],
    [
      'removes by pattern',
      { remove_on_match: { key_matcher: { prefix: 'x-' } } },
      [':path=/x?b=2&a=1', 'content-type=a/b'],
    ],
    ['drops an empty value', append('x-c', '%REQ(none)%'), UNTOUCHED],
    [
      'keeps an empty value',
      append('x-c', '%REQ(none)%', undefined, { keep_empty_value: true }),
      [...UNTOUCHED, 'x-c='],
    ],
    ['formats', append('x-c', 'a%REQ(none)%b%%%REQ(x-b)%%RESPONSE_CODE%'), [...UNTOUCHED, 'x-c=ab%b0']],
  ])('%s', (_, mutation, expected) => {
    expect(mutated([mutation])).toEqual(expected);
  });

  it('runs mutations one after the other', () => {
    expect(mutated([{ remove: 'x-a' }, append('x-c', '[%REQ(x-a)%]')])).toContain('x-c=[]');
  });

  it('applies the levels of the route, most specific first, unless told otherwise', () => {
    const level = (name: string) => ({ mutations: { response_mutations: [append('x-l', name)] } });
    for (const [wins, order] of [
      [false, 'filter,route,host'],
      [true, 'filter,host,route'],
    ] as const) {
      const bench = new FilterBench(
        headerMutation,
        { ...level('filter'), most_specific_header_mutations_wins: wins },
        { perRouteConfigs: [level('host'), level('route')] },
      );
      const { stream, filter } = bench.stream();
      const headers = stream.withResponse([[':status', '200']]);
      filter.encodeHeaders?.(headers, { endStream: true });
      expect(headers.values('x-l').join(',')).toBe(order);
    }
  });

  it.each<[string, readonly unknown[], string]>([
    ['adds', [{ append: { record: { key: 'z', value: 'a b&' } } }], '/x?a=1&b=2&z=a%20b%26'],
    ['appends to a key', [{ append: { record: { key: 'a', value: '3' } } }], '/x?a=1&a=3&b=2'],
    [
      'overwrites',
      [{ append: { record: { key: 'a', value: '%REQ(x-b)%' }, action: 'OVERWRITE_IF_EXISTS' } }],
      '/x?a=b&b=2',
    ],
    ['removes', [{ remove: 'a' }, { remove: 'b' }], '/x'],
  ])('query: %s', (_, mutations, path) => {
    expect(mutated([], mutations)[0]).toBe(`:path=${path}`);
  });

  it('decodes untouched parameters and does not encode them again', () => {
    const bench = new FilterBench(headerMutation, {
      mutations: { query_parameter_mutations: [{ append: { record: { key: 'z', value: '1' } } }] },
    });
    const { stream, filter } = bench.stream();
    const headers = stream.withRequest([[':path', '/p?x=%20%41&y=a+b&flag']]);
    filter.decodeHeaders?.(headers, { endStream: true });
    expect(headers.get(':path')).toBe('/p?flag=&x= A&y=a+b&z=1');
  });

  it('says so when a format is not simulated', () => {
    const bench = new FilterBench(headerMutation, {
      mutations: { request_mutations: [append('x', '%UPSTREAM_LOCAL_PORT%')] },
    });
    const { stream, filter } = bench.stream();
    filter.decodeHeaders?.(stream.withRequest([]), { endStream: true });
    expect(bench.server.eventsOf('not-simulated')[0]?.what).toBe('format operator %UPSTREAM_LOCAL_PORT%');
  });

  it.each<[unknown, string]>([
    [append(':path', 'x'), ':-prefixed or host headers may not be modified'],
    [append('Host', 'x'), ':-prefixed or host headers may not be modified'],
    [append('', 'x'), 'caused by HeaderValueValidationError.Key: value length must be at least 1 characters)'],
    [{}, 'caused by field: "action", reason: is required)'],
    [append('a', '%FOO%'), 'Not supported field in StreamInfo: FOO'],
    [append('a', 'x', 'NOPE'), "unknown enum value: 'NOPE'"],
  ])('refuses %j', (mutation, text) => {
    expect(() => mutated([mutation])).toThrow(text);
  });

  it('refuses query values that are not strings', () => {
    expect(() => mutated([], [{ append: { record: { key: 'a', value: 5 } } }])).toThrow(
      'Only string value is allowed for record value.',
    );
  });
});
