import { describe, expect, it } from 'vitest';
import { type Answers, chain, type Probe } from '../testing/probe-filter.ts';
import type { ChainRun } from '../testing/run-chain.ts';

const POST: ChainRun = { request: { method: 'POST', body: ['123', '45678'] } };

describe('limits', () => {
  const limit = (bytes: number) => ({ listener: { per_connection_buffer_limit_bytes: bytes } });
  it.each([
    [8, 200, 'H 12345678.'],
    [7, 413, ''],
  ])('a request that is buffered passes at %d bytes with %d', (bytes, status, seenByC) => {
    const { c, path, response } = chain(
      { decodeHeaders: 'StopIteration', decodeData: ['StopIterationAndBuffer', 'StopIterationAndBuffer', 'Continue'] },
      { ...POST, ...limit(bytes) },
    );
    expect([response.status, path(c, '>')]).toEqual([status, seenByC]);
  });
  it('sends the 413 through all encoder filters and closes the connection', () => {
    const { a, c, path, response } = chain({ decodeData: 'StopIterationAndBuffer' }, { ...POST, ...limit(7) });
    expect(response).toMatchObject({
      status: 413,
      body: 'Payload Too Large',
      response_code_details: 'request_payload_too_large',
    });
    expect(response.headers).toContainEqual(['connection', 'close']);
    expect([path(c, '<'), path(a, '<')]).toEqual(['H Payload Too Large.', 'H Payload Too Large.']);
  });
  it('pauses the sender instead when the filter asked for watermarks, and goes on later', () => {
    const { b, response, outcome, path } = chain(
      { decodeHeaders: 'StopAllIterationAndWatermark' },
      { ...POST, ...limit(2) },
      (probe) => {
        probe.act = (event, { decoder }) => {
          if (event === 'decodeHeaders')
            decoder?.worker.dispatcher.createTimer(() => decoder.continueDecoding()).enable(5);
        };
      },
    );
    expect([response.status, path(b, '>')]).toEqual([200, 'H 123 45678 .']);
    expect(outcome.result.upstreams[0]?.body).toBe('12345678');
  });
  it('answers 500 directly when a held response is too large: filters in front see nothing', () => {
    const { a, response, path } = chain(
      { encodeHeaders: 'StopIteration', encodeData: 'StopIterationAndBuffer' },
      { answer: { body: '12345678' }, ...limit(7) },
    );
    expect([response.status, response.body, path(a, '<')]).toEqual([500, 'Internal Server Error', '']);
    expect(response.response_code_details).toBe('response_payload_too_large');
  });
  it('cuts a response whose headers are out', () => {
    const { response } = chain({ encodeData: 'StopIterationAndBuffer' }, { answer: { body: '12345678' }, ...limit(7) });
    expect(response).toMatchObject({ status: 200, complete: false, reset: 'connection closed' });
  });
});

describe('local replies', () => {
  const reply = (code: number) => ({
    code,
    body: 'no',
    headers: [['x-own', '1'] as const],
    grpcStatus: null,
    details: 'a reason',
  });
  const onEvent =
    (wanted: keyof Answers, code = 403) =>
    (probe: Probe) => {
      probe.act = (event) => {
        const callbacks = wanted.startsWith('decode') ? probe.decoder : probe.encoder;
        if (event === wanted) callbacks?.sendLocalReply(reply(code));
      };
    };

  it('from request headers go through every encoder filter, also those behind', () => {
    const { a, b, c, path, response, outcome } = chain(
      { decodeHeaders: 'StopIteration' },
      {},
      onEvent('decodeHeaders'),
    );
    expect([path(c, '>'), path(c, '<'), path(b, '<'), path(a, '<')]).toEqual(['', 'H no.', 'H no.', 'H no.']);
    expect(response).toMatchObject({ status: 403, body: 'no', response_code_details: 'a_reason' });
    expect(response.headers.slice(0, 3)).toEqual([
      ['x-own', '1'],
      ['content-length', '2'],
      ['content-type', 'text/plain'],
    ]);
    expect(outcome.result.upstreams).toEqual([]);
  });
  it('from request data reset what went upstream', () => {
    const { response, outcome } = chain({}, POST, onEvent('decodeData'));
    expect(response.status).toBe(403);
    expect(outcome.result.upstreams[0]?.complete).toBe(false);
  });
  it('from response headers go straight to the client', () => {
    const { a, b, path, response } = chain({ encodeHeaders: 'StopIteration' }, {}, onEvent('encodeHeaders'));
    expect([path(b, '<'), path(a, '<'), response.status]).toEqual(['H.', '', 403]);
  });
  it('after response headers cut the stream', () => {
    const { response } = chain({}, { answer: { body: 'x' } }, onEvent('encodeData'));
    expect(response).toMatchObject({ status: 200, complete: false, response_code_details: 'a_reason' });
  });
  it('on top of a local reply replace it', () => {
    const { response } = chain({ encodeHeaders: 'StopIteration' }, {}, (b, a) => {
      onEvent('encodeHeaders', 599)(b);
      a.act = (event, { decoder }) => {
        if (event === 'decodeHeaders') decoder?.sendLocalReply(reply(403));
      };
    });
    expect(response.status).toBe(599);
  });
  it('to gRPC clients are headers only', () => {
    const { response } = chain(
      { decodeHeaders: 'StopIteration' },
      { request: { headers: [['content-type', 'application/grpc']] } },
      onEvent('decodeHeaders'),
    );
    expect(response).toMatchObject({ status: 200, body: '' });
    expect(response.headers).toContainEqual(['grpc-status', '7']);
    expect(response.headers).toContainEqual(['grpc-message', 'no']);
  });
  it('to HEAD keep their headers and have no body', () => {
    const { b, path, response } = chain(
      { decodeHeaders: 'StopIteration' },
      { request: { method: 'HEAD' } },
      onEvent('decodeHeaders'),
    );
    expect([path(b, '<'), response.body]).toEqual(['H.', '']);
    expect(response.headers).toContainEqual(['content-length', '2']);
  });
});
