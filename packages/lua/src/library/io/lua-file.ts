/** A file as scripts see it. Only the three standard streams exist here. */
export type LuaFile = { readonly stream: 'stdin' | 'stdout' | 'stderr' };

/** What the C library says of a failed operation: its text and `errno`. */
export type HostFailure = { readonly text: string; readonly code: number };

/** Reading what is open for writing only, or the reverse. */
export const BAD_DESCRIPTOR: HostFailure = { text: 'Bad file descriptor', code: 9 };
/** Seeking in a pipe, which the standard streams are. */
export const ILLEGAL_SEEK: HostFailure = { text: 'Illegal seek', code: 29 };
/** Reading a file: none exists. */
export const NO_SUCH_FILE: HostFailure = { text: 'No such file or directory', code: 2 };
/** Writing a file, running a program, making a temporary file: nothing is allowed. */
export const PERMISSION_DENIED: HostFailure = { text: 'Permission denied', code: 13 };
/** A mode that the C library does not know. */
export const INVALID_ARGUMENT: HostFailure = { text: 'Invalid argument', code: 22 };
