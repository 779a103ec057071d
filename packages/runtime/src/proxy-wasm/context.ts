import type { ByteBuffer } from '../http/byte-buffer.ts';
import type { ByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { RouteEntry } from '../http-connection-manager/route-entry.ts';
import type { StreamInfo } from '../stream-info/stream-info.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import type { Pairs } from './abi/serialization.ts';
import type { Status } from './abi/types.ts';
import { BUFFER, STATUS } from './abi/types.ts';
import type { PluginConfig } from './plugin.ts';
import type { RootContext } from './root-context.ts';
import type { WasmVm } from './wasm-vm.ts';

/** A buffer as host functions see it. `editable` is what changes go to; null: read-only. */
export type GuestBuffer = {
  readonly length: number;
  bytes(start: number, count: number): Uint8Array;
  readonly editable: ByteBuffer | null;
};

/** An answer that a filter wants to give itself. */
export type LocalResponse = {
  readonly code: number;
  readonly details: ByteString;
  readonly body: ByteString;
  readonly headers: Pairs;
  /** −1: none given. */
  readonly grpcStatus: number;
};

/** A buffer of fixed bytes. */
export function fixedBuffer(bytes: Uint8Array): GuestBuffer {
  return {
    length: bytes.length,
    bytes: (start, count) => bytes.slice(start, Math.min(bytes.length, start + count)),
    editable: null,
  };
}

/** A body buffer; null is an empty one that can't be changed. */
export function bodyBuffer(buffer: ByteBuffer | null): GuestBuffer {
  return buffer === null
    ? EMPTY_BUFFER
    : { length: buffer.length, bytes: (start, count) => buffer.bytes(start, count), editable: buffer };
}

const EMPTY_BUFFER: GuestBuffer = fixedBuffer(new Uint8Array(0));

/**
 * One context of the ABI: what host calls act on. A root context belongs to a plugin, a stream context to one stream.
 * Envoy: source/extensions/common/wasm/context.cc.
 */
export abstract class Context {
  readonly vm: WasmVm;
  readonly id: number;
  readonly plugin: PluginConfig;
  /** Fuel that its callbacks have spent since somebody asked; null: none ran. */
  protected spent: number | null = null;
  #created = false;
  #lastBuffer: GuestBuffer = EMPTY_BUFFER;

  constructor(vm: WasmVm, plugin: PluginConfig) {
    this.vm = vm;
    this.plugin = plugin;
    this.id = vm.addContext(this);
  }

  abstract readonly root: RootContext;
  /** Where events of this context go. */
  abstract readonly trace: FilterTrace;
  /** What stands between `wasm log` and the colon. */
  abstract readonly logPrefix: string;
  /** The stream's facts; null for a root context. */
  abstract readonly streamInfo: StreamInfo | null;
  /** The route that the stream had when it reached the filter; null: none, or a root context. */
  abstract readonly route: RouteEntry | null;

  /** Whether the VM knows this context. */
  get created(): boolean {
    return this.#created;
  }

  /** Tells the VM of this context, once. */
  create(): void {
    if (this.#created) return;
    if (!this.vm.failed) {
      this.trace.emit(
        { kind: 'context-created', contextId: this.id, rootContextId: this.root.id },
        this.vm.eventExtras,
      );
      this.callGuest('proxy_on_context_create', [this.id, this.root === (this as Context) ? 0 : this.root.id]);
      this.vm.runAfterCallActions();
    }
    this.#created = true;
  }

  /** Calls a callback; null: the module has none, it trapped, or it answers nothing. */
  protected callGuest(name: string, args: readonly number[]): number | null {
    return this.vm.call(this, name, args);
  }

  /** Adds the fuel of a callback. */
  spend(cost: number | null): void {
    if (cost !== null) this.spent = (this.spent ?? 0) + cost;
  }

  /** A map that can be changed now; null: none. */
  abstract mutableMap(map: number): HeaderMap | null;

  /** A map that can be read now; null: none. */
  readableMap(map: number): HeaderMap | null {
    return map >= 4 ? this.root.calloutMap(map) : this.mutableMap(map);
  }

  /** Whether an absent map answers NotFound (the access-log phase) instead of BadArgument. */
  get absentMapIsNotFound(): boolean {
    return false;
  }

  /** A host call has changed this map. */
  abstract mapChanged(map: number): void;

  /** One of the body and connection buffers (0–3). */
  protected abstract bodyBuffer(buffer: number): GuestBuffer;

  /** A buffer by number; null: NotFound. Buffer 8 is the one that was asked for last. */
  buffer(buffer: number): GuestBuffer | null {
    const found = this.#findBuffer(buffer);
    if (found !== null) this.#lastBuffer = found;
    return found;
  }

  #findBuffer(buffer: number): GuestBuffer | null {
    switch (buffer) {
      case BUFFER.CallData:
        return this.#lastBuffer;
      case BUFFER.VmConfiguration:
        return fixedBuffer(this.vm.config.configuration);
      case BUFFER.PluginConfiguration:
        return this.root.visibleConfiguration();
      case BUFFER.HttpCallResponseBody:
        return this.root.callBody();
      case BUFFER.GrpcMessage:
        return this.root.grpcMessage();
      default:
        return this.bodyBuffer(buffer);
    }
  }

  abstract sendLocalResponse(response: LocalResponse): void;
  abstract continueStream(stream: number): Status;
  abstract closeStream(stream: number): Status;
  abstract clearRouteCache(): Status;

  /** `proxy_done`: nothing waits for it but a root context. */
  done(): Status {
    return STATUS.NotFound;
  }
}
