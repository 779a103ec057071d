import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { parsePairs } from './serialization.ts';
import { STATUS } from './types.ts';

/** ABI chapter HTTP streams: the local response. The callbacks of this chapter are in stream-context.ts. */
export function httpStreamFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_send_local_response: (
      code: number,
      detailsAt: number,
      detailsSize: number,
      bodyAt: number,
      bodySize: number,
      headersAt: number,
      headersSize: number,
      grpcStatus: number,
    ) => {
      const details = vm.memory.text(detailsAt, detailsSize);
      const body = vm.memory.text(bodyAt, bodySize);
      const headers = vm.memory.read(headersAt, headersSize);
      if (details === null || body === null || headers === null) return STATUS.InvalidMemoryAccess;
      vm.context.sendLocalResponse({ code, details, body, headers: parsePairs(headers), grpcStatus: grpcStatus | 0 });
      return STATUS.Ok;
    },
  };
}
