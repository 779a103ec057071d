import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import type { Status } from './types.ts';
import { STATUS } from './types.ts';

/** ABI chapter gRPC calls: not simulated yet; every call says so and answers Unimplemented. */
export function grpcFunctions(vm: WasmVm): HostFunctions {
  const refuse = (name: string) => (): Status => {
    vm.notSimulated(name, 'gRPC callouts are not simulated; the call answers Unimplemented', ['*']);
    return STATUS.Unimplemented;
  };
  return {
    proxy_grpc_call: refuse('proxy_grpc_call'),
    proxy_grpc_stream: refuse('proxy_grpc_stream'),
    proxy_grpc_send: refuse('proxy_grpc_send'),
    proxy_grpc_cancel: refuse('proxy_grpc_cancel'),
    proxy_grpc_close: refuse('proxy_grpc_close'),
  };
}
