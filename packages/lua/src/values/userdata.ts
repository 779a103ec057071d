import type { LuaTable } from './table.ts';

/**
 * A full userdata: an opaque host object with an identity and a metatable. Scripts can only call its methods.
 *
 * Make them with `LuaState.newUserdata`, so that the metatable is the one of that state.
 */
export class Userdata {
  metatable: LuaTable | undefined;
  /** The host's object behind it. */
  payload: unknown;
  /** The class it was made from, as long as it has that class's metatable. */
  userdataClass: object | null = null;
  /** Its environment table (`debug.setfenv`); nil until one is set. */
  environment: LuaTable | undefined = undefined;

  constructor(metatable: LuaTable | undefined, payload: unknown) {
    this.metatable = metatable;
    this.payload = payload;
  }
}
