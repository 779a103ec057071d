import { type HostCall as Call, HostCall, RUNNING, SUSPENDED, TAIL_CALLING } from '../host/host-call.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../values/function.ts';
import { CallerError, LuaError } from '../values/lua-error.ts';
import type { LuaValue } from '../values/value.ts';
import { deliver, enterLuaFunction, hostFrame, resolveCallee } from './call-frame.ts';
import { FRAME, type Frame } from './frame.ts';
import { type Machine, STATUS } from './machine.ts';
import { growStack, HOST_SLACK, pushFrame } from './stack.ts';

/** Calls, returns and everything in between that is not on the interpreter's fast path. */

const YIELD_ACROSS = 'attempt to yield across C-call boundary';

/** How an instruction goes on when its metamethod has answered; the instruction's own frame is on top again. */
export type Continuation = { readonly receive: (value: LuaValue) => void };
/** What a FRAME.compare waits for. */
export type Comparison = { readonly sense: boolean; readonly negate: boolean };
/** What a FRAME.resume waits for. */
export type Resumption = { readonly coroutine: Coroutine; readonly isWrap: boolean };
/** The state of a FRAME.run. */
type Run = {
  readonly generator: Generator<readonly LuaValue[], number, LuaValue>;
  readonly call: Call;
  readonly boundary: boolean;
  /** The name of a function that is Lua code in LuaJIT, else empty; positions.ts shows it. */
  readonly builtin: string;
};

/** Pops the top frame, a host frame that is finished, and hands its results on. */
export function finishTop(machine: Machine, coroutine: Coroutine, from: number, count: number): void {
  const frame = coroutine.frames[coroutine.depth--]!;
  const { returnTo, wanted } = frame;
  deliver(coroutine, from, count, returnTo, wanted);
  if (frame.under !== 0) complete(machine, coroutine, returnTo, wanted < 0 ? count : wanted);
}

/**
 * Tells the top frame, a host frame, that the call it waits for has returned these values; goes on with the frames below
 * as they finish. Calls from within itself are queued.
 */
export function complete(machine: Machine, coroutine: Coroutine, from: number, count: number): void {
  if (machine.completing) {
    machine.queued = true;
    machine.queuedAt = from;
    machine.queuedCount = count;
    return;
  }
  machine.completing = true;
  let current = coroutine;
  let at = from;
  let n = count;
  for (;;) {
    machine.queued = false;
    if (receive(machine, current, at, n)) {
      current = machine.current;
      const frame = current.frames[current.depth--]!;
      const { returnTo, wanted } = frame;
      deliver(current, machine.valuesAt, machine.valueCount, returnTo, wanted);
      if (frame.under === 0) break;
      at = returnTo;
      n = wanted < 0 ? machine.valueCount : wanted;
    } else {
      if (!machine.queued) break;
      current = machine.current;
      at = machine.queuedAt;
      n = machine.queuedCount;
    }
  }
  machine.completing = false;
}

/** The top frame gets results. True: it is finished, with the values at `valuesAt`. */
function receive(machine: Machine, coroutine: Coroutine, at: number, count: number): boolean {
  const frame = coroutine.frames[coroutine.depth]!;
  const { stack } = coroutine;
  switch (frame.kind) {
    case FRAME.protectedCall:
      stack[at - 1] = true;
      return values(machine, at - 1, count + 1);
    case FRAME.run:
      (frame.extra as Run).call.noteResults(at, count);
      return stepRun(machine, coroutine, frame, count > 0 ? (stack[at] as LuaValue) : undefined);
    case FRAME.compare: {
      const { sense, negate } = frame.extra as Comparison;
      const truth = count > 0 && stack[at] !== undefined && stack[at] !== false;
      coroutine.depth--;
      const below = coroutine.frames[coroutine.depth]!;
      below.pc = (truth !== negate) === sense ? below.prototype!.code[below.pc]! : below.pc + 1;
      return false;
    }
    case FRAME.continuation:
      coroutine.depth--;
      (frame.extra as Continuation).receive(count > 0 ? (stack[at] as LuaValue) : undefined);
      return false;
    case FRAME.handler: {
      // The handler's answer becomes the result of the xpcall further down.
      const value = count > 0 ? stack[at] : undefined;
      coroutine.depth = frame.extra as number;
      coroutine.handling = false;
      const base = coroutine.frames[coroutine.depth]!.base;
      stack[base] = false;
      stack[base + 1] = value;
      return values(machine, base, 2);
    }
    case FRAME.bottom:
      return finishCoroutine(machine, coroutine, at, count);
    default:
      throw new Error(`a frame of kind ${frame.kind} cannot receive results`);
  }
}

function values(machine: Machine, at: number, count: number): true {
  machine.valuesAt = at;
  machine.valueCount = count;
  return true;
}

function finishCoroutine(machine: Machine, coroutine: Coroutine, at: number, count: number): boolean {
  coroutine.depth = 0;
  if (coroutine === machine.root) {
    machine.results = coroutine.stack.slice(at, at + count) as LuaValue[];
    machine.status = STATUS.done;
    coroutine.status = 'suspended';
    return false;
  }
  coroutine.status = 'dead';
  return returnToParent(machine, coroutine, at, count);
}

/** Switches to the coroutine that resumed this one and gives its resume these values. The frame there is finished. */
function returnToParent(machine: Machine, coroutine: Coroutine, at: number, count: number): true {
  const parent = coroutine.parent!;
  coroutine.parent = null;
  machine.current = parent;
  parent.status = 'running';
  const frame = parent.frames[parent.depth]!;
  const { isWrap } = frame.extra as Resumption;
  const to = frame.base;
  growStack(parent, to + count + HOST_SLACK);
  const { stack } = parent;
  let next = to;
  if (!isWrap) stack[next++] = true;
  for (let index = 0; index < count; index++) stack[next + index] = coroutine.stack[at + index];
  return values(machine, to, count + next - to);
}

/**
 * Calls the value at `slot` with `count` arguments from `slot + 2` on.
 *
 * @param under 1 when the frame below is a host frame that waits for the results
 * @returns true: frames changed, the interpreter must fetch its state anew; false: the results are delivered
 */
export function precall(
  machine: Machine,
  coroutine: Coroutine,
  slot: number,
  count: number,
  returnTo: number,
  wanted: number,
  under: number,
): boolean {
  const callee = coroutine.stack[slot];
  if (callee instanceof LuaFunction) {
    enterLuaFunction(coroutine, callee, slot, count, returnTo, wanted, under);
    return true;
  }
  if (callee instanceof HostFunction) {
    return callHostFunction(machine, coroutine, callee, slot, count, returnTo, wanted, under);
  }
  const given = resolveCallee(machine, coroutine, slot, count, under);
  return precall(machine, coroutine, slot, given, returnTo, wanted, under);
}

function callHostFunction(
  machine: Machine,
  coroutine: Coroutine,
  first: HostFunction,
  slot: number,
  given: number,
  returnTo: number,
  wanted: number,
  under: number,
): boolean {
  const { stack } = coroutine;
  const base = slot + 2;
  let callee = first;
  let count = given;
  let results: number;
  for (;;) {
    machine.argumentCount = count;
    machine.hostSlot = slot;
    growStack(coroutine, base + count + HOST_SLACK, null);
    if (callee.kind === 1) {
      stack[base] = callee.valueBody(
        count > 0 ? (stack[base] as LuaValue) : undefined,
        count > 1 ? (stack[base + 1] as LuaValue) : undefined,
        count > 2 ? (stack[base + 2] as LuaValue) : undefined,
      );
      results = 1;
      break;
    }
    if (callee.kind !== 0) {
      const changed = callee.controlBody(machine, coroutine, slot, count, returnTo, wanted, under);
      machine.hostSlot = -1;
      return changed;
    }
    const { call } = machine;
    call.coroutine = coroutine;
    call.base = base;
    call.count = count;
    results = callee.body(call);
    if (results >= 0) break;
    const next = stack[slot];
    if (results !== TAIL_CALLING || !(next instanceof HostFunction)) {
      return leaveHostFunction(machine, coroutine, results, base, count, returnTo, wanted, under);
    }
    // Host functions may call each other in their places for ever.
    machine.charge(1);
    callee = next;
    count = machine.tailCount;
  }
  machine.hostSlot = -1;
  deliver(coroutine, base, results, returnTo, wanted);
  if (under === 0) return false;
  complete(machine, coroutine, returnTo, wanted < 0 ? results : wanted);
  return true;
}

/** Continues a call whose body answered SUSPENDED, RUNNING or TAIL_CALLING. */
export function leaveHostFunction(
  machine: Machine,
  coroutine: Coroutine,
  signal: number,
  base: number,
  count: number,
  returnTo: number,
  wanted: number,
  under: number,
): boolean {
  machine.hostSlot = -1;
  if (signal === SUSPENDED) {
    suspend(machine, coroutine, base, 0, returnTo, wanted, under, STATUS.suspended);
    return true;
  }
  if (signal === TAIL_CALLING) {
    return precall(machine, coroutine, base - 2, machine.tailCount, returnTo, wanted, under);
  }
  if (signal !== RUNNING) throw new Error(`a host function returned ${signal}`);
  const pending = machine.pendingRun!;
  machine.pendingRun = null;
  const call = new HostCall(machine, coroutine);
  call.base = base;
  call.count = count;
  const frame = pushFrame(coroutine);
  hostFrame(frame, FRAME.run, base, returnTo, wanted, under);
  // What the generator calls goes above its arguments.
  frame.varargs = count;
  const run: Run = { generator: pending.generator(call), call, boundary: pending.boundary, builtin: pending.builtin };
  frame.extra = run;
  if (stepRun(machine, coroutine, frame, undefined))
    finishTop(machine, coroutine, machine.valuesAt, machine.valueCount);
  return true;
}

/** Drives a generator until it finishes (true) or calls something that takes a while. */
function stepRun(machine: Machine, coroutine: Coroutine, frame: Frame, received: LuaValue): boolean {
  const { generator } = frame.extra as Run;
  const slot = frame.base + frame.varargs;
  const { stack } = coroutine;
  let value = received;
  for (;;) {
    machine.insideRun = true;
    const step = generator.next(value);
    machine.insideRun = false;
    if (step.done === true) {
      if (step.value >= 0) return values(machine, frame.base, step.value);
      // It ends by suspending, or with a call in its place.
      const { base, varargs, returnTo, wanted, under } = frame;
      coroutine.depth--;
      leaveHostFunction(machine, coroutine, step.value, base, varargs, returnTo, wanted, under);
      return false;
    }
    const request = step.value;
    const callee = request[0];
    // A library function may call for ever what has neither loop nor call.
    machine.charge(1);
    if (callee instanceof HostFunction && callee.kind === 1) {
      machine.argumentCount = request.length - 1;
      value = callee.valueBody(request[1], request[2], request[3]);
      continue;
    }
    growStack(coroutine, slot + request.length + HOST_SLACK);
    stack[slot] = callee;
    for (let index = 1; index < request.length; index++) stack[slot + 1 + index] = request[index];
    precall(machine, coroutine, slot, request.length - 1, slot, -1, 1);
    return false;
  }
}

/** Whether LuaJIT would have a C frame between a coroutine's bottom and its top, across which nothing can yield. */
export function isBehindBoundary({ frames, depth: top }: Coroutine): boolean {
  for (let depth = top; depth > 0; depth--) {
    const frame = frames[depth]!;
    if (frame.kind === FRAME.handler) return true;
    if (frame.kind === FRAME.run && (frame.extra as Run).boundary) return true;
  }
  return false;
}

/**
 * Gives control back: to whoever resumed the coroutine, with the `count` values at `from`, or to the owner of the
 * thread. The values of the next resume go to `returnTo`.
 *
 * @param status what the owner is told: STATUS.suspended or STATUS.yielded
 * @throws LuaError `attempt to yield across C-call boundary`
 */
export function suspend(
  machine: Machine,
  coroutine: Coroutine,
  from: number,
  count: number,
  returnTo: number,
  wanted: number,
  under: number,
  status: number,
): void {
  if (isBehindBoundary(coroutine)) {
    // Only coroutine.yield adds the position; lua_yield of host code does not.
    throw status === STATUS.yielded ? new CallerError(YIELD_ACROSS) : new LuaError(YIELD_ACROSS);
  }
  if (coroutine.isMain && status === STATUS.yielded) throw new CallerError(YIELD_ACROSS);
  hostFrame(pushFrame(coroutine), FRAME.suspended, from, returnTo, wanted, under);
  if (coroutine === machine.root) {
    machine.results = coroutine.stack.slice(from, from + count) as LuaValue[];
    machine.status = status;
    coroutine.status = 'suspended';
    return;
  }
  coroutine.status = 'suspended';
  returnToParent(machine, coroutine, from, count);
  const parent = machine.current;
  finishTop(machine, parent, machine.valuesAt, machine.valueCount);
}

/** Starts or continues a coroutine with `count` values that lie at `from` in the stack of `resumer`. */
export function enterCoroutine(
  machine: Machine,
  coroutine: Coroutine,
  resumer: Coroutine,
  from: number,
  count: number,
): void {
  coroutine.parent = resumer;
  coroutine.status = 'running';
  resumer.status = 'normal';
  machine.current = coroutine;
  const source = resumer.stack;
  if (coroutine.depth === 0) {
    growStack(coroutine, count + HOST_SLACK);
    for (let index = 0; index < count; index++) coroutine.stack[3 + index] = source[from + index];
    startCoroutine(machine, coroutine, count);
    return;
  }
  const { base } = coroutine.frames[coroutine.depth]!;
  growStack(coroutine, base + count + HOST_SLACK);
  for (let index = 0; index < count; index++) coroutine.stack[base + index] = source[from + index];
  finishTop(machine, coroutine, base, count);
}

/** Calls the body of a coroutine with the `count` arguments that lie from slot 3 on. */
export function startCoroutine(machine: Machine, coroutine: Coroutine, count: number): void {
  hostFrame(pushFrame(coroutine), FRAME.bottom, 1, 1, -1, 0);
  coroutine.stack[1] = coroutine.body;
  precall(machine, coroutine, 1, count, 1, -1, 1);
}
