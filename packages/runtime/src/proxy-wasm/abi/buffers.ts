import type { GuestBuffer } from '../context.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import type { Status } from './types.ts';
import { BUFFER, STATUS } from './types.ts';

/** ABI chapter Buffers. There is no splice: a buffer is replaced from its beginning or appended to. */
export function bufferFunctions(vm: WasmVm): HostFunctions {
  const find = (type: number): GuestBuffer | Status =>
    type > BUFFER.CallData ? STATUS.BadArgument : (vm.context.buffer(type) ?? STATUS.NotFound);
  return {
    proxy_get_buffer_status: (type: number, lengthAt: number, flagsAt: number) => {
      const buffer = find(type);
      if (typeof buffer === 'number') return buffer;
      const written = vm.memory.writeU32(lengthAt, buffer.length) && vm.memory.writeU32(flagsAt, 0);
      return written ? STATUS.Ok : STATUS.InvalidMemoryAccess;
    },
    proxy_get_buffer_bytes: (type: number, start: number, maximum: number, dataAt: number, sizeAt: number) => {
      const buffer = find(type);
      if (typeof buffer === 'number') return buffer;
      const count = Math.max(0, Math.min(maximum, buffer.length - start));
      return vm.give(dataAt, sizeAt, count === 0 ? '' : buffer.bytes(start, count));
    },
    proxy_set_buffer_bytes: (type: number, start: number, size: number, at: number, length: number) => {
      const buffer = find(type);
      if (typeof buffer === 'number') return buffer;
      const data = vm.memory.read(at, length);
      if (data === null) return STATUS.InvalidMemoryAccess;
      return setBytes(buffer, start, size, data);
    },
  };
}

/** Envoy: `Buffer::copyFrom`. */
function setBytes({ editable, length }: GuestBuffer, start: number, size: number, data: Uint8Array): Status {
  if (editable === null) return STATUS.BadArgument;
  if (start === 0) {
    editable.drain(Math.min(size, length));
    editable.prepend(data);
  } else if (start >= length) {
    editable.append(data);
  } else {
    return STATUS.BadArgument;
  }
  return STATUS.Ok;
}
