import { describe, expect, test } from 'vitest';
import { byteStringToBytes, textToBytes } from '../../http/byte-string.ts';
import { HeaderMapImpl } from '../../http/header-map-impl.ts';
import type { HttpCallAnswer } from '../../upstream/async-client.ts';
import type { GuestScript, ScriptStep } from '../testing/guest-script.ts';
import { scripted } from '../testing/guest-script.ts';
import { pluginOf, WasmHarness } from '../testing/wasm-harness.ts';
import { clusterOfService, frameMessage, readMessages } from './grpc-wire.ts';
import { serializePairs } from './serialization.ts';

const DATA = 64;
const SIZE = 68;
const TOKEN = 80;
const METADATA = String.fromCharCode(...serializePairs([['X-M', 'v']]));
const GET = [
  [':path', '/'],
  [':method', 'GET'],
  [':authority', 'a'],
] as const;

const call = (service = 'backend'): ScriptStep => [
  'proxy_grpc_call',
  service,
  'my.Svc',
  'Do',
  METADATA,
  'hello',
  300,
  TOKEN,
];
const stream = (service = 'backend'): ScriptStep => ['proxy_grpc_stream', service, 'my.Svc', 'Do', METADATA, TOKEN];
const LISTENERS: GuestScript['callbacks'] = {
  proxy_on_grpc_receive: { do: [['proxy_get_buffer_bytes', 5, 0, 100, DATA, SIZE]] },
  proxy_on_grpc_receive_initial_metadata: { do: [['proxy_get_header_map_value', 4, ':status', DATA, SIZE]] },
  proxy_on_grpc_receive_trailing_metadata: { do: [['proxy_get_header_map_value', 5, 'grpc-status', DATA, SIZE]] },
  proxy_on_grpc_close: { do: [['proxy_get_status', DATA, 72, 76]] },
};

function run(...steps: ScriptStep[]) {
  const harness = new WasmHarness();
  const code = scripted({ callbacks: { ...LISTENERS, proxy_on_request_headers: { do: steps, answer: 1 } } });
  const made = harness.stream(harness.load(pluginOf(code)));
  made.filter.decodeHeaders(made.stream.withRequest(GET), { endStream: true });
  const asked = harness.hostCalls().length;
  return {
    harness,
    statuses: harness.hostCalls().map((e) => e.status),
    /** Answers the first callout; what the guest was told and read then. */
    answer(given: Partial<Extract<HttpCallAnswer, { kind: 'answered' }>>) {
      const headers = HeaderMapImpl.of('response-headers', [
        [':status', '200'],
        ['x-envoy-upstream-service-time', '0'],
      ]);
      const whole = { kind: 'answered', headers, body: new Uint8Array(0), trailers: null, event: 0, ...given } as const;
      harness.server.calls[0]?.answer?.(whole);
      return {
        calls: harness.vmCalls().filter((c) => c.includes('grpc')),
        read: harness
          .hostCalls()
          .slice(asked)
          .map((e) => e.result ?? e.status),
      };
    },
  };
}

const frames = (...texts: string[]) => {
  const bytes = texts.flatMap((t) => [...frameMessage(textToBytes(t))]);
  return new Uint8Array(bytes);
};
const trailers = (status: string, message?: string) =>
  HeaderMapImpl.of('response-trailers', [
    ['grpc-status', status],
    ...(message === undefined ? [] : [['grpc-message', message] as const]),
  ]);
const answerHeaders = (...fields: (readonly [string, string])[]) => HeaderMapImpl.of('response-headers', fields);

describe('a call', () => {
  test('what is sent', () => {
    const { harness, statuses } = run(call());
    expect(statuses).toEqual(['Ok']);
    const [sent] = harness.server.calls;
    expect(sent?.call.headers.entries()).toEqual([
      [':method', 'POST'],
      [':path', '/my.Svc/Do'],
      [':authority', 'backend'],
      ['te', 'trailers'],
      ['grpc-timeout', '300m'],
      ['content-type', 'application/grpc'],
      ['x-m', 'v'],
    ]);
    expect(sent?.call).toMatchObject({ body: frames('hello'), timeoutMs: 300, streaming: true });
  });

  test.each<[string, Parameters<ReturnType<typeof run>['answer']>[0], string[], string[]]>([
    [
      'success: the message alone',
      { body: frames('world'), trailers: trailers('0') },
      ['proxy_on_grpc_receive(1, 5, 5)'],
      ['"world"'],
    ],
    [
      'of several messages the last',
      { body: frames('a', 'bc'), trailers: trailers('0') },
      ['proxy_on_grpc_receive(1, 5, 2)'],
      ['"bc"'],
    ],
    ['no message: an error', { trailers: trailers('0') }, ['proxy_on_grpc_close(1, 5, 13)'], ['code 13, message ""']],
    [
      'a status with its text as sent',
      { trailers: trailers('5', 'nope%20x') },
      ['proxy_on_grpc_close(1, 5, 5)'],
      ['code 5, message "nope%20x{via_upstream}"'],
    ],
    [
      'only trailers',
      { headers: answerHeaders([':status', '200'], ['grpc-status', '7'], ['grpc-message', 'no']) },
      ['proxy_on_grpc_close(1, 5, 7)'],
      ['code 7, message "no{via_upstream}"'],
    ],
    ['no status', { body: frames('w') }, ['proxy_on_grpc_close(1, 5, 2)'], ['code 2, message "via_upstream"']],
    [
      'HTTP 503',
      { headers: answerHeaders([':status', '503'], ['x-envoy-upstream-service-time', '0']), body: textToBytes('x') },
      ['proxy_on_grpc_close(1, 5, 14)'],
      ['code 14, message "via_upstream"'],
    ],
    [
      'too slow',
      { headers: answerHeaders([':status', '504']), body: textToBytes('upstream request timeout') },
      ['proxy_on_grpc_close(1, 5, 14)'],
      ['code 14, message "upstream request timeout{response_timeout}"'],
    ],
  ])('%s', (_, given, calls, read) => {
    expect(run(call()).answer(given)).toEqual({ calls, read });
  });

  test.each([
    ['a name that is no cluster', 'zzz', 'ParseFailure'],
    ['a message with a cluster', '\x0a\x09\x0a\x07backend', 'Ok'],
    ['a message with another cluster', '\x0a\x03\x0a\x01x', 'InternalFailure'],
  ])('%s', (_, service, status) => {
    expect(run(call(service)).statuses).toEqual([status]);
  });

  test('an empty service would abort Envoy', () => {
    const { harness } = run(call(''));
    expect(harness.server.eventsOf('would-crash-envoy')).toHaveLength(1);
  });
});

describe('a stream', () => {
  const send = (text: string, end: number): ScriptStep => ['proxy_grpc_send', 6, text, end];

  test('is sent when our side ends, without a timeout', () => {
    const { harness, statuses } = run(stream(), send('hello', 0), send('x', 1), send('late', 0));
    expect(statuses).toEqual(['Ok', 'Ok', 'Ok', 'NotFound']);
    expect(harness.server.calls[0]?.call).toMatchObject({ body: frames('hello', 'x'), timeoutMs: null });
    expect(harness.server.calls[0]?.call.headers.has('grpc-timeout')).toBe(false);
  });

  test('gets every callback', () => {
    const body = frames('a', 'bc');
    expect(run(stream(), send('hello', 1)).answer({ body, trailers: trailers('0') })).toEqual({
      calls: [
        'proxy_on_grpc_receive_initial_metadata(1, 6, 2)',
        'proxy_on_grpc_receive(1, 6, 1)',
        'proxy_on_grpc_receive(1, 6, 2)',
        'proxy_on_grpc_receive_trailing_metadata(1, 6, 1)',
        'proxy_on_grpc_close(1, 6, 0)',
      ],
      read: ['"200"', '"a"', '"bc"', '"0"', 'code 0, message "via_upstream"'],
    });
  });

  test('a failure of Envoy’s own comes as trailers', () => {
    const text = 'upstream connect error or disconnect/reset before headers. reset reason: connection termination';
    const headers = answerHeaders([':status', '503']);
    expect(run(stream(), send('', 1)).answer({ headers, body: textToBytes(text) }).calls).toEqual([
      'proxy_on_grpc_receive_initial_metadata(1, 6, 0)',
      'proxy_on_grpc_receive_trailing_metadata(1, 6, 4)',
      'proxy_on_grpc_close(1, 6, 14)',
    ]);
  });

  test('one that stays open is told', () => {
    const { harness } = run(stream());
    expect(harness.server.calls).toEqual([]);
    expect(harness.server.eventsOf('not-simulated')).toMatchObject([{ what: 'gRPC streams that stay open' }]);
  });

  test('close ends our side, cancel all; afterwards it is unknown', () => {
    const { harness, statuses } = run(
      stream(),
      ['proxy_grpc_close', 6],
      ['proxy_grpc_cancel', 6],
      ['proxy_grpc_cancel', 6],
      ['proxy_grpc_cancel', 10],
      ['proxy_grpc_cancel', 4],
      ['proxy_grpc_send', 5, 'x', 0],
    );
    expect(statuses).toEqual(['Ok', 'Ok', 'Ok', 'NotFound', 'NotFound', 'BadArgument', 'BadArgument']);
    expect(harness.server.calls.map((c) => c.cancelled)).toEqual([true]);
  });
});

describe('the wire', () => {
  test.each([
    ['two frames', [...frames('a', 'bc')], ['a', 'bc']],
    ['a cut frame', [...frames('abc')].slice(0, 6), [null]],
    ['a compressed one', [1, 0, 0, 0, 0], [null]],
    ['nothing', [], []],
  ])('%s', (_, bytes, texts) => {
    const messages = readMessages(new Uint8Array(bytes)).map((m) => m && new TextDecoder().decode(m));
    expect(messages).toEqual(texts);
  });

  test('a service is a message when its bytes are one', () => {
    expect(clusterOfService(byteStringToBytes('backend'))).toEqual({ cluster: 'backend', parsed: false });
    expect(clusterOfService(byteStringToBytes('\x0a\x03\x0a\x01x'))).toEqual({ cluster: 'x', parsed: true });
  });
});
