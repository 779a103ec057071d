import type { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { EventQueue, QueuedTask } from '../server/event-queue.ts';
import type { StatsStore } from '../server/stats-store.ts';
import type { HeaderPairs, MessagePart } from '../trace/trace-event.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { ClientSent } from './client-sent.ts';
import type { Cluster } from './cluster.ts';
import { asEnvoySays, endedEarly, endedIdle, endedWhileActive } from './connection-end.ts';
import { HeldWrites } from './held-writes.ts';
import { frameRequest, type Http1Framing, http1Fields, isUnframed } from './http1-framing.ts';
import { inFrames } from './http2-frames.ts';
import { planResponse } from './response-plan.ts';
import type { ResponseStep, UpstreamReset } from './response-step.ts';
import type { ScriptedAnswer } from './scripted-answer.ts';

/** What arrives from the upstream. */
export interface UpstreamListener {
  /** A 1xx answer that is not the last word. */
  onInformational(headers: HeaderPairs): void;
  /** The connection is there: headers may be sent. Called once, at once for a pooled connection. */
  onReady(): void;
  onHeaders(headers: HeaderMapImpl, end: { readonly endStream: boolean }): void;
  onData(bytes: Uint8Array<ArrayBuffer>, end: { readonly endStream: boolean }): void;
  onTrailers(trailers: HeaderMapImpl): void;
  onReset(reset: UpstreamReset): void;
}

/** What an exchange is made of. */
export type UpstreamExchangeOptions = {
  readonly cluster: Cluster;
  readonly worker: number;
  readonly queue: EventQueue;
  readonly stats: StatsStore;
  readonly clientSent: ClientSent;
  readonly trace: TraceEmitter;
  /** Puts a part on record as this exchange's, with cluster and try or call. */
  record(way: 'request' | 'response', part: MessagePart): void;
  readonly listener: UpstreamListener;
};

/**
 * One request to the scripted upstream of a cluster and its answer: connection, codecs of both ways, script.
 * Envoy: the connection pool and the upstream codec client.
 */
export class UpstreamExchange {
  readonly #options: UpstreamExchangeOptions;
  readonly #answer: ScriptedAnswer;
  #connected = false;
  #method = '';
  #framing: Http1Framing | null = null;
  #headersSent = false;
  #bodySent = 0;
  #answered = false;
  #requestComplete = false;
  #responseComplete = false;
  #closesAfterwards = false;
  /** The body has no framing: it ends with the connection. */
  #lastsUntilClose = false;
  #singleUse = false;
  #informed = false;
  #released = false;
  /** Body bytes without chunks on their way. */
  readonly #writes: HeldWrites;
  #steps: ResponseStep[] = [];
  #task: QueuedTask | null = null;
  #paused = false;
  #over = false;

  constructor(options: UpstreamExchangeOptions) {
    this.#options = options;
    this.#writes = new HeldWrites(options.queue, (bytes, endStream) => {
      options.record('request', { part: 'data', data: options.trace.body(bytes), endStream });
    });
    this.#answer = options.cluster.refuses ? {} : options.cluster.nextAnswer();
  }

  /** Whether the upstream has got the whole request. */
  get requestComplete(): boolean {
    return this.#requestComplete;
  }

  /** Takes a connection from the pool or opens one; nothing can be sent before `onReady`. */
  start(): void {
    const { cluster, queue, stats, worker } = this.#options;
    const prefix = cluster.statPrefix;
    const idle = cluster.idle.get(worker) ?? 0;
    if (idle > 0 && cluster.maxRequests === 0) {
      this.#task = queue.schedule(0, () => this.#act(() => this.#overflow()));
      return;
    }
    if (idle > 0) {
      if (cluster.protocol === 'HTTP/1.1') cluster.idle.set(worker, idle - 1);
      stats.add(`${prefix}upstream_rq_total`, 'counter', 1);
      this.#connected = true;
      this.#options.listener.onReady();
      return;
    }
    stats.add(`${prefix}upstream_rq_pending_total`, 'counter', 1);
    if (cluster.protocol === 'HTTP/1.1' || (cluster.connecting.get(worker) ?? 0) === 0) this.#open();
    this.#task = queue.schedule(0, () => this.#act(() => (cluster.refuses ? this.#refused() : this.#connect())));
  }

  /** A new connection. */
  #open(): void {
    const { cluster, stats, worker } = this.#options;
    const prefix = cluster.statPrefix;
    stats.add(`${prefix}upstream_cx_total`, 'counter', 1);
    stats.add(`${prefix}upstream_cx_${cluster.protocol === 'HTTP/2' ? 'http2' : 'http1'}_total`, 'counter', 1);
    if (cluster.protocol === 'HTTP/2' && !cluster.refuses) {
      cluster.connecting.set(worker, (cluster.connecting.get(worker) ?? 0) + 1);
    }
    if (cluster.maxConnections !== 0) return;
    // A cluster without any connection gets one, whatever the breaker says.
    stats.add(`${prefix}upstream_cx_overflow`, 'counter', 1);
    if (!cluster.isOpen) stats.add(`${prefix}circuit_breakers.default.cx_open`, 'gauge', 1);
    cluster.isOpen = true;
  }

  sendHeaders(headers: HeaderMapImpl, endStream: boolean): void {
    if (!this.#over) this.#writeHeaders(headers, endStream);
  }

  sendData(data: ByteBufferImpl, endStream: boolean): void {
    if (!this.#over) this.#writeData(data.bytes(), endStream);
  }

  sendTrailers(trailers: HeaderMapImpl): void {
    if (!this.#over) this.#writeTrailers(trailers);
  }

  /** Envoy gives the exchange up: the upstream sees its connection closed or its stream reset. */
  reset(): void {
    if (this.#over) return;
    this.#over = true;
    this.#writes.flush();
    if (this.#task !== null) this.#task.cancelled = true;
    const { cluster, stats } = this.#options;
    if (!this.#connected) stats.add(`${cluster.statPrefix}upstream_rq_cancelled`, 'counter', 1);
    if (!this.#connected || cluster.refuses) return;
    if (!this.#requestComplete || !this.#responseComplete) {
      const http2 = cluster.protocol === 'HTTP/2';
      if (this.#headersSent)
        this.#options.record('request', { part: 'reset', reason: http2 ? 'RST_STREAM' : 'connection closed' });
      if (this.#closesAfterwards && !http2) this.#count(['upstream_cx_close_notify']);
      this.#count(http2 ? ['http2.tx_reset', 'upstream_rq_tx_reset'] : endedWhileActive('local'));
    }
  }

  /** Stops or goes on reading the response. */
  set paused(paused: boolean) {
    this.#paused = paused;
    if (!paused && this.#task === null) this.#scheduleNext();
  }

  /** Runs what happens on the connection as the doing of its emitter. */
  #act(work: () => void): void {
    const { trace } = this.#options;
    trace.recorder.attribution.during(trace, work);
  }

  #connect(): void {
    const { cluster, worker, stats } = this.#options;
    this.#task = null;
    this.#connected = true;
    if (cluster.protocol === 'HTTP/2') {
      cluster.idle.set(worker, 1);
      cluster.connecting.delete(worker);
    }
    if (cluster.maxRequests === 0) {
      this.#overflow();
      return;
    }
    stats.add(`${cluster.statPrefix}upstream_rq_total`, 'counter', 1);
    this.#options.listener.onReady();
  }

  /** The breaker has no room for a request: the connection stays for others. */
  #overflow(): void {
    const { cluster, worker, stats, listener } = this.#options;
    this.#over = true;
    if (cluster.protocol === 'HTTP/1.1') cluster.idle.set(worker, (cluster.idle.get(worker) ?? 0) + 1);
    stats.add(`${cluster.statPrefix}upstream_rq_active_overflow`, 'counter', 1);
    listener.onReset('overflow');
  }

  #refused(): void {
    const { cluster, stats, listener } = this.#options;
    this.#over = true;
    stats.add(`${cluster.statPrefix}upstream_cx_connect_fail`, 'counter', 1);
    stats.add(`${cluster.statPrefix}upstream_cx_destroy`, 'counter', 1);
    stats.add(`${cluster.statPrefix}upstream_cx_destroy_remote`, 'counter', 1);
    stats.add(`${cluster.statPrefix}upstream_rq_pending_failure_eject`, 'counter', 1);
    listener.onReset('connection failure');
  }

  #writeHeaders(headers: HeaderMapImpl, endStream: boolean): void {
    const { record, cluster } = this.#options;
    this.#method = headers.get(':method') ?? '';
    this.#headersSent = true;
    let wire = headers.entries();
    if (cluster.protocol === 'HTTP/1.1') {
      this.#framing = frameRequest(http1Fields(wire), this.#method, endStream);
      const path = headers.get(':path');
      wire = [
        [':method', this.#method],
        ...(path === undefined ? [] : [[':path', path] as const]),
        ...this.#framing.headers,
      ];
    }
    const complete = this.#seenWhole(endStream);
    record('request', { part: 'headers', headers: wire, endStream: complete });
    if (this.#answer.early === true) this.#startAnswer();
    if (complete) this.#upstreamHasAll();
    if (endStream && complete) this.#completeRequest();
  }

  #writeData(bytes: Uint8Array<ArrayBuffer>, endStream: boolean): void {
    const { record, trace } = this.#options;
    const room =
      this.#framing?.length === null || this.#framing === null ? bytes.length : this.#framing.length - this.#bodySent;
    const sent = bytes.subarray(0, Math.max(0, room));
    this.#bodySent += sent.length;
    const complete = this.#seenWhole(endStream);
    if (this.#framing !== null && !this.#framing.chunked) {
      if (sent.length > 0 || complete) this.#writes.hold(sent, complete);
    } else if (sent.length > 0 || complete) {
      for (const piece of inFrames(sent, this.#framing === null)) {
        const isEnd = complete && piece.byteOffset + piece.length === sent.byteOffset + sent.length;
        record('request', { part: 'data', data: trace.body(piece), endStream: isEnd });
      }
    }
    if (complete) this.#upstreamHasAll();
    if (endStream && complete) this.#completeRequest();
  }

  #writeTrailers(trailers: HeaderMapImpl): void {
    const { record, cluster, trace } = this.#options;
    if (cluster.protocol === 'HTTP/2' || cluster.passesTrailers) {
      record('request', { part: 'trailers', headers: trailers.entries() });
    } else {
      record('request', { part: 'data', data: trace.body(new Uint8Array(0)), endStream: true });
    }
    if (!this.#seenWhole(true)) return;
    this.#upstreamHasAll();
    this.#completeRequest();
  }

  /**
   * Whether the upstream takes the request for complete: with a content-length once so many bytes came, and not before, even
   * when Envoy has not said or has already said that this is the end.
   */
  #seenWhole(endStream: boolean): boolean {
    const length = this.#framing?.length ?? null;
    if (length === null || this.#framing?.promised !== true) return endStream;
    return this.#bodySent >= length;
  }

  #upstreamHasAll(): void {
    if (this.#answered || this.#answer.early === true) return;
    this.#answered = true;
    this.#startAnswer();
  }

  #completeRequest(): void {
    this.#requestComplete = true;
    this.#releaseIfDone();
  }

  #startAnswer(): void {
    const { cluster, clientSent } = this.#options;
    const begin = () => {
      if (this.#over) return;
      this.#steps = [
        ...planResponse(this.#answer, {
          protocol: cluster.protocol,
          method: this.#method,
          passesTrailers: cluster.passesTrailers,
          bufferLimit: cluster.bufferLimit,
        }),
      ];
      this.#scheduleNext();
    };
    if (this.#answer.wait_for_client ?? cluster.waitsForClient) clientSent.whenSent(begin);
    else begin();
  }

  #scheduleNext(): void {
    const [step] = this.#steps;
    if (step === undefined || this.#over || this.#paused) return;
    const play = () => {
      this.#task = null;
      if (this.#over || this.#paused) return;
      this.#steps.shift();
      this.#act(() => this.#play(step));
      this.#scheduleNext();
    };
    const { queue } = this.#options;
    if (step.pace === 'same-read') play();
    else if (step.pace === 'next-read') this.#task = queue.schedule(step.delayMs, play);
    else this.#task = queue.scheduleSettled(step.delayMs, play);
  }

  #play(step: ResponseStep): void {
    const { record, listener, trace } = this.#options;
    switch (step.step) {
      case 'informational':
        // Envoy drops 1xx responses that nobody asked for.
        record('response', { part: 'informational', headers: step.headers });
        if (!this.#informed) listener.onInformational(step.headers);
        this.#informed = true;
        break;
      case 'surplus':
        break;
      case 'headers':
        this.#closesAfterwards = step.headers.some(([name, value]) => name === 'connection' && /close/i.test(value));
        this.#singleUse = step.singleUse === true;
        record('response', { part: 'headers', headers: step.headers, endStream: step.endStream });
        this.#responseComplete = step.endStream;
        this.#lastsUntilClose = !step.endStream && isUnframed(step.headers);
        listener.onHeaders(HeaderMapImpl.of('response-headers', step.headers), step);
        break;
      case 'data':
        record('response', { part: 'data', data: trace.body(step.bytes), endStream: step.endStream });
        this.#responseComplete = step.endStream;
        listener.onData(step.bytes, step);
        break;
      case 'trailers':
        record('response', { part: 'trailers', headers: step.headers });
        this.#responseComplete = true;
        listener.onTrailers(HeaderMapImpl.of('response-trailers', step.headers));
        break;
      case 'reset':
        this.#over = true;
        record('response', { part: 'reset', reason: step.reset });
        this.#count(endedEarly(step.reset, { raw: this.#answer.raw !== undefined }));
        if (step.reset === 'broken message' || step.reset === 'oversized head') this.#options.cluster.idle.clear();
        listener.onReset(asEnvoySays(step.reset));
        break;
    }
    this.#releaseIfDone();
  }

  /** The connection goes back to the pool when both messages are complete; else HTTP/1 has to close it. */
  #releaseIfDone(): void {
    const { cluster, worker, stats } = this.#options;
    if (!this.#responseComplete || !this.#requestComplete || this.#released) return;
    this.#over = true;
    this.#released = true;
    if (cluster.protocol !== 'HTTP/1.1') return;
    const behind = (wanted: ResponseStep['step']) => this.#steps.some(({ step }) => step === wanted);
    const closes = this.#closesAfterwards || this.#singleUse;
    if (closes) stats.add(`${cluster.statPrefix}upstream_cx_close_notify`, 'counter', 1);
    if (behind('surplus')) {
      stats.add(`${cluster.statPrefix}upstream_cx_protocol_error`, 'counter', 1);
      this.#count(endedIdle('local'));
    } else if (closes || this.#lastsUntilClose) {
      this.#count(endedIdle(this.#lastsUntilClose ? 'remote' : 'local'));
    } else if (behind('reset')) {
      this.#options.queue.scheduleSettled(0, () => this.#act(() => this.#count(endedIdle('remote'))));
    } else {
      cluster.idle.set(worker, (cluster.idle.get(worker) ?? 0) + 1);
    }
  }

  #count(names: readonly string[]): void {
    const { stats, cluster } = this.#options;
    for (const name of names) stats.add(cluster.statPrefix + name, 'counter', 1);
  }
}
