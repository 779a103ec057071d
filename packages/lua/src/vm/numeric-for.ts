import type { Slot } from '../values/coroutine.ts';
import type { LuaValue } from '../values/value.ts';
import { toNumber } from './arithmetic.ts';
import type { Frame } from './frame.ts';
import { frameError } from './operand-errors.ts';

const WHAT = ['initial value', 'limit', 'step'];

/**
 * Makes numbers of the three control values of a numeric `for` that lie at `slot` (lj_meta_for).
 *
 * @throws LuaError `'for' limit must be a number`
 */
export function prepareFor(frame: Frame, stack: Slot[], slot: number): void {
  for (let index = 0; index < 3; index++) {
    const number = toNumber(stack[slot + index] as LuaValue);
    if (number === undefined) throw frameError(frame, `'for' ${WHAT[index]} must be a number`);
    stack[slot + index] = number;
  }
}
