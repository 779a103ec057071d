import type { ByteString } from '../http/byte-string.ts';
import type { SourcePlace } from '../trace/trace-event.ts';

/** What happens to streams when the VM has failed. Envoy: `FailurePolicy` of PluginConfig. */
export type FailurePolicy = 'FAIL_CLOSED' | 'FAIL_OPEN' | 'FAIL_RELOAD';

/** Envoy's `VmConfig`, read. */
export type VmConfig = {
  readonly vmId: string;
  /** `envoy.wasm.runtime.v8` or another; empty means V8. */
  readonly runtime: string;
  /** What `proxy_on_vm_start` gets to read. */
  readonly configuration: Uint8Array;
  /** Environment variables in Envoy's order: `host_env_keys` that exist, then `key_values`. */
  readonly environment: readonly (readonly [key: ByteString, value: ByteString])[];
};

/** Envoy's `PluginConfig`, read, with its code. */
export type PluginConfig = {
  readonly name: string;
  readonly rootId: string;
  readonly vm: VmConfig;
  /** What `proxy_on_configure` gets to read. */
  readonly configuration: Uint8Array;
  readonly failurePolicy: FailurePolicy;
  /** The deprecated `fail_open: true`: also the stream in flight goes on. Its policy is FAIL_OPEN. */
  readonly legacyFailOpen: boolean;
  /** `reload_config.backoff.base_interval` in milliseconds. */
  readonly reloadBackoffMs: number;
  readonly allowOnHeadersStopIteration: boolean;
  /** Functions that `capability_restriction_config.allowed_capabilities` names; null: no restriction. */
  readonly allowedCapabilities: readonly string[] | null;
  readonly code: Uint8Array;
  /** The place in the user's source of a byte offset of the module; null: none is known. */
  readonly mapOffset: ((offset: number) => SourcePlace | null) | null;
};

/** A text that is equal for plugins that share one VM on a thread. `codeId` stands for equal code. */
export function vmKey(plugin: PluginConfig, codeId: number): string {
  const { vm } = plugin;
  const allowed = plugin.allowedCapabilities === null ? null : [...plugin.allowedCapabilities].sort();
  return JSON.stringify([vm.vmId, [...vm.configuration], vm.environment, allowed, codeId]);
}

/** A text that is equal for plugins that share one root context in a VM. */
export function pluginKey(plugin: PluginConfig): string {
  const { name, rootId, configuration, failurePolicy, legacyFailOpen } = plugin;
  return JSON.stringify([name, rootId, [...configuration], failurePolicy, legacyFailOpen]);
}

/** What stands in front of the log lines of a plugin's root context. */
export function rootLogPrefix(plugin: PluginConfig): string {
  return joined([plugin.rootId, plugin.vm.vmId]);
}

/** What stands in front of the log lines of a plugin's streams. */
export function streamLogPrefix(plugin: PluginConfig): string {
  return joined([plugin.name, plugin.rootId, plugin.vm.vmId]);
}

function joined(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => ` ${part}`)
    .join('');
}
