import { byteStringToDisplay } from '../../http/byte-string.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { STATUS } from './types.ts';

/** ABI chapter Metrics. */
export function metricFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_define_metric: (type: number, nameAt: number, nameSize: number, idAt: number) => {
      if (type > 2) return STATUS.BadArgument;
      const name = vm.memory.text(nameAt, nameSize);
      if (name === null) return STATUS.InvalidMemoryAccess;
      const id = vm.metrics.define(type, byteStringToDisplay(name));
      if (id === null) return STATUS.BadArgument;
      return vm.memory.writeU32(idAt, id) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
    proxy_increment_metric: (id: number, offset: bigint) => vm.metrics.increment(id, BigInt.asIntN(64, offset)),
    proxy_record_metric: (id: number, value: bigint) => vm.metrics.record(id, value),
    proxy_get_metric: (id: number, valueAt: number) => {
      const found = vm.metrics.get(id);
      if ('status' in found) return found.status;
      return vm.memory.writeU64(valueAt, found.value) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
  };
}
