import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { Cell } from '../../values/cell.ts';
import { Coroutine } from '../../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../../values/function.ts';
import { LuaTable } from '../../values/table.ts';
import { Userdata } from '../../values/userdata.ts';
import type { LuaValue } from '../../values/value.ts';
import type { Frame } from '../../vm/frame.ts';
import { activeLocals } from '../../vm/frame-view.ts';
import { traceback as tracebackText } from '../../vm/traceback.ts';
import { plainText } from '../string/plain-text.ts';
import { getinfo } from './getinfo.ts';
import { frameAtLevel, targetCoroutine } from './stack-level.ts';

/** The library `debug` (lib_debug.c). Hooks are not simulated: a script that sets one is told so in the trace. */

/** How `debug.traceback` itself would be shown, at level 0. */
const OWN_LINE = "\n\t[C]: in function 'traceback'";

const traceback = hostFunction('traceback', (call) => {
  const { coroutine, shift } = targetCoroutine(call);
  const message = call.arg(shift + 1);
  if (typeof message !== 'string' && typeof message !== 'number' && message !== undefined) return call.one(message);
  // LuaJIT takes an explicit nil for a message too.
  if (message === undefined && call.count > shift) return call.one(undefined);
  const level = call.optInt32(shift + 2, coroutine === call.coroutine ? 1 : 0);
  call.charge(coroutine.depth << 3);
  const text = tracebackText(call.state, coroutine, level, coroutine === call.coroutine ? [OWN_LINE] : []);
  return call.one(message === undefined ? text : `${plainText(call.state, message)}\n${text}`);
});

function readSlot(coroutine: Coroutine, slot: number): LuaValue {
  const held = coroutine.stack[slot];
  return held instanceof Cell ? held.value : held;
}

/** The slot and name of a frame's local by its number; negative numbers are variable arguments. */
function localSlot(frame: Frame, number: number): { name: string; slot: number } | null {
  const { prototype, base, varargs } = frame;
  if (prototype === null) return null;
  if (number < 0) {
    if (-number > varargs) return null;
    return { name: '(*vararg)', slot: base - 2 - varargs - number - 1 };
  }
  const local = activeLocals(prototype, frame.pc - 1)[number - 1];
  return local === undefined ? null : { name: local.name, slot: base + local.register };
}

const getlocal = hostFunction('getlocal', (call) => {
  const { coroutine, shift } = targetCoroutine(call);
  const number = call.checkInt32(shift + 2);
  const subject = call.arg(shift + 1);
  if (subject instanceof LuaFunction) {
    const { prototype } = subject;
    return call.one(number >= 1 && number <= prototype.parameters ? prototype.locals[number - 1]?.name : undefined);
  }
  const frame = frameAtLevel(call, coroutine, call.checkInt32(shift + 1));
  if (frame === null) throw call.argumentError(shift + 1, 'level out of range');
  const local = frame === 'self' ? null : localSlot(frame, number);
  return local === null ? call.one(undefined) : call.two(local.name, readSlot(coroutine, local.slot));
});

const setlocal = hostFunction('setlocal', (call) => {
  const { coroutine, shift } = targetCoroutine(call);
  const frame = frameAtLevel(call, coroutine, call.checkInt32(shift + 1));
  if (frame === null) throw call.argumentError(shift + 1, 'level out of range');
  const value = call.checkAny(shift + 3);
  const number = call.checkInt32(shift + 2);
  const local = frame === 'self' ? null : localSlot(frame, number);
  if (local === null) return call.one(undefined);
  const held = coroutine.stack[local.slot];
  if (held instanceof Cell) held.value = value;
  else coroutine.stack[local.slot] = value;
  return call.one(local.name);
});

/** The upvalue of a function by its number; undefined for host functions, which show none. */
function upvalueCell(call: HostCall, position: number): { name: string; cell: Cell } | undefined {
  const number = call.checkInt32(position + 1);
  const subject = call.checkFunction(position);
  if (!(subject instanceof LuaFunction)) return undefined;
  const cell = subject.upvalues[number - 1];
  return cell === undefined ? undefined : { name: subject.prototype.upvalues[number - 1]!.name, cell };
}

const getupvalue = hostFunction('getupvalue', (call) => {
  const found = upvalueCell(call, 1);
  return found === undefined ? call.none() : call.two(found.name, found.cell.value);
});

const setupvalue = hostFunction('setupvalue', (call) => {
  const value = call.checkAny(3);
  const found = upvalueCell(call, 1);
  if (found === undefined) return call.none();
  found.cell.value = value;
  return call.one(found.name);
});

const upvalueid = hostFunction('upvalueid', (call) => {
  call.checkFunction(1);
  const found = upvalueCell(call, 1);
  if (found === undefined) throw call.argumentError(2, 'index out of range');
  return call.one(call.state.identityOf(found.cell));
});

const upvaluejoin = hostFunction('upvaluejoin', (call) => {
  const joined = [1, 3].map((position) => {
    if (!(call.checkFunction(position) instanceof LuaFunction)) {
      throw call.argumentError(position, 'Lua function expected');
    }
    const found = upvalueCell(call, position);
    if (found === undefined) throw call.argumentError(position + 1, 'index out of range');
    return found.cell;
  });
  (call.arg(1) as LuaFunction).upvalues[call.checkInt32(2) - 1] = joined[1]!;
  return call.none();
});

const getmetatable = hostFunction('getmetatable', (call) => call.one(call.state.metatableFor(call.checkAny(1))));

const setmetatable = hostFunction('setmetatable', (call) => {
  const metatable = call.arg(2);
  if (!(metatable instanceof LuaTable) && (metatable !== undefined || call.count < 2)) {
    throw call.argumentError(2, 'nil or table expected');
  }
  call.state.setMetatable(call.arg(1), metatable);
  return call.one(call.arg(1));
});

const getfenv = hostFunction('getfenv', (call) => {
  const subject = call.checkAny(1);
  if (subject instanceof LuaFunction) return call.one(subject.environment);
  if (subject instanceof HostFunction || subject instanceof Coroutine) return call.one(call.state.globals);
  if (subject instanceof Userdata) return call.one(subject.environment ?? call.state.globals);
  return call.one(undefined);
});

const setfenv = hostFunction('setfenv', (call) => {
  const subject = call.arg(1);
  const environment = call.checkTable(2);
  if (subject instanceof LuaFunction || subject instanceof Userdata) subject.environment = environment;
  else throw call.error("'setfenv' cannot change environment of given object");
  return call.one(subject);
});

const getuservalue = hostFunction('getuservalue', (call) => {
  const subject = call.arg(1);
  return call.one(subject instanceof Userdata ? (subject.environment ?? call.state.globals) : undefined);
});

const setuservalue = hostFunction('setuservalue', (call) => {
  const subject = call.arg(1);
  if (!(subject instanceof Userdata)) throw call.typeError(1, 'userdata');
  subject.environment = call.checkTable(2);
  return call.one(subject);
});

const gethook = hostFunction('gethook', (call) => call.three(undefined, '', 0));

const sethook = hostFunction('sethook', (call) => {
  const { shift } = targetCoroutine(call);
  if (call.arg(shift + 1) !== undefined) {
    call.checkString(shift + 2);
    call.checkFunction(shift + 1);
    call.state.notSimulated('debug.sethook');
  }
  return call.none();
});

const debugPrompt = hostFunction('debug', (call) => {
  call.state.notSimulated('debug.debug');
  return call.none();
});

const getregistry = hostFunction('getregistry', (call) => call.one(call.state.registry));

/** `debug.*` as Envoy's LuaJIT has it. */
export const debugLibrary: readonly HostFunction[] = [
  debugPrompt,
  getfenv,
  gethook,
  getinfo,
  getlocal,
  getmetatable,
  getregistry,
  getupvalue,
  getuservalue,
  setfenv,
  sethook,
  setlocal,
  setmetatable,
  setupvalue,
  setuservalue,
  traceback,
  upvalueid,
  upvaluejoin,
];
