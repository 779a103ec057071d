import type { Prototype } from '../../compiler/prototype.ts';
import type { LuaState } from '../../state/lua-state.ts';
import { StateSlot } from '../../state/state-slot.ts';

/** The functions that `string.dump` has written in a state, by the text it gave. */
const dumped = new StateSlot<Map<string, Prototype>>(() => new Map());

/** How binary chunks of LuaJIT 2.1 begin. */
const HEADER = '\x1bLJ\x02';

/**
 * Gives a function's code a text that `load` takes back. It begins like a chunk of LuaJIT, but only this state knows what
 * it stands for: real bytecode is not simulated.
 */
export function dumpPrototype(state: LuaState, prototype: Prototype): string {
  const known = state.slot(dumped);
  for (const [text, other] of known) if (other === prototype) return text;
  const text = `${HEADER}\x02${`${known.size}`.padStart(33, '\0')}`;
  known.set(text, prototype);
  return text;
}

/** The code behind a text of {@link dumpPrototype}; `undefined` for any other text. */
export function dumpedPrototype(state: LuaState, text: string): Prototype | undefined {
  return state.slot(dumped).get(text);
}
