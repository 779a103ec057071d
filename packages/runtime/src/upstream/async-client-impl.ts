import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { type ByteString, byteStringToBytes } from '../http/byte-string.ts';
import { checkRequestHeaders } from '../http/check-headers.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { EventQueue, QueuedTask } from '../server/event-queue.ts';
import type { StatsStore } from '../server/stats-store.ts';
import type { Attribution } from '../trace/attribution.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import { TraceEmitter } from '../trace/trace-recorder.ts';
import type { AsyncClient, HttpCall, HttpCallAnswer, HttpCallHandle } from './async-client.ts';
import type { ClientSent } from './client-sent.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterManager } from './cluster-manager.ts';
import { resetBody, resetReply } from './reset-text.ts';
import { chargeResponse } from './response-stats.ts';
import type { UpstreamReset } from './response-step.ts';
import { UpstreamExchange } from './upstream-exchange.ts';

/** What all callouts of a server share. */
export type CalloutServer = {
  readonly clusters: ClusterManager;
  readonly queue: EventQueue;
  readonly stats: StatsStore;
  readonly attribution: Attribution;
  /** The address that Envoy takes for its own. */
  readonly ownAddress: string;
  /** Whether the client that is served now has sent everything. */
  clientSent(): ClientSent;
  /** Numbers the calls of the scenario from 0. */
  nextCall(): number;
};

/** The callouts of one worker. Envoy: source/common/http/async_client_impl.cc. */
export class AsyncClientImpl implements AsyncClient {
  readonly #server: CalloutServer;
  readonly #worker: number;

  constructor(server: CalloutServer, worker: number) {
    this.#server = server;
    this.#worker = worker;
  }

  hasCluster(name: string): boolean {
    return this.#server.clusters.get(name) !== undefined;
  }

  send(call: HttpCall, onAnswer: ((answer: HttpCallAnswer) => void) | null): HttpCallHandle | null {
    const cluster = this.#server.clusters.get(call.cluster);
    const number = this.#server.nextCall();
    call.trace.emit({
      kind: 'http-call-sent',
      call: number,
      cluster: call.cluster,
      headers: call.headers.entries(),
      data: call.trace.body(call.body),
      trailers: call.trailers?.entries() ?? [],
      timeoutMs: call.timeoutMs,
    });
    if (cluster?.hasHosts !== true) {
      call.trace.emit({ ...noAnswer(call, number), outcome: 'not-sent' });
      if (cluster !== undefined) this.#noHost(cluster);
      return null;
    }
    const callout = new Callout(this.#server, cluster, { ...call, number, worker: this.#worker, onAnswer });
    callout.start();
    return { call: number, cancel: () => callout.cancel() };
  }

  #noHost(cluster: Cluster): void {
    const { stats } = this.#server;
    stats.add('http.async-client.rq_total', 'counter', 1);
    stats.add(`${cluster.statPrefix}upstream_cx_none_healthy`, 'counter', 1);
    stats.add(`${cluster.statPrefix}lb_healthy_panic`, 'counter', 1);
    const charge = { clusterPrefix: cluster.statPrefix, code: 503, internal: true, canary: false, also: [] };
    chargeResponse(stats, charge);
  }
}

type NumberedCall = HttpCall & {
  readonly number: number;
  readonly worker: number;
  readonly onAnswer: ((answer: HttpCallAnswer) => void) | null;
};

class Callout {
  readonly #server: CalloutServer;
  readonly #cluster: Cluster;
  readonly #call: NumberedCall;
  readonly #exchange: UpstreamExchange;
  readonly #started: number;
  #timeout: QueuedTask | null = null;
  #headers: HeaderMapImpl | null = null;
  readonly #body = new ByteBufferImpl();
  #over = false;

  constructor(server: CalloutServer, cluster: Cluster, call: NumberedCall) {
    this.#server = server;
    this.#cluster = cluster;
    this.#call = call;
    this.#started = server.queue.clock.now();
    const { trace } = call;
    if (!(trace instanceof TraceEmitter)) throw new Error('a callout needs an emitter of the recorder');
    this.#exchange = new UpstreamExchange({
      cluster,
      worker: call.worker,
      queue: server.queue,
      stats: server.stats,
      clientSent: server.clientSent(),
      trace,
      record: (way, part) => {
        trace.emit({ kind: `callout-${way}`, cluster: cluster.name, call: call.number, ...part }, { source: null });
      },
      listener: {
        onInformational: () => {},
        onReady: () => this.#send(),
        onHeaders: (headers, { endStream }) => this.#onHeaders(headers, endStream),
        onData: (bytes, { endStream }) => this.#onData(bytes, endStream),
        onTrailers: (trailers) => this.#finish(trailers),
        onReset: (reset) => this.#onReset(reset),
      },
    });
  }

  start(): void {
    const { timeoutMs } = this.#call;
    this.#server.stats.add('http.async-client.rq_total', 'counter', 1);
    this.#exchange.start();
    if (timeoutMs !== null && timeoutMs > 0) {
      this.#timeout = this.#server.queue.schedule(timeoutMs, () => this.#onTimeout());
    }
  }

  #send(): void {
    const headers = this.#requestHeaders();
    const problem = checkRequestHeaders(headers);
    if (problem !== null) {
      this.#exchange.reset();
      this.#server.queue.schedule(0, () => this.#answerWith(503, problem.body));
      return;
    }
    const { body } = this.#call;
    this.#exchange.sendHeaders(headers, body.length === 0);
    if (body.length > 0) this.#exchange.sendData(new ByteBufferImpl(body), true);
  }

  cancel(): void {
    if (this.#over) return;
    this.#end();
    this.#exchange.reset();
    this.#call.trace.emit({ ...noAnswer(this.#call, this.#call.number), outcome: 'cancelled' });
    this.#server.stats.add(`${this.#cluster.statPrefix}upstream_rq_cancelled`, 'counter', 1);
  }

  /** The filter's headers and what Envoy's internal router adds to them. */
  #requestHeaders(): HeaderMapImpl {
    const { headers: given, body, sendXff, timeoutMs, streaming } = this.#call;
    const headers = HeaderMapImpl.of('request-headers', given.entries());
    if (body.length > 0 && !streaming) headers.setInPlace('content-length', String(body.length));
    headers.setInPlace('x-envoy-internal', 'true');
    if (sendXff) headers.append('x-forwarded-for', this.#server.ownAddress);
    if (timeoutMs !== null && timeoutMs > 0) {
      headers.setInPlace('x-envoy-expected-rq-timeout-ms', String(Math.floor(timeoutMs)));
    }
    if (!headers.has(':scheme')) headers.add(':scheme', 'http');
    return headers;
  }

  #onHeaders(headers: HeaderMapImpl, endStream: boolean): void {
    const elapsed = Math.floor((this.#server.queue.clock.now() - this.#started) / 1_000_000);
    headers.setInPlace('x-envoy-upstream-service-time', String(elapsed));
    this.#headers = headers;
    this.#charge(Number(headers.get(':status')));
    if (endStream) this.#finish(null);
  }

  #onData(bytes: Uint8Array, endStream: boolean): void {
    this.#body.append(bytes);
    if (endStream) this.#finish(null);
  }

  #onTimeout(): void {
    if (this.#over) return;
    this.#server.stats.add(`${this.#cluster.statPrefix}upstream_rq_timeout`, 'counter', 1);
    this.#exchange.reset();
    if (this.#headers === null) this.#answerLocally(504, 'upstream request timeout');
    else this.#deliverReset();
  }

  #onReset(reset: UpstreamReset): void {
    if (this.#over) return;
    const reply = resetReply(reset);
    if (this.#headers === null) this.#answerLocally(reply.code, resetBody(reply, { retried: false }));
    else this.#deliverReset();
  }

  #answerLocally(code: number, body: ByteString): void {
    if (this.#over) return;
    this.#charge(code);
    this.#answerWith(code, body);
  }

  #answerWith(code: number, body: ByteString): void {
    if (this.#over) return;
    const headers = HeaderMapImpl.of('response-headers', [
      [':status', String(code)],
      ['content-length', String(body.length)],
      ['content-type', 'text/plain'],
    ]);
    this.#deliver(headers, byteStringToBytes(body), null);
  }

  #finish(trailers: HeaderMapImpl | null): void {
    const headers = this.#headers;
    if (this.#over || headers === null) return;
    this.#deliver(headers, this.#body.bytes(), trailers);
  }

  #charge(code: number): void {
    const clusterPrefix = this.#cluster.statPrefix;
    chargeResponse(this.#server.stats, { clusterPrefix, code, internal: true, canary: false, also: [] });
  }

  #deliver(headers: HeaderMapImpl, body: Uint8Array<ArrayBuffer>, trailers: HeaderMap | null): void {
    this.#end();
    const { trace, number, onAnswer, cluster } = this.#call;
    const event = trace.emit(
      {
        kind: 'http-call-answered',
        call: number,
        cluster,
        outcome: 'answered',
        headers: headers.entries(),
        data: trace.body(body),
        trailers: trailers?.entries() ?? [],
      },
      { source: null },
    );
    this.#server.attribution.because(event, trace, () =>
      onAnswer?.({ kind: 'answered', headers, body, trailers, event }),
    );
  }

  #deliverReset(): void {
    this.#end();
    const { trace, number, onAnswer } = this.#call;
    const event = trace.emit({ ...noAnswer(this.#call, number), outcome: 'reset' }, { source: null });
    this.#server.attribution.because(event, trace, () => onAnswer?.({ kind: 'reset', event }));
  }

  #end(): void {
    this.#over = true;
    if (this.#timeout !== null) this.#timeout.cancelled = true;
  }
}

const NO_FIELDS: HeaderPairs = [];

function noAnswer(call: HttpCall, number: number) {
  return {
    kind: 'http-call-answered' as const,
    call: number,
    cluster: call.cluster,
    headers: NO_FIELDS,
    data: call.trace.body(new Uint8Array(0)),
    trailers: NO_FIELDS,
  };
}
