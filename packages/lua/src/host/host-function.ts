import { type HostBody, HostFunction, type ValueBody } from '../values/function.ts';

/**
 * Makes a function of any number of arguments and results. The body may suspend its caller (`call.suspend`) and call Lua
 * functions (`call.run`).
 *
 * @example
 * hostFunction('len', (call) => call.one(call.checkString(1).length));
 */
export function hostFunction(name: string, body: HostBody): HostFunction {
  return new HostFunction(name, 0, { body });
}

/**
 * Makes a function with at most three arguments (missing ones are `undefined`) and exactly one result, on the fastest
 * path the VM has. Check arguments with the functions of `host/arguments.ts`.
 *
 * @example
 * valueFunction('floor', (x) => Math.floor(numberArgument(x, 1)));
 */
export function valueFunction(name: string, body: ValueBody): HostFunction {
  return new HostFunction(name, 1, { valueBody: body });
}
