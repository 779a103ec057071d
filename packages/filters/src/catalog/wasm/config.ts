import { isYamlMessage, MessageReader } from '@chainwright/runtime/config/message-reader';
import { base64ToBytes, textToByteString, textToBytes } from '@chainwright/runtime/http/byte-string';
import type { FailurePolicy, PluginConfig, VmConfig } from '@chainwright/runtime/proxy-wasm/plugin';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { FactoryContext } from '../filter-extension.ts';
import { anyToBytes } from './any-bytes.ts';

/** Type URL of the Wasm filter's configuration. */
export const WASM_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm';

const PLUGIN = 'envoy.extensions.wasm.v3.PluginConfig';
const VM = 'envoy.extensions.wasm.v3.VmConfig';
const POLICIES = ['UNSPECIFIED', 'FAIL_RELOAD', 'FAIL_CLOSED', 'FAIL_OPEN'] as const;

/** What a Wasm filter's `typed_config` says, with what of it can't be simulated. */
export type WasmConfig = { readonly plugin: PluginConfig; readonly notSimulated: readonly NotSimulatedConfig[] };

/** A part of the configuration that has no effect here. */
export type NotSimulatedConfig = { readonly what: string; readonly why: string };

type CodeBytes = Pick<PluginConfig, 'code' | 'mapOffset'>;

/** Reads `envoy.extensions.filters.http.wasm.v3.Wasm`. Throws ConfigRejected with Envoy's text. */
export function readWasmConfig(message: unknown, context: FactoryContext): WasmConfig {
  const notSimulated: NotSimulatedConfig[] = [];
  const read = (reader: MessageReader) => readPlugin(reader, context, notSimulated);
  const plugin = MessageReader.read(message, 'envoy.extensions.filters.http.wasm.v3.Wasm', (wasm) =>
    wasm.message('config', PLUGIN, read),
  );
  return { plugin: plugin ?? MessageReader.read({}, PLUGIN, read), notSimulated };
}

function readPlugin(reader: MessageReader, context: FactoryContext, notSimulated: NotSimulatedConfig[]): PluginConfig {
  const name = reader.string('name');
  const vm = reader.message('vm_config', VM, (r) => readVm(r, name, context, notSimulated));
  return {
    name,
    rootId: reader.string('root_id'),
    vm: vm?.vm ?? { vmId: '', runtime: '', configuration: new Uint8Array(0), environment: [] },
    configuration: bytesOf(reader.raw('configuration'), 'configuration', notSimulated),
    ...readFailurePolicy(reader),
    reloadBackoffMs: readReloadBackoff(reader),
    allowOnHeadersStopIteration: reader.bool('allow_on_headers_stop_iteration'),
    allowedCapabilities: readCapabilities(reader),
    ...(vm?.code ?? NO_CODE),
  };
}

const NO_CODE: CodeBytes = { code: new Uint8Array(0), mapOffset: null };

function readFailurePolicy(reader: MessageReader): Pick<PluginConfig, 'failurePolicy' | 'legacyFailOpen'> {
  const legacyFailOpen = reader.bool('fail_open');
  const policy = reader.enumeration('failure_policy', POLICIES, 'UNSPECIFIED');
  if (legacyFailOpen && policy !== 'UNSPECIFIED') {
    throw new ConfigRejected('only one of fail_open or failure_policy can be set');
  }
  const unspecified: FailurePolicy = legacyFailOpen ? 'FAIL_OPEN' : 'FAIL_CLOSED';
  return { legacyFailOpen, failurePolicy: policy === 'UNSPECIFIED' ? unspecified : policy };
}

function readReloadBackoff(reader: MessageReader): number {
  const backoff = reader.message('reload_config', 'envoy.extensions.wasm.v3.ReloadConfig', (config) =>
    config.message('backoff', 'envoy.config.core.v3.BackoffStrategy', (strategy) => {
      strategy.ignore('max_interval');
      return strategy.durationMs('base_interval');
    }),
  );
  return backoff ?? 1000;
}

/** The allowed capabilities; null: no restriction, which an empty map means too. */
function readCapabilities(reader: MessageReader): readonly string[] | null {
  const type = 'envoy.extensions.wasm.v3.CapabilityRestrictionConfig';
  const allowed = reader.message('capability_restriction_config', type, (config) =>
    config.messageMap('allowed_capabilities', 'envoy.extensions.wasm.v3.SanitizationConfig', () => true),
  );
  return allowed === null || allowed.size === 0 ? null : [...allowed.keys()];
}

function readVm(
  reader: MessageReader,
  plugin: string,
  context: FactoryContext,
  notSimulated: NotSimulatedConfig[],
): { vm: VmConfig; code: CodeBytes } {
  reader.ignore('allow_precompiled', 'nack_on_code_cache_miss');
  const environment = reader.message('environment_variables', 'envoy.extensions.wasm.v3.EnvironmentVariables', (r) =>
    readEnvironment(r, plugin),
  );
  return {
    vm: {
      vmId: reader.string('vm_id'),
      runtime: reader.string('runtime'),
      configuration: bytesOf(reader.raw('configuration'), 'vm configuration', notSimulated),
      environment: environment ?? [],
    },
    code: readCode(reader.raw('code'), context, notSimulated),
  };
}

/** The process of a sample run has no environment: `host_env_keys` are dropped, as Envoy drops those that are missing. */
function readEnvironment(reader: MessageReader, plugin: string): (readonly [string, string])[] {
  const hostKeys = reader.strings('host_env_keys');
  const values = reader.raw('key_values');
  const pairs = isYamlMessage(values) ? Object.entries(values) : [];
  const seen = new Set<string>();
  for (const key of [...hostKeys, ...pairs.map(([k]) => k)]) {
    if (seen.has(key)) {
      throw new ConfigRejected(
        `Key ${key} is duplicated in envoy.extensions.wasm.v3.VmConfig.environment_variables for ${plugin}. All the keys must be unique.`,
      );
    }
    seen.add(key);
  }
  return pairs.map(([key, value]) => [textToByteString(key), textToByteString(String(value))] as const);
}

function bytesOf(any: unknown, what: string, notSimulated: NotSimulatedConfig[]): Uint8Array {
  const result = anyToBytes(any);
  if ('bytes' in result) return result.bytes;
  notSimulated.push({
    what: `Wasm ${what} of type ${result.unknown}`,
    why: 'only StringValue, BytesValue, Struct and the wrappers are written as bytes here; the module gets none',
  });
  return new Uint8Array(0);
}

function readCode(code: unknown, context: FactoryContext, notSimulated: NotSimulatedConfig[]): CodeBytes {
  if (!isYamlMessage(code)) return NO_CODE;
  return MessageReader.read(code, 'envoy.config.core.v3.AsyncDataSource', (source) => {
    if (source.oneof('specifier', ['local', 'remote'], { required: true }) === 'remote') {
      source.ignore('remote');
      notSimulated.push({ what: 'Wasm code from a URL', why: 'a sample run fetches nothing; the filter is passed by' });
      return NO_CODE;
    }
    return (
      source.message('local', 'envoy.config.core.v3.DataSource', (local) => readDataSource(local, context)) ?? NO_CODE
    );
  });
}

function readDataSource(local: MessageReader, context: FactoryContext): CodeBytes {
  local.ignore('watched_directory', 'environment_variable');
  const bytes = local.string('inline_bytes');
  const text = local.string('inline_string');
  if (bytes !== '') return { code: base64ToBytes(bytes), mapOffset: null };
  if (text !== '') return { code: textToBytes(text), mapOffset: null };
  const file = local.string('filename');
  if (file === '') return NO_CODE;
  const source = context.source(file.replace(/^sources\//, ''));
  if (source?.kind !== 'wasm') throw new ConfigRejected(`Invalid path: ${file}`);
  return { code: source.bytes, mapOffset: source.mapOffset };
}
