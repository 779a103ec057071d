import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import type { LuaState } from '../../state/lua-state.ts';
import { chunkId } from '../../syntax/chunk-name.ts';
import type { Coroutine } from '../../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../../values/function.ts';
import { LuaTable } from '../../values/table.ts';
import { toNumber } from '../../vm/arithmetic.ts';
import type { Frame } from '../../vm/frame.ts';
import { calleeName } from '../../vm/operand-errors.ts';
import { callerOf, frameLine, isFunctionFrame } from '../../vm/positions.ts';
import { builtinNumber } from '../builtin-numbers.ts';
import { frameAtLevel, targetCoroutine } from './stack-level.ts';

/** How many parameters the library functions have that are Lua code in LuaJIT (`LJLIB_LUA`). */
const LUA_FUNCTIONS: Readonly<Record<string, number>> = {
  deg: 1,
  rad: 1,
  getn: 1,
  remove: 2,
  move: 5,
  foreach: 2,
  foreachi: 2,
  len: 1,
};

/** The parameters of such a function; −1 for one in C, which has a number. */
function luaParameters(state: LuaState, callee: LuaFunction | HostFunction | null): number {
  if (!(callee instanceof HostFunction) || builtinNumber(state, callee) !== undefined) return -1;
  return LUA_FUNCTIONS[callee.name] ?? -1;
}

type Subject = {
  readonly callee: LuaFunction | HostFunction | null;
  readonly frame: Frame | null;
  readonly caller: Frame | null;
};

/** `debug.getinfo`. */
export const getinfo = hostFunction('getinfo', (call) => {
  const { coroutine, shift } = targetCoroutine(call);
  const options = call.optString(shift + 2, 'flnSu');
  const subject = findSubject(call, coroutine, shift + 1);
  if (subject === null) return call.one(undefined);
  if (/[^SlnufLr>]/.test(options) || options.startsWith('>')) throw call.argumentError(shift + 2, 'invalid option');
  const info = new LuaTable();
  if (options.includes('S')) describeSource(call.state, info, subject.callee);
  if (options.includes('l')) {
    const { frame } = subject;
    const isLost = coroutine.depth === 0 && frame === coroutine.frames[coroutine.deathDepth];
    info.setName('currentline', frame === null || isLost ? -1 : lineOf(frame));
  }
  if (options.includes('u')) describeUpvalues(call.state, info, subject.callee);
  if (options.includes('n')) {
    const name = subject.caller === null ? null : calleeName(subject.caller);
    info.setName('name', name?.name);
    info.setName('namewhat', name?.kind ?? '');
  }
  if (options.includes('L')) info.setName('activelines', activeLines(call.state, subject.callee));
  if (options.includes('f')) info.setName('func', subject.callee ?? undefined);
  return call.one(info);
});

const lineOf = (frame: Frame): number => (frame.prototype === null ? -1 : frameLine(frame));

function findSubject(call: HostCall, coroutine: Coroutine, position: number): Subject | null {
  const value = call.arg(position);
  if (value instanceof LuaFunction || value instanceof HostFunction)
    return { callee: value, frame: null, caller: null };
  if (toNumber(value) === undefined) {
    throw call.argumentError(position, 'function or level expected');
  }
  // lua_tointeger has 64 bits, of which the level takes 32.
  const level = Number(BigInt.asIntN(32, BigInt(call.checkInteger(position))));
  const frame = frameAtLevel(call, coroutine, level);
  if (frame === null) return null;
  if (frame === 'self') {
    return { callee: getinfo, frame: null, caller: coroutine.frames[coroutine.depth] ?? null };
  }
  const depth = coroutine.frames.indexOf(frame);
  const below = callerOf(coroutine, depth);
  const caller = below !== null && isFunctionFrame(below) ? below : null;
  return { callee: frame.closure, frame, caller };
}

function describeSource(state: LuaState, info: LuaTable, callee: LuaFunction | HostFunction | null): void {
  if (!(callee instanceof LuaFunction)) {
    const isLua = luaParameters(state, callee) >= 0;
    info.setName('source', isLua ? callee?.name : '=[C]');
    info.setName('short_src', isLua ? `[builtin:${callee?.name}]` : '[C]');
    info.setName('what', isLua ? 'Lua' : 'C');
    info.setName('linedefined', -1);
    info.setName('lastlinedefined', -1);
    return;
  }
  const { prototype } = callee;
  info.setName('source', prototype.chunkName);
  info.setName('short_src', chunkId(prototype.chunkName));
  info.setName('what', prototype.firstLine === 0 ? 'main' : 'Lua');
  info.setName('linedefined', prototype.firstLine);
  info.setName('lastlinedefined', prototype.lastLine);
}

function describeUpvalues(state: LuaState, info: LuaTable, callee: LuaFunction | HostFunction | null): void {
  if (callee instanceof LuaFunction) {
    info.setName('nups', callee.upvalues.length);
    info.setName('nparams', callee.prototype.parameters);
    info.setName('isvararg', callee.prototype.isVararg);
    return;
  }
  const parameters = luaParameters(state, callee);
  info.setName('nups', 0);
  info.setName('nparams', Math.max(0, parameters));
  info.setName('isvararg', parameters < 0);
}

function activeLines(state: LuaState, callee: LuaFunction | HostFunction | null): LuaTable | undefined {
  if (!(callee instanceof LuaFunction)) return luaParameters(state, callee) < 0 ? undefined : new LuaTable();
  const lines = new LuaTable();
  for (const line of callee.prototype.lines) lines.setNumber(line, true);
  return lines;
}
