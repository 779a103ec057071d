import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { chunkId } from '../../syntax/chunk-name.ts';
import type { Coroutine } from '../../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../../values/function.ts';
import { LuaTable } from '../../values/table.ts';
import { toNumber } from '../../vm/arithmetic.ts';
import type { Frame } from '../../vm/frame.ts';
import { calleeName } from '../../vm/operand-errors.ts';
import { frameLine, isFunctionFrame } from '../../vm/positions.ts';
import { frameAtLevel, targetCoroutine } from './stack-level.ts';

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
  if (options.includes('S')) describeSource(info, subject.callee);
  if (options.includes('l')) info.setName('currentline', subject.frame === null ? -1 : lineOf(subject.frame));
  if (options.includes('u')) describeUpvalues(info, subject.callee);
  if (options.includes('n')) {
    const name = subject.caller === null ? null : calleeName(subject.caller);
    info.setName('name', name?.name);
    info.setName('namewhat', name?.kind ?? '');
  }
  if (options.includes('L')) info.setName('activelines', activeLines(subject.callee));
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
  const frame = frameAtLevel(call, coroutine, call.checkInt32(position));
  if (frame === null) return null;
  if (frame === 'self') {
    return { callee: getinfo, frame: null, caller: coroutine.frames[coroutine.depth] ?? null };
  }
  const depth = coroutine.frames.indexOf(frame);
  const below = depth > 1 ? coroutine.frames[depth - 1]! : null;
  const caller = below !== null && isFunctionFrame(below) ? below : null;
  return { callee: frame.closure, frame, caller };
}

function describeSource(info: LuaTable, callee: LuaFunction | HostFunction | null): void {
  if (!(callee instanceof LuaFunction)) {
    info.setName('source', '=[C]');
    info.setName('short_src', '[C]');
    info.setName('what', 'C');
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

function describeUpvalues(info: LuaTable, callee: LuaFunction | HostFunction | null): void {
  const isLua = callee instanceof LuaFunction;
  info.setName('nups', isLua ? callee.upvalues.length : 0);
  info.setName('nparams', isLua ? callee.prototype.parameters : 0);
  info.setName('isvararg', isLua ? callee.prototype.isVararg : true);
}

function activeLines(callee: LuaFunction | HostFunction | null): LuaTable | undefined {
  if (!(callee instanceof LuaFunction)) return undefined;
  const lines = new LuaTable();
  for (const line of callee.prototype.lines) lines.setNumber(line, true);
  return lines;
}
