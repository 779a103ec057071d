import { describe, expect, it } from 'vitest';
import { FilterBench } from '../testing/filter-bench.ts';
import { parseCdnLoop } from './cdn-loop-header.ts';
import { cdnLoop } from './extension.ts';

function run(header: string | null, max_allowed_occurrences = 0) {
  const { stream, filter } = new FilterBench(cdnLoop, { cdn_id: 'me', max_allowed_occurrences }).stream();
  const headers = stream.withRequest(header === null ? [] : [['cdn-loop', header]]);
  filter.decodeHeaders?.(headers, { endStream: true });
  return stream.replies[0]?.details ?? headers.get('cdn-loop');
}

describe('cdn_loop', () => {
  it.each<[string | null, number, string]>([
    [null, 0, 'me'],
    ['other; a=b', 0, 'other; a=b,me'],
    ['me', 0, 'cdn_loop_detected'],
    ['me', 1, 'me,me'],
    ['other, me; x="me"', 0, 'cdn_loop_detected'],
    ['[bad', 0, 'invalid_cdn_loop_header'],
  ])('%j with %i allowed', (header, most, expected) => {
    expect(run(header, most)).toBe(expected);
  });

  it.each([
    ['a', ['a']],
    [' a ,, b:80 ;x=y; z="q,\\"r" ,[::1]:1', ['a', 'b:80', '[::1]:1']],
    ['a b', null],
    ['a;x', null],
    ['', null],
  ])('reads %j', (value, ids) => {
    expect(parseCdnLoop(value)).toEqual(ids);
  });

  it.each([
    ['', 'CdnLoopConfigValidationError.CdnId: value length must be at least 1 characters'],
    ['a b', 'Provided cdn_id "a b" is not a valid CDN identifier:'],
  ])('refuses the id %j', (cdn_id, text) => {
    expect(() => new FilterBench(cdnLoop, { cdn_id })).toThrow(text);
  });
});
