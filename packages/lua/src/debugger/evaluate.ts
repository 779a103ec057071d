import type { LuaState } from '../state/lua-state.ts';
import { LuaError } from '../values/lua-error.ts';
import type { LuaValue } from '../values/value.ts';
import type { FrameView } from '../vm/frame-view.ts';

/** Units an expression of the debugger may use. */
const EVALUATION_UNITS = 100_000;
/** Locals, upvalues and the expression share the 200 locals a function may have. */
const MAX_NAMES = 150;

/** What an expression came to. */
export type Evaluation =
  | { readonly kind: 'value'; readonly values: LuaValue[] }
  | { readonly kind: 'error'; readonly message: string };

/**
 * Evaluates a Lua expression (or statements) as if it stood in a frame: it sees copies of the locals and upvalues in scope
 * and the globals of the frame's function. Its work is not counted against the state's budget.
 */
export function evaluate(state: LuaState, frame: FrameView | undefined, source: string): Evaluation {
  const scope = new Map<string, LuaValue>();
  // What hides comes last, so that it wins.
  for (const { name, value } of frame === undefined ? [] : [...frame.upvalues(), ...frame.locals()]) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) scope.set(name, value);
  }
  const names = [...scope.keys()].slice(-MAX_NAMES);
  const head = names.length === 0 ? '' : `local ${names.join(',')} = ... `;
  try {
    const chunk = loadEither(state, head, source);
    if (frame?.environment !== undefined) chunk.environment = frame.environment;
    const result = state.machine.withBudget(EVALUATION_UNITS, () =>
      state.newThread().start(
        chunk,
        names.map((name) => scope.get(name)),
      ),
    );
    if (result.status === 'done') return { kind: 'value', values: result.values };
    if (result.status === 'error') return { kind: 'error', message: result.error.message };
    return { kind: 'error', message: `the expression was stopped: ${result.status}` };
  } catch (thrown) {
    if (thrown instanceof LuaError) return { kind: 'error', message: thrown.message };
    throw thrown;
  }
}

function loadEither(state: LuaState, head: string, source: string): ReturnType<LuaState['load']> {
  try {
    return state.load(`${head}return ${source}`, '=expression');
  } catch (thrown) {
    if (!(thrown instanceof LuaError)) throw thrown;
    return state.load(head + source, '=expression');
  }
}
