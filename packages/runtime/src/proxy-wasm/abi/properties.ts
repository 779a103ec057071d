import type { ByteString } from '../../http/byte-string.ts';
import { textToByteString } from '../../http/byte-string.ts';
import type { Context } from '../context.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { AttributeValue } from './attribute-value.ts';
import { textValue } from './attribute-value.ts';
import { STREAM_ATTRIBUTES, UNKNOWN_HERE } from './attributes.ts';
import type { HostFunctions } from './host-function.ts';
import type { Status } from './types.ts';
import { MAP, STATUS } from './types.ts';
import { xdsValue } from './xds-attributes.ts';

/** ABI chapter Properties: Envoy's attributes, the plugin's own names, and the filter state `wasm.*`. */
export function propertyFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_get_property: (pathAt: number, pathSize: number, dataAt: number, sizeAt: number) => {
      const path = vm.memory.text(pathAt, pathSize);
      if (path === null) return STATUS.InvalidMemoryAccess;
      const found = findProperty(vm.context, path);
      if (typeof found === 'number') return found;
      const bytes = found.bytes();
      return bytes === null ? STATUS.SerializationFailure : vm.give(dataAt, sizeAt, bytes);
    },
    proxy_set_property: (keyAt: number, keySize: number, valueAt: number, valueSize: number) => {
      const key = vm.memory.text(keyAt, keySize);
      const value = vm.memory.text(valueAt, valueSize);
      if (key === null || value === null) return STATUS.InvalidMemoryAccess;
      return setProperty(vm.context, key, value);
    },
  };
}

/** Looks a path up: segments joined by NUL, of which one more may stand at the end. */
export function findProperty(context: Context, path: ByteString): AttributeValue | Status {
  if (path === '') return STATUS.SerializationFailure;
  const [first = '', ...segments] = path.replace(/\0$/, '').split('\0');
  if (first === '') return STATUS.NotFound;
  let value = attributeRoot(context, first) ?? pluginToken(context, first) ?? ownState(context, first);
  for (const segment of segments) {
    if (value === null || segment === '') return STATUS.NotFound;
    value = value.child(segment);
  }
  if (value === null && UNKNOWN_HERE.has(`${first}.${segments[0]}`) && context.streamInfo?.upstreamHost) {
    context.vm.notSimulated(
      `property ${first}.${segments[0]}`,
      'scripted upstreams have no such fact; it answers NotFound',
      ['*'],
    );
  }
  return value ?? STATUS.NotFound;
}

function attributeRoot(context: Context, name: ByteString): AttributeValue | null {
  if (name === 'xds') return xdsValue(context);
  const info = context.streamInfo;
  if (info === null || !Object.hasOwn(STREAM_ATTRIBUTES, name)) return null;
  const { clock } = context.vm.worker;
  const root = STREAM_ATTRIBUTES[name]?.({
    info,
    requestHeaders: context.readableMap(MAP.RequestHeaders),
    responseHeaders: context.readableMap(MAP.ResponseHeaders),
    responseTrailers: context.readableMap(MAP.ResponseTrailers),
    epochMs: clock.epochMs() - clock.now() / 1e6,
  });
  return root ?? null;
}

function pluginToken({ plugin }: Context, name: ByteString): AttributeValue | null {
  switch (name) {
    case 'plugin_name':
      return textValue(textToByteString(plugin.name));
    case 'plugin_root_id':
      return textValue(textToByteString(plugin.rootId));
    case 'plugin_vm_id':
      return textValue(textToByteString(plugin.vm.vmId));
    default:
      return null;
  }
}

function ownState(context: Context, name: ByteString): AttributeValue | null {
  const entry = context.streamInfo?.filterState.get(`wasm.${name}`);
  return entry === undefined ? null : textValue(entry.value);
}

function setProperty(context: Context, key: ByteString, value: ByteString): Status {
  const info = context.streamInfo;
  if (info === null) return STATUS.NotFound;
  const name = `wasm.${key}`;
  const declared = context.root.declaredProperty(key);
  const present = info.filterState.get(name);
  if (present?.readOnly) return STATUS.BadArgument;
  info.filterState.set(name, { type: declared?.type ?? 'bytes', value, readOnly: declared?.readOnly ?? false });
  context.trace.emit({ kind: 'property-set', path: key, value }, context.vm.eventExtras);
  return STATUS.Ok;
}
