import { hostFunction } from '../../host/host-function.ts';
import { StateSlot } from '../../state/state-slot.ts';
import { Tausworthe } from './tausworthe.ts';

/** Each state has its own generator, and all begin alike. */
const generator = new StateSlot(() => new Tausworthe());

/** `math.random`: the range limits are not checked, and whole only in their difference (`math_random` in lib_math.c). */
export const random = hostFunction('random', (call) => {
  const next = call.state.slot(generator).next();
  if (call.count === 0) return call.one(next);
  const first = call.checkNumber(1);
  if (call.count === 1) return call.one(Math.floor(next * first) + 1);
  const second = call.checkNumber(2);
  return call.one(Math.floor(next * (second - first + 1)) + first);
});

/**
 * `math.randomseed`. Without a seed LuaJIT asks the system for one; here the state's own source of chance gives it, so
 * that a run can be repeated.
 */
export const randomseed = hostFunction('randomseed', (call) => {
  const seed = call.count === 0 ? (call.state.options.random?.() ?? 0.5) * 2 ** 52 : call.checkNumber(1);
  call.state.slot(generator).seed(seed);
  return call.none();
});
