import { hostFunction } from '../../host/host-function.ts';
import { allocate, SIZE } from '../../values/allocation.ts';
import { Coroutine } from '../../values/coroutine.ts';
import { HostFunction } from '../../values/function.ts';
import { ArgumentError, CallerError } from '../../values/lua-error.ts';
import { deliver, hostFrame } from '../../vm/call-frame.ts';
import { enterCoroutine, finishTop, isBehindBoundary, type Resumption, suspend } from '../../vm/calls.ts';
import { FRAME } from '../../vm/frame.ts';
import { type Machine, STATUS } from '../../vm/machine.ts';
import { pushFrame } from '../../vm/stack.ts';

/** The library `coroutine` (lib_base.c). Resuming and yielding only switch the machine's current coroutine. */

const create = hostFunction('create', (call) => {
  const body = call.checkFunction(1);
  allocate(SIZE.coroutine);
  return call.one(new Coroutine(body));
});

/** Why a coroutine cannot be resumed; null when it can. */
function refusal(coroutine: Coroutine): string | null {
  if (coroutine.status === 'suspended' && (coroutine.depth > 0 || coroutine.body !== undefined)) return null;
  return `cannot resume ${coroutine.status === 'dead' || coroutine.status === 'suspended' ? 'dead' : 'running'} coroutine`;
}

/** Switches to a coroutine with `count` values at `from`; its answer becomes the result of the call at `slot`. */
function switchTo(
  machine: Machine,
  resumer: Coroutine,
  coroutine: Coroutine,
  from: number,
  count: number,
  place: { readonly base: number; readonly returnTo: number; readonly wanted: number; readonly under: number },
  isWrap: boolean,
): void {
  const frame = pushFrame(resumer);
  hostFrame(frame, FRAME.resume, place.base, place.returnTo, place.wanted, place.under);
  const resumption: Resumption = { coroutine, isWrap };
  frame.extra = resumption;
  enterCoroutine(machine, coroutine, resumer, from, count);
}

const resume = new HostFunction('resume', 2, {
  controlBody: (machine, coroutine, slot, count, returnTo, wanted, under) => {
    const { stack } = coroutine;
    const target = stack[slot + 2];
    if (count === 0 || !(target instanceof Coroutine)) throw new ArgumentError(1, 'coroutine expected');
    const place = { base: slot + 2, returnTo, wanted, under };
    const problem = refusal(target);
    if (problem === null) {
      switchTo(machine, coroutine, target, slot + 3, count - 1, place, false);
      return true;
    }
    stack[slot + 2] = false;
    stack[slot + 3] = problem;
    if (under === 0) {
      deliver(coroutine, slot + 2, 2, returnTo, wanted);
      return false;
    }
    hostFrame(pushFrame(coroutine), FRAME.resume, slot + 2, returnTo, wanted, under);
    finishTop(machine, coroutine, slot + 2, 2);
    return true;
  },
});

const wrap = hostFunction('wrap', (call) => {
  const body = call.checkFunction(1);
  allocate(SIZE.coroutine + SIZE.closure);
  const target = new Coroutine(body);
  return call.one(
    new HostFunction('wrap', 2, {
      controlBody: (machine, coroutine, slot, count, returnTo, wanted, under) => {
        const problem = refusal(target);
        if (problem !== null) throw new CallerError(problem);
        const place = { base: slot + 2, returnTo, wanted, under };
        switchTo(machine, coroutine, target, slot + 2, count, place, true);
        return true;
      },
    }),
  );
});

const yieldFunction = new HostFunction('yield', 2, {
  controlBody: (machine, coroutine, slot, count, returnTo, wanted, under) => {
    suspend(machine, coroutine, slot + 2, count, returnTo, wanted, under, STATUS.yielded);
    return true;
  },
});

const status = hostFunction('status', (call) => {
  const coroutine = call.arg(1);
  if (!(coroutine instanceof Coroutine)) throw call.argumentError(1, 'coroutine expected');
  if (coroutine === call.coroutine) return call.one('running');
  if (coroutine.status === 'suspended' && refusal(coroutine) !== null) return call.one('dead');
  return call.one(coroutine.status);
});

const running = hostFunction('running', (call) => call.two(call.coroutine, call.coroutine.isMain));

const isyieldable = hostFunction('isyieldable', (call) =>
  call.one(!call.coroutine.isMain && !isBehindBoundary(call.coroutine)),
);

/** `coroutine.*` as Envoy's LuaJIT has it. */
export const coroutineLibrary: readonly HostFunction[] = [
  create,
  isyieldable,
  resume,
  running,
  status,
  wrap,
  yieldFunction,
];
