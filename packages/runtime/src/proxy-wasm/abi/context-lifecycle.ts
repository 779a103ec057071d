import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';

/** ABI chapter Context lifecycle. */
export function contextFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_set_effective_context: (id: number) => vm.setEffectiveContext(id),
    proxy_done: () => vm.context.root.done(),
  };
}
