import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import type { LuaState } from '../../state/lua-state.ts';
import { PerState, StateSlot } from '../../state/state-slot.ts';
import type { LibraryMember } from '../../state/state-template.ts';
import { Userdata } from '../../values/userdata.ts';
import { cString } from '../c-string.ts';
import { closeFile, failure, fileClass, lineIterator, readFormats, writeArguments } from './file-methods.ts';
import { INVALID_ARGUMENT, type LuaFile, NO_SUCH_FILE, PERMISSION_DENIED } from './lua-file.ts';

/** The files of a state: the standard streams, and the default ones that `io.input` and `io.output` may change. */
type Files = {
  readonly stdin: Userdata;
  readonly stdout: Userdata;
  readonly stderr: Userdata;
  input: Userdata;
  output: Userdata;
};

const files = new StateSlot<Files>((state) => {
  const open = (stream: LuaFile['stream']): Userdata => state.newUserdata(fileClass, { stream });
  const stdin = open('stdin');
  const stdout = open('stdout');
  return { stdin, stdout, stderr: open('stderr'), input: stdin, output: stdout };
});

const standard = (name: LuaFile['stream']): PerState<Userdata> =>
  new PerState((state: LuaState) => state.slot(files)[name]);

const payload = (file: Userdata): LuaFile => file.payload as LuaFile;

const flush = hostFunction('flush', (call) => call.one(true));

/** `io.input` and `io.output`: the current default file; a file or a name to open replaces it. */
function defaultFile(name: 'input' | 'output') {
  return hostFunction(name, (call) => {
    const current = call.state.slot(files);
    const file = call.arg(1);
    if (file instanceof Userdata) {
      call.checkUserdata(1, fileClass);
      current[name] = file;
    } else if (file !== undefined) {
      throw openProblem(call, call.checkString(1), name === 'input' ? NO_SUCH_FILE.text : PERMISSION_DENIED.text);
    }
    return call.one(current[name]);
  });
}

/** The argument error for a name that cannot be opened. */
function openProblem(call: HostCall, name: string, text: string) {
  call.state.notSimulated('io.open');
  return call.argumentError(1, `${cString(name)}: ${text}`);
}

const lines = hostFunction('lines', (call) => {
  const name = call.optString(1, undefined);
  if (name !== undefined) throw openProblem(call, name, NO_SUCH_FILE.text);
  return call.one(lineIterator(payload(call.state.slot(files).input), call.args(2)));
});

const open = hostFunction('open', (call) => {
  const name = cString(call.checkString(1));
  const mode = call.optString(2, 'r');
  call.state.notSimulated('io.open');
  if (!/^[rwa]/.test(mode)) return failure(call, INVALID_ARGUMENT, name);
  return failure(call, mode.startsWith('r') ? NO_SUCH_FILE : PERMISSION_DENIED, name);
});

const popen = hostFunction('popen', (call) => {
  const command = cString(call.checkString(1));
  const mode = call.optString(2, 'r');
  call.state.notSimulated('io.popen');
  return failure(call, /^[rw]$/.test(mode) ? PERMISSION_DENIED : INVALID_ARGUMENT, command);
});

const read = hostFunction('read', (call) => readFormats(call, payload(call.state.slot(files).input), call.args(), 1));

const tmpfile = hostFunction('tmpfile', (call) => {
  call.state.notSimulated('io.tmpfile');
  return failure(call, PERMISSION_DENIED);
});

const type = hostFunction('type', (call) => {
  const value = call.checkAny(1);
  const isFile = value instanceof Userdata && value.metatable === call.state.metatableOf(fileClass);
  return call.one(isFile ? 'file' : undefined);
});

const write = hostFunction('write', (call) => {
  const { output } = call.state.slot(files);
  return writeArguments(call, payload(output), output, 1);
});

/**
 * The library `io` (lib_io.c) on a host where nothing exists and nothing is allowed: standard input and output are the state
 * owner's, every other file fails as it would there, and its use is reported as not simulated.
 */
export const ioLibrary: Readonly<Record<string, LibraryMember>> = {
  close: closeFile,
  flush,
  input: defaultFile('input'),
  lines,
  open,
  output: defaultFile('output'),
  popen,
  read,
  stderr: standard('stderr'),
  stdin: standard('stdin'),
  stdout: standard('stdout'),
  tmpfile,
  type,
  write,
};
