import type { ByteString } from '../../http/byte-string.ts';
import type { LogLevel } from '../../server/log-sink.ts';
import type { WasmVm } from '../wasm-vm.ts';
import { ERRNO } from './errno.ts';
import type { HostFunctions } from './host-function.ts';
import { STATUS } from './types.ts';

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

/** ABI chapter Logging, and the two WASI functions that print. */
export function loggingFunctions(vm: WasmVm): HostFunctions {
  const print = (fd: number, iovs: number, count: number, written: number): number => {
    if (fd !== 1 && fd !== 2) return ERRNO.badf;
    const text = gather(vm, iovs, count);
    if (text === null) return ERRNO.fault;
    // One trailing newline is not part of the line; nothing at all is no line.
    if (text.length > 0) vm.logFromModule(fd === 1 ? 'info' : 'error', text.replace(/\n$/, ''));
    return vm.memory.writeU32(written, text.length) ? 0 : ERRNO.fault;
  };
  return {
    proxy_log: (level: number, at: number, size: number) => {
      const name = LEVELS[level];
      if (name === undefined) return STATUS.BadArgument;
      const message = vm.memory.text(at, size);
      if (message === null) return STATUS.InvalidMemoryAccess;
      vm.logFromModule(name, message);
      return STATUS.Ok;
    },
    proxy_get_log_level: (out: number) =>
      vm.memory.writeU32(out, LEVELS.indexOf(vm.worker.logs.level('wasm'))) ? STATUS.Ok : STATUS.InvalidMemoryAccess,
    fd_write: print,
    fd_pwrite: (fd: number, iovs: number, count: number, _offset: bigint, written: number) =>
      print(fd, iovs, count, written),
  };
}

/** The pieces of an iovec array, joined; null: something lies outside of memory. */
function gather(vm: WasmVm, iovs: number, count: number): ByteString | null {
  const { memory } = vm;
  if (!memory.inRange(iovs, count * 8)) return null;
  let text = '';
  for (let i = 0; i < count; i++) {
    const piece = memory.text(memory.readU32(iovs + i * 8) ?? 0, memory.readU32(iovs + i * 8 + 4) ?? 0);
    if (piece === null) return null;
    text += piece;
  }
  return text;
}
