import { describe, expect, it } from 'vitest';
import type { HttpFilter } from '../filter/http-filter.ts';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { textToBytes } from '../http/byte-string.ts';
import { type Answers, chain, Probe } from '../testing/probe-filter.ts';
import { type ChainRun, runChain } from '../testing/run-chain.ts';

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
