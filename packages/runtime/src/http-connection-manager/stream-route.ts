import type { HeaderMap } from '../http/header-map.ts';
import type { SimulatedWorker } from '../server/simulated-worker.ts';
import type { StreamInfoImpl } from '../stream-info/stream-info-impl.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { HttpConnectionManager } from './connection-manager.ts';
import type { SelectedRoute } from './selected-route.ts';

/** What the choice of a stream's route is made from. */
export type StreamRouteOptions = {
  readonly connectionManager: HttpConnectionManager;
  readonly worker: SimulatedWorker;
  readonly trace: TraceEmitter;
  readonly streamInfo: StreamInfoImpl;
  requestHeaders(): HeaderMap | null;
};

/** The route cache of one stream. Envoy: `ActiveStream::refreshCachedRoute`. */
export class StreamRoute {
  readonly #options: StreamRouteOptions;
  readonly #draw: number;
  #chosen: SelectedRoute | null | undefined;

  constructor(options: StreamRouteOptions) {
    this.#options = options;
    this.#draw = options.worker.random.uint32();
  }

  /** What is in the cache; null: nothing, or no route matched. */
  get cached(): SelectedRoute | null {
    return this.#chosen ?? null;
  }

  /** The next question looks the route up again. */
  clear(): void {
    this.#chosen = undefined;
  }

  /** The route in the cache, looked up when that is empty. */
  select(): SelectedRoute | null {
    if (this.#chosen !== undefined) return this.#chosen;
    const { connectionManager, streamInfo, worker, trace } = this.#options;
    const { config, server } = connectionManager;
    const headers = this.#options.requestHeaders();
    const query = { streamInfo, random: worker.random, draw: this.#draw };
    const selected = headers === null ? null : config.routes.select({ headers, ...query });
    this.#chosen = selected;
    streamInfo.routeName = selected?.name ?? null;
    streamInfo.virtualHostName = selected?.virtualHost.name ?? null;
    const cluster = selected?.cluster ?? null;
    const known = cluster === null ? undefined : server.clusters.get(cluster);
    streamInfo.upstreamCluster = known === undefined ? null : cluster;
    streamInfo.upstreamClusterAlias = known?.alias ?? null;
    streamInfo.upstreamClusterMetadata = known?.metadata ?? new Map();
    (trace.recorder.attribution.current ?? trace).emit({
      kind: 'route-selected',
      virtualHost: selected?.virtualHost.name ?? null,
      route: selected?.name || null,
      cluster,
      action: selected?.target.kind ?? 'none',
    });
    return selected;
  }
}
