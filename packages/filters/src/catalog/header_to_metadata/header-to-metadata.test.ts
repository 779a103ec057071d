import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { headerToMetadata } from './extension.ts';

const NAMESPACE = 'envoy.filters.http.header_to_metadata';

function run(rule: EnvoyMessage, headers: readonly (readonly [string, string])[]) {
  const { stream, filter } = new FilterBench(headerToMetadata, { request_rules: [rule] }).stream();
  const map = stream.withRequest(headers);
  filter.decodeHeaders?.(map, { endStream: true });
  return { value: stream.streamInfo.dynamicMetadata.get(NAMESPACE)?.get('k'), map };
}

const present = (more: EnvoyMessage = {}) => ({ header: 'X-A', on_header_present: { key: 'k', ...more } });

describe('header_to_metadata', () => {
  it.each<[string, EnvoyMessage, readonly (readonly [string, string])[], unknown]>([
    ['a header', present(), [['x-a', 'é']], 'é'],
    [
      'values joined',
      present(),
      [
        ['x-a', '1'],
        ['x-a', '2'],
      ],
      '1,2',
    ],
    ['absent', present(), [], undefined],
    ['an empty header', { ...present(), on_header_missing: { key: 'k', value: 'none' } }, [['x-a', '']], undefined],
    ['missing', { header: 'x-a', on_header_missing: { key: 'k', value: 'none' } }, [], 'none'],
    ['a constant', present({ value: 'c' }), [['x-a', '1']], 'c'],
    ['a number', present({ type: 'NUMBER' }), [['x-a', '1.5']], 1.5],
    ['no number', present({ type: 'NUMBER' }), [['x-a', '1x']], undefined],
    ['base64', present({ encode: 'BASE64' }), [['x-a', 'YWI=']], 'ab'],
    [
      'a rewrite',
      present({ regex_value_rewrite: { pattern: { regex: '^v(\\d+)$' }, substitution: '\\1' } }),
      [['x-a', 'v7']],
      '7',
    ],
    [
      'a rewrite to a group that is not there',
      present({ regex_value_rewrite: { pattern: { regex: '[a-z]' }, substitution: '\\1' } }),
      [['x-a', 'v7']],
      'v7',
    ],
    ['base64 without padding', present({ encode: 'BASE64' }), [['x-a', 'YWI']], 'ab'],
    ['base64 with bits over', present({ encode: 'BASE64' }), [['x-a', '12']], undefined],
    ['a cookie', { cookie: 'c', on_header_present: { key: 'k' } }, [['cookie', 'a=b; c="d"']], 'd'],
  ])('%s', (_, rule, headers, expected) => {
    const bytes = headers.map(([name, value]) => [name, Buffer.from(value).toString('latin1')] as const);
    expect(run(rule, bytes).value).toBe(expected);
  });

  it('removes the header when it is told to', () => {
    expect(run({ ...present(), remove: true }, [['x-a', '1']]).map.has('x-a')).toBe(false);
  });

  it.each<[EnvoyMessage, string]>([
    [{}, 'One of Cookie or Header option needs to be specified'],
    [{ header: 'x' }, "rule for header 'x' has neither `on_header_present` nor `on_header_missing` set"],
    [{ header: 'x', on_header_missing: { key: 'k' } }, 'Cannot specify on_header_missing rule with an empty value'],
    [
      { header: 'x', cookie: 'y', on_header_present: { key: 'k' } },
      'Cannot specify both header and cookie in the same rule',
    ],
    [{ cookie: 'y', remove: true, on_header_present: { key: 'k' } }, 'Cannot specify remove for cookie'],
  ])('refuses %j', (rule, text) => {
    expect(() => run(rule, [])).toThrow(text);
  });
});
