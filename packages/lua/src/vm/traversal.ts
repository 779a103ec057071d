import { hostFunction } from '../host/host-function.ts';
import { nextPair } from '../values/table.ts';

/** `next`. The interpreter knows it and goes through tables in `for … in pairs(t)` without calling it. */
export const nextFunction = hostFunction('next', (call) => {
  const table = call.checkTable(1);
  if (!table.next(call.arg(2))) throw call.rawError("invalid key to 'next'");
  return nextPair.key === undefined ? call.one(undefined) : call.two(nextPair.key, nextPair.value);
});

/** The iterator of `ipairs`, also known to the interpreter. */
export const ipairsIterator = hostFunction('ipairs_aux', (call) => {
  const table = call.checkTable(1);
  const key = call.checkInt32(2) + 1;
  const value = table.getNumber(key);
  return value === undefined ? call.none() : call.two(key, value);
});
