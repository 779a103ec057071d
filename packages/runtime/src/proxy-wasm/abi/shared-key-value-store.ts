import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { STATUS } from './types.ts';

/** ABI chapter Shared Key-Value Store: one store for each vm_id, across all threads. */
export function sharedDataFunctions(vm: WasmVm): HostFunctions {
  const { sharedData } = vm.process;
  return {
    proxy_get_shared_data: (keyAt: number, keySize: number, dataAt: number, sizeAt: number, casAt: number) => {
      const key = vm.memory.text(keyAt, keySize);
      if (key === null) return STATUS.InvalidMemoryAccess;
      const found = sharedData.get(vm.config.vmId, key);
      if (found === undefined) return STATUS.NotFound;
      const given = vm.give(dataAt, sizeAt, found.value);
      if (given !== STATUS.Ok) return given;
      return vm.memory.writeU32(casAt, found.cas) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
    proxy_set_shared_data: (keyAt: number, keySize: number, valueAt: number, valueSize: number, cas: number) => {
      const key = vm.memory.text(keyAt, keySize);
      const value = vm.memory.read(valueAt, valueSize);
      if (key === null || value === null) return STATUS.InvalidMemoryAccess;
      return sharedData.set(vm.config.vmId, key, value, cas) ? STATUS.Ok : STATUS.CasMismatch;
    },
  };
}
