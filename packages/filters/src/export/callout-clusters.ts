import { type EnvoyObject, field, fieldAt, isMessage, withField } from '../project/envoy-fields.ts';
import type { Project } from '../project/project.ts';
import type { ExportNote } from './export-note.ts';
import type { IstioContext } from './istio-chains.ts';

type ClusterPatch = {
  readonly applyTo: 'CLUSTER';
  readonly match: EnvoyObject;
  readonly patch: EnvoyObject;
  readonly comment: string;
};

/** Clusters that Istio itself makes: one of them twice, and Envoy refuses the second. */
const ISTIO_CLUSTER =
  /^((in|out)bound(_\.\d+_\.[^|]*_\.|\|)|inbound-vip\||(BlackHole|Passthrough|InboundPassthrough)Cluster|(xds-grpc|sds-grpc|agent|prometheus_stats|zipkin)$)/;

/**
 * Clusters that filters call and no route names. Those that say where they lead are added to the proxy; the others must
 * exist in the mesh already.
 */
export function calloutClusters(project: Project): {
  patches(context: IstioContext): ClusterPatch[];
  notes: ExportNote[];
} {
  const routed = routedClusters(project);
  const callouts = (project.clusters ?? []).filter((c) => typeof c['name'] === 'string' && !routed.has(c['name']));
  const own = callouts.filter((c) => leadsSomewhere(c) && !ISTIO_CLUSTER.test(String(c['name'])));
  const declared = new Set((project.clusters ?? []).map((c) => c['name']));
  const scripted = [
    ...new Set([
      ...Object.keys(project.upstreams ?? {}),
      ...project.scenarios.flatMap((s) => Object.keys(s.upstreams ?? {})),
    ]),
  ];
  const assumed = [
    ...callouts.filter((c) => !own.includes(c)).map((c) => String(c['name'])),
    ...scripted.filter((name) => !declared.has(name) && !routed.has(name)),
  ];
  return {
    patches: (context) => own.map((cluster) => clusterPatch(complete(cluster), context)),
    notes: assumed.map(assumedClusterNote),
  };
}

/** That a filter calls a cluster which the export does not bring. */
export function assumedClusterNote(name: string): ExportNote {
  return {
    code: 'CW221',
    severity: 'warning',
    message: `The callout cluster ${name} must exist in the mesh under this name; for a Kubernetes service that is outbound|PORT||HOST.`,
  };
}

/** Whether the cluster says by itself where its requests go. */
function leadsSomewhere(cluster: EnvoyObject): boolean {
  return (
    field(cluster, 'load_assignment') !== undefined ||
    field(cluster, 'cluster_type') !== undefined ||
    field(cluster, 'type') === 'ORIGINAL_DST'
  );
}

/** Envoy demands the name in the load assignment as well. */
function complete(cluster: EnvoyObject): EnvoyObject {
  const assignment = field(cluster, 'load_assignment');
  if (!isMessage(assignment) || field(assignment, 'cluster_name') !== undefined) return cluster;
  return withField(cluster, 'load_assignment', { cluster_name: cluster['name'], ...assignment });
}

/** Inbound and outbound filters of a sidecar share its outbound clusters. */
function clusterPatch(cluster: EnvoyObject, context: IstioContext): ClusterPatch {
  return {
    applyTo: 'CLUSTER',
    match: { context: context === 'GATEWAY' ? 'GATEWAY' : 'SIDECAR_OUTBOUND' },
    patch: { operation: 'ADD', value: cluster },
    comment: `the callout cluster ${String(cluster['name'])}`,
  };
}

function routedClusters(project: Project): Set<string> {
  const names = new Set<string>();
  const hosts = fieldAt(project.http_connection_manager, 'route_config', 'virtual_hosts');
  for (const host of list(hosts)) {
    for (const route of list(field(host, 'routes'))) {
      const action = field(route, 'route');
      const single = field(action, 'cluster');
      if (typeof single === 'string') names.add(single);
      for (const weighted of list(fieldAt(action, 'weighted_clusters', 'clusters'))) {
        const name = field(weighted, 'name');
        if (typeof name === 'string') names.add(name);
      }
      for (const mirror of list(field(action, 'request_mirror_policies'))) {
        const name = field(mirror, 'cluster');
        if (typeof name === 'string') names.add(name);
      }
    }
  }
  return names;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
