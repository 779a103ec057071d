import { textToByteString } from '../../http/byte-string.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { STATUS } from './types.ts';

/** ABI chapter Common stream operations. Everything acts when the running callback has ended. */
export function streamFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_continue_stream: (stream: number) => vm.context.continueStream(stream),
    proxy_close_stream: (stream: number) => vm.context.closeStream(stream),
    proxy_continue_request: () => vm.context.continueStream(0),
    proxy_continue_response: () => vm.context.continueStream(1),
    proxy_clear_route_cache: () => vm.context.clearRouteCache(),
    proxy_get_status: (codeAt: number, dataAt: number, sizeAt: number) => {
      const { code, message } = vm.context.root.calloutStatus;
      if (!vm.memory.writeU32(codeAt, code)) return STATUS.InvalidMemoryAccess;
      return vm.give(dataAt, sizeAt, textToByteString(message));
    },
  };
}
