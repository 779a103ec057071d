import type { DecoderFilterCallbacks, EncoderFilterCallbacks, LocalReply } from '../filter/filter-callbacks.ts';
import type { HttpFilter } from '../filter/http-filter.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { ByteString } from '../http/byte-string.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { RouteEntry } from '../http-connection-manager/route-entry.ts';
import { EventQueue } from '../server/event-queue.ts';
import type { LogLevel } from '../server/log-sink.ts';
import { SeededRandom } from '../server/seeded-random.ts';
import type { ServerWorker } from '../server/server-worker.ts';
import { SimulatedLogs } from '../server/simulated-logs.ts';
import { SimulatedStats } from '../server/simulated-stats.ts';
import { VirtualClock } from '../server/virtual-clock.ts';
import { VirtualDispatcher } from '../server/virtual-dispatcher.ts';
import type { StreamInfo } from '../stream-info/stream-info.ts';
import { StreamInfoImpl } from '../stream-info/stream-info-impl.ts';
import type { TraceEvent, TraceEventKind, TraceEventOf } from '../trace/trace-event.ts';
import { TraceReader } from '../trace/trace-reader.ts';
import { TraceRecorder } from '../trace/trace-recorder.ts';
import type { HttpCall, HttpCallAnswer } from '../upstream/async-client.ts';

type Pairs = Iterable<readonly [ByteString, ByteString]>;

/** A worker thread whose callouts wait until the test answers them. */
export class FakeServer {
  readonly recorder = new TraceRecorder();
  readonly queue = new EventQueue(new VirtualClock(Date.UTC(2026, 0, 1)));
  readonly calls: { call: HttpCall; answer: ((answer: HttpCallAnswer) => void) | null; cancelled: boolean }[] = [];
  readonly stats: SimulatedStats;
  clusters: readonly string[] = ['backend', 'auth'];
  logLevels = new Map<string, LogLevel>();

  constructor() {
    this.stats = new SimulatedStats(this.recorder.attribution, this.recorder.emitter());
  }

  worker(index = 0): ServerWorker {
    return {
      index,
      clock: this.queue.clock,
      dispatcher: new VirtualDispatcher(this.queue, this.recorder.attribution),
      random: new SeededRandom(1),
      stats: this.stats,
      logs: new SimulatedLogs(this.logLevels),
      asyncClient: {
        hasCluster: (name) => this.clusters.includes(name),
        send: (call, answer) => {
          const entry = { call, answer, cancelled: false };
          this.calls.push(entry);
          return {
            call: this.calls.length - 1,
            cancel: () => {
              entry.cancelled = true;
            },
          };
        },
      },
      trace: this.recorder.emitter({ worker: index }),
    };
  }

  /** Runs everything that is due within `ms` of virtual time. */
  run(ms: number): void {
    const until = this.queue.clock.now() + ms * 1e6;
    while (this.queue.runNext(until));
    this.queue.clock.advanceTo(until);
  }

  events(): TraceEvent[] {
    return [...new TraceReader(this.recorder.pack())];
  }

  eventsOf<K extends TraceEventKind>(kind: K): TraceEventOf<K>[] {
    return this.events().filter((event): event is TraceEventOf<K> => event.kind === kind);
  }

  logs(): string[] {
    return this.eventsOf('log').map(({ level, message }) => `${level} ${message}`);
  }
}

/** The surroundings of one filter of one stream: both kinds of callbacks, with everything that a filter did recorded. */
export class FakeStream implements DecoderFilterCallbacks, EncoderFilterCallbacks {
  readonly worker: ServerWorker;
  readonly streamInfo: StreamInfo;
  readonly trace;
  readonly replies: LocalReply[] = [];
  readonly continued: ('decoding' | 'encoding')[] = [];
  readonly resets: string[] = [];
  readonly hostOverrides: string[] = [];
  routeEntry: RouteEntry | null = null;
  perRoute: readonly unknown[] = [];
  routeCacheCleared = 0;
  limit = 1024 * 1024;
  requestMap: HeaderMapImpl | null = null;
  responseMap: HeaderMapImpl | null = null;
  requestTrailerMap: HeaderMapImpl | null = null;
  responseTrailerMap: HeaderMapImpl | null = null;
  decoded: ByteBufferImpl | null = null;
  encoded: ByteBufferImpl | null = null;

  constructor(server: FakeServer, worker = server.worker()) {
    this.worker = worker;
    this.trace = server.recorder.emitter({ worker: worker.index, stream: 1, filter: { index: 0, name: 'test' } });
    this.streamInfo = fakeStreamInfo(this.worker.clock.now());
  }

  attach(filter: HttpFilter): HttpFilter {
    filter.setDecoderCallbacks?.(this);
    filter.setEncoderCallbacks?.(this);
    return filter;
  }

  withRequest(pairs: Pairs): HeaderMapImpl {
    this.requestMap = HeaderMapImpl.of('request-headers', pairs);
    return this.requestMap;
  }

  withResponse(pairs: Pairs): HeaderMapImpl {
    this.responseMap = HeaderMapImpl.of('response-headers', pairs);
    return this.responseMap;
  }

  route(): RouteEntry | null {
    return this.routeEntry;
  }
  clearRouteCache(): void {
    this.routeCacheCleared++;
  }
  perRouteConfig(): unknown {
    return this.perRoute.at(-1) ?? null;
  }
  perRouteConfigs(): readonly unknown[] {
    return this.perRoute;
  }
  requestHeaders() {
    return this.requestMap;
  }
  requestTrailers() {
    return this.requestTrailerMap;
  }
  responseHeaders() {
    return this.responseMap;
  }
  responseTrailers() {
    return this.responseTrailerMap;
  }
  resetStream(reason: string): void {
    this.resets.push(reason);
  }
  setBufferLimit(bytes: number): void {
    this.limit = bytes;
  }
  bufferLimit(): number {
    return this.limit;
  }
  sendLocalReply(reply: LocalReply): void {
    this.replies.push(reply);
  }
  continueDecodingAtOnce(): void {
    this.continued.push('decoding');
  }
  continueDecoding(): void {
    this.continued.push('decoding');
  }
  continueEncoding(): void {
    this.continued.push('encoding');
  }
  decodingBuffer(): ByteBuffer | null {
    return this.decoded;
  }
  encodingBuffer(): ByteBuffer | null {
    return this.encoded;
  }
  addDecodedData(data: ByteBuffer): void {
    this.decoded ??= new ByteBufferImpl();
    this.decoded.append(data.bytes());
  }
  addEncodedData(data: ByteBuffer): void {
    this.encoded ??= new ByteBufferImpl();
    this.encoded.append(data.bytes());
  }
  addDecodedTrailers() {
    this.requestTrailerMap = new HeaderMapImpl('request-trailers');
    return this.requestTrailerMap;
  }
  addEncodedTrailers() {
    this.responseTrailerMap = new HeaderMapImpl('response-trailers');
    return this.responseTrailerMap;
  }
  setUpstreamOverrideHost(host: string, { strict }: { readonly strict: boolean }): void {
    this.hostOverrides.push(`${host}${strict ? ' strict' : ''}`);
  }
}

function fakeStreamInfo(startTime: number): StreamInfo {
  const client = { ip: '127.0.0.1', port: 40_000 };
  return new StreamInfoImpl({
    protocol: 'HTTP/1.1',
    startTime,
    requestId: '',
    connectionId: 1,
    remote: client,
    directRemote: client,
    local: { ip: '127.0.0.1', port: 10_000 },
  });
}

/** A route to a cluster, with any further fields of Envoy's Route. */
export function fakeRoute(cluster: string | null = 'backend', config: Record<string, unknown> = {}): RouteEntry {
  return {
    name: '',
    virtualHost: { name: 'v', metadata: new Map() },
    metadata: new Map(),
    cluster,
    config: cluster === null ? { direct_response: { status: 200 }, ...config } : { route: { cluster }, ...config },
  };
}
