/** What one Envoy process may use. Memory counts what is resident: V8 reserves address space by the 10 GiB. */
export type ProcessLimits = {
  /** Seconds of processor time before the kernel ends the process. */
  readonly cpuSeconds: number;
  /** Resident bytes before the runner ends the process. */
  readonly residentBytes: number;
  /** Largest file that it may write, in bytes. */
  readonly fileBytes: number;
  readonly openFiles: number;
};

/** For the project's own cases: generous, there against runaways. */
export const TRUSTED_LIMITS: ProcessLimits = {
  cpuSeconds: 600,
  residentBytes: 4 * 1024 ** 3,
  fileBytes: 1024 ** 3,
  openFiles: 8192,
};

/** For code of strangers (page and API): one run, nothing more. */
export const CONTAINED_LIMITS: ProcessLimits = {
  cpuSeconds: 20,
  residentBytes: 1024 ** 3,
  fileBytes: 64 * 1024 ** 2,
  openFiles: 1024,
};

/** The child of a limited command: what to spawn so that the limits are set before Envoy starts. */
export type LimitedCommand = { readonly command: string; readonly args: readonly string[] };

/** Wraps a command in a shell that sets the limits and becomes the command (same pid). Windows has none of this. */
export function limitedCommand(binary: string, args: readonly string[], limits: ProcessLimits): LimitedCommand {
  if (process.platform === 'win32') return { command: binary, args };
  // POSIX counts -f in blocks of 512 bytes; a limit above the hard limit is left as it is.
  const script = 'ulimit -t "$1"; ulimit -f "$2"; ulimit -n "$3" 2>/dev/null; ulimit -c 0; shift 3; exec "$@"';
  const values = [limits.cpuSeconds, Math.ceil(limits.fileBytes / 512), limits.openFiles].map(String);
  return { command: '/bin/sh', args: ['-c', script, 'sh', ...values, binary, ...args] };
}

/** The environment of an Envoy: nothing of ours, so that a script finds no secret there. */
export function scrubbedEnvironment(folder: string): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' };
}
