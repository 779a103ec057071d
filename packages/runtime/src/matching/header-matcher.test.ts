import { describe, expect, it } from 'vitest';
import { MessageReader } from '../config/message-reader.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { readHeaderMatcher } from './header-matcher.ts';

const headers = HeaderMapImpl.of('request-headers', [
  ['x-a', '1'],
  ['x-a', '2'],
  ['x-n', '42'],
  ['x-c', 'Hello'],
]);

function matcher(config: unknown) {
  return MessageReader.read(config, 'envoy.config.route.v3.HeaderMatcher', readHeaderMatcher);
}

describe('HeaderMatcher', () => {
  it.each<[unknown, boolean, boolean]>([
    [{ name: 'x-a' }, true, true],
    [{ name: 'X-A', present_match: false }, false, false],
    [{ name: 'x-z', present_match: false }, true, true],
    [{ name: 'x-z', invert_match: true }, true, true],
    [{ name: 'x-a', string_match: { exact: '1,2' } }, false, false],
    [{ name: 'x-a', string_match: { exact: '2' } }, true, true],
    [{ name: 'x-a', string_match: { exact: '2' }, invert_match: true }, false, true],
    [{ name: 'x-z', string_match: { exact: 'q' }, invert_match: true }, false, false],
    [
      { name: 'x-z', string_match: { exact: 'q' }, invert_match: true, treat_missing_header_as_empty: true },
      true,
      true,
    ],
    [{ name: 'x-c', string_match: { prefix: 'hel', ignore_case: true } }, true, true],
    [{ name: 'x-c', string_match: { contains: 'ell' } }, true, true],
    [{ name: 'x-c', string_match: { suffix: 'LO' } }, false, false],
    [{ name: 'x-c', string_match: { safe_regex: { regex: 'H.*' } } }, true, true],
    [{ name: 'x-n', range_match: { start: 42, end: 43 } }, true, true],
    [{ name: 'x-n', range_match: { start: 0, end: 42 } }, false, false],
    [{ name: 'x-c', range_match: { start: 0, end: 42 } }, false, false],
    [{ name: 'x-c', prefix_match: 'Hel' }, true, true],
  ])('%j', (config, matches, anyValue) => {
    expect(matcher(config).matches(headers)).toBe(matches);
    expect(matcher(config).matchesAnyValue(headers)).toBe(anyValue);
  });
});
