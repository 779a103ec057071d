import type { EventQueue } from '../server/event-queue.ts';
import type { StatsStore } from '../server/stats-store.ts';
import type { Attribution } from '../trace/attribution.ts';
import type { ClusterManager } from '../upstream/cluster-manager.ts';

/** What routers need of the server that they run in. */
export type RouterServer = {
  readonly clusters: ClusterManager;
  readonly queue: EventQueue;
  readonly stats: StatsStore;
  readonly attribution: Attribution;
  /** The address that Envoy takes for its own. */
  readonly ownAddress: string;
};
