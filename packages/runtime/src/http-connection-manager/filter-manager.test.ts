import { describe, expect, it } from 'vitest';
import type { DecoderFilterCallbacks, EncoderFilterCallbacks } from '../filter/filter-callbacks.ts';
import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from '../filter/filter-status.ts';
import type { HttpFilter } from '../filter/http-filter.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { bytesToByteString, textToBytes } from '../http/byte-string.ts';
import { type ChainOutcome, type ChainRun, runChain } from '../testing/run-chain.ts';

type Answers = {
  decodeHeaders?: FilterHeadersStatus;
  decodeData?: FilterDataStatus | FilterDataStatus[];
  decodeTrailers?: FilterTrailersStatus;
  encodeHeaders?: FilterHeadersStatus;
  encodeData?: FilterDataStatus | FilterDataStatus[];
  encodeTrailers?: FilterTrailersStatus;
};

/** A filter that notes its events and answers as told; `act` may do something first. */
class Probe implements HttpFilter {
  readonly seen: string[] = [];
  decoder: DecoderFilterCallbacks | null = null;
  encoder: EncoderFilterCallbacks | null = null;
  act: (event: string, probe: Probe) => void = () => {};
  readonly #answers: Answers;
  readonly #counts = new Map<string, number>();

  constructor(answers: Answers = {}) {
    this.#answers = answers;
  }
  setDecoderCallbacks(callbacks: DecoderFilterCallbacks) {
    this.decoder = callbacks;
  }
  setEncoderCallbacks(callbacks: EncoderFilterCallbacks) {
    this.encoder = callbacks;
  }
  decodeHeaders(_: unknown, end: { endStream: boolean }) {
    return this.#note('decodeHeaders', `>H${end.endStream ? '.' : ''}`, 'Continue' as FilterHeadersStatus);
  }
  decodeData(data: ByteBuffer, end: { endStream: boolean }) {
    return this.#note('decodeData', `>${text(data)}${end.endStream ? '.' : ''}`, 'Continue' as FilterDataStatus);
  }
  decodeTrailers() {
    return this.#note('decodeTrailers', '>T', 'Continue' as FilterTrailersStatus);
  }
  encodeHeaders(_: unknown, end: { endStream: boolean }) {
    return this.#note('encodeHeaders', `<H${end.endStream ? '.' : ''}`, 'Continue' as FilterHeadersStatus);
  }
  encodeData(data: ByteBuffer, end: { endStream: boolean }) {
    return this.#note('encodeData', `<${text(data)}${end.endStream ? '.' : ''}`, 'Continue' as FilterDataStatus);
  }
  encodeTrailers() {
    return this.#note('encodeTrailers', '<T', 'Continue' as FilterTrailersStatus);
  }
  onLog() {
    this.seen.push('log');
  }
  onDestroy() {
    this.seen.push('destroy');
  }
  #note<S>(name: keyof Answers, event: string, otherwise: S): S {
    this.seen.push(event);
    this.act(name, this);
    const told = this.#answers[name];
    if (!Array.isArray(told)) return (told as S | undefined) ?? otherwise;
    const nth = this.#counts.get(name) ?? 0;
    this.#counts.set(name, nth + 1);
    return (told[Math.min(nth, told.length - 1)] as S | undefined) ?? otherwise;
  }
}

const text = (data: ByteBuffer) => bytesToByteString(data.bytes());

/** Runs A, B, C and the router; B answers as told. */
function chain(b: Answers, run: ChainRun = {}, prepare: (probe: Probe, a: Probe, c: Probe) => void = () => {}) {
  const a = new Probe();
  const probe = new Probe(b);
  const c = new Probe();
  prepare(probe, a, c);
  const filters = [
    ['A', a],
    ['B', probe],
    ['C', c],
  ] as const;
  const outcome = runChain({ filters: filters.map(([name, filter]) => ({ name, create: () => filter })), ...run });
  const path = (filter: Probe, way: '>' | '<') =>
    filter.seen
      .filter((event) => event.startsWith(way))
      .map((event) => event.slice(1))
      .join(' ');
  return {
    outcome,
    a,
    b: probe,
    c,
    path,
    response: outcome.result.responses[0] as NonNullable<ChainOutcome['result']['responses'][0]>,
  };
}

const POST: ChainRun = { request: { method: 'POST', body: ['123', '45678'] } };

describe('request path', () => {
  it.each<[string, Answers, { b: string; c: string }]>([
    ['everything continues', {}, { b: 'H 123 45678 .', c: 'H 123 45678 .' }],
    [
      'headers StopIteration: B gets data, its Continue sends headers and data on',
      { decodeHeaders: 'StopIteration' },
      { b: 'H 123 45678 .', c: 'H 123 45678 .' },
    ],
    [
      'headers StopIteration and buffered data',
      { decodeHeaders: 'StopIteration', decodeData: ['StopIterationAndBuffer', 'StopIterationAndBuffer', 'Continue'] },
      { b: 'H 123 45678 .', c: 'H 12345678.' },
    ],
    [
      'data StopIterationAndBuffer until the end',
      { decodeData: ['StopIterationAndBuffer', 'StopIterationAndBuffer', 'Continue'] },
      { b: 'H 123 45678 .', c: 'H 12345678.' },
    ],
    [
      'data StopIterationAndWatermark once',
      { decodeData: ['StopIterationAndWatermark', 'Continue'] },
      { b: 'H 123 45678 .', c: 'H 12345678 .' },
    ],
    [
      'data StopIterationNoBuffer loses the piece',
      { decodeData: ['StopIterationNoBuffer', 'Continue'] },
      { b: 'H 123 45678 .', c: 'H 45678 .' },
    ],
    ['StopAllIterationAndBuffer, never continued', { decodeHeaders: 'StopAllIterationAndBuffer' }, { b: 'H', c: '' }],
  ])('%s', (_what, answers, expected) => {
    const { b, c, path } = chain(answers, POST);
    expect({ b: path(b, '>'), c: path(c, '>') }).toEqual(expected);
  });

  it('continues after StopAllIterationAndWatermark: B itself gets what has gathered, in one event', () => {
    const { a, b, c, path } = chain({ decodeHeaders: 'StopAllIterationAndWatermark' }, POST, (probe) => {
      probe.act = (event, { decoder }) => {
        if (event === 'decodeHeaders')
          decoder?.worker.dispatcher.createTimer(() => decoder.continueDecoding()).enable(5);
      };
    });
    expect([path(a, '>'), path(b, '>'), path(c, '>')]).toEqual(['H 123 45678 .', 'H 12345678.', 'H 12345678.']);
  });

  it('continues in the callback itself when that answers with a stop', () => {
    const { c, path, response } = chain({ decodeHeaders: 'StopIteration' }, {}, (probe) => {
      probe.act = (event, { decoder }) => {
        if (event === 'decodeHeaders') decoder?.continueDecoding();
      };
    });
    expect([path(c, '>'), response.status]).toEqual(['H.', 200]);
  });

  it('holds trailers until the filter goes on', () => {
    const { c, path } = chain(
      { decodeTrailers: 'StopIteration' },
      { request: { method: 'POST', body: 'ab', trailers: [['t', '1']], protocol: 'http2' } },
      (probe) => {
        probe.act = (event, { decoder }) => {
          if (event === 'decodeTrailers') decoder?.worker.dispatcher.post(() => decoder.continueDecoding());
        };
      },
    );
    expect(path(c, '>')).toBe('H ab T');
  });

  it('sends buffered data before the trailers', () => {
    const { c, path } = chain(
      { decodeData: 'StopIterationAndBuffer' },
      { request: { method: 'POST', body: 'ab', trailers: [['t', '1']], protocol: 'http2' } },
    );
    expect(path(c, '>')).toBe('H ab T');
  });

  it('gives later filters headers and one data event when a body is added to a request without one', () => {
    const { c, path, outcome } = chain({}, {}, (probe) => {
      probe.act = (event, { decoder }) => {
        if (event === 'decodeHeaders')
          decoder?.addDecodedData(new ByteBufferImpl(textToBytes('new')), { streaming: false });
      };
    });
    expect(path(c, '>')).toBe('H new.');
    expect(outcome.result.upstreams[0]).toMatchObject({ body: 'new', complete: true });
  });

  it('lets a filter add trailers in the last data event', () => {
    const { a, c, path, outcome } = chain(
      {},
      { request: { method: 'POST', body: 'ab', protocol: 'http2' }, answers: { upstream: [{ protocol: 'http2' }] } },
      (probe) => {
        probe.act = (event, { decoder }) => {
          if (event === 'decodeData') decoder?.addDecodedTrailers().add('t', '1');
        };
      },
    );
    expect([path(a, '>'), path(c, '>')]).toEqual(['H ab.', 'H ab T']);
    expect(outcome.result.upstreams[0]?.trailers).toEqual([['t', '1']]);
  });
});

describe('response path', () => {
  const ANSWER: ChainRun = { answer: { body: ['123', '45678'] } };
  it.each<[string, Answers, { b: string; a: string }]>([
    ['everything continues, last filter first', {}, { b: 'H 123 45678 .', a: 'H 123 45678 .' }],
    [
      'headers StopIteration',
      { encodeHeaders: 'StopIteration', encodeData: ['StopIterationAndBuffer', 'StopIterationAndBuffer', 'Continue'] },
      { b: 'H 123 45678 .', a: 'H 12345678.' },
    ],
    [
      'data StopIterationNoBuffer',
      { encodeData: ['StopIterationNoBuffer', 'Continue'] },
      { b: 'H 123 45678 .', a: 'H 45678 .' },
    ],
  ])('%s', (_what, answers, expected) => {
    const { a, b, path } = chain(answers, ANSWER);
    expect({ b: path(b, '<'), a: path(a, '<') }).toEqual(expected);
  });

  it('calls onLog and onDestroy after the response, in chain order', () => {
    const order: string[] = [];
    const filters = ['A', 'B'].map((name) => ({
      name,
      create: (): HttpFilter => ({
        onLog: () => order.push(`log ${name}`),
        onDestroy: () => order.push(`destroy ${name}`),
      }),
    }));
    runChain({ filters });
    expect(order).toEqual(['log A', 'log B', 'destroy A', 'destroy B']);
  });
});

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

describe('which filters take part', () => {
  const off = { '@type': 'x/envoy.config.route.v3.FilterConfig', disabled: true };
  const on = { '@type': 'x/envoy.config.route.v3.FilterConfig', config: {} };
  it.each<[boolean, Record<string, unknown> | null, boolean]>([
    [false, null, true],
    [true, null, false],
    [false, off, false],
    [true, on, true],
  ])('disabled: %s with %j on the route takes part: %s', (disabled, config, takesPart) => {
    const probe = new Probe();
    const route = { match: { prefix: '/' }, route: { cluster: 'upstream' } };
    const outcome = runChain({
      filters: [{ name: 'F', disabled, create: () => probe }],
      routes: [config === null ? route : { ...route, typed_per_filter_config: { F: config } }],
    });
    expect(probe.seen.length > 0).toBe(takesPart);
    expect(outcome.eventsOf('filter-skipped').length).toBe(takesPart ? 0 : 1);
  });
  it('decides it once, but looks the configuration up again after a route change', () => {
    const routes = ['/a', '/b'].map((prefix) => ({
      name: prefix,
      match: { prefix },
      route: { cluster: 'upstream' },
      typed_per_filter_config: { A: { '@type': 't', at: prefix }, ...(prefix === '/b' ? { B: off } : {}) },
    }));
    const configs: unknown[] = [];
    const { b } = chain({}, { routes, request: { path: '/a' } }, (probe, a) => {
      a.act = (_event, { decoder }) => configs.push(decoder?.perRouteConfig());
      probe.act = (event, { decoder }) => {
        if (event !== 'decodeHeaders') return;
        decoder?.requestHeaders()?.replace(':path', '/b');
        decoder?.clearRouteCache();
      };
    });
    expect(configs.map((config) => (config as { at: string }).at)).toEqual(['/a', '/b']);
    expect(b.seen).toContain('<H.');
  });
});

describe('the trace of the filters', () => {
  it('attributes header changes to the filter that made them', () => {
    const { outcome } = chain({}, {}, (probe) => {
      probe.act = (event, { decoder, encoder }) => {
        if (event === 'decodeHeaders') decoder?.requestHeaders()?.add('x-b', '1');
        if (event === 'encodeHeaders') encoder?.responseHeaders()?.remove('content-length');
      };
    });
    const changes = outcome
      .eventsOf('header-changed')
      .map(({ filter, direction, name }) => [filter?.name ?? null, direction, name]);
    expect(changes).toContainEqual(['B', 'request', 'x-b']);
    expect(changes).toContainEqual(['B', 'response', 'content-length']);
    expect(changes).toContainEqual([null, 'request', 'x-request-id']);
    expect(changes).toContainEqual([null, 'response', 'server']);
  });
  it('tells body changes, pauses, what is buffered and when it goes on', () => {
    const { outcome } = chain(
      { decodeData: ['StopIterationAndBuffer', 'Continue'] },
      { request: { method: 'POST', body: ['ab', 'cd'] } },
      (probe) => {
        probe.decodeData = (data, end) => {
          if (end.endStream) return 'Continue';
          data.set(textToBytes('X'));
          return 'StopIterationAndBuffer';
        };
      },
    );
    expect(outcome.eventsOf('body-changed').length).toBe(2);
    expect(outcome.eventsOf('paused').map(({ filter }) => filter?.name)).toEqual(['B']);
    expect(outcome.eventsOf('buffered').map(({ bytes }) => bytes)).toEqual([1, 2]);
    expect(outcome.eventsOf('iteration-continued').length).toBe(1);
    expect(outcome.result.upstreams[0]?.body).toBe('XX');
  });
});
