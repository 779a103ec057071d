import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import { describe, expect, it } from 'vitest';
import { FilterBench } from '../testing/filter-bench.ts';
import { bodySizeLimit } from './extension.ts';

function start(headers: readonly (readonly [string, string])[]) {
  const { stream, filter } = new FilterBench(bodySizeLimit, { max_request_bytes: 4 }).stream();
  return { stream, filter, status: filter.decodeHeaders?.(stream.withRequest(headers), { endStream: false }) };
}

describe('body_size_limit', () => {
  it('refuses by the announced length', () => {
    expect(start([['content-length', '4']]).status).toBe('Continue');
    const { status, stream } = start([['content-length', '5']]);
    expect(status).toBe('StopIteration');
    expect(stream.replies[0]).toMatchObject({ code: 413, body: 'content length too large' });
  });

  it('refuses when too much has come, and lets pass until then', () => {
    const { filter, stream } = start([]);
    expect(filter.decodeData?.(new ByteBufferImpl(new Uint8Array(4)), { endStream: false })).toBe('Continue');
    expect(filter.decodeData?.(new ByteBufferImpl(new Uint8Array(1)), { endStream: true })).toBe(
      'StopIterationNoBuffer',
    );
    expect(stream.replies[0]).toMatchObject({
      code: 413,
      body: 'request too long',
      details: 'request_payload_too_large',
    });
  });

  it('refuses a limit of 0', () => {
    expect(() => new FilterBench(bodySizeLimit, { max_request_bytes: 0 })).toThrow('value must be greater than 0');
  });
});
