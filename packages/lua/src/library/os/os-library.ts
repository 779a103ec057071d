import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import type { HostFunction } from '../../values/function.ts';
import { cString } from '../c-string.ts';
import { optionArgument } from '../option-argument.ts';
import { date, time } from './date-and-time.ts';

/**
 * What a thread's owner gets as request of a suspension when a script calls `os.exit`: real Envoy's process would end
 * here. The thread must not be resumed.
 */
export type ExitRequest = { readonly kind: 'os.exit'; readonly status: number };

/** What C functions answer for a path: on this host no file exists. */
export function noSuchFile(call: HostCall, path: string): number {
  return call.three(undefined, `${cString(path)}: No such file or directory`, 2);
}

const clock = hostFunction('clock', (call) => call.one(call.state.clock.cpu()));

const difftime = hostFunction('difftime', (call) => call.one(call.checkInteger(1) - call.optInteger(2, 0)));

const execute = hostFunction('execute', (call) => {
  const command = call.optString(1, undefined);
  call.state.notSimulated('os.execute');
  // Without a command: is there a shell? With one: a shell that finds no program exits with 127.
  return command === undefined ? call.one(false) : call.three(undefined, 'exit', 127);
});

const exit = hostFunction('exit', (call) => {
  const code = call.arg(1);
  const status = typeof code === 'boolean' ? (code ? 0 : 1) : call.optInt32(1, 0);
  call.state.notSimulated('os.exit');
  const request: ExitRequest = { kind: 'os.exit', status };
  return call.suspend(request);
});

const getenv = hostFunction('getenv', (call) => {
  call.checkString(1);
  call.state.notSimulated('os.getenv');
  return call.one(undefined);
});

const remove = hostFunction('remove', (call) => {
  const path = call.checkString(1);
  call.state.notSimulated('os.remove');
  return noSuchFile(call, path);
});

const rename = hostFunction('rename', (call) => {
  const from = call.checkString(1);
  call.checkString(2);
  call.state.notSimulated('os.rename');
  return noSuchFile(call, from);
});

const CATEGORIES = ['ctype', 'numeric', 'time', 'collate', 'monetary', 'all'];

const setlocale = hostFunction('setlocale', (call) => {
  const locale = call.optString(1, undefined);
  optionArgument(call, 2, CATEGORIES, 'all');
  const known = locale === undefined || ['', 'C', 'POSIX'].includes(cString(locale));
  return call.one(known ? 'C' : undefined);
});

const tmpname = hostFunction('tmpname', (call) => {
  call.state.notSimulated('os.tmpname');
  throw call.error('unable to generate a unique filename');
});

/**
 * The library `os` (lib_os.c). The clock is the state's, the time zone UTC, the locale C. There is no host behind it: no
 * file exists, no command can be run, no variable is set; each use of those tells the state's owner.
 */
export const osLibrary: readonly HostFunction[] = [
  clock,
  date,
  difftime,
  execute,
  exit,
  getenv,
  remove,
  rename,
  setlocale,
  time,
  tmpname,
];
