import type { AbiChapter, AbiFunction, AbiParameter, ParameterForm } from './abi-function.ts';
import { ABI_VERSIONS } from './abi-function.ts';

/** Both module names under which Envoy offers WASI, with the same functions and types. */
export const WASI_MODULES: readonly string[] = ['wasi_unstable', 'wasi_snapshot_preview1'];

/** Not to be called while a module starts. */
const NOT_IN_START = new Set(['sched_yield', 'path_open', 'fd_read', 'fd_seek', 'fd_close', 'proc_exit']);
/** The few that an allocator may call. */
const IN_ALLOCATOR = new Set(['fd_write', 'clock_time_get', 'poll_oneoff']);

/** name, parameters (`:i64` where they are 64 bits wide), what Envoy does. `path_link` and `path_symlink` are shorter here than in WASI. */
const ROWS: readonly (readonly [AbiChapter, string, string, string])[] = [
  ['Environment variables', 'args_get', 'argv argv_buf', 'There are no arguments.'],
  ['Environment variables', 'args_sizes_get', 'argc:out-u32 size:out-u32', 'There are no arguments: 0 and 0.'],
  ['Environment variables', 'environ_get', 'environ environ_buf', 'The environment variables of vm_config.'],
  ['Environment variables', 'environ_sizes_get', 'count:out-u32 size:out-u32', 'Number and size of the variables.'],
  ['Clocks', 'clock_time_get', 'clock precision:i64 time:out-u64', 'Clock 0 is the wall clock, 1 the monotonic one.'],
  ['Clocks', 'clock_res_get', 'clock resolution:out-u64', 'One nanosecond, for clocks 0 and 1.'],
  ['Randomness', 'random_get', 'buffer length', 'Random bytes, at most 65536 at once.'],
  [
    'Logging',
    'fd_write',
    'fd iovs iovs_length written:out-u32',
    'fd 1 logs at info, fd 2 at error; one trailing newline is cut.',
  ],
  ['Logging', 'fd_pwrite', 'fd iovs iovs_length offset:i64 written:out-u32', 'As fd_write.'],
  ['Integration', 'proc_exit', 'code', 'Does nothing and returns: the module goes on.'],
  ['Integration', 'sched_yield', '', 'Nothing to do.'],
  ['Integration', 'poll_oneoff', 'in out subscriptions events:out-u32', 'Returns at once without an event.'],
  ['Unimplemented WASI functions', 'fd_advise', 'fd offset:i64 length:i64 advice', 'Nothing to do.'],
  ['Unimplemented WASI functions', 'fd_allocate', 'fd offset:i64 length:i64', 'Only fd 1 and 2 exist.'],
  ['Unimplemented WASI functions', 'fd_close', 'fd', 'Nothing to do.'],
  ['Unimplemented WASI functions', 'fd_datasync', 'fd', 'Only fd 1 and 2 exist.'],
  ['Unimplemented WASI functions', 'fd_fdstat_get', 'fd stat', 'Only fd 1 and 2 exist.'],
  ['Unimplemented WASI functions', 'fd_fdstat_set_flags', 'fd flags', 'Not offered: ENOSYS.'],
  ['Unimplemented WASI functions', 'fd_fdstat_set_rights', 'fd base:i64 inheriting:i64', 'Only fd 1 and 2 exist.'],
  ['Unimplemented WASI functions', 'fd_filestat_get', 'fd stat', 'No files: EBADF.'],
  ['Unimplemented WASI functions', 'fd_filestat_set_size', 'fd size:i64', 'Only fd 1 and 2 exist.'],
  ['Unimplemented WASI functions', 'fd_filestat_set_times', 'fd atim:i64 mtim:i64 flags', 'Only fd 1 and 2 exist.'],
  ['Unimplemented WASI functions', 'fd_pread', 'fd iovs iovs_length offset:i64 read:pointer', 'No files: ENOSYS.'],
  ['Unimplemented WASI functions', 'fd_prestat_dir_name', 'fd path length', 'No files: ENOSYS.'],
  ['Unimplemented WASI functions', 'fd_prestat_get', 'fd stat', 'No files: EBADF.'],
  ['Unimplemented WASI functions', 'fd_read', 'fd iovs iovs_length read:pointer', 'No files: ENOSYS.'],
  ['Unimplemented WASI functions', 'fd_readdir', 'fd buffer length cookie:i64 read:pointer', 'No files.'],
  ['Unimplemented WASI functions', 'fd_renumber', 'fd to', 'No files.'],
  ['Unimplemented WASI functions', 'fd_seek', 'fd offset:i64 whence position:pointer', 'Nothing to do.'],
  ['Unimplemented WASI functions', 'fd_sync', 'fd', 'Only fd 1 and 2 exist.'],
  ['Unimplemented WASI functions', 'fd_tell', 'fd position:pointer', 'Only fd 1 and 2 exist.'],
  ['Unimplemented WASI functions', 'path_create_directory', 'fd path length', 'No files.'],
  ['Unimplemented WASI functions', 'path_filestat_get', 'fd flags path length stat', 'No files.'],
  [
    'Unimplemented WASI functions',
    'path_filestat_set_times',
    'fd flags path length atim:i64 mtim:i64 fst_flags',
    'No files.',
  ],
  [
    'Unimplemented WASI functions',
    'path_link',
    'old_fd old_flags old_path old_length new_fd new_path',
    'No files. One parameter fewer than in WASI.',
  ],
  [
    'Unimplemented WASI functions',
    'path_open',
    'fd dir_flags path length oflags rights_base:i64 rights_inheriting:i64 fd_flags opened:pointer',
    'No files.',
  ],
  ['Unimplemented WASI functions', 'path_readlink', 'fd path length buffer buffer_length read:pointer', 'No files.'],
  ['Unimplemented WASI functions', 'path_remove_directory', 'fd path length', 'No files.'],
  ['Unimplemented WASI functions', 'path_rename', 'fd old_path old_length new_fd new_path new_length', 'No files.'],
  [
    'Unimplemented WASI functions',
    'path_symlink',
    'old_path old_length fd new_path',
    'No files. One parameter fewer than in WASI.',
  ],
  ['Unimplemented WASI functions', 'path_unlink_file', 'fd path length', 'No files.'],
  ['Unimplemented WASI functions', 'sock_accept', 'fd flags opened:pointer', 'No sockets.'],
  [
    'Unimplemented WASI functions',
    'sock_recv',
    'fd data data_length flags length:pointer out_flags:pointer',
    'No sockets.',
  ],
  ['Unimplemented WASI functions', 'sock_send', 'fd data data_length flags length:pointer', 'No sockets.'],
  ['Unimplemented WASI functions', 'sock_shutdown', 'fd how', 'No sockets.'],
];

/** The WASI functions of Envoy 1.40, under every ABI version and both module names. */
export const WASI_FUNCTIONS: readonly AbiFunction[] = ROWS.map(([chapter, name, params, doc]) => ({
  module: 'wasi',
  name,
  chapter,
  parameters: wasiParameters(params),
  returns: name === 'proc_exit' ? 'nothing' : 'errno',
  versions: ABI_VERSIONS,
  inStart: !NOT_IN_START.has(name),
  inAllocator: IN_ALLOCATOR.has(name),
  doc,
}));

function wasiParameters(text: string): AbiParameter[] {
  return text === ''
    ? []
    : text.split(' ').map((part) => {
        const [name = '', form = 'u32'] = part.split(':');
        return { name, form: form as ParameterForm };
      });
}
