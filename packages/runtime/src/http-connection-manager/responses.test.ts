import { describe, expect, it } from 'vitest';
import { type ChainRun, runChain } from '../testing/run-chain.ts';

const DATE = ['date', 'Thu, 01 Jan 2026 00:00:00 GMT'] as const;
const SERVER = ['server', 'envoy'] as const;
const headersOf = (run: ChainRun) =>
  runChain(run).result.responses[0]?.headers.filter(([name]) => name !== 'x-envoy-upstream-service-time');

describe('responses', () => {
  it.each<[string, ChainRun, readonly (readonly [string, string])[]]>([
    [
      'a chunked body',
      { answer: { headers: [['X-A', '1']], body: 'x' } },
      [['x-a', '1'], DATE, SERVER, ['transfer-encoding', 'chunked']],
    ],
    [
      'a body with a length',
      { answer: { headers: [['content-length', '1']], body: 'x' } },
      [['content-length', '1'], DATE, SERVER],
    ],
    ['no body', { answer: {} }, [['content-length', '0'], DATE, SERVER]],
    ['no body from HTTP/2', { answer: { protocol: 'http2' } }, [DATE, SERVER, ['content-length', '0']]],
    ['204 loses its length', { answer: { status: 204 } }, [DATE, SERVER]],
    [
      'HEAD keeps it',
      { request: { method: 'HEAD' }, answer: { headers: [['content-length', '7']] } },
      [['content-length', '7'], DATE, SERVER],
    ],
    ['an HTTP/2 client needs no framing', { request: { protocol: 'http2' }, answer: { body: 'x' } }, [DATE, SERVER]],
    [
      'server of the upstream is overwritten in place',
      {
        answer: {
          headers: [
            ['server', 'mine'],
            ['x-a', '1'],
          ],
        },
      },
      [['server', 'envoy'], ['x-a', '1'], ['content-length', '0'], DATE],
    ],
    [
      'or kept',
      { manager: { server_header_transformation: 'APPEND_IF_ABSENT' }, answer: { headers: [['server', 'mine']] } },
      [['server', 'mine'], ['content-length', '0'], DATE],
    ],
    ['or left out', { manager: { server_header_transformation: 'PASS_THROUGH' } }, [['content-length', '0'], DATE]],
    [
      'date of the upstream stays',
      { answer: { headers: [['date', 'then']] } },
      [['date', 'then'], ['content-length', '0'], SERVER],
    ],
    ['via comes last', { manager: { via: 'me' } }, [['content-length', '0'], DATE, SERVER, ['via', 'me']]],
    [
      'the client wants to close',
      { request: { headers: [['connection', 'close']] }, answer: { body: 'x' } },
      [DATE, SERVER, ['connection', 'close'], ['transfer-encoding', 'chunked']],
    ],
    [
      'connection headers of the upstream go',
      {
        answer: {
          headers: [
            ['connection', 'close'],
            ['keep-alive', 'x'],
            ['proxy-connection', 'x'],
          ],
        },
      },
      [['content-length', '0'], DATE, SERVER],
    ],
  ])('%s', (_what, run, expected) => {
    expect(headersOf(run)).toEqual(expected);
  });
  it('close the connection when they come before the request is complete', () => {
    const { result } = runChain({ request: { method: 'POST', body: ['a', 'b'] }, answer: { early: true, body: 'x' } });
    expect(result.responses[0]?.headers).toContainEqual(['connection', 'close']);
    expect(result.responses[0]?.headers.some(([name]) => name === 'x-envoy-upstream-service-time')).toBe(false);
  });
  it('carry trailers where both sides have them', () => {
    const trailers: ChainRun['answer'] = { protocol: 'http2', body: 'x', trailers: [['t', '1']] };
    expect(runChain({ request: { protocol: 'http2' }, answer: trailers }).result.responses[0]?.trailers).toEqual([
      ['t', '1'],
    ]);
    expect(runChain({ answer: trailers }).result.responses[0]?.trailers).toEqual([]);
    const enabled = { manager: { http_protocol_options: { enable_trailers: true } } };
    expect(runChain({ ...enabled, answer: trailers }).result.responses[0]?.trailers).toEqual([['t', '1']]);
  });
});

describe('local_reply_config', () => {
  const notFound: ChainRun = { routes: [] };
  const mapper = (fields: Record<string, unknown>) => ({
    filter: { status_code_filter: { comparison: { op: 'EQ', value: { default_value: 404, runtime_key: 'k' } } } },
    ...fields,
  });
  const reply = (config: Record<string, unknown>, run: ChainRun = notFound) =>
    runChain({ ...run, manager: { local_reply_config: config } }).result.responses[0];
  it('changes code and headers', () => {
    const mapped = reply({
      mappers: [
        mapper({ status_code: 418, headers_to_add: [{ header: { key: 'x-lr', value: '%RESPONSE_CODE_DETAILS%' } }] }),
      ],
    });
    expect(mapped?.status).toBe(418);
    expect(mapped?.headers[0]).toEqual(['x-lr', 'route_not_found']);
  });
  it('takes the text of a mapper as it is and lets the format make the body', () => {
    const format = { text_format_source: { inline_string: '<%LOCAL_REPLY_BODY%|%RESPONSE_CODE%>' } };
    expect(reply({ body_format: format, mappers: [mapper({ body: { inline_string: '%raw%' } })] })?.body).toBe(
      '<%raw%|404>',
    );
    expect(
      reply({
        body_format: format,
        mappers: [
          mapper({ body_format_override: { json_format: { code: '%RESPONSE_CODE%', b: '%REQ(nope)%', a: 'x' } } }),
        ],
      })?.body,
    ).toBe('{"a":"x","b":null,"code":404}\n');
  });
  it('leaves upstream answers alone and changes direct responses', () => {
    const config = { body_format: { text_format_source: { inline_string: 'changed' } } };
    expect(reply(config, { answer: { status: 404, body: 'own' } })?.body).toBe('own');
    const direct = {
      routes: [{ match: { prefix: '/' }, direct_response: { status: 200, body: { inline_string: 'own' } } }],
    };
    expect(reply(config, direct)?.body).toBe('changed');
  });
});
