import { OP } from '../compiler/opcodes.ts';
import { chunkId } from '../syntax/chunk-name.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { ArgumentError, CallerError, LuaError } from '../values/lua-error.ts';
import type { LuaValue } from '../values/value.ts';
import { hostFrame } from './call-frame.ts';
import { finishTop, precall, type Resumption } from './calls.ts';
import { FRAME, type Frame } from './frame.ts';
import { type Machine, STATUS } from './machine.ts';
import { argumentErrorText } from './operand-errors.ts';
import { depthAtLevel, framePosition, innermostLine, positionAtLevel } from './positions.ts';
import { freeSlot, growStack, HOST_SLACK, pushFrame, StackOverflow } from './stack.ts';
import { showRaisingHost, traceback } from './traceback.ts';

/**
 * Handles what was thrown out of the interpreter or a host function: finds the `pcall` that catches it, over the borders
 * of coroutines, and leaves the machine ready to go on there; or ends the run (lj_err_run, unwind).
 *
 * @param thrown something that {@link isRaisable}
 */
export function raise(machine: Machine, thrown: unknown): void {
  let error = toLuaError(machine, thrown);
  machine.insideRun = false;
  if (stopsAt(machine, error)) return;
  if (!isCaught(machine)) {
    fail(machine, error);
    return;
  }
  for (;;) {
    const coroutine = machine.current;
    const depth = catcherIn(coroutine);
    if (depth > 0) {
      land(machine, coroutine, depth, error.value);
      return;
    }
    die(machine, coroutine);
    machine.hostSlot = -1;
    const parent = coroutine.parent!;
    coroutine.parent = null;
    machine.current = parent;
    parent.status = 'running';
    const frame = parent.frames[parent.depth]!;
    if (!(frame.extra as Resumption).isWrap) {
      const { base } = frame;
      parent.stack[base] = false;
      parent.stack[base + 1] = error.value;
      finishTop(machine, parent, base, 2);
      return;
    }
    // The function of coroutine.wrap raises the error again where it was called.
    parent.depth--;
    if (typeof error.value === 'string') error = new LuaError(positionAtLevel(machine, 1) + error.value);
  }
}

/** Ends a coroutine by an error; its calls stay to be looked at. */
function die(machine: Machine, coroutine: Coroutine): void {
  showRaisingHost(machine, coroutine);
  coroutine.deathDepth = coroutine.depth;
  coroutine.status = 'dead';
  coroutine.depth = 0;
}

/** Whether something thrown stands for a Lua error. Anything else is a mistake of the host, never to be hidden from it. */
export function isRaisable(thrown: unknown): boolean {
  return (
    thrown instanceof LuaError ||
    thrown instanceof ArgumentError ||
    thrown instanceof CallerError ||
    thrown instanceof StackOverflow
  );
}

/** Asks the debugger whether to stop where an error was raised, before anything is unwound. */
function stopsAt(machine: Machine, error: LuaError): boolean {
  const watcher = machine.state.debugger;
  if (watcher === null || machine.pendingError === error) {
    machine.pendingError = null;
    return false;
  }
  if (!watcher.stopsAtError(error, isCaught(machine))) return false;
  machine.pendingError = error;
  machine.status = STATUS.paused;
  machine.pauseReason = 'error';
  machine.pauseLine = innermostLine(machine);
  return true;
}

function toLuaError(machine: Machine, thrown: unknown): LuaError {
  if (thrown instanceof LuaError) return thrown;
  if (thrown instanceof ArgumentError) return argumentErrorText(machine, thrown);
  if (thrown instanceof CallerError) return new LuaError(positionAtLevel(machine, 1) + thrown.text);
  if (thrown instanceof StackOverflow) return new LuaError(`${overflowPosition(machine, thrown)}stack overflow`);
  throw thrown;
}

/** The position of a stack overflow: the first line of the function that was entered, if it has fixed parameters only. */
function overflowPosition(machine: Machine, { entered }: StackOverflow): string {
  if (entered === undefined) return framePosition(topFrame(machine));
  if (entered === null || entered.isVararg) return '';
  const code = entered.unpatched ?? entered.code;
  const first = code.findIndex((instruction) => (instruction & 255) !== OP.NEWCELL);
  return `${chunkId(entered.chunkName)}:${entered.lines[first]}: `;
}

const topFrame = ({ current }: Machine): Frame => current.frames[current.depth]!;

/** The depth of the frame that catches an error in this coroutine, 0 for none. */
function catcherIn(coroutine: Coroutine): number {
  for (let depth = coroutine.depth; depth > 0; depth--) {
    if (coroutine.frames[depth]!.kind === FRAME.protectedCall) return depth;
  }
  return 0;
}

function isCaught(machine: Machine): boolean {
  for (let coroutine = machine.current; ; coroutine = coroutine.parent!) {
    if (catcherIn(coroutine) > 0) return true;
    if (coroutine === machine.root) return false;
    const parent = coroutine.parent!;
    if (!(parent.frames[parent.depth]!.extra as Resumption).isWrap) return true;
  }
}

/** Gives an error to the protected call at a depth: to its handler if it has one that is not at work already. */
function land(machine: Machine, coroutine: Coroutine, depth: number, value: LuaValue): void {
  const { frames, stack } = coroutine;
  const { extra: handler, base } = frames[depth]!;
  let message = value;
  if (handler !== null) {
    let isHandling = false;
    for (let above = coroutine.depth; above > depth; above--) {
      if (frames[above]!.kind === FRAME.handler && frames[above]!.extra === depth) isHandling = true;
    }
    if (!isHandling) {
      callHandler(machine, coroutine, depth, handler as LuaValue, value);
      return;
    }
    message = 'error in error handling';
  }
  machine.hostSlot = -1;
  coroutine.depth = depth;
  coroutine.handling = false;
  stack[base] = false;
  stack[base + 1] = message;
  finishTop(machine, coroutine, base, 2);
}

/** Runs an error handler above the frame that failed, before anything is unwound. */
function callHandler(machine: Machine, coroutine: Coroutine, depth: number, handler: LuaValue, value: LuaValue): void {
  coroutine.handling = true;
  showRaisingHost(machine, coroutine);
  machine.hostSlot = -1;
  const slot = freeSlot(coroutine);
  growStack(coroutine, slot + HOST_SLACK);
  const frame = pushFrame(coroutine);
  hostFrame(frame, FRAME.handler, slot, 0, 0, 0);
  frame.extra = depth;
  coroutine.stack[slot] = handler;
  coroutine.stack[slot + 2] = value;
  precall(machine, coroutine, slot, 1, slot, 1, 1);
}

/** Each function of coroutine.wrap that an error passes on its way out puts the position of its caller in front. */
function withCallers(machine: Machine, value: LuaValue): LuaValue {
  if (typeof value !== 'string') return value;
  let text = value;
  for (let { current } = machine; current !== machine.root; current = current.parent!) {
    const caller = current.parent!;
    const depth = depthAtLevel(caller, 1, true);
    if (depth > 0) text = framePosition(caller.frames[depth]!) + text;
  }
  return text;
}

/** Nothing catches the error: the run ends. */
function fail(machine: Machine, raised: LuaError): void {
  const error = new LuaError(withCallers(machine, raised.value), raised.range);
  error.line = innermostLine(machine);
  showRaisingHost(machine, machine.current);
  error.origin = traceback(machine.state, machine.current, 1, ['']);
  error.traceback = machine.current === machine.root ? error.origin : traceback(machine.state, machine.root, 1, ['']);
  machine.failure = error;
  machine.status = STATUS.error;
  for (let coroutine = machine.current; ; coroutine = coroutine.parent!) {
    coroutine.depth = 0;
    coroutine.handling = false;
    if (coroutine === machine.root) {
      coroutine.status = 'suspended';
      return;
    }
    coroutine.status = 'dead';
  }
}
