import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { buffer } from './extension.ts';

const bytes = (text: string) => new ByteBufferImpl(new TextEncoder().encode(text));

function start(
  headers: readonly (readonly [string, string])[],
  endStream: boolean,
  perRouteConfigs: EnvoyMessage[] = [],
) {
  const { stream, filter } = new FilterBench(buffer, { max_request_bytes: 10 }, { perRouteConfigs }).stream();
  const map = stream.withRequest(headers);
  return { stream, filter, map, status: filter.decodeHeaders?.(map, { endStream }) };
}

describe('buffer', () => {
  it('holds the request until the body is complete and gives it a length', () => {
    const { stream, filter, map, status } = start([[':method', 'POST']], false);
    expect(status).toBe('StopIteration');
    expect(stream.limit).toBe(10);
    expect(filter.decodeData?.(bytes('abc'), { endStream: false })).toBe('StopIterationAndBuffer');
    expect(filter.decodeData?.(bytes('de'), { endStream: true })).toBe('Continue');
    expect(map.get('content-length')).toBe('5');
  });

  it('also ends with trailers', () => {
    const { stream, filter, map } = start([], false);
    filter.decodeData?.(bytes('abc'), { endStream: false });
    expect(filter.decodeTrailers?.(stream.withRequest([]))).toBe('Continue');
    expect(map.get('content-length')).toBe('3');
  });

  it('leaves a length and a request without body alone', () => {
    const { filter, map } = start([['content-length', '7']], false);
    filter.decodeData?.(bytes('abc'), { endStream: true });
    expect(map.get('content-length')).toBe('7');
    const empty = start([], true);
    expect(empty.status).toBe('Continue');
    expect(empty.map.has('content-length')).toBe(false);
  });

  it('obeys the route', () => {
    expect(start([], false, [{ disabled: true }]).status).toBe('Continue');
    expect(start([], false, [{ buffer: { max_request_bytes: 3 } }]).stream.limit).toBe(3);
  });

  it.each<[EnvoyMessage, string]>([
    [{}, 'BufferValidationError.MaxRequestBytes: value is required and must not be nil.'],
    [{ max_request_bytes: 0 }, 'BufferValidationError.MaxRequestBytes: value must be greater than 0'],
    [{ max_request_bytes: 'abc' }, "invalid number: 'abc'"],
  ])('refuses %j', (config, text) => {
    expect(() => new FilterBench(buffer, config)).toThrow(text);
  });
});
