import type { FilterTrace } from '../../trace/filter-trace.ts';
import type { HttpCallAnswer, HttpCallHandle } from '../../upstream/async-client.ts';
import type { CalloutData, RootContext } from '../root-context.ts';
import { NO_CALLOUT } from '../root-context.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { GrpcEnd } from './grpc-wire.ts';
import { frameMessage, grpcEnd, isLocalReply, localTrailers, readMessages } from './grpc-wire.ts';
import { callHeaders } from './http-calls.ts';
import type { Pairs } from './serialization.ts';

/** What a gRPC callout asks for. */
export type GrpcRequest = {
  readonly cluster: string;
  readonly serviceName: string;
  readonly method: string;
  readonly metadata: Pairs;
  /** Milliseconds of a call; null for a stream, which has no timeout. */
  readonly timeoutMs: number | null;
};

type Answered = Extract<HttpCallAnswer, { readonly kind: 'answered' }>;

/** A gRPC callout of a module: a call with one message, or a stream. Its request is sent when its side has ended. */
export class GrpcExchange {
  readonly token: number;
  readonly #vm: WasmVm;
  readonly #root: RootContext;
  readonly #trace: FilterTrace;
  readonly #request: GrpcRequest;
  readonly #isStream: boolean;
  readonly #frames: Uint8Array[] = [];
  #handle: HttpCallHandle | null = null;
  #ended = false;

  constructor(vm: WasmVm, token: number, request: GrpcRequest, isStream: boolean) {
    this.#vm = vm;
    this.token = token;
    this.#request = request;
    this.#isStream = isStream;
    this.#root = vm.context.root;
    this.#trace = vm.context.trace;
  }

  /** Whether our side is still open. */
  get open(): boolean {
    return !this.#ended;
  }

  add(message: Uint8Array): void {
    this.#frames.push(frameMessage(message));
  }

  /** Ends our side: the request goes out. false: it could not be sent. */
  end(): boolean {
    if (this.#ended) return true;
    this.#ended = true;
    const body = new Uint8Array(this.#frames.reduce((sum, f) => sum + f.length, 0));
    let at = 0;
    for (const frame of this.#frames) {
      body.set(frame, at);
      at += frame.length;
    }
    this.#handle = this.#vm.worker.asyncClient.send(
      {
        cluster: this.#request.cluster,
        headers: callHeaders(this.#headers()),
        body,
        trailers: null,
        timeoutMs: this.#request.timeoutMs,
        sendXff: false,
        streaming: true,
        trace: this.#trace,
      },
      (answer) => this.#vm.calloutAnswered(this.token, () => this.#deliver(answer)),
    );
    return this.#handle !== null;
  }

  cancel(): void {
    this.#ended = true;
    this.#handle?.cancel();
  }

  #headers(): Pairs {
    const { cluster, serviceName, method, metadata, timeoutMs } = this.#request;
    return [
      [':method', 'POST'],
      [':path', `/${serviceName}/${method}`],
      [':authority', cluster],
      ['te', 'trailers'],
      ...(timeoutMs === null ? [] : ([['grpc-timeout', `${timeoutMs}m`]] as const)),
      ['content-type', 'application/grpc'],
      ...metadata,
    ];
  }

  #deliver(answer: HttpCallAnswer): void {
    if (answer.kind === 'reset') {
      this.#close({ code: 14, message: '' }, answer.event);
      return;
    }
    const { headers, trailers, body, event } = answer;
    const end = grpcEnd(headers, trailers, body);
    const messages = headers.get(':status') === '200' ? readMessages(body) : [];
    if (headers.get(':status') !== '200' && !isLocalReply(headers)) {
      this.#vm.notSimulated('the end of a gRPC callout by an HTTP status', 'Envoy resets the stream then', ['stats']);
    }
    if (this.#isStream) this.#deliverStream(answer, messages, end);
    else this.#deliverCall(messages, end, event);
  }

  /** A call that succeeded has no close; of several messages it delivers the last, and none is an error of the server. */
  #deliverCall(messages: readonly (Uint8Array | null)[], end: GrpcEnd, event: number): void {
    const message = messages.includes(null) ? undefined : messages.at(-1);
    if (end.code !== 0) this.#close(end, event);
    else if (message) this.#receive(message, event);
    else this.#close({ code: 13, message: '' }, event);
  }

  /** A stream gets every callback; headers that end the answer at once are its trailers. */
  #deliverStream(answer: Answered, messages: readonly (Uint8Array | null)[], end: GrpcEnd): void {
    const { headers, trailers, body, event } = answer;
    const local = isLocalReply(headers) ? localTrailers(end.code, body) : null;
    const isGrpc = headers.get(':status') === '200' && local === null;
    const onlyTrailers = trailers === null && body.length === 0;
    const initial = isGrpc && !onlyTrailers ? headers : null;
    const trailing = local ?? trailers ?? (isGrpc && onlyTrailers ? headers : null);
    const withInitial = { ...NO_CALLOUT, initialMetadata: initial };
    this.#wake('proxy_on_grpc_receive_initial_metadata', [initial?.size ?? 0], withInitial, event);
    for (const message of messages) if (message !== null) this.#receive(message, event);
    const withTrailing = { ...NO_CALLOUT, trailingMetadata: trailing };
    this.#wake('proxy_on_grpc_receive_trailing_metadata', [trailing?.size ?? 0], withTrailing, event);
    this.#close(messages.includes(null) ? { code: 13, message: '' } : end, event);
  }

  #receive(message: Uint8Array, cause: number): void {
    this.#wake('proxy_on_grpc_receive', [message.length], { ...NO_CALLOUT, message }, cause);
  }

  #close({ code, message }: GrpcEnd, cause: number): void {
    this.#wake('proxy_on_grpc_close', [code], { ...NO_CALLOUT, status: { code, message } }, cause);
  }

  #wake(name: string, args: readonly number[], data: CalloutData, cause: number): void {
    if (!this.#vm.has(name)) return;
    const waker = { trace: this.#trace, cause };
    this.#root.wake('onGrpcReceive', waker, data, name, [this.#root.id, this.token, ...args]);
  }
}
