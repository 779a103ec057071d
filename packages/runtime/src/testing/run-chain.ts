import type { YamlMessage } from '../config/message-reader.ts';
import type { HttpFilter, HttpFilterFactory } from '../filter/http-filter.ts';
import type { ChainContext, ChainEntry } from '../http-connection-manager/filter-chain.ts';
import type { ScriptedRequest } from '../http-connection-manager/request-plan.ts';
import { type ServerScenario, SimulatedServer } from '../server/simulated-server.ts';
import { foldScenarioResult } from '../trace/fold-scenario-result.ts';
import type { ScenarioResult } from '../trace/scenario-result.ts';
import type { TraceEventKind, TraceEventOf } from '../trace/trace-event.ts';
import { TraceReader } from '../trace/trace-reader.ts';
import { TraceRecorder } from '../trace/trace-recorder.ts';
import { traceText } from '../trace/trace-text.ts';
import type { ScriptedAnswer } from '../upstream/scripted-answer.ts';

/** A filter of the chain: its name, and how each thread makes its factory or each stream its instance. */
export type TestFilter = {
  readonly name: string;
  readonly disabled?: boolean;
  readonly factory?: (context: ChainContext) => HttpFilterFactory;
  readonly create?: () => HttpFilter | null;
};

/** One run; what is left out is an ordinary `GET /` to a cluster `upstream` that answers 200. */
export type ChainRun = Omit<ServerScenario, 'requests'> & {
  readonly filters?: readonly TestFilter[];
  readonly request?: ScriptedRequest;
  readonly requests?: readonly ScriptedRequest[];
  /** Answers of the cluster `upstream`. */
  readonly answer?: ScriptedAnswer;
  /** Answers by cluster; each of them is a cluster. */
  readonly answers?: Readonly<Record<string, readonly ScriptedAnswer[]>>;
  readonly routes?: readonly YamlMessage[];
  /** Further fields of the connection manager. */
  readonly manager?: YamlMessage;
  readonly listener?: YamlMessage;
  readonly clusters?: readonly YamlMessage[];
};

/** What came of a run. */
export type ChainOutcome = {
  readonly result: ScenarioResult;
  readonly reader: TraceReader;
  readonly text: string;
  eventsOf<K extends TraceEventKind>(kind: K): TraceEventOf<K>[];
};

/** Runs a chain of filters on a simulated server: for tests of filters and of the engine itself. */
export function runChain(run: ChainRun): ChainOutcome {
  const { filters = [], request = {}, answer, answers = {}, routes, manager, listener, clusters, ...scenario } = run;
  const script = { upstream: answer === undefined ? [] : [answer], ...answers };
  const recorder = new TraceRecorder();
  const server = new SimulatedServer({
    httpConnectionManager: {
      route_config: {
        name: 'local',
        virtual_hosts: [
          {
            name: 'all',
            domains: ['*'],
            routes: routes ?? [{ match: { prefix: '/' }, route: { cluster: 'upstream' } }],
          },
        ],
      },
      ...manager,
    },
    listener,
    clusters: [
      ...Object.keys(script)
        .filter((name) => !clusters?.some((cluster) => cluster['name'] === name))
        .map((name) => ({ name })),
      ...(clusters ?? []),
    ],
    answers: script,
    chain: [...filters.map(chainEntry), ROUTER],
    scenario: { ...scenario, requests: run.requests ?? [request] },
    recorder,
  });
  server.run();
  const reader = new TraceReader(recorder.pack());
  const events = [...reader];
  return {
    result: foldScenarioResult(reader, { scenario: 'test', engine: 'simulator' }),
    reader,
    text: traceText(reader),
    eventsOf: <K extends TraceEventKind>(kind: K) =>
      events.filter((event): event is TraceEventOf<K> & (typeof events)[number] => event.kind === kind),
  };
}

const ROUTER: ChainEntry = {
  name: 'envoy.filters.http.router',
  type: 'envoy.filters.http.router',
  disabled: false,
  terminal: true,
  createFactory: () => ({ createFilter: () => null }),
};

function chainEntry({ name, disabled = false, factory, create }: TestFilter): ChainEntry {
  return {
    name,
    type: name,
    disabled,
    terminal: false,
    createFactory: (context) => factory?.(context) ?? { createFilter: () => create?.() ?? null },
  };
}
