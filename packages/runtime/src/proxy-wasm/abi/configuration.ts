import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';

/** ABI chapter Configuration: the one function of 0.1.0; later versions read buffers 6 and 7. */
export function configurationFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_get_configuration: (dataAt: number, sizeAt: number) => {
      const { root } = vm.context;
      return vm.give(dataAt, sizeAt, root.configuring ? root.plugin.configuration : vm.config.configuration);
    },
  };
}
