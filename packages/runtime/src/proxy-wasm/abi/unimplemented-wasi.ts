import type { WasmVm } from '../wasm-vm.ts';
import { ERRNO } from './errno.ts';
import type { HostFunction, HostFunctions } from './host-function.ts';

/** What Envoy answers for what it does not have, always the same. */
const CONSTANT: Readonly<Record<string, number>> = {
  fd_prestat_get: ERRNO.badf,
  fd_prestat_dir_name: ERRNO.nosys,
  fd_read: ERRNO.nosys,
  fd_pread: ERRNO.nosys,
  fd_fdstat_set_flags: ERRNO.nosys,
  fd_filestat_get: ERRNO.badf,
  fd_advise: ERRNO.success,
  path_open: ERRNO.noent,
  path_create_directory: ERRNO.notsup,
  path_filestat_get: ERRNO.notsup,
  path_filestat_set_times: ERRNO.notsup,
  path_link: ERRNO.notsup,
  path_remove_directory: ERRNO.notsup,
  path_rename: ERRNO.notsup,
  path_symlink: ERRNO.notsup,
  path_unlink_file: ERRNO.notsup,
  sock_shutdown: ERRNO.notsup,
  sched_yield: ERRNO.success,
};

/** Functions that succeed for stdout and stderr and know no other file. */
const FOR_OUTPUT: readonly string[] = [
  'fd_allocate',
  'fd_datasync',
  'fd_sync',
  'fd_fdstat_set_rights',
  'fd_filestat_set_size',
  'fd_filestat_set_times',
];

/** Functions that write zeros (place of the parameter, bytes) before they answer. */
const ZEROING: Readonly<
  Record<string, readonly [errno: number, ...places: (readonly [parameter: number, bytes: number])[]]>
> = {
  fd_readdir: [ERRNO.nodev, [4, 4]],
  path_readlink: [ERRNO.notsup, [5, 4]],
  sock_accept: [ERRNO.notsup, [2, 8]],
  sock_recv: [ERRNO.notsup, [4, 4], [5, 2]],
  sock_send: [ERRNO.notsup, [4, 4]],
};

/** Functions that do nothing but leave a line in Envoy's trace log. */
const LOGGED: readonly string[] = ['fd_close', 'fd_seek', 'proc_exit'];

const isOutput = (fd: number): boolean => fd === 1 || fd === 2;

/** ABI chapter Unimplemented WASI functions, and the integration functions that do nothing: `proc_exit` lets the module go on. */
export function unimplementedFunctions(vm: WasmVm): HostFunctions {
  const functions: Record<string, HostFunction> = {};
  for (const [name, errno] of Object.entries(CONSTANT)) functions[name] = () => errno;
  for (const [name, [errno, ...places]] of Object.entries(ZEROING)) {
    functions[name] = (...raw: number[]) => {
      const written = places.every(([at, bytes]) => vm.memory.write(raw[at] ?? 0, new Uint8Array(bytes)));
      return written ? errno : ERRNO.fault;
    };
  }
  for (const name of LOGGED) {
    functions[name] = () => {
      vm.log('trace', `wasi_unstable ${name}`);
      return name === 'proc_exit' ? undefined : ERRNO.success;
    };
  }
  for (const name of FOR_OUTPUT) functions[name] = (fd: number) => (isOutput(fd) ? 0 : ERRNO.badf);
  return {
    ...functions,
    fd_renumber: (fd: number, to: number) => (isOutput(fd) && isOutput(to) ? ERRNO.notsup : ERRNO.badf),
    fd_fdstat_get: (fd: number, at: number) => {
      if (!isOutput(fd)) return ERRNO.badf;
      // File type 0 (unknown, so that wasi-libc buffers its output) and the right to fd_write.
      const stat = new Uint8Array(24);
      stat[8] = 64;
      vm.memory.write(at, stat);
      return ERRNO.success;
    },
    fd_tell: (fd: number, at: number) => {
      if (!isOutput(fd)) return ERRNO.badf;
      return vm.memory.write(at, new Uint8Array(8)) ? ERRNO.success : ERRNO.fault;
    },
  };
}
