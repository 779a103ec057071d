import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { STATUS } from './types.ts';

/** ABI chapter Timers: one timer for each root context and VM. The callback is `proxy_on_tick`. */
export function timerFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_set_tick_period_milliseconds: (period: number) => {
      vm.context.root.setTickPeriod(period);
      return STATUS.Ok;
    },
  };
}
