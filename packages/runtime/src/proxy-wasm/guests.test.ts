import { expect, test } from 'vitest';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { inspectModule } from './module/inspect-module.ts';
import { guest } from './testing/guest.ts';
import { bytes, pluginOf, WasmHarness } from './testing/wasm-harness.ts';

const GET = [
  [':path', '/'],
  [':method', 'GET'],
  [':authority', 'a'],
] as const;

function streamOf(name: string) {
  const harness = new WasmHarness();
  return { harness, ...harness.stream(harness.load(pluginOf(guest(name)))) };
}

test.each(['add-header', 'local-reply', 'auth-callout', 'upper-case-body', 'runaway'])(
  '%s is what Envoy loads',
  (name) => {
    expect(inspectModule(guest(name))).toMatchObject({ kind: 'module', abi: '0.2.1', refusal: null, wouldCrash: null });
  },
);

test('add-header', () => {
  const { stream, filter } = streamOf('add-header');
  const request = stream.withRequest(GET);
  const response = stream.withResponse([[':status', '200']]);
  filter.decodeHeaders(request, { endStream: true });
  filter.encodeHeaders(response, { endStream: true });
  expect([request.get('x-wasm'), response.get('x-wasm')]).toEqual(['yes', 'yes']);
});

test('local-reply', () => {
  const { stream, filter } = streamOf('local-reply');
  filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
  expect(stream.replies).toMatchObject([{ code: 403, details: 'denied', body: 'not today' }]);
});

test('auth-callout', () => {
  const { harness, stream, filter } = streamOf('auth-callout');
  expect(filter.decodeHeaders(stream.withRequest(GET), { endStream: true })).toBe('StopAllIterationAndWatermark');
  expect(harness.server.calls[0]?.call.headers.get(':path')).toBe('/check');
  const headers = HeaderMapImpl.of('response-headers', [[':status', '200']]);
  harness.server.calls[0]?.answer?.({ kind: 'answered', headers, body: bytes(''), trailers: null, event: 0 });
  expect(stream.continued).toEqual(['decoding']);
});

test('upper-case-body', () => {
  const { stream, filter } = streamOf('upper-case-body');
  filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
  filter.encodeHeaders(stream.withResponse([[':status', '200']]), { endStream: false });
  const body = new ByteBufferImpl(bytes('Hello, you'));
  filter.encodeData(body, { endStream: true });
  expect(new TextDecoder().decode(body.bytes())).toBe('HELLO, YOU');
});

test('runaway', () => {
  const { harness, stream, filter } = streamOf('runaway');
  filter.decodeHeaders(stream.withRequest(GET), { endStream: true });
  expect(harness.server.eventsOf('budget-exceeded')).toMatchObject([{ callback: 'proxy_on_request_headers' }]);
  expect(harness.server.eventsOf('vm-trapped')[0]?.backtrace.map((f) => f.name)[0]).toBe('forever');
});
