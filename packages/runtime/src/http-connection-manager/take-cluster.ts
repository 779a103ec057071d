import type { HeaderMap } from '../http/header-map.ts';
import type { Cluster } from '../upstream/cluster.ts';
import type { FilterManager } from './filter-manager.ts';
import type { RouteAction } from './route-action.ts';
import type { RouterReport } from './router-report.ts';
import type { RouterServer } from './router-server.ts';
import type { SelectedRoute } from './selected-route.ts';
import type { HcmStats } from './stream-stats.ts';

/** Whom the choice of a cluster asks and tells. */
export type TakeClusterContext = {
  readonly manager: FilterManager;
  readonly server: RouterServer;
  readonly stats: HcmStats;
  readonly report: RouterReport;
};

/**
 * Finds the route's cluster; false: there is none, and the reply is on its way.
 * Envoy: the middle of `Router::Filter::decodeHeaders`.
 */
export function takeCluster(
  route: SelectedRoute,
  action: RouteAction,
  headers: HeaderMap,
  { manager, server, stats, report }: TakeClusterContext,
): boolean {
  const cluster = server.clusters.get(route.cluster ?? '');
  report.countFor(route, headers);
  if (cluster === undefined) {
    stats.inc('no_cluster');
    report.flag('NC');
    report.reply({ code: action.notFoundCode, body: '', details: 'cluster_not_found' });
    return false;
  }
  report.cluster = cluster;
  manager.streamInfo.upstreamCluster = cluster.name;
  manager.streamInfo.upstreamClusterAlias = cluster.alias;
  return true;
}

/** Finds a host in the cluster that was taken; the request is as it would be sent. Envoy: `continueDecodeHeaders`. */
export function takeHost({ manager, report }: TakeClusterContext, cluster: Cluster): boolean {
  const wanted = manager.overrideHost;
  const misses = wanted?.strict === true && wanted.host !== `${cluster.address.ip}:${cluster.address.port}`;
  if (cluster.hasHosts && !misses) {
    if (!hasNoRoom(cluster, manager.worker.index)) return true;
    report.overflow();
    return false;
  }
  report.inc('upstream_cx_none_healthy');
  if (!cluster.hasHosts) report.inc('lb_healthy_panic');
  report.flag('UH');
  report.charge(503, null);
  report.reply({ code: 503, body: 'no healthy upstream', details: 'no_healthy_upstream' });
  return false;
}

/** Whether a request would have to wait for a connection and may not. */
function hasNoRoom(cluster: Cluster, worker: number): boolean {
  return cluster.maxPending === 0 && (cluster.idle.get(worker) ?? 0) === 0;
}
