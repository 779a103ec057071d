import type { YamlMessage } from '../config/message-reader.ts';
import { Cluster } from './cluster.ts';
import type { ScriptedAnswer } from './scripted-answer.ts';

/** The clusters of a server by name. Envoy: source/common/upstream/cluster_manager_impl.cc. */
export class ClusterManager {
  readonly #clusters = new Map<string, Cluster>();

  /**
   * `answers`: scripts by cluster name. `routed`: names that routes use; null when any cluster may be routed to.
   * Throws ConfigRejected for a cluster that Envoy would refuse.
   */
  constructor(
    clusters: readonly YamlMessage[],
    answers: Readonly<Record<string, readonly ScriptedAnswer[]>>,
    routed: ReadonlySet<string> | null,
  ) {
    for (const [index, config] of clusters.entries()) {
      const name = String(config['name'] ?? '');
      const script = Object.hasOwn(answers, name) ? (answers[name] ?? []) : [];
      const isCallout = routed !== null && !routed.has(name);
      this.#clusters.set(name, new Cluster(config, index, script, isCallout));
    }
  }

  get(name: string): Cluster | undefined {
    return this.#clusters.get(name);
  }

  names(): string[] {
    return [...this.#clusters.keys()];
  }
}
