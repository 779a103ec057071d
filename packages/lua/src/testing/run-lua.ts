import { hostFunction } from '../host/host-function.ts';
import { LuaState } from '../state/lua-state.ts';
import type { LuaStateOptions } from '../state/state-options.ts';
import type { ThreadResult } from '../state/thread-result.ts';
import type { LuaValue } from '../values/value.ts';

/** Runs a chunk named `t` in a new state to its end or first stop. */
export function runLua(source: string, options: LuaStateOptions = {}): ThreadResult {
  const state = new LuaState(options);
  return state.newThread().start(state.load(source, '=t'));
}

/** The values a chunk returns. Throws the Lua error's message, or the status when it did not finish. */
export function valuesOf(source: string, options: LuaStateOptions = {}): LuaValue[] {
  const result = runLua(source, options);
  if (result.status === 'done') return result.values;
  throw new Error(result.status === 'error' ? result.error.message : result.status);
}

/** The message of the error that a chunk raises or that its source has. */
export function errorOf(source: string, options: LuaStateOptions = {}): string {
  const state = new LuaState(options);
  try {
    const result = state.newThread().start(state.load(source, '=t'));
    return result.status === 'error' ? result.error.message : `no error but ${result.status}`;
  } catch (thrown) {
    return (thrown as { message: string }).message;
  }
}

/** A state that has the host function `suspend`, which suspends with its first argument as the request. */
export function suspendingState(options: LuaStateOptions = {}): LuaState {
  const state = new LuaState(options);
  state.globals.setName(
    'suspend',
    hostFunction('suspend', (call) => call.suspend(call.arg(1))),
  );
  return state;
}
