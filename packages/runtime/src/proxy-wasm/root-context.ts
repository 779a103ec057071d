import type { ByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { RouteEntry } from '../http-connection-manager/route-entry.ts';
import type { Timer } from '../server/dispatcher.ts';
import type { FilterStateEntry, StreamInfo } from '../stream-info/stream-info.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import type { FilterCallbackName } from '../trace/trace-event.ts';
import type { Status } from './abi/types.ts';
import { MAP, STATUS } from './abi/types.ts';
import type { GuestBuffer } from './context.ts';
import { bodyBuffer, Context, fixedBuffer } from './context.ts';
import type { PluginConfig } from './plugin.ts';
import { rootLogPrefix } from './plugin.ts';
import type { WasmVm } from './wasm-vm.ts';

/** What a callout's callback may look at while it runs. */
export type CalloutData = {
  readonly headers: HeaderMap | null;
  readonly trailers: HeaderMap | null;
  readonly initialMetadata: HeaderMap | null;
  readonly trailingMetadata: HeaderMap | null;
  readonly body: Uint8Array | null;
  readonly message: Uint8Array | null;
  readonly status: { readonly code: number; readonly message: string };
};

/** Nothing: between callbacks. */
export const NO_CALLOUT: CalloutData = {
  headers: null,
  trailers: null,
  initialMetadata: null,
  trailingMetadata: null,
  body: null,
  message: null,
  status: { code: 0, message: '' },
};

/** What `declare_property` said of a property. */
export type DeclaredProperty = { readonly type: FilterStateEntry['type']; readonly readOnly: boolean };

/** Who asked for a callback of the root: its events go to that context's trace, with the event that woke it. */
export type Wakeup = { readonly trace: FilterTrace; readonly cause: number | null };

/** The context of a plugin in one VM: configuration, timer, answers of callouts, queues. */
export class RootContext extends Context {
  readonly logPrefix: string;
  readonly streamInfo: StreamInfo | null = null;
  readonly route: RouteEntry | null = null;
  readonly #home: FilterTrace;
  #waker: Wakeup | null = null;
  #configuring = false;
  #callout: CalloutData = NO_CALLOUT;
  #period = 0;
  #timer: Timer | null = null;
  #donePending = false;
  #ended = false;
  readonly #properties = new Map<ByteString, DeclaredProperty>();

  constructor(vm: WasmVm, plugin: PluginConfig, trace: FilterTrace) {
    super(vm, plugin);
    this.#home = trace;
    this.logPrefix = rootLogPrefix(plugin);
  }

  get root(): RootContext {
    return this;
  }

  get trace(): FilterTrace {
    return this.#waker?.trace ?? this.#home;
  }

  // --- start

  /** The VM starts for this plugin; false: it refuses. */
  start(): boolean {
    this.create();
    const answered = this.vm.has('proxy_on_vm_start')
      ? this.callGuest('proxy_on_vm_start', [this.id, this.vm.config.configuration.length])
      : 1;
    this.vm.runAfterCallActions();
    return (answered ?? 0) !== 0;
  }

  /** The plugin starts; false: it refuses. */
  configure(): boolean {
    if (this.vm.failed || !this.vm.has('proxy_on_configure')) return true;
    this.#configuring = true;
    const answered = this.callGuest('proxy_on_configure', [this.id, this.plugin.configuration.length]);
    this.#configuring = false;
    this.vm.runAfterCallActions();
    return (answered ?? 0) !== 0;
  }

  visibleConfiguration(): GuestBuffer | null {
    return this.#configuring ? fixedBuffer(this.plugin.configuration) : null;
  }

  /** Whether `proxy_on_configure` runs now. */
  get configuring(): boolean {
    return this.#configuring;
  }

  // --- timer

  /** Calls `proxy_on_tick` every `ms`; 0 stops it. */
  setTickPeriod(ms: number): void {
    this.#timer?.disable();
    this.#period = ms;
    if (ms === 0 || this.#ended) return;
    this.#timer ??= this.vm.worker.dispatcher.createTimer(() => this.#tick());
    this.#timer.enable(ms);
  }

  #tick(): void {
    if (this.vm.failed || this.#ended || !this.vm.has('proxy_on_tick')) return;
    const cause = this.#home.emit({ kind: 'timer-fired', periodMs: this.#period }, this.vm.eventExtras);
    this.wake('onTick', { trace: this.#home, cause }, NO_CALLOUT, 'proxy_on_tick', [this.id]);
    if (this.#period > 0 && !this.#ended) this.#timer?.enable(this.#period);
  }

  // --- callouts and queues

  /** Runs a callback that something outside of a stream woke, with what it may look at. */
  wake(callback: FilterCallbackName, waker: Wakeup, data: CalloutData, name: string, args: readonly number[]): void {
    if (this.vm.failed || this.#ended) return;
    const before = { waker: this.#waker, callout: this.#callout };
    this.#waker = waker;
    this.#callout = data;
    const event = { callback, endStream: false, headers: data.headers?.entries() ?? null } as const;
    const body = data.body === null ? null : waker.trace.body(data.body);
    this.spent = null;
    waker.trace.emit(
      { kind: 'filter-called', ...event, data: body },
      { vm: this.vm.name, source: null, cause: waker.cause },
    );
    this.callGuest(name, args);
    this.vm.runAfterCallActions();
    waker.trace.emit(
      { kind: 'filter-returned', callback, status: null, headers: null, data: null },
      { vm: this.vm.name, source: null, cost: this.spent },
    );
    this.#waker = before.waker;
    this.#callout = before.callout;
  }

  /** An item came into a queue that this context reads. */
  queueReady(token: number, queue: string): void {
    if (this.vm.failed || this.#ended || !this.vm.has('proxy_on_queue_ready')) return;
    const cause = this.#home.emit({ kind: 'queue-ready', queue, token }, this.vm.eventExtras);
    this.wake('onQueueReady', { trace: this.#home, cause }, NO_CALLOUT, 'proxy_on_queue_ready', [this.id, token]);
  }

  calloutMap(map: number): HeaderMap | null {
    switch (map) {
      case MAP.GrpcInitialMetadata:
        return this.#callout.initialMetadata;
      case MAP.GrpcTrailingMetadata:
        return this.#callout.trailingMetadata;
      case MAP.HttpCallResponseHeaders:
        return this.#callout.headers;
      case MAP.HttpCallResponseTrailers:
        return this.#callout.trailers;
      default:
        return null;
    }
  }

  /** The body of the answer; null outside of its callback. */
  callBody(): GuestBuffer | null {
    return this.#callout.body === null ? null : fixedBuffer(this.#callout.body);
  }

  /** The gRPC message; empty outside of its callback. */
  grpcMessage(): GuestBuffer {
    return this.#callout.message === null ? bodyBuffer(null) : fixedBuffer(this.#callout.message);
  }

  /** What `proxy_get_status` answers. */
  get calloutStatus(): CalloutData['status'] {
    return this.#callout.status;
  }

  // --- properties that the plugin declared

  /** Declares the type of a property; false: it was declared before. */
  declareProperty(name: ByteString, declared: DeclaredProperty): boolean {
    if (this.#properties.has(name)) return false;
    this.#properties.set(name, declared);
    return true;
  }

  declaredProperty(name: ByteString): DeclaredProperty | undefined {
    return this.#properties.get(name);
  }

  // --- end

  /** The server ends, or the plugin goes: `proxy_on_done`, and `proxy_on_delete` when it agrees. */
  end(): void {
    if (this.#ended) return;
    this.#donePending = this.#callIfLive('proxy_on_done', 1) === 0;
    if (!this.#donePending) this.#delete();
  }

  override done(): Status {
    if (!this.#donePending) return STATUS.NotFound;
    this.#donePending = false;
    this.vm.addAfterCallAction(() => this.#delete());
    return STATUS.Ok;
  }

  /** Stops its timer; the VM is gone. */
  dispose(): void {
    this.#ended = true;
    this.#timer?.disable();
  }

  #delete(): void {
    this.#callIfLive('proxy_on_delete', 0);
    this.dispose();
  }

  #callIfLive(name: string, otherwise: number): number {
    if (this.vm.failed || !this.vm.has(name)) return otherwise;
    const answered = this.callGuest(name, [this.id]);
    this.vm.runAfterCallActions();
    return answered ?? otherwise;
  }

  // --- what a root context does not have

  mutableMap(): HeaderMap | null {
    return null;
  }

  mapChanged(): void {}

  protected bodyBuffer(): GuestBuffer {
    return bodyBuffer(null);
  }

  /** Envoy accepts it and does nothing. */
  sendLocalResponse(): void {}

  continueStream(stream: number): Status {
    return streamStatus(stream);
  }

  closeStream(stream: number): Status {
    return stream > 3 ? STATUS.BadArgument : STATUS.Ok;
  }

  clearRouteCache(): Status {
    return STATUS.Ok;
  }
}

/** What continue_stream answers before it looks at the context. */
export function streamStatus(stream: number): Status {
  if (stream > 3) return STATUS.BadArgument;
  return stream === 3 ? STATUS.Unimplemented : STATUS.Ok;
}
