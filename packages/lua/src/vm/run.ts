import type { LuaThread } from '../state/lua-thread.ts';
import type { ThreadResult } from '../state/thread-result.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { LuaError } from '../values/lua-error.ts';
import type { LuaValue } from '../values/value.ts';
import { finishTop, startCoroutine } from './calls.ts';
import { Exhausted } from './exhausted.ts';
import { interpret } from './interpreter.ts';
import { type Machine, STATUS } from './machine.ts';
import { isRaisable, raise } from './raise.ts';
import { growStack, HOST_SLACK, plainStackOverflow } from './stack.ts';

/** Starts a function on a thread; see LuaThread.start. */
export function startRun(thread: LuaThread, callee: LuaValue, args: readonly LuaValue[]): ThreadResult {
  checkNotRunning(thread);
  const { coroutine } = thread;
  abandon(thread);
  return run(thread, coroutine, () => {
    coroutine.body = callee;
    growStack(coroutine, args.length + HOST_SLACK);
    for (let index = 0; index < args.length; index++) coroutine.stack[3 + index] = args[index];
    startCoroutine(thread.state.machine, coroutine, args.length);
  });
}

/** Delivers values to a suspended thread; see LuaThread.resume. */
export function resumeRun(thread: LuaThread, values: readonly LuaValue[]): ThreadResult {
  checkNotRunning(thread);
  if (thread.status !== 'suspended') throw new Error(`a thread that is ${thread.status} cannot be resumed`);
  const { coroutine } = thread;
  return run(thread, coroutine, () => {
    const { base } = coroutine.frames[coroutine.depth]!;
    growStack(coroutine, base + values.length + HOST_SLACK);
    for (let index = 0; index < values.length; index++) coroutine.stack[base + index] = values[index];
    finishTop(thread.state.machine, coroutine, base, values.length);
  });
}

/** Goes on after a pause or with a new budget; see LuaThread.continue. */
export function continueRun(thread: LuaThread): ThreadResult {
  checkNotRunning(thread);
  if (thread.status !== 'stopped') throw new Error(`a thread that is ${thread.status} cannot be continued`);
  const { machine } = thread.state;
  return run(thread, thread.current, () => {
    const error = thread.pendingError;
    thread.pendingError = null;
    machine.pendingError = error;
    if (error !== null) raise(machine, error);
  });
}

function checkNotRunning(thread: LuaThread): void {
  if (thread.status === 'running') throw new Error('the thread is running');
}

/** Forgets what a thread was in the middle of. */
export function abandon(thread: LuaThread): void {
  for (let coroutine: Coroutine | null = thread.current; coroutine !== null; ) {
    const { parent } = coroutine as Coroutine;
    coroutine.depth = 0;
    coroutine.parent = null;
    coroutine.handling = false;
    if (coroutine !== thread.coroutine) coroutine.status = 'dead';
    coroutine = parent;
  }
  thread.coroutine.depth = 0;
  thread.current = thread.coroutine;
}

/** Runs the machine until its status changes. A run may begin inside a host function of another run. */
function run(thread: LuaThread, current: Coroutine, begin: () => void): ThreadResult {
  const { machine } = thread.state;
  const { call } = machine;
  const saved = { ...machine.registers(), base: call.base, count: call.count, coroutine: call.coroutine };
  const memory = machine.memory.enter();
  machine.current = current;
  machine.root = thread.coroutine;
  machine.status = STATUS.running;
  machine.completing = false;
  machine.insideRun = false;
  machine.hostSlot = -1;
  current.status = 'running';
  thread.status = 'running';
  try {
    execute(machine, begin);
    const result = finish(thread, machine);
    if ((thread.status as string) === 'idle') thread.state.waitingThreads.delete(thread);
    else thread.state.waitingThreads.add(thread);
    return result;
  } finally {
    machine.memory.leave(memory);
    machine.restore(saved);
    call.base = saved.base;
    call.count = saved.count;
    call.coroutine = saved.coroutine;
    // An exception that is not Lua's has left the thread in pieces.
    if ((thread.status as string) === 'running') {
      thread.status = 'idle';
      abandon(thread);
    }
  }
}

function execute(machine: Machine, begin: () => void): void {
  let step = begin;
  while (machine.status === STATUS.running) {
    try {
      step();
      interpret(machine);
    } catch (caught) {
      const thrown = isHostStackExhausted(caught) ? plainStackOverflow() : caught;
      machine.completing = false;
      machine.canContinue = false;
      if (thrown instanceof Exhausted) {
        machine.exhausted = thrown;
        machine.status = STATUS.exhausted;
        return;
      }
      if (!isRaisable(thrown)) throw thrown;
      // Handling an error may raise the next one.
      step = () => raise(machine, thrown);
      continue;
    }
    step = () => {};
  }
}

/**
 * Whether the host's own stack is used up: library functions that call each other without end (`__index = os.time`) use
 * it, as they use the C stack in LuaJIT, where the same script ends in a stack overflow too.
 */
function isHostStackExhausted(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { name, message } = thrown as { readonly name?: unknown; readonly message?: unknown };
  if (name === 'InternalError') return true;
  return thrown instanceof RangeError && typeof message === 'string' && message.includes('call stack');
}

function finish(thread: LuaThread, machine: Machine): ThreadResult {
  switch (machine.status) {
    case STATUS.done:
      thread.status = 'idle';
      thread.current = thread.coroutine;
      return { status: 'done', values: machine.results };
    case STATUS.suspended:
      thread.status = 'suspended';
      thread.current = thread.coroutine;
      return { status: 'suspended', request: machine.request };
    case STATUS.yielded:
      thread.status = 'suspended';
      thread.current = thread.coroutine;
      return { status: 'yielded', values: machine.results };
    case STATUS.paused:
      thread.status = 'stopped';
      thread.current = machine.current;
      thread.pendingError = machine.pendingError;
      machine.pendingError = null;
      return { status: 'paused', reason: machine.pauseReason, line: machine.pauseLine };
    case STATUS.exhausted: {
      const { what } = machine.exhausted!;
      const canContinue = machine.canContinue && what === 'instructions';
      thread.status = canContinue ? 'stopped' : 'idle';
      thread.current = machine.current;
      return { status: 'exhausted', what, canContinue };
    }
    default: {
      thread.status = 'idle';
      thread.current = thread.coroutine;
      const error = machine.failure ?? new LuaError(undefined);
      return { status: 'error', error };
    }
  }
}
