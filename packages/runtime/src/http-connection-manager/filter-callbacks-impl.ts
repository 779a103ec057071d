import type { DecoderFilterCallbacks, EncoderFilterCallbacks, LocalReply } from '../filter/filter-callbacks.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { ServerWorker } from '../server/server-worker.ts';
import type { StreamInfo } from '../stream-info/stream-info.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import type { ActiveFilter } from './active-filter.ts';
import type { FilterManager } from './filter-manager.ts';
import type { FilterPath } from './filter-path.ts';
import type { RouteEntry } from './route-entry.ts';

/** What both directions have in common. Envoy: `ActiveStreamFilterBase`. */
abstract class StreamCallbacks {
  protected readonly manager: FilterManager;
  protected readonly entry: ActiveFilter;
  protected readonly path: FilterPath;

  constructor(manager: FilterManager, entry: ActiveFilter, path: FilterPath) {
    this.manager = manager;
    this.entry = entry;
    this.path = path;
  }

  get worker(): ServerWorker {
    return this.manager.worker;
  }

  get streamInfo(): StreamInfo {
    return this.manager.streamInfo;
  }

  get trace(): FilterTrace {
    return this.entry.trace;
  }

  route(): RouteEntry | null {
    return this.manager.stream.route();
  }

  clearRouteCache(): void {
    this.entry.trace.emit({ kind: 'route-cache-cleared' });
    this.manager.stream.clearRouteCache();
  }

  perRouteConfig(): unknown {
    return this.perRouteConfigs().at(-1) ?? null;
  }

  perRouteConfigs(): readonly unknown[] {
    return this.manager.stream.perRouteConfigs(this.entry.ref.name);
  }

  requestHeaders(): HeaderMap | null {
    return this.manager.requestHeaders();
  }

  requestTrailers(): HeaderMap | null {
    return this.manager.requestTrailers();
  }

  responseHeaders(): HeaderMap | null {
    return this.manager.responseHeaders();
  }

  responseTrailers(): HeaderMap | null {
    return this.manager.responseTrailers();
  }

  resetStream(reason: string, details: string): void {
    this.manager.stream.resetStream(reason, details);
  }

  setBufferLimit(bytes: number): void {
    // There is one limit for both directions.
    this.manager.decodePath.setLimit(bytes);
    this.manager.encodePath.setLimit(bytes);
  }

  bufferLimit(): number {
    return this.path.limit;
  }

  sendLocalReply(reply: LocalReply): void {
    this.manager.trace.recorder.attribution.during(this.entry.trace, () => this.manager.sendLocalReply(reply));
  }

  protected addData(data: ByteBuffer, streaming: boolean): void {
    this.path.addData(this.entry, movable(data), streaming);
  }
}

/** Envoy: `ActiveStreamDecoderFilter`. */
export class DecoderCallbacks extends StreamCallbacks implements DecoderFilterCallbacks {
  constructor(manager: FilterManager, entry: ActiveFilter) {
    super(manager, entry, manager.decodePath);
  }

  continueDecoding(): void {
    this.path.continueFrom(this.entry);
  }

  continueDecodingAtOnce(): void {
    this.path.continueInside(this.entry);
  }

  decodingBuffer(): ByteBuffer | null {
    return this.path.buffered;
  }

  addDecodedData(data: ByteBuffer, { streaming }: { readonly streaming: boolean }): void {
    this.addData(data, streaming);
  }

  addDecodedTrailers(): HeaderMap {
    return this.path.addTrailers();
  }

  setUpstreamOverrideHost(host: string, { strict }: { readonly strict: boolean }): void {
    this.manager.overrideHost = { host, strict };
  }
}

/** Envoy: `ActiveStreamEncoderFilter`. */
export class EncoderCallbacks extends StreamCallbacks implements EncoderFilterCallbacks {
  constructor(manager: FilterManager, entry: ActiveFilter) {
    super(manager, entry, manager.encodePath);
  }

  continueEncoding(): void {
    this.path.continueFrom(this.entry);
  }

  encodingBuffer(): ByteBuffer | null {
    return this.path.buffered;
  }

  addEncodedData(data: ByteBuffer, { streaming }: { readonly streaming: boolean }): void {
    this.addData(data, streaming);
  }

  addEncodedTrailers(): HeaderMap {
    return this.path.addTrailers();
  }
}

/** A buffer whose pieces can be moved: the engine's own class, or a copy of a foreign one. */
function movable(data: ByteBuffer): ByteBufferImpl {
  return data instanceof ByteBufferImpl ? data : new ByteBufferImpl(data.bytes());
}
