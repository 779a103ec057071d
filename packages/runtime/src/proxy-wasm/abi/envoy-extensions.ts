import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { STATUS } from './types.ts';

/** Functions of Envoy and of old toolchains that the published ABI does not have. */
export function extensionFunctions(vm: WasmVm): HostFunctions {
  return {
    envoy_resolve_dns: (nameAt: number, nameSize: number) => {
      if (vm.memory.text(nameAt, nameSize) === null) return STATUS.InvalidMemoryAccess;
      vm.notSimulated('envoy_resolve_dns', 'a sample run resolves no names; the call answers Unimplemented', ['*']);
      return STATUS.Unimplemented;
    },
    pthread_equal: (left: number, right: number) => Number(left === right),
    emscripten_notify_memory_growth: () => undefined,
  };
}
