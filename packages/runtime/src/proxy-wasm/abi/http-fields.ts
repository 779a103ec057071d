import type { ByteString } from '../../http/byte-string.ts';
import type { HeaderMap } from '../../http/header-map.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { parsePairs, serializePairs } from './serialization.ts';
import { MAP, STATUS } from './types.ts';

/** Lower case of ASCII letters alone: other bytes of a byte string stay what they are. */
export function asciiLowerCase(text: ByteString): ByteString {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

/** ABI chapter HTTP fields. Names are put into lower case on every write and lookup, nothing else is checked. */
export function fieldFunctions(vm: WasmVm): HostFunctions {
  /** The usual way of a change: map number, key and value in memory, map there. */
  const change = (map: number, keyAt: number, keySize: number, valueAt: number, valueSize: number, act: Change) => {
    if (map > MAP.HttpCallResponseTrailers) return STATUS.BadArgument;
    const key = vm.memory.text(keyAt, keySize);
    const value = vm.memory.text(valueAt, valueSize);
    if (key === null || value === null) return STATUS.InvalidMemoryAccess;
    const found = vm.context.mutableMap(map);
    if (found === null) return STATUS.BadArgument;
    act(found, asciiLowerCase(key), value);
    vm.context.mapChanged(map);
    return STATUS.Ok;
  };
  return {
    ...readingFunctions(vm),
    proxy_set_header_map_pairs: (map: number, at: number, size: number) => {
      if (map > MAP.HttpCallResponseTrailers) return STATUS.BadArgument;
      const bytes = vm.memory.read(at, size);
      if (bytes === null) return STATUS.InvalidMemoryAccess;
      const found = vm.context.mutableMap(map);
      if (found === null) return STATUS.BadArgument;
      found.clear();
      for (const [key, value] of parsePairs(bytes)) found.add(asciiLowerCase(key), value);
      vm.context.mapChanged(map);
      return STATUS.Ok;
    },
    proxy_add_header_map_value: (map: number, keyAt: number, keySize: number, valueAt: number, valueSize: number) =>
      change(map, keyAt, keySize, valueAt, valueSize, (found, key, value) => found.add(key, value)),
    proxy_replace_header_map_value: (map: number, keyAt: number, keySize: number, valueAt: number, valueSize: number) =>
      change(map, keyAt, keySize, valueAt, valueSize, (found, key, value) => found.replace(key, value)),
    proxy_remove_header_map_value: (map: number, keyAt: number, keySize: number) =>
      change(map, keyAt, keySize, 0, 0, (found, key) => {
        found.remove(key);
      }),
  };
}

type Change = (map: HeaderMap, key: ByteString, value: ByteString) => void;

function readingFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_get_header_map_size: (map: number, sizeAt: number) => {
      const found = map > MAP.HttpCallResponseTrailers ? null : vm.context.mutableMap(map);
      if (found === null) return STATUS.BadArgument;
      return vm.memory.writeU32(sizeAt, found.byteSize()) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
    proxy_get_header_map_pairs: (map: number, dataAt: number, sizeAt: number) => {
      if (map > MAP.HttpCallResponseTrailers) return STATUS.BadArgument;
      const found = vm.context.readableMap(map);
      return vm.give(dataAt, sizeAt, found === null ? '' : serializePairs(found.entries()));
    },
    proxy_get_header_map_value: (map: number, keyAt: number, keySize: number, dataAt: number, sizeAt: number) => {
      if (map > MAP.HttpCallResponseTrailers) return STATUS.BadArgument;
      const key = vm.memory.text(keyAt, keySize);
      if (key === null) return STATUS.InvalidMemoryAccess;
      const { context } = vm;
      const found = context.readableMap(map);
      if (found === null) return context.absentMapIsNotFound ? STATUS.NotFound : STATUS.BadArgument;
      const value = found.get(asciiLowerCase(key));
      if (value !== undefined) return vm.give(dataAt, sizeAt, value);
      return vm.abi === '0.1.0' ? vm.give(dataAt, sizeAt, '') : STATUS.NotFound;
    },
  };
}
