import { describe, expect, it } from 'vitest';
import type { ChainContext } from '../http-connection-manager/filter-chain.ts';
import { runChain } from '../testing/run-chain.ts';
import { foldScenarioResult } from '../trace/fold-scenario-result.ts';
import { TraceReader } from '../trace/trace-reader.ts';
import { TraceRecorder } from '../trace/trace-recorder.ts';
import { ConfigRejected } from './config-rejected.ts';
import { SimulatedServer } from './simulated-server.ts';

const ROUTES = { route_config: { virtual_hosts: [] } };
const filter = (name: string, terminal: boolean) => ({
  name,
  type: `envoy.filters.http.${name}`,
  disabled: false,
  terminal,
  createFactory: () => ({ createFilter: () => null }),
});

function reasonOf(chain: ReturnType<typeof filter>[]) {
  const recorder = new TraceRecorder();
  new SimulatedServer({ httpConnectionManager: ROUTES, chain, scenario: { requests: [{}] }, recorder }).run();
  return foldScenarioResult(new TraceReader(recorder.pack()), { scenario: 's', engine: 'simulator' });
}

describe('configuration', () => {
  it('makes each filter’s factory on the main thread first, then on every worker', () => {
    const made: [string, number][] = [];
    const factory = (name: string) => ({
      name,
      factory: (context: ChainContext) => {
        made.push([name, context.worker.index]);
        return { createFilter: () => null };
      },
    });
    runChain({ filters: [factory('a'), factory('b')], workers: 2 });
    expect(made).toEqual([
      ['a', -1],
      ['b', -1],
      ['a', 0],
      ['b', 0],
      ['a', 1],
      ['b', 1],
    ]);
  });
  it('records a refusal as the outcome', () => {
    const refusing = {
      name: 'f',
      factory: () => {
        throw new ConfigRejected('no such thing');
      },
    };
    const { result, eventsOf } = runChain({ filters: [refusing] });
    expect(result).toMatchObject({ outcome: 'rejected', reason: 'no such thing', responses: [], stats: {} });
    expect(eventsOf('config-rejected').length).toBe(1);
  });
  it('lets our own errors through', () => {
    const broken = {
      name: 'f',
      factory: () => {
        throw new Error('ours');
      },
    };
    expect(() => runChain({ filters: [broken] })).toThrow('ours');
  });
  it('wants the terminal filter last and nowhere else', () => {
    expect(reasonOf([filter('lua', false)]).reason).toBe(
      'Error: non-terminal filter named lua of type envoy.filters.http.lua is the last filter in a http filter chain.',
    );
    expect(reasonOf([filter('router', true), filter('lua', false)]).reason).toBe(
      'Error: terminal filter named router of type envoy.filters.http.router must be the last filter in a http filter chain.',
    );
  });
  it('takes an empty chain, whose requests nobody answers', () => {
    expect(reasonOf([]).responses[0]).toMatchObject({ status: null, reset: 'no answer' });
  });
  it('says what it does not simulate', () => {
    const { result } = runChain({ listener: { listener_filters: [] }, manager: { tracing: {} } });
    expect(result.not_simulated.map(({ what }) => what).sort()).toEqual([
      'http_connection_manager.tracing',
      'listener.listener_filters',
    ]);
  });
});

describe('requests', () => {
  it('come one after the other, each when the one before is over', () => {
    const { eventsOf } = runChain({ requests: [{}, {}], answer: { delay_ms: 5 } });
    const started = eventsOf('stream-started').map(({ request, at }) => [request, at / 1e6]);
    expect(started).toEqual([
      [0, 0],
      [1, 5],
    ]);
  });
  it('come at their own time when they have one', () => {
    const { eventsOf, result } = runChain({ requests: [{}, { at_ms: 2 }, { at_ms: 1 }], answer: { delay_ms: 5 } });
    expect(eventsOf('stream-started').map(({ request, at }) => [request, at / 1e6])).toEqual([
      [0, 0],
      [2, 1],
      [1, 2],
    ]);
    expect(result.responses.map(({ request }) => request)).toEqual([0, 1, 2]);
  });
  it('run on the worker that they name', () => {
    const { eventsOf } = runChain({ workers: 2, requests: [{ worker: 1 }, { worker: 0 }, { worker: 3 }] });
    expect(eventsOf('stream-started').map(({ worker }) => worker)).toEqual([1, 0, 1]);
  });
  it('end when the client has waited long enough', () => {
    const { result } = runChain({ answer: { delay_ms: 100 }, deadline_ms: 50 });
    expect(result.responses[0]).toMatchObject({
      status: null,
      complete: false,
      reset: 'no answer',
      response_flags: 'DC',
    });
    expect(result.outcome).toBe('completed');
  });
  it('wait for the rest of a head that never comes', () => {
    const { result, eventsOf } = runChain({ request: { raw: 'GET / HTTP/1.1\r\nhost: a' }, deadline_ms: 50 });
    expect(result.responses[0]).toMatchObject({ status: null, reset: 'no answer' });
    expect(eventsOf('downstream-request')[0]?.at).toBe(50e6);
  });
  it('end when the client leaves', () => {
    const http1 = runChain({ request: { reset: 'after-request' }, answer: { delay_ms: 5 } }).result.responses[0];
    const http2 = runChain({ request: { reset: 'after-request', protocol: 'http2' }, answer: { delay_ms: 5 } }).result
      .responses[0];
    expect([http1?.response_code_details, http2?.response_code_details]).toEqual([
      'downstream_remote_disconnect',
      'http2.remote_reset',
    ]);
    expect([http1?.reset, http2?.reset, http2?.response_flags]).toEqual([null, null, 'DR']);
  });
  it('let time go on afterwards when the scenario says so', () => {
    const ticks: number[] = [];
    const ticking = {
      name: 't',
      factory: ({ worker }: ChainContext) => {
        const timer = worker.dispatcher.createTimer(() => {
          ticks.push(worker.clock.now() / 1e6);
          timer.enable(10);
        });
        if (worker.index === 0) timer.enable(10);
        return { createFilter: () => null };
      },
    };
    runChain({ filters: [ticking], run_ms: 35 });
    expect(ticks).toEqual([10, 20, 30]);
  });
  it('stop when something would crash Envoy', () => {
    const deadly = {
      name: 'd',
      factory: ({ trace }: ChainContext) => ({
        createFilter: () => {
          trace.emit({ kind: 'would-crash-envoy', what: 'a deed', why: 'a reason' });
          return null;
        },
      }),
    };
    const { result } = runChain({ filters: [deadly], requests: [{}, {}] });
    expect([result.outcome, result.reason]).toEqual(['crashed', 'a deed: a reason']);
    expect(result.responses.length).toBeLessThan(2);
  });
});

describe('results only', () => {
  it('come to the same as from the whole trace', () => {
    const run = (detail: 'everything' | 'results') => {
      const recorder = new TraceRecorder({ detail });
      new SimulatedServer({
        httpConnectionManager: {
          route_config: {
            virtual_hosts: [
              { name: 'a', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'c' } }] },
            ],
          },
        },
        clusters: [{ name: 'c' }],
        answers: { c: [{ body: 'x' }] },
        chain: [filter('router', true)],
        scenario: { requests: [{}, { method: 'POST', body: 'y' }] },
        recorder,
      }).run();
      return {
        length: recorder.length,
        result: foldScenarioResult(new TraceReader(recorder.pack()), { scenario: 's', engine: 'simulator' }),
      };
    };
    const [all, few] = [run('everything'), run('results')];
    expect(few.result).toEqual(all.result);
    expect(few.length).toBeLessThan(all.length / 2);
  });
});
