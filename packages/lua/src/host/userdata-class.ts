import type { HostFunction } from '../values/function.ts';
import type { LuaValue } from '../values/value.ts';
import type { HostCall } from './host-call.ts';
import { hostFunction } from './host-function.ts';

/** A method: `self` is the payload, already checked; argument 1 of `call` is the userdata itself. */
export type Method<T> = (self: T, call: HostCall) => number;

/** What a class of userdata is made of. */
export type UserdataClassDefinition<T> = {
  /** What error texts call it: `bad argument #1 to 'm' (TYPENAME expected, got …)`. */
  readonly typeName: string;
  /** Methods by name; also found by indexing the metatable, which is its own `__index`. */
  readonly methods: Readonly<Record<string, Method<T>>>;
  /** Further fields of the metatable, for example `__pairs`. Functions get the checked payload, like methods. */
  readonly metamethods?: Readonly<Record<string, Method<T> | LuaValue>>;
};

/** A class of userdata, for all states. Its payload type is `T`. */
export class UserdataClass<T> {
  readonly typeName: string;
  /** The metatable's content except for `__index`. */
  readonly members: ReadonlyMap<string, LuaValue>;
  /** Keeps the payload's type; never set. */
  declare readonly payload: T;

  constructor(typeName: string, members: ReadonlyMap<string, LuaValue>) {
    this.typeName = typeName;
    this.members = members;
  }
}

/**
 * Defines a class of userdata as Envoy registers its Lua objects: the metatable is its own `__index`, it is not
 * protected, and there is no `__tostring`. Instances are made with `state.newUserdata(class, payload)`.
 */
export function defineClass<T>(definition: UserdataClassDefinition<T>): UserdataClass<T> {
  const members = new Map<string, LuaValue>();
  const userdataClass = new UserdataClass<T>(definition.typeName, members);
  const bind = (name: string, method: Method<T>): HostFunction =>
    hostFunction(name, (call) => method(call.checkUserdata(1, userdataClass), call));
  for (const [name, method] of Object.entries(definition.methods)) members.set(name, bind(name, method));
  for (const [name, member] of Object.entries(definition.metamethods ?? {})) {
    members.set(name, typeof member === 'function' ? bind(name, member) : member);
  }
  return userdataClass;
}
