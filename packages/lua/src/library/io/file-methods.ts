import { int32Argument } from '../../host/arguments.ts';
import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { defineClass, type UserdataClass } from '../../host/userdata-class.ts';
import type { HostFunction } from '../../values/function.ts';
import type { Userdata } from '../../values/userdata.ts';
import type { LuaValue } from '../../values/value.ts';
import { optionArgument } from '../option-argument.ts';
import { inputText } from './input-text.ts';
import { BAD_DESCRIPTOR, type HostFailure, ILLEGAL_SEEK, type LuaFile } from './lua-file.ts';

/** What a failed operation returns: nil, the text (behind the file's name, if there is one) and the code. */
export function failure(call: HostCall, { text, code }: HostFailure, name?: string): number {
  return call.three(undefined, name === undefined ? text : `${name}: ${text}`, code);
}

/**
 * Writes the arguments from a position on; those before a wrong one are written all the same.
 *
 * @param file what the call returns
 */
export function writeArguments(call: HostCall, { stream }: LuaFile, file: LuaValue, from: number): number {
  for (let position = from; position <= call.count; position++) {
    const text = call.checkString(position);
    if (stream === 'stdin') return failure(call, BAD_DESCRIPTOR);
    call.charge(text.length);
    call.state.write(text, stream);
  }
  return call.one(file);
}

/** Reads by the formats from a position on (default: a line); what cannot be read gives nil, and reading stops there. */
export function readFormats(call: HostCall, { stream }: LuaFile, formats: readonly LuaValue[], from: number): number {
  const values: LuaValue[] = [];
  for (const [index, format] of formats.length === 0 ? [[0, '*l'] as const] : formats.entries()) {
    const letter = formatLetter(call, format, from + index);
    const value = call.state.slot(inputText).read(letter === '#' ? int32Argument(format, from + index) : letter);
    if (typeof value === 'string') call.charge(value.length);
    values.push(value);
    if (value === undefined) break;
  }
  return stream === 'stdin' ? call.many(values) : failure(call, BAD_DESCRIPTOR);
}

/** The letter of a read format, or `#` for a count of bytes; a negative count is a huge one in C. */
function formatLetter(call: HostCall, format: LuaValue, position: number): string {
  if (typeof format === 'number') {
    if (int32Argument(format, position) < 0) throw call.rawError('not enough memory');
    return '#';
  }
  if (typeof format !== 'string') throw call.argumentError(position, 'invalid option');
  const letter = format.charAt(format.startsWith('*') ? 1 : 0);
  if (letter === '' || !'nlLa'.includes(letter)) throw call.argumentError(position, 'invalid format');
  return letter;
}

/** An iterator over a file, as `lines` returns it. */
export function lineIterator(file: LuaFile, formats: readonly LuaValue[]): HostFunction {
  return hostFunction('lines iterator', (call) => readFormats(call, file, formats, 1));
}

/** `io.close` and `file:close`: without an argument the default output, and a standard stream cannot be closed. */
export const closeFile = hostFunction('close', (call) => {
  if (call.count > 0) call.checkUserdata(1, fileClass);
  return call.two(undefined, 'cannot close standard file');
});

/** The class of files; its name in error texts is `FILE*`. */
export const fileClass: UserdataClass<LuaFile> = defineClass<LuaFile>({
  typeName: 'FILE*',
  methods: {
    flush: (_, call) => call.one(true),
    lines: (file, call) => call.one(lineIterator(file, call.args(2))),
    read: (file, call) => readFormats(call, file, call.args(2), 2),
    seek: (_, call) => {
      optionArgument(call, 2, ['set', 'cur', 'end'], 'cur');
      call.optNumber(3, 0);
      return failure(call, ILLEGAL_SEEK);
    },
    setvbuf: (_, call) => {
      optionArgument(call, 2, ['full', 'line', 'no'], undefined);
      call.optInt32(3, 0);
      return call.one(true);
    },
    write: (file, call) => writeArguments(call, file, call.arg(1), 2),
  },
  metamethods: {
    close: closeFile,
    __gc: (_: LuaFile, call: HostCall) => call.none(),
    __tostring: (_: LuaFile, call: HostCall) => {
      const address = call.state.addressOf(call.arg(1) as Userdata);
      return call.one(`file (0x${address.toString(16).padStart(12, '0')})`);
    },
  },
});
