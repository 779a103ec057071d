import type { LuaState } from './lua-state.ts';

/**
 * A place in every state for data that a library keeps there (the random generator of `math`, the default output of
 * `io`). Make one at module level, read it with `state.slot(slot)`.
 */
export class StateSlot<T> {
  readonly create: (state: LuaState) => T;

  constructor(create: (state: LuaState) => T) {
    this.create = create;
  }
}

/** A library member that is another object in every state, for example `io.stdout`. */
export class PerState<T> {
  readonly make: (state: LuaState) => T;

  constructor(make: (state: LuaState) => T) {
    this.make = make;
  }
}
