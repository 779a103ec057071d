import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { EventQueue, QueuedTask } from '../server/event-queue.ts';
import type { HeaderPairs, MessagePart } from '../trace/trace-event.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { ClientSent } from '../upstream/client-sent.ts';
import { HeldWrites } from '../upstream/held-writes.ts';
import { frameResponse, type Http1Framing } from '../upstream/http1-framing.ts';
import type { ActiveStream } from './active-stream.ts';
import { closesConnection, merged, sentHeaders } from './client-request.ts';
import type { CarriedOver, Downstream } from './downstream.ts';
import type { HcmConfig } from './hcm-config.ts';
import { Http2BodyRules } from './http2-request-codec.ts';
import { decodeHead } from './request-codec.ts';
import type { RequestPlan, RequestStep } from './request-plan.ts';
import type { HcmStats } from './stream-stats.ts';

/** What a client connection is made of. */
export type ClientConnectionOptions = {
  readonly plan: RequestPlan;
  readonly config: HcmConfig;
  readonly queue: EventQueue;
  readonly trace: TraceEmitter;
  readonly clientSent: ClientSent;
  /** The client waits this long for its answer. */
  readonly deadlineMs: number;
  /** The client goes away once it has sent everything. */
  readonly leavesAfterRequest: boolean;
  readonly stats: HcmStats;
  /** Makes the stream of a request that goes through the filters again. */
  recreate(carried: CarriedOver): ActiveStream;
  readonly onOver: () => void;
};

const HTTP2_FRAME = 16_384;
/** Envoy's `delayed_close_timeout`. */
const DELAYED_CLOSE_MS = 1000;

/** One connection of a client with one request: writes it piece by piece and takes the answer. */
export class ClientConnection implements Downstream {
  readonly protocol: RequestPlan['protocol'];
  readonly toHead: boolean;
  readonly #options: ClientConnectionOptions;
  #stream: ActiveStream | null = null;
  #framing: Http1Framing | null = null;
  #bodiless = false;
  /** A body without framing on a connection that stays open: the client cannot see its end. */
  #lastsUntilClose = false;
  /** The client takes the end of the connection for the end of the body. */
  #endsByClose = false;
  #bodySent = 0;
  /** Body bytes without chunks on their way. */
  readonly #writes: HeldWrites;
  readonly #rules: Http2BodyRules | null;
  /** Envoy reads from this connection right now. */
  #reading = false;
  #paused = false;
  /** Written by the client, not read by Envoy yet. */
  readonly #unread: RequestStep[] = [];
  #deadline: QueuedTask | null = null;
  #over = false;

  constructor(options: ClientConnectionOptions) {
    this.#options = options;
    this.#writes = new HeldWrites(options.queue, (bytes, endStream) => {
      this.#record('response', { part: 'data', data: options.trace.body(bytes), endStream });
    });
    this.protocol = options.plan.protocol;
    this.#rules = this.protocol === 'HTTP/2' ? new Http2BodyRules(options.plan.fields) : null;
    this.toHead = options.plan.method === 'HEAD';
  }

  /** Sends the head to a stream that was made for it, then the rest. */
  start(stream: ActiveStream): void {
    this.#stream = stream;
    const { plan, queue, deadlineMs } = this.#options;
    this.#record('request', { part: 'headers', headers: sentHeaders(plan), endStream: plan.endStream });
    this.#deadline = queue.schedule(deadlineMs, () => this.#giveUp());
    this.#inRead(() => this.#sendHead(stream));
    this.#writeNext(0);
  }

  #sendHead(stream: ActiveStream): void {
    const { plan, config } = this.#options;
    const head = decodeHead(plan, config);
    if (config.underscores === 'DROP_HEADER') this.#countDropped();
    if (head.kind === 'error') {
      if (head.counter !== null) this.#options.stats.server(head.counter);
      stream.onCodecError(head.error);
    } else if (head.kind === 'broken') {
      this.#breakConnection(stream, head.details);
    } else if (head.kind === 'reset') {
      this.#options.stats.server(head.counter);
      this.#resetByCodec(stream, { reason: 'INTERNAL_ERROR', flag: 'DR', details: head.details });
    } else {
      stream.onHeaders(head.headers, plan.endStream);
    }
  }

  /** HTTP/2 rules were broken: Envoy says so, and closes the connection when the client has had its time to. */
  #breakConnection(stream: ActiveStream, details: string): void {
    const { stats, queue } = this.#options;
    stats.server('http2.rx_messaging_error');
    stats.inc('downstream_cx_protocol_error');
    stream.onClientGone('DPE', details);
    stats.inc('downstream_cx_destroy_active_rq');
    stats.inc('downstream_cx_destroy_local_active_rq');
    queue.schedule(DELAYED_CLOSE_MS, () => this.#closeDelayed());
  }

  #resetByCodec(stream: ActiveStream, why: { reason: string; flag: 'DR' | 'DPE'; details: string }): void {
    this.#record('response', { part: 'reset', reason: `RST_STREAM ${why.reason}` });
    this.#options.stats.server('http2.tx_reset');
    stream.onClientGone(why.flag, why.details);
    this.#end('remote');
  }

  /** Runs what the stream does of itself as its own doing. */
  #asStream(work: () => void): void {
    const { trace } = this.#options;
    trace.recorder.attribution.during(trace, work);
  }

  /** Runs what Envoy does while it reads from the client. */
  #inRead(work: () => void): void {
    this.#reading = true;
    this.#asStream(work);
    this.#reading = false;
  }

  #countDropped(): void {
    const { plan, stats } = this.#options;
    const codec = this.protocol === 'HTTP/2' ? 'http2' : 'http1';
    for (const [name] of plan.fields) {
      if (name.includes('_')) stats.server(`${codec}.dropped_headers_with_underscores`);
    }
  }

  // --- the request

  #writeNext(index: number): void {
    const { plan, queue } = this.#options;
    if (this.#over) return;
    const step = plan.steps[index];
    if (step === undefined) queue.scheduleSettled(0, () => this.#allSent());
    else if (plan.atOnce || step.pace === 'same-read') this.#write(step, index);
    else if (step.pace === 'next-read') queue.schedule(step.delayMs, () => this.#write(step, index));
    else queue.scheduleSettled(step.delayMs, () => this.#write(step, index));
  }

  #write(step: RequestStep, index: number): void {
    if (this.#over) return;
    this.#recordStep(step);
    if (this.#paused) this.#unread.push(step);
    else this.#read(step);
    this.#writeNext(index + 1);
  }

  #allSent(): void {
    if (this.#over) return;
    this.#options.clientSent.markSent();
    if (!this.#options.leavesAfterRequest) return;
    if (this.protocol !== 'HTTP/2') {
      this.#record('request', { part: 'reset', reason: 'client closed' });
      this.#leave();
      return;
    }
    this.#record('request', { part: 'reset', reason: 'RST_STREAM CANCEL' });
    this.#asStream(() => this.#stream?.onClientGone('DR', 'http2.remote_reset'));
    this.#end('remote');
  }

  /** The client closes its connection while it waits. */
  #leave(): void {
    const active = this.#stream?.over === false;
    this.#asStream(() => this.#stream?.onClientGone('DC', 'downstream_remote_disconnect'));
    if (active) {
      this.#options.stats.inc('downstream_cx_destroy_active_rq');
      this.#options.stats.inc('downstream_cx_destroy_remote_active_rq');
    }
    this.#end('remote');
  }

  #recordStep(step: RequestStep): void {
    const { trace } = this.#options;
    if (step.step === 'data') {
      this.#record('request', { part: 'data', data: trace.body(step.bytes), endStream: step.endStream });
    } else if (step.step === 'trailers') {
      this.#record('request', { part: 'trailers', headers: step.headers });
    }
  }

  #read(step: RequestStep): void {
    const stream = this.#stream;
    if (stream === null || stream.over) return;
    this.#inRead(() => {
      if (this.#breaksRules(stream, step)) return;
      if (step.step === 'data') stream.onData(new ByteBufferImpl(step.bytes), step.endStream);
      else if (step.step === 'trailers') this.#readTrailers(stream, step.headers);
      else stream.onCodecError({ code: 400, body: 'Bad Request', details: 'http1.codec_error' });
    });
  }

  /** Ends what breaks HTTP/2's rules after the head. */
  #breaksRules(stream: ActiveStream, step: RequestStep): boolean {
    if (step.step === 'trailers' && this.protocol === 'HTTP/2') this.#options.stats.server('http2.trailers');
    const broken = this.#rules?.problem(step) ?? null;
    if (broken?.ends === 'stream') {
      this.#resetByCodec(stream, { reason: 'PROTOCOL_ERROR', flag: 'DPE', details: broken.details });
    } else if (broken !== null) {
      this.#breakConnection(stream, broken.details);
    }
    return broken !== null;
  }

  #readTrailers(stream: ActiveStream, fields: HeaderPairs): void {
    stream.onTrailers(HeaderMapImpl.of('request-trailers', fields));
  }

  pause(): void {
    this.#paused = true;
  }

  /** What the client wrote meanwhile comes in one read (HTTP/1) or frame by frame (HTTP/2). */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    const waiting = this.#unread.splice(0);
    this.#options.queue.schedule(0, () => {
      for (const step of this.protocol === 'HTTP/2' ? waiting : merged(waiting)) {
        if (this.#paused) this.#unread.push(step);
        else this.#read(step);
      }
    });
  }

  #giveUp(): void {
    if (this.#over) return;
    this.#record('request', { part: 'reset', reason: 'no answer' });
    this.#leave();
  }

  // --- the response

  writeInformational(headers: HeaderPairs): void {
    this.#record('response', { part: 'informational', headers });
  }

  writeHeaders(headers: HeaderMapImpl, { endStream }: { readonly endStream: boolean }): void {
    const status = Number(headers.get(':status'));
    // The HTTP/2 codec sends whatever the filters made, even where HTTP forbids a body.
    const never = this.toHead || Math.floor(status / 100) === 1 || status === 204 || status === 304;
    this.#bodiless = this.protocol !== 'HTTP/2' && never;
    let wire: HeaderPairs = headers.entries();
    if (this.protocol !== 'HTTP/2') {
      const fields = wire.filter(([name]) => !name.startsWith(':'));
      const http10 = this.protocol === 'HTTP/1.0';
      this.#framing = frameResponse(fields, { status, endStream, toHead: this.toHead, http10 });
      const { length, chunked } = this.#framing;
      this.#endsByClose = length === null && !chunked && !this.#bodiless;
      this.#lastsUntilClose = this.#endsByClose && !http10;
      wire = [[':status', headers.get(':status') ?? ''], ...this.#framing.headers];
    }
    const done = this.#bodiless || this.#hasWholeBody();
    this.#record('response', { part: 'headers', headers: wire, endStream: endStream || done });
    if (done && !endStream) this.#leaveSoon();
  }

  writeData(bytes: Uint8Array, { endStream }: { readonly endStream: boolean }): void {
    if (this.#bodiless) return;
    const room = this.#framing?.length ?? null;
    const sent = room === null ? bytes : bytes.subarray(0, Math.max(0, room - this.#bodySent));
    this.#bodySent += sent.length;
    if (this.#framing !== null && !this.#framing.chunked) {
      const done = this.#hasWholeBody();
      this.#writes.hold(sent, done || (endStream && !this.#lastsUntilClose));
      if (done && !endStream) this.#leaveSoon();
      return;
    }
    const size = this.protocol === 'HTTP/2' ? HTTP2_FRAME : Number.POSITIVE_INFINITY;
    for (let at = 0; at < sent.length; at += size) {
      const piece = sent.subarray(at, Math.min(sent.length, at + size));
      const last = at + piece.length === sent.length;
      this.#record('response', {
        part: 'data',
        data: this.#options.trace.body(piece),
        endStream: endStream && last && !this.#lastsUntilClose,
      });
    }
    if (sent.length === 0 && endStream && !this.#lastsUntilClose) {
      this.#record('response', { part: 'data', data: this.#options.trace.body(sent), endStream: true });
    }
  }

  /** An HTTP/1 client has its answer once the promised bytes are there, whether Envoy has more to say or not. */
  #hasWholeBody(): boolean {
    const framing = this.#framing;
    return framing?.promised === true && framing.length !== null && this.#bodySent >= framing.length;
  }

  /** The client has its answer and goes, unless Envoy ends the stream before it sees that. */
  #leaveSoon(): void {
    this.#options.queue.schedule(0, () => {
      if (!this.#over) this.#leave();
    });
  }

  writeTrailers(trailers: HeaderMapImpl): void {
    if (this.#bodiless) return;
    const passes =
      this.protocol === 'HTTP/2' || (this.#options.config.enableTrailers && this.#framing?.chunked === true);
    if (passes) this.#record('response', { part: 'trailers', headers: trailers.entries() });
    else this.writeData(new Uint8Array(0), { endStream: true });
  }

  finish({ close, drains, requestComplete }: Parameters<Downstream['finish']>[0]): void {
    this.#writes.flush();
    if (this.#lastsUntilClose && !close) return;
    const promised = this.#bodiless ? null : (this.#framing?.length ?? null);
    // A response shorter than its content-length leaves the client waiting.
    if (promised !== null && this.#bodySent < promised) return;
    if (this.protocol === 'HTTP/2' && !requestComplete) this.#options.stats.server('http2.tx_reset');
    this.#end(close && this.#closesAtOnce(drains && requestComplete) ? 'local' : 'remote');
  }

  get closesAfterwards(): boolean {
    return this.#asksToClose();
  }

  /**
   * Envoy lets the client close first unless the client asked to close and its request was complete; a response that was
   * made while the request was read is looked at again after the read, then with delay.
   * Envoy: `ConnectionManagerImpl::checkForDeferredClose`.
   */
  #closesAtOnce(asked: boolean): boolean {
    return asked && !this.#reading;
  }

  reset({ drains, requestComplete }: Parameters<Downstream['reset']>[0]): void {
    this.#writes.flush();
    if (this.protocol !== 'HTTP/2' && this.#closesAtOnce(drains && requestComplete)) {
      this.#recordClose();
      this.#end('local');
      return;
    }
    if (this.protocol !== 'HTTP/2') {
      this.#options.queue.schedule(DELAYED_CLOSE_MS, () => this.#closeDelayed());
      return;
    }
    this.#record('response', { part: 'reset', reason: 'RST_STREAM INTERNAL_ERROR' });
    this.#options.stats.server('http2.tx_reset');
    this.#end('remote');
  }

  #recordClose(): void {
    if (this.#endsByClose) {
      this.#record('response', { part: 'data', data: this.#options.trace.body(new Uint8Array(0)), endStream: true });
    } else {
      this.#record('response', { part: 'reset', reason: 'connection closed' });
    }
  }

  recreate(headers: HeaderMapImpl, body: Uint8Array | null, carried: CarriedOver): void {
    const stream = this.#options.recreate(carried);
    this.#stream = stream;
    stream.onRecreated(headers, body);
  }

  /** Envoy gives an HTTP/1 client a second to close its connection before it does. */
  #closeDelayed(): void {
    if (this.#over) return;
    this.#recordClose();
    this.#asStream(() => this.#options.stats.inc('downstream_cx_delayed_close_timeout'));
    this.#end('local');
  }

  #asksToClose(): boolean {
    return closesConnection(this.#options.plan);
  }

  #record(way: 'request' | 'response', part: MessagePart): void {
    this.#options.trace.emit({ kind: `downstream-${way}`, ...part }, { direction: way });
  }

  /** The exchange is over; `closedBy`: who ends the connection. */
  #end(closedBy: 'remote' | 'local'): void {
    if (this.#over) return;
    this.#over = true;
    this.#asStream(() => {
      this.#options.stats.inc('downstream_cx_destroy');
      this.#options.stats.inc(`downstream_cx_destroy_${closedBy}`);
    });
    if (this.#deadline !== null) this.#deadline.cancelled = true;
    this.#options.clientSent.markSent();
    this.#options.queue.scheduleSettled(0, this.#options.onOver);
  }
}
