import { ByteBufferImpl } from '@chainwright/runtime/http/byte-buffer-impl';
import { bytesToByteString } from '@chainwright/runtime/http/byte-string';
import { HeaderMapImpl } from '@chainwright/runtime/http/header-map-impl';
import { describe, expect, it } from 'vitest';
import { FilterBench } from '../testing/filter-bench.ts';
import { Base64Decoder } from './base64-decoder.ts';
import { grpcWeb } from './extension.ts';

const bytes = (text: string) => new ByteBufferImpl(new TextEncoder().encode(text));

function start(contentType: string, accept?: string) {
  const bench = new FilterBench(grpcWeb, {});
  const { stream, filter } = bench.stream();
  const request = stream.withRequest([
    [':path', '/a.B/C'],
    ['content-type', contentType],
    ['content-length', '6'],
    ...(accept === undefined ? [] : [['accept', accept] as const]),
  ]);
  filter.decodeHeaders?.(request, { endStream: false });
  return { bench, stream, filter, request };
}

describe('grpc_web', () => {
  it('makes a gRPC request of a gRPC-Web request', () => {
    expect(start('application/grpc-web+proto').request.entries()).toEqual([
      [':path', '/a.B/C'],
      ['content-type', 'application/grpc'],
      ['te', 'trailers'],
      ['grpc-accept-encoding', 'identity'],
    ]);
  });

  it('leaves other requests alone', () => {
    expect(start('application/grpc').request.get('content-length')).toBe('6');
  });

  it('refuses base64 that is none', () => {
    const { stream, filter } = start('application/grpc-web-text');
    expect(filter.decodeData?.(bytes('AA!!'), { endStream: false })).toBe('StopIterationNoBuffer');
    expect(stream.replies).toMatchObject([{ code: 400, details: 'grpc_base_64_decode_failed' }]);
  });

  it.each([
    ['application/grpc-web', 'application/grpc-web+proto', '\x80\0\0\0\x0fgrpc-status:0\r\n'],
    ['application/grpc-web-text', 'application/grpc-web-text+proto', 'gAAAAA9ncnBjLXN0YXR1czowDQo='],
  ])('sends trailers as the last frame to who accepts %s', (accept, contentType, frame) => {
    const { stream, filter } = start('application/grpc-web', accept);
    const response = HeaderMapImpl.of('response-headers', [
      [':status', '200'],
      ['content-type', 'application/grpc'],
    ]);
    expect(filter.encodeHeaders?.(response, { endStream: false })).toBe('Continue');
    expect(response.get('content-type')).toBe(contentType);
    const trailers = HeaderMapImpl.of('response-trailers', [['grpc-status', '0']]);
    filter.encodeTrailers?.(trailers);
    expect(trailers.size).toBe(0);
    expect(bytesToByteString(stream.encoded?.bytes() ?? new Uint8Array(0))).toBe(frame);
  });

  it('makes a message of an answer that is not gRPC', () => {
    const { filter } = start('application/grpc-web');
    const response = HeaderMapImpl.of('response-headers', [[':status', '503']]);
    expect(filter.encodeHeaders?.(response, { endStream: false })).toBe('StopIteration');
    expect(filter.encodeData?.(bytes('no\n'), { endStream: true })).toBe('Continue');
    expect(response.entries()).toEqual([
      [':status', '503'],
      ['content-type', 'application/grpc-web+proto'],
      ['grpc-message', 'no%0A'],
      ['grpc-status', '14'],
      ['content-length', '0'],
    ]);
  });
});

describe('Base64Decoder', () => {
  it.each<[string, string[], string]>([
    ['pieces that are no multiple of four', ['AQ', 'IDBA', 'UG'], 'wait,1 2 3,4 5 6'],
    ['an end too early', ['AQIDBA'], 'bad-size'],
    ['bits that stand for nothing', ['AAB='], 'bad-data'],
    ['padding in the middle', ['AA==AAAA'], 'bad-data'],
  ])('decodes %s', (_, pieces, expected) => {
    const decoder = new Base64Decoder();
    const decoded = pieces.map((piece, i) => decoder.decode(bytes(piece).bytes(), i === pieces.length - 1));
    expect(decoded.map((one) => (typeof one === 'string' ? one : one.join(' '))).join()).toBe(expected);
  });
});
