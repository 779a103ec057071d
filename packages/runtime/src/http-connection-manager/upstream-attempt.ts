import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { checkRequestHeaders, type HeaderProblem } from '../http/check-headers.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { QueuedTask } from '../server/event-queue.ts';
import type { HeaderPairs, MessagePart } from '../trace/trace-event.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { ClientSent } from '../upstream/client-sent.ts';
import type { Cluster } from '../upstream/cluster.ts';
import type { UpstreamReset } from '../upstream/response-step.ts';
import { UpstreamExchange } from '../upstream/upstream-exchange.ts';
import type { RouterServer } from './router-server.ts';
import type { RouterTimeouts } from './router-timeouts.ts';

/** What one try tells the router. */
export interface AttemptListener {
  /** The connection is there, the request goes out. */
  onAttemptReady(): void;
  /** A 1xx answer that is not the last word. */
  onAttemptInformational(headers: HeaderPairs): void;
  onAttemptHeaders(attempt: UpstreamAttempt, headers: HeaderMapImpl, endStream: boolean): void;
  onAttemptData(attempt: UpstreamAttempt, bytes: Uint8Array<ArrayBuffer>, endStream: boolean): void;
  onAttemptTrailers(attempt: UpstreamAttempt, trailers: HeaderMapImpl): void;
  onAttemptReset(attempt: UpstreamAttempt, reset: UpstreamReset): void;
  onAttemptTimeout(attempt: UpstreamAttempt, which: 'per_try_timeout' | 'per_try_idle_timeout'): void;
  /** The headers that the filters left cannot be sent. */
  /** More body waits for the connection than the limit allows, or no longer. */
  onAttemptBackedUp(attempt: UpstreamAttempt, full: boolean): void;
  onAttemptInvalid(attempt: UpstreamAttempt, problem: HeaderProblem): void;
}

/** What a try is made of. */
export type AttemptOptions = {
  readonly server: RouterServer;
  readonly worker: number;
  readonly cluster: Cluster;
  readonly number: number;
  readonly trace: TraceEmitter;
  readonly clientSent: ClientSent;
  readonly headers: HeaderMapImpl;
  /** Bytes that may wait for a connection; 0: any number. */
  readonly bufferLimit: number;
  readonly listener: AttemptListener;
};

/** One try to get an answer from the upstream. Envoy: source/common/router/upstream_request.cc. */
export class UpstreamAttempt {
  readonly number: number;
  readonly cluster: Cluster;
  /** Virtual nanoseconds at which the try began. */
  readonly started: number;
  /** Whether response headers have come. */
  responded = false;
  readonly #options: AttemptOptions;
  readonly #exchange: UpstreamExchange;
  #ready = false;
  /** What is to be sent once the connection is there. */
  #headersEnd: boolean | null = null;
  readonly #waiting = new ByteBufferImpl();
  #dataEnd: boolean | null = null;
  #backedUp = false;
  #trailers: HeaderMapImpl | null = null;
  #timeout: QueuedTask | null = null;
  #idle: QueuedTask | null = null;
  #idleMs = 0;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.number = options.number;
    this.cluster = options.cluster;
    this.started = options.server.queue.clock.now();
    const { server, trace, cluster, listener } = options;
    const act = (work: () => void) => server.attribution.during(trace, work);
    this.#exchange = new UpstreamExchange({
      cluster,
      worker: options.worker,
      queue: server.queue,
      stats: server.stats,
      clientSent: options.clientSent,
      trace,
      record: (way, part) => this.#record(way, part),
      listener: {
        onInformational: (headers) => act(() => listener.onAttemptInformational(headers)),
        onReady: () => act(() => this.#onReady()),
        onHeaders: (headers, { endStream }) => {
          this.responded = true;
          this.#moved(endStream);
          act(() => listener.onAttemptHeaders(this, headers, endStream));
        },
        onData: (bytes, { endStream }) => {
          this.#moved(endStream);
          act(() => listener.onAttemptData(this, bytes, endStream));
        },
        onTrailers: (trailers) => {
          this.#moved(true);
          act(() => listener.onAttemptTrailers(this, trailers));
        },
        onReset: (reset) => {
          this.#disarm();
          act(() => listener.onAttemptReset(this, reset));
        },
      },
    });
  }

  /** Whether the upstream has the whole request. */
  get requestComplete(): boolean {
    return this.#exchange.requestComplete;
  }

  start(endStream: boolean): void {
    this.#headersEnd = endStream;
    this.#exchange.start();
  }

  sendData(bytes: Uint8Array, endStream: boolean): void {
    if (this.#ready) {
      this.#exchange.sendData(new ByteBufferImpl(bytes), endStream);
      return;
    }
    this.#waiting.append(bytes);
    this.#dataEnd = endStream;
    const { bufferLimit } = this.#options;
    if (!this.#backedUp && bufferLimit > 0 && this.#waiting.length > bufferLimit) this.#backUp(true);
  }

  sendTrailers(trailers: HeaderMapImpl): void {
    if (this.#ready) this.#exchange.sendTrailers(trailers);
    else this.#trailers = trailers;
  }

  /** Starts the try's own time-outs: until its headers come, and between what comes. */
  armTimeouts({ perTryMs, perTryIdleMs }: RouterTimeouts): void {
    if (perTryMs > 0) {
      this.#timeout = this.#after(perTryMs, () => {
        this.#timeout = null;
        if (!this.responded) this.#options.listener.onAttemptTimeout(this, 'per_try_timeout');
      });
    }
    this.#idleMs = perTryIdleMs;
    this.#touch();
  }

  /** The idle time begins anew. */
  #touch(): void {
    if (this.#idle !== null) this.#idle.cancelled = true;
    this.#idle = null;
    if (this.#idleMs <= 0) return;
    this.#idle = this.#after(this.#idleMs, () => {
      this.#options.listener.onAttemptTimeout(this, 'per_try_idle_timeout');
    });
  }

  #after(ms: number, work: () => void): QueuedTask {
    const { server, trace } = this.#options;
    return server.queue.schedule(ms, () => server.attribution.during(trace, work));
  }

  set paused(paused: boolean) {
    this.#exchange.paused = paused;
  }

  /** Gives the try up. */
  reset(): void {
    this.#disarm();
    this.#exchange.reset();
  }

  #onReady(): void {
    const { headers, listener } = this.#options;
    const problem = checkRequestHeaders(headers);
    if (problem !== null) {
      listener.onAttemptInvalid(this, problem);
      return;
    }
    this.#ready = true;
    listener.onAttemptReady();
    this.#exchange.sendHeaders(headers, this.#headersEnd === true);
    if (this.#dataEnd !== null) this.#exchange.sendData(this.#waiting, this.#dataEnd);
    if (this.#backedUp) this.#backUp(false);
    if (this.#trailers !== null) this.#exchange.sendTrailers(this.#trailers);
  }

  #moved(endStream: boolean): void {
    if (endStream) this.#disarm();
    else this.#touch();
  }

  #backUp(full: boolean): void {
    this.#backedUp = full;
    const name = `upstream_flow_control_${full ? 'backed_up' : 'drained'}_total`;
    this.#options.server.stats.add(this.cluster.statPrefix + name, 'counter', 1);
    this.#options.listener.onAttemptBackedUp(this, full);
  }

  #disarm(): void {
    for (const task of [this.#timeout, this.#idle]) if (task !== null) task.cancelled = true;
    this.#timeout = null;
    this.#idle = null;
    this.#idleMs = 0;
  }

  #record(way: 'request' | 'response', part: MessagePart): void {
    const { trace, cluster, number } = this.#options;
    const event = { kind: `upstream-${way}` as const, cluster: cluster.name, attempt: number, ...part };
    trace.emit(event, { direction: way });
  }
}
