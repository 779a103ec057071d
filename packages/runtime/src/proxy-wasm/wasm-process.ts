import type { StatsStore } from '../server/stats-store.ts';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import { equalBytes } from './module-cache.ts';
import { SharedData } from './shared-data.ts';
import { SharedQueues } from './shared-queue.ts';
import type { WasmThread } from './wasm-thread.ts';

/** What modules may read about the server through properties. */
export type ServerFacts = {
  /** The local node in Envoy's field names. */
  readonly node: Readonly<Record<string, unknown>>;
  /** Traffic direction of the listener: 0 unspecified, 1 inbound, 2 outbound. */
  readonly listenerDirection: number;
  readonly listenerMetadata: ReadonlyMap<string, ReadonlyMap<string, MetadataValue>>;
  /** `metadata` of a cluster. */
  clusterMetadata(name: string): ReadonlyMap<string, ReadonlyMap<string, MetadataValue>> | null;
};

/** Facts of a server about which nothing is known. */
export const NO_SERVER_FACTS: ServerFacts = {
  node: {},
  listenerDirection: 0,
  listenerMetadata: new Map(),
  clusterMetadata: () => null,
};

/**
 * What all Wasm VMs of one simulated Envoy process share: data, queues, and which VMs live on which thread.
 * A scenario is a fresh process.
 */
export class WasmProcess {
  readonly sharedData = new SharedData();
  readonly sharedQueues = new SharedQueues();
  /** Threads by worker index; -1 is the main thread. */
  readonly threads = new Map<number, WasmThread>();
  facts: ServerFacts = NO_SERVER_FACTS;
  /** VM keys whose base VM has started, and plugins (VM key and plugin key) that a probe has accepted. */
  readonly bases = new Set<string>();
  readonly proven = new Set<string>();
  readonly #codes: Uint8Array[] = [];
  readonly #vmNames = new Map<string, string>();

  /** A number that is equal for equal code. */
  codeId(code: Uint8Array): number {
    const known = this.#codes.findIndex((c) => equalBytes(c, code));
    return known >= 0 ? known : this.#codes.push(code) - 1;
  }

  /** A short name of a VM key for people: the vm_id, or the first plugin's name, with a number when taken. */
  vmName(key: string, wanted: string): string {
    const known = this.#vmNames.get(key);
    if (known !== undefined) return known;
    const taken = new Set(this.#vmNames.values());
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted} (${n})`;
    this.#vmNames.set(key, name);
    return name;
  }

  /** Counts a VM that is made, in Envoy's stats. */
  vmMade(stats: StatsStore): void {
    stats.add('wasm.envoy.wasm.runtime.v8.created', 'counter', 1);
    stats.add('wasm.envoy.wasm.runtime.v8.active', 'gauge', 1);
    stats.add('wasm.wasm_vm_count', 'gauge', 1);
  }

  vmGone(stats: StatsStore): void {
    stats.add('wasm.envoy.wasm.runtime.v8.active', 'gauge', -1);
    stats.add('wasm.wasm_vm_count', 'gauge', -1);
  }

  /** A VM that failed was replaced: Envoy counts it no more, but it stays active. */
  vmReplaced(stats: StatsStore): void {
    stats.add('wasm.wasm_vm_count', 'gauge', -1);
  }

  /** How many VMs serve on all threads: those that hold memory of the browser's. */
  get liveVms(): number {
    let count = 0;
    for (const thread of this.threads.values()) count += thread.size;
    return count;
  }
}
