import { byteStringToDisplay } from '../../http/byte-string.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { STATUS } from './types.ts';

/** ABI chapter Shared Queues. The callback is `proxy_on_queue_ready`, once for each item, on the reader's thread. */
export function queueFunctions(vm: WasmVm): HostFunctions {
  const { sharedQueues } = vm.process;
  return {
    proxy_register_shared_queue: (nameAt: number, nameSize: number, tokenAt: number) => {
      const name = vm.memory.text(nameAt, nameSize);
      if (name === null) return STATUS.InvalidMemoryAccess;
      const { root } = vm.context;
      const token = sharedQueues.register(vm.config.vmId, name, (ready) => {
        vm.worker.dispatcher.post(() => root.queueReady(ready, byteStringToDisplay(name)));
      });
      return vm.memory.writeU32(tokenAt, token) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
    proxy_resolve_shared_queue: (vmAt: number, vmSize: number, nameAt: number, nameSize: number, tokenAt: number) => {
      const vmId = vm.memory.text(vmAt, vmSize);
      const name = vm.memory.text(nameAt, nameSize);
      if (vmId === null || name === null) return STATUS.InvalidMemoryAccess;
      const token = sharedQueues.resolve(vmId === '' ? vm.config.vmId : byteStringToDisplay(vmId), name);
      if (token === undefined) return STATUS.NotFound;
      return vm.memory.writeU32(tokenAt, token) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
    proxy_enqueue_shared_queue: (token: number, at: number, size: number) => {
      const value = vm.memory.read(at, size);
      if (value === null) return STATUS.InvalidMemoryAccess;
      return sharedQueues.enqueue(token, value) ? STATUS.Ok : STATUS.NotFound;
    },
    proxy_dequeue_shared_queue: (token: number, dataAt: number, sizeAt: number) => {
      const item = sharedQueues.dequeue(token);
      if (item === 'unknown') return STATUS.NotFound;
      return item === 'empty' ? STATUS.Empty : vm.give(dataAt, sizeAt, item);
    },
  };
}
