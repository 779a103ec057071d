import { isYamlMessage, type YamlMessage } from '../config/message-reader.ts';
import { AccessLog, checkAccessLogs } from '../http-connection-manager/access-log.ts';
import { ActiveStream } from '../http-connection-manager/active-stream.ts';
import { ClientConnection } from '../http-connection-manager/client-connection.ts';
import type { HttpConnectionManager } from '../http-connection-manager/connection-manager.ts';
import type { CarriedOver } from '../http-connection-manager/downstream.ts';
import type { ChainEntry, WorkerChain } from '../http-connection-manager/filter-chain.ts';
import { readHcmConfig } from '../http-connection-manager/hcm-config.ts';
import { planRequest, type ScriptedRequest } from '../http-connection-manager/request-plan.ts';
import { HcmStats } from '../http-connection-manager/stream-stats.ts';
import type { Address } from '../stream-info/stream-info.ts';
import { StreamInfoImpl } from '../stream-info/stream-info-impl.ts';
import type { TraceEmitter, TraceRecorder } from '../trace/trace-recorder.ts';
import { AsyncClientImpl } from '../upstream/async-client-impl.ts';
import { ClientSent } from '../upstream/client-sent.ts';
import { unsimulatedFields } from '../upstream/cluster.ts';
import { ClusterManager } from '../upstream/cluster-manager.ts';
import type { ScriptedAnswer } from '../upstream/scripted-answer.ts';
import { ConfigRejected } from './config-rejected.ts';
import { EventQueue } from './event-queue.ts';
import type { LogLevel } from './log-sink.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimulatedLogs } from './simulated-logs.ts';
import { SimulatedStats } from './simulated-stats.ts';
import type { SimulatedWorker } from './simulated-worker.ts';
import { VirtualClock } from './virtual-clock.ts';
import { VirtualDispatcher } from './virtual-dispatcher.ts';

/** A scenario as the server runs it, in the form of the project document. */
export type ServerScenario = {
  readonly seed?: number | undefined;
  readonly clock?: string | undefined;
  readonly workers?: number | undefined;
  readonly downstream?: { readonly remote: string; readonly local: string } | undefined;
  readonly requests: readonly ScriptedRequest[];
  readonly run_ms?: number | undefined;
  readonly deadline_ms?: number | undefined;
  readonly access_log?: Readonly<Record<string, string>> | undefined;
};

/** Everything that a simulated Envoy is made of. Messages are in Envoy's own YAML form. */
export type SimulatedServerOptions = {
  readonly httpConnectionManager: YamlMessage;
  readonly listener?: YamlMessage | undefined;
  readonly node?: YamlMessage | undefined;
  readonly clusters?: readonly YamlMessage[] | undefined;
  /** Scripted answers by cluster name. */
  readonly answers?: Readonly<Record<string, readonly ScriptedAnswer[]>> | undefined;
  /** The chain with the terminal router last. */
  readonly chain: readonly ChainEntry[];
  readonly scenario: ServerScenario;
  readonly recorder: TraceRecorder;
  /** Called before every task: the run is alive. */
  readonly onTask?: (() => void) | undefined;
};

/** The address that the simulated Envoy takes for its machine's own. */
export const ENVOY_ADDRESS = '10.0.0.10';

const DEFAULT_CLOCK = '2026-01-01T00:00:00Z';
const DEFAULT_DEADLINE_MS = 4000;
const DEFAULT_BUFFER_LIMIT = 1024 * 1024;
const FIRST_CLIENT_PORT = 50_000;
/** Tasks of one run; more is an endless loop of timers. */
/** Fields of a listener that the simulator reads, or that change nothing in it. */
const LISTENER_FIELDS = new Set([
  'name',
  'address',
  'stat_prefix',
  'metadata',
  'traffic_direction',
  'per_connection_buffer_limit_bytes',
  'perConnectionBufferLimitBytes',
  'filter_chains',
]);
const MOST_TASKS = 5_000_000;
/** What filters log is kept at every level: whoever shows it may leave out lines. All other loggers are at info. */
const SCRIPT_LEVELS: ReadonlyMap<string, LogLevel> = new Map([
  ['wasm', 'trace'],
  ['lua', 'trace'],
]);

/** A fresh Envoy in virtual time: takes its configuration, then the requests of one scenario. */
export class SimulatedServer {
  readonly #options: SimulatedServerOptions;
  readonly #queue: EventQueue;
  readonly #stats: SimulatedStats;
  readonly #workers = new Map<number, SimulatedWorker>();
  readonly #chains = new Map<number, WorkerChain>();
  readonly #notSimulated = new Set<string>();
  readonly #startEpochMs: number;
  #manager: HttpConnectionManager | null = null;
  #clusters: ClusterManager | null = null;
  #clientSent = ClientSent.ofNobody();
  #calls = 0;
  #streams = 0;
  #finished = 0;

  constructor(options: SimulatedServerOptions) {
    this.#options = options;
    const { scenario, recorder } = options;
    this.#startEpochMs = Date.parse(scenario.clock ?? DEFAULT_CLOCK);
    const clock = new VirtualClock(this.#startEpochMs);
    this.#queue = new EventQueue(clock);
    recorder.setClock(clock);
    this.#stats = new SimulatedStats(recorder.attribution, recorder.emitter(), { batched: !recorder.detailed });
  }

  /** Loads the configuration and runs the scenario. A refused configuration is a `config-rejected` event. */
  run(): void {
    try {
      this.#configure();
    } catch (error) {
      if (!(error instanceof ConfigRejected)) throw error;
      this.#stats.flush();
      this.#options.recorder.emitter().emit({ kind: 'config-rejected', message: error.message });
      return;
    }
    if (!this.#options.recorder.ended) this.#serve();
    this.#stats.flush();
    this.#reportRun();
  }

  /** The filters' last word on each thread. */
  #reportRun(): void {
    for (const chain of this.#chains.values()) for (const { factory } of chain) factory.reportRun?.();
  }

  // --- configuration

  #configure(): void {
    const { httpConnectionManager, scenario, chain } = this.#options;
    const unsimulated = (what: string) => this.#tellNotSimulated(what);
    const config = readHcmConfig(httpConnectionManager, unsimulated);
    checkAccessLogs(httpConnectionManager['access_log'] ?? httpConnectionManager['accessLog']);
    const logged = (what: string) => this.#tellNotSimulated(what, ['access_log']);
    const accessLog = new AccessLog(scenario.access_log ?? {}, logged);
    const { clusters = [], answers = {}, listener = {} } = this.#options;
    for (const field of Object.keys(listener)) {
      if (!LISTENER_FIELDS.has(field)) unsimulated(`listener.${field}`);
    }
    const manager = new ClusterManager(clusters, answers, config.routes.clusterNames());
    for (const what of clusters.flatMap(unsimulatedFields)) unsimulated(what);
    this.#clusters = manager;
    config.routes.validateClusters((name) => manager.get(name) !== undefined);
    const { recorder } = this.#options;
    const server = {
      clusters: manager,
      queue: this.#queue,
      stats: this.#stats,
      attribution: recorder.attribution,
      ownAddress: ENVOY_ADDRESS,
    };
    this.#manager = {
      config,
      accessLog,
      server,
      stats: new HcmStats(this.#stats, config.statPrefix),
      node: { id: text(this.#options.node, 'id'), cluster: text(this.#options.node, 'cluster') },
      bufferLimit: bufferLimit(this.#options.listener),
      routerName: chain.at(-1)?.name ?? null,
      chain: (worker) => this.#chains.get(worker) ?? [],
      epochMsAt: (ns) => this.#startEpochMs + ns / 1_000_000,
    };
    this.#makeWorkers(this.#manager);
  }

  /** Only the last filter may be terminal, and it must be. Envoy: `Config::Utility::validateTerminalFilters`. */
  #checkTerminal({ name, type, terminal }: ChainEntry, index: number): void {
    const last = index === this.#options.chain.length - 1;
    if (terminal === last) return;
    throw new ConfigRejected(
      last
        ? `Error: non-terminal filter named ${name} of type ${type} is the last filter in a http filter chain.`
        : `Error: terminal filter named ${name} of type ${type} must be the last filter in a http filter chain.`,
    );
  }

  /** The main thread first, then the workers: each makes every filter's factory. */
  #makeWorkers(manager: HttpConnectionManager): void {
    const count = Math.max(1, this.#options.scenario.workers ?? 1);
    const seeds = new SeededRandom(this.#options.scenario.seed ?? 1);
    const logs = new SimulatedLogs(SCRIPT_LEVELS);
    for (let index = -1; index < count; index++) {
      const worker = this.#makeWorker(index, new SeededRandom(seeds.uint32()), logs);
      this.#workers.set(index, worker);
      this.#chains.set(index, this.#makeChain(worker, count, manager));
    }
  }

  #makeWorker(index: number, random: SeededRandom, logs: SimulatedLogs): SimulatedWorker {
    const { recorder } = this.#options;
    const clusters = this.#clusters as ClusterManager;
    const callouts = {
      clusters,
      queue: this.#queue,
      stats: this.#stats,
      attribution: recorder.attribution,
      ownAddress: ENVOY_ADDRESS,
      clientSent: () => this.#clientSent,
      nextCall: () => this.#calls++,
    };
    return {
      index,
      clock: this.#queue.clock,
      queue: this.#queue,
      dispatcher: new VirtualDispatcher(this.#queue, recorder.attribution),
      random,
      stats: this.#stats,
      logs,
      asyncClient: new AsyncClientImpl(callouts, index),
      trace: recorder.emitter({ worker: index }),
    };
  }

  #makeChain(worker: SimulatedWorker, workerCount: number, manager: HttpConnectionManager): WorkerChain {
    const { chain, recorder } = this.#options;
    return chain.flatMap((entry, filterIndex) => {
      if (entry.terminal && filterIndex === chain.length - 1) return [];
      const trace = recorder.emitter({ worker: worker.index, filter: { index: filterIndex, name: entry.name } });
      const factory = recorder.attribution.during(trace, () =>
        entry.createFactory({
          worker,
          workerCount,
          filterIndex,
          statPrefix: manager.config.statPrefix,
          trace,
          perRouteConfigs: manager.config.routes.perFilterConfigs(entry.name),
          clusterNames: manager.server.clusters.names(),
        }),
      );
      this.#checkTerminal(entry, filterIndex);
      return [{ entry, factory }];
    });
  }

  #tellNotSimulated(what: string, affects: readonly string[] = ['*']): void {
    if (this.#notSimulated.has(what)) return;
    this.#notSimulated.add(what);
    const { recorder } = this.#options;
    recorder.emitter().emit({ kind: 'not-simulated', what, why: 'not part of the simulator yet', affects });
  }

  // --- the scenario

  #serve(): void {
    const { scenario, recorder } = this.#options;
    const { requests } = scenario;
    // Work that filters posted while they were loaded comes before the first request.
    this.#runTasks(() => this.#queue.runNext(this.#queue.clock.now()));
    this.#queue.schedule(0, () => this.#sendAfter(-1));
    for (const [index, request] of requests.entries()) {
      if (request.at_ms !== undefined) this.#queue.schedule(request.at_ms, () => this.#send(index, request));
    }
    this.#runTasks(() => this.#finished < requests.length && this.#queue.runNext());
    const until = this.#queue.clock.now() + (scenario.run_ms ?? 0) * 1_000_000;
    this.#runTasks(() => this.#queue.runNext(until));
    if (recorder.full) recorder.emitter().emit({ kind: 'budget-exceeded', what: 'trace', limit: 0, callback: 'run' });
  }

  #runTasks(next: () => boolean): void {
    const { recorder, onTask } = this.#options;
    for (let tasks = 0; tasks < MOST_TASKS && !recorder.ended; tasks++) {
      onTask?.();
      if (!next()) return;
    }
    if (recorder.ended) return;
    recorder.emitter().emit({ kind: 'budget-exceeded', what: 'wall-time', limit: MOST_TASKS, callback: 'timers' });
  }

  /** Sends the request behind `index` if it waits for that one. */
  #sendAfter(index: number): void {
    const request = this.#options.scenario.requests[index + 1];
    if (request !== undefined && request.at_ms === undefined) this.#send(index + 1, request);
  }

  #send(index: number, request: ScriptedRequest): void {
    const { scenario, recorder } = this.#options;
    const manager = this.#manager as HttpConnectionManager;
    const threads = Math.max(1, scenario.workers ?? 1);
    const worker = this.#workers.get((request.worker ?? 0) % threads) as SimulatedWorker;
    const newTrace = () => recorder.emitter({ worker: worker.index, request: index, stream: this.#streams++ });
    const trace = newTrace();
    const clientSent = new ClientSent();
    this.#clientSent = clientSent;
    const onOver = () => {
      this.#finished++;
      this.#sendAfter(index);
    };
    const count = (name: string) => recorder.attribution.during(trace, () => manager.stats.inc(name));
    count('downstream_cx_total');
    const plan = planRequest(request, {
      enableTrailers: manager.config.enableTrailers,
      bufferLimit: manager.bufferLimit,
    });
    const deadlineMs = scenario.deadline_ms ?? DEFAULT_DEADLINE_MS;
    if (plan === null) {
      clientSent.markSent();
      this.#queue.schedule(deadlineMs, () => {
        trace.emit({ kind: 'downstream-request', part: 'reset', reason: 'no answer' });
        onOver();
      });
      return;
    }
    count(plan.protocol === 'HTTP/2' ? 'downstream_cx_http2_total' : 'downstream_cx_http1_total');
    // A refused HTTP/1.0 request is logged under the protocol that Envoy answers in.
    const refused = plan.protocol === 'HTTP/1.0' && !manager.config.acceptHttp10;
    const protocol = refused ? 'HTTP/1.1' : plan.protocol;
    const makeStream = (streamTrace: TraceEmitter, carried: CarriedOver): ActiveStream => {
      const streamInfo = this.#streamInfo(index, protocol, worker);
      Object.assign(streamInfo, carried);
      const options = { connectionManager: manager, worker, clientSent, downstream: client, streamInfo };
      return recorder.attribution.during(streamTrace, () => new ActiveStream({ ...options, trace: streamTrace }));
    };
    const client = new ClientConnection({
      plan,
      config: manager.config,
      queue: this.#queue,
      trace,
      clientSent,
      deadlineMs,
      leavesAfterRequest: request.reset === 'after-request',
      stats: manager.stats,
      recreate: (carried) => makeStream(newTrace(), carried),
      onOver,
    });
    client.start(makeStream(trace, { internalRedirects: 0, bytesReceived: 0 }));
  }

  #streamInfo(index: number, protocol: StreamInfoImpl['protocol'], worker: SimulatedWorker): StreamInfoImpl {
    const { downstream } = this.#options.scenario;
    const direct: Address = { ip: '127.0.0.1', port: FIRST_CLIENT_PORT + index };
    const listening: Address = { ip: '127.0.0.1', port: 10_000 };
    const remote = downstream === undefined ? direct : parseAddress(downstream.remote);
    return new StreamInfoImpl({
      protocol,
      startTime: this.#queue.clock.now(),
      requestId: worker.random.uuid(),
      connectionId: index,
      remote,
      directRemote: remote,
      local: downstream === undefined ? listening : parseAddress(downstream.local),
    });
  }
}

function parseAddress(text: string): Address {
  const at = text.lastIndexOf(':');
  return { ip: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}

function text(message: YamlMessage | undefined, field: string): string {
  const value = message?.[field];
  return typeof value === 'string' ? value : '';
}

function bufferLimit(listener: YamlMessage | undefined): number {
  if (!isYamlMessage(listener)) return DEFAULT_BUFFER_LIMIT;
  const value = listener['per_connection_buffer_limit_bytes'] ?? listener['perConnectionBufferLimitBytes'];
  return value === undefined || value === null ? DEFAULT_BUFFER_LIMIT : Number(value);
}
