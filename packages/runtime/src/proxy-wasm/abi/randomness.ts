import type { WasmVm } from '../wasm-vm.ts';
import { ERRNO } from './errno.ts';
import type { HostFunctions } from './host-function.ts';

const MAXIMUM = 65536;

/** ABI chapter Randomness: from the scenario's seed. */
export function randomFunctions(vm: WasmVm): HostFunctions {
  return {
    random_get: (at: number, size: number) => {
      if (size > MAXIMUM) return ERRNO.inval;
      const bytes = new Uint8Array(size);
      for (let i = 0; i < size; i += 4) {
        const word = vm.worker.random.uint32();
        for (let k = 0; k < 4 && i + k < size; k++) bytes[i + k] = word >>> (8 * k);
      }
      return vm.memory.write(at, bytes) ? 0 : ERRNO.fault;
    },
  };
}
