import { describe, expect, it } from 'vitest';
import { runChain } from '../testing/run-chain.ts';
import type { ScriptedRequest } from './request-plan.ts';

const many = (count: number) => Array.from({ length: count }, (_, i): [string, string] => [`x-${i}`, '1']);

function answer(request: ScriptedRequest, common: Record<string, unknown> = {}) {
  const { result } = runChain({ request, manager: { common_http_protocol_options: common } });
  const [response] = result.responses;
  return {
    status: response?.status ?? null,
    details: response?.response_code_details,
    flags: response?.response_flags,
    reset: response?.reset ?? null,
    reached: result.upstreams.length,
  };
}

describe('HTTP/1 requests that Envoy refuses', () => {
  const DPE = { flags: 'DPE', reset: null, reached: 0 };
  it.each<[string, ScriptedRequest, number, string]>([
    ['a bad header name', { headers: [['bad name', '1']] }, 400, 'http1.codec_error'],
    ['a path without slash', { path: 'x' }, 400, 'http1.codec_error'],
    ['a space in the path', { path: '/a b' }, 400, 'http1.codec_error'],
    ['bytes above 127 in the path', { path: '/é' }, 400, 'http1.codec_error'],
    ['an unknown method', { method: 'FOO' }, 400, 'http1.codec_error'],
    [
      'two content-lengths',
      {
        headers: [
          ['content-length', '1'],
          ['content-length', '1'],
        ],
        body: 'a',
      },
      400,
      'http1.codec_error',
    ],
    ['a control byte in a value', { headers: [['x', 'a\u0001']] }, 400, 'http1.invalid_characters'],
    ['a star', { path: '*' }, 400, 'http1.invalid_url'],
    [
      'content-length and chunked',
      {
        headers: [
          ['content-length', '1'],
          ['transfer-encoding', 'chunked'],
        ],
      },
      400,
      'http1.content_length_and_chunked_not_allowed',
    ],
    ['another transfer coding', { headers: [['transfer-encoding', 'gzip']] }, 501, 'http1.invalid_transfer_encoding'],
    ['large headers', { headers: [['x', 'a'.repeat(62_000)]] }, 431, 'http1.headers_too_large'],
    ['many headers', { headers: many(101) }, 431, 'http1.too_many_headers'],
    ['HTTP/1.0', { http_version: '1.0' }, 426, 'low_version'],
    ['a line without colon', { raw: 'GET / HTTP/1.1\r\nhost: a\r\nnonsense\r\n\r\n' }, 400, 'http1.codec_error'],
    ['no HTTP at all', { raw: 'hello\r\n\r\n' }, 400, 'http1.codec_error'],
    [
      'a bad chunk size',
      { raw: 'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n' },
      400,
      'http1.codec_error',
    ],
  ])('%s', (_what, request, status, details) => {
    expect(answer(request)).toEqual({ status, details, ...DPE });
  });
  it.each<[string, ScriptedRequest, number, string]>([
    ['no Host', { authority: null }, 400, 'missing_host_header'],
    ['a fragment', { path: '/a#b' }, 400, 'path_normalization_failed'],
    ['OPTIONS *', { method: 'OPTIONS', path: '*' }, 404, 'absolute_path_rejected'],
    [
      'an upgrade that is not enabled',
      {
        headers: [
          ['connection', 'upgrade'],
          ['upgrade', 'websocket'],
        ],
      },
      403,
      'upgrade_failed',
    ],
  ])('%s, by the connection manager', (_what, request, status, details) => {
    expect(answer(request)).toEqual({ status, details, flags: '-', reset: null, reached: 0 });
  });
  it.each<[string, number]>([
    ['ALLOW', 200],
    ['DROP_HEADER', 200],
    ['REJECT_REQUEST', 400],
  ])('underscores: %s gives %d', (action, status) => {
    const common = { headers_with_underscores_action: action };
    expect(answer({ headers: [['x_a', '1']] }, common).status).toBe(status);
  });
  it('lets what is just within the limits pass', () => {
    expect(answer({ headers: many(99) }).status).toBe(200);
    expect(answer({ headers: [['x', 'a'.repeat(61_000)]] }).status).toBe(200);
  });
  it('takes the authority of an absolute URL', () => {
    const { result } = runChain({ request: { path: 'http://abs.com/p?q' } });
    expect(result.upstreams[0]).toMatchObject({ path: '/p?q' });
    expect(result.upstreams[0]?.headers[0]).toEqual(['host', 'abs.com']);
  });
  it('answers expect: 100-continue at once', () => {
    const { result } = runChain({ request: { method: 'POST', headers: [['expect', '100-continue']], body: 'x' } });
    expect(result.responses[0]?.informational).toEqual([{ status: 100, headers: [] }]);
    expect(result.upstreams[0]?.headers.some(([name]) => name === 'expect')).toBe(false);
  });
});

describe('HTTP/2 requests that Envoy refuses', () => {
  it.each<[string, ScriptedRequest, string, string, string]>([
    [
      'a connection header',
      { headers: [['connection', 'x']] },
      'connection closed',
      'DPE',
      'http2.invalid.header.field',
    ],
    ['te: gzip', { headers: [['te', 'gzip']] }, 'connection closed', 'DPE', 'http2.invalid.header.field'],
    ['a path without slash', { path: 'x' }, 'connection closed', 'DPE', 'http2.violation.of.messaging.rule'],
    ['no authority', { authority: null }, 'connection closed', 'DPE', 'http2.violation.of.messaging.rule'],
    ['many headers', { headers: many(101) }, 'RST_STREAM INTERNAL_ERROR', 'DR', 'http2.too_many_headers'],
  ])('%s', (_what, request, reset, flags, details) => {
    expect(answer({ ...request, protocol: 'http2' })).toEqual({ status: null, details, flags, reset, reached: 0 });
  });
  it('takes host for the authority', () => {
    expect(answer({ protocol: 'http2', authority: null, headers: [['host', 'a']] }).status).toBe(200);
  });
});
