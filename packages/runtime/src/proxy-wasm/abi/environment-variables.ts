import type { WasmVm } from '../wasm-vm.ts';
import { ERRNO } from './errno.ts';
import type { HostFunctions } from './host-function.ts';

/** ABI chapter Environment variables: those of `vm_config.environment_variables`; there are no arguments. */
export function environmentFunctions(vm: WasmVm): HostFunctions {
  const variables = vm.config.environment.map(([key, value]) => `${key}=${value}\0`);
  const size = variables.reduce((sum, v) => sum + v.length, 0);
  return {
    args_sizes_get: (countAt: number, sizeAt: number) =>
      vm.memory.writeU32(countAt, 0) && vm.memory.writeU32(sizeAt, 0) ? 0 : ERRNO.fault,
    args_get: () => 0,
    environ_sizes_get: (countAt: number, sizeAt: number) =>
      vm.memory.writeU32(countAt, variables.length) && vm.memory.writeU32(sizeAt, size) ? 0 : ERRNO.fault,
    environ_get: (pointersAt: number, textAt: number) => {
      let at = textAt;
      for (const [i, variable] of variables.entries()) {
        if (!vm.memory.writeU32(pointersAt + i * 4, at) || !vm.memory.writeText(at, variable)) return ERRNO.fault;
        at += variable.length;
      }
      return 0;
    },
  };
}
