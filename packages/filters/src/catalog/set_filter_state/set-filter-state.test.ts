import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { setFilterState } from './extension.ts';

const rule = (inline_string: string, more: EnvoyMessage = {}, format: EnvoyMessage = {}) => ({
  object_key: 'my.key',
  factory_key: 'envoy.string',
  format_string: { text_format_source: { inline_string }, ...format },
  ...more,
});

function run(...rules: EnvoyMessage[]) {
  const { stream, filter } = new FilterBench(setFilterState, { on_request_headers: rules }).stream();
  filter.decodeHeaders?.(stream.withRequest([['x-a', 'v']]), { endStream: true });
  return stream.streamInfo.filterState.get('my.key')?.value;
}

describe('set_filter_state', () => {
  it.each<[string, EnvoyMessage, string | undefined]>([
    ['formats', rule('a %REQ(x-a)%'), 'a v'],
    ['writes a dash for what is absent', rule('%REQ(x-b)%'), '-'],
    ['or nothing', rule('%REQ(x-b)%', {}, { omit_empty_values: true }), ''],
    ['skips what is empty', rule('%REQ(x-b)%', { skip_if_empty: true }, { omit_empty_values: true }), undefined],
    ['makes an address', rule('1.2.3.4', { factory_key: 'envoy.network.ip' }), '1.2.3.4:0'],
    ['makes nothing of a bad address', rule('x', { factory_key: 'envoy.network.ip' }), undefined],
    ['takes the key for the factory', rule('c', { object_key: 'my.key', factory_key: 'envoy.string' }), 'c'],
  ])('%s', (_, config, expected) => {
    expect(run(config)).toBe(expected);
  });

  it.each<[EnvoyMessage, string]>([
    [
      { object_key: 'my.key', format_string: { text_format_source: { inline_string: 'x' } } },
      "'my.key' does not have an object factory",
    ],
    [{ object_key: 'my.key' }, 'caused by field: "value", reason: is required'],
    [rule('%FOO%'), 'Not supported field in StreamInfo: FOO'],
  ])('refuses %j', (config, text) => {
    expect(() => run(config)).toThrow(text);
  });
});
