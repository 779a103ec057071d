import { int32Argument, stringArgument } from '../../host/arguments.ts';
import type { HostCall } from '../../host/host-call.ts';
import { hostFunction, valueFunction } from '../../host/host-function.ts';
import { allocate, SIZE } from '../../values/allocation.ts';
import { ArgumentError } from '../../values/lua-error.ts';
import { MAX_STRING_LENGTH } from './limits.ts';

/** The functions of `string` that work on bytes without patterns (lib_string.c). */

/** Most values that `string.byte` returns at once (`LUAI_MAXCSTACK`). */
const MAX_BYTES = 8000;

/** How much `string.reverse` turns at once. */
const PIECE = 4096;

/** Copying costs one unit of the budget for this many bytes. */
const BYTES_PER_UNIT = 16;

/** Pays for a result string: its bytes to the instruction budget and to the memory budget. */
export function payForString(call: HostCall, length: number): void {
  call.charge(Math.ceil(length / BYTES_PER_UNIT));
  allocate(SIZE.string + length);
}

/** Refuses a string that would be longer than strings can be. */
export function checkLength(call: HostCall, length: number): void {
  if (length > MAX_STRING_LENGTH) throw call.rawError('not enough memory');
}

/** `string.len`. It is Lua code inside LuaJIT, which is why a missing argument reads `got nil`. */
export const len = valueFunction('len', (text) => {
  if (typeof text === 'string') return text.length;
  if (text === undefined) throw new ArgumentError(1, 'string expected, got nil');
  return stringArgument(text, 1).length;
});

/** `string.sub`. */
export const sub = valueFunction('sub', (subject, from, to) => {
  const text = stringArgument(subject, 1);
  const { length } = text;
  let start = int32Argument(from, 2);
  let end = to === undefined ? -1 : int32Argument(to, 3);
  if (end < 0) end += length + 1;
  if (start < 0) start = Math.max(start + length, 0);
  else if (start > 0) start--;
  if (start === 0 && end >= length) return text;
  if (end <= start) return '';
  allocate(SIZE.string + Math.min(end, length) - start);
  return text.slice(start, end);
});

/** `string.byte`. */
export const byte = hostFunction('byte', (call) => {
  const text = call.checkString(1);
  const { length } = text;
  let start = call.optInt32(2, 1);
  let end = call.optInt32(3, start);
  if (end < 0) end += length + 1;
  if (start < 0) start += length + 1;
  if (start <= 0) start = 1;
  if (end > length) end = length;
  if (start > end) return call.none();
  if (start === end) return call.one(text.charCodeAt(start - 1));
  if (end - start >= MAX_BYTES) throw call.error('string slice too long');
  call.charge(end - start);
  const bytes: number[] = [];
  for (let index = start - 1; index < end; index++) bytes.push(text.charCodeAt(index));
  return call.many(bytes);
});

/** `string.char`. */
export const char = hostFunction('char', (call) => {
  let text = '';
  for (let position = 1; position <= call.count; position++) {
    const code = call.checkInt32(position);
    if (code < 0 || code > 255) throw call.argumentError(position, 'invalid value');
    text += String.fromCharCode(code);
  }
  allocate(SIZE.string + text.length);
  return call.one(text);
});

/** `string.rep`, with the separator of Lua 5.2. */
export const rep = hostFunction('rep', (call) => {
  const text = call.checkString(1);
  const times = call.checkInt32(2);
  const separator = call.optString(3, '');
  if (times <= 0) return call.one('');
  const length = (text.length + separator.length) * times - separator.length;
  checkLength(call, length);
  payForString(call, length);
  return call.one(separator === '' ? text.repeat(times) : (text + separator).repeat(times - 1) + text);
});

/** `string.reverse`. */
export const reverse = hostFunction('reverse', (call) => {
  const text = call.checkString(1);
  payForString(call, text.length);
  // Piece by piece: a long chain of single characters would take thirty times the space.
  const pieces: string[] = [];
  for (let end = text.length; end > 0; end -= PIECE) {
    pieces.push(
      text
        .slice(Math.max(0, end - PIECE), end)
        .split('')
        .reverse()
        .join(''),
    );
  }
  return call.one(pieces.join(''));
});

/** `string.lower`: ASCII letters only. */
export const lower = hostFunction('lower', (call) => {
  const text = call.checkString(1);
  payForString(call, text.length);
  return call.one(isAscii(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
});

/** `string.upper`: ASCII letters only. */
export const upper = hostFunction('upper', (call) => {
  const text = call.checkString(1);
  payForString(call, text.length);
  return call.one(isAscii(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (letters) => letters.toUpperCase()));
});

function isAscii(text: string): boolean {
  return !/[\x80-\xff]/.test(text);
}
