import type { HostCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { StateSlot } from '../../state/state-slot.ts';
import { optionArgument } from '../option-argument.ts';
import { pcall } from './protected-calls.ts';

/** What a script has set; LuaJIT's own values to begin with. It steers nothing here. */
const settings = new StateSlot(() => ({ pause: 200, stepMultiplier: 200, isStopped: false }));

const OPTIONS = ['stop', 'restart', 'collect', 'count', '\xff', 'step', 'setpause', 'setstepmul', '\xff', 'isrunning'];

/** A walk costs one unit of the budget for this many bytes in use. */
const BYTES_PER_UNIT = 32;

/** Kilobytes in use. */
function kilobytes(call: HostCall): number {
  return call.state.bytesInUse / 1024;
}

/** A full collection: the `__gc` of proxies that died run at once, and what they raise is lost. */
function collect(call: HostCall): number {
  // It walks over everything that is alive.
  call.charge(1000 + Math.floor(call.state.bytesInUse / BYTES_PER_UNIT));
  const dead = call.state.collectGarbage();
  if (dead.length === 0) return call.one(0);
  return call.run(function* (own) {
    for (const proxy of dead) {
      const finalizer = proxy.metatable?.getName('__gc');
      if (finalizer !== undefined) yield [pcall, finalizer, proxy];
    }
    return own.one(0);
  });
}

/** `collectgarbage`: counts come from the memory meter, and a collection clears weak tables. */
export const collectgarbage = hostFunction('collectgarbage', (call) => {
  const option = optionArgument(call, 1, OPTIONS, 'collect');
  const data = call.optInt32(2, 0);
  const current = call.state.slot(settings);
  switch (option) {
    case 'count':
      return call.one(kilobytes(call));
    case 'step':
      // A step that is larger than everything in use ends the cycle.
      return call.one(data > 0 && data >= kilobytes(call));
    case 'isrunning':
      return call.one(!current.isStopped);
    case 'setpause': {
      const before = current.pause;
      current.pause = data;
      return call.one(before);
    }
    case 'setstepmul': {
      const before = current.stepMultiplier;
      current.stepMultiplier = data;
      return call.one(before);
    }
    case 'collect':
      return collect(call);
    default:
      current.isStopped = option === 'stop';
      return call.one(0);
  }
});

export const gcinfo = hostFunction('gcinfo', (call) => call.one(Math.floor(kilobytes(call))));
