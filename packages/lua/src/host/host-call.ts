import type { LuaState } from '../state/lua-state.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../values/function.ts';
import { ArgumentError, LuaError } from '../values/lua-error.ts';
import type { LuaTable } from '../values/table.ts';
import { Userdata } from '../values/userdata.ts';
import type { LuaValue } from '../values/value.ts';
import type { Machine } from '../vm/machine.ts';
import { depthAtLevel, positionAtLevel } from '../vm/positions.ts';
import { growStack } from '../vm/stack.ts';
import { int32Argument, integerArgument, numberArgument, stringArgument, tableArgument } from './arguments.ts';
import type { UserdataClass } from './userdata-class.ts';

/** What a body returns from `call.suspend`: the VM gives control back to the owner of the thread. */
export const SUSPENDED = -1;
/** What a body returns from `call.run`: the VM drives the generator. */
export const RUNNING = -2;

/** What a body returns from `call.tailCall`: the VM calls another function in its place. */
export const TAIL_CALLING = -3;

/** A call of a Lua function asked for by a generator: the function and its arguments. */
export type LuaCall = readonly [callee: LuaValue, ...args: LuaValue[]];

/**
 * The generator form of a host function. Each `yield [f, a, b]` calls `f(a, b)` and evaluates to its first result (nil
 * when it has none). Its return value is made by the result methods of the {@link HostCall} it was given.
 */
export type HostGenerator = (call: HostCall) => Generator<LuaCall, number, LuaValue>;

/** A generator with what the VM must know of it. Internal. */
export type PendingRun = { readonly generator: HostGenerator; readonly boundary: boolean; readonly builtin: string };

/**
 * One call of a host function: its arguments, its ways to answer and to fail. The object is reused; keep it only in the
 * generator given to {@link HostCall.run}, which gets one of its own.
 *
 * Positions count from 1, `self` of a method included. Failing methods throw; the VM turns what they throw into a Lua
 * error with LuaJIT's text.
 */
export class HostCall {
  private readonly machine: Machine;
  /** @internal */
  coroutine: Coroutine;
  /** Slot of the first argument; results go there too. @internal */
  base = 0;
  /** How many arguments the script gave; nils count. */
  count = 0;

  constructor(machine: Machine, coroutine: Coroutine) {
    this.machine = machine;
    this.coroutine = coroutine;
  }

  private resultsAt = 0;
  /** In a generator: how many results the last call had. */
  resultCount = 0;

  /** Where the last call of a generator left its results. @internal */
  noteResults(at: number, count: number): void {
    this.resultsAt = at;
    this.resultCount = count;
  }

  /** In a generator: a result of the last call, counted from 1; `yield` itself gives the first. Read it at once. */
  result(position: number): LuaValue {
    if (position > this.resultCount) return undefined;
    return this.coroutine.stack[this.resultsAt + position - 1] as LuaValue;
  }

  /** The state the caller runs in. */
  get state(): LuaState {
    return this.machine.state;
  }

  /** An argument as it is; nil when it was not given ({@link count} tells the difference). */
  arg(position: number): LuaValue {
    return position <= this.count ? (this.coroutine.stack[this.base + position - 1] as LuaValue) : undefined;
  }

  /** All arguments from a position on. */
  args(from = 1): LuaValue[] {
    const values: LuaValue[] = [];
    for (let position = from; position <= this.count; position++) values.push(this.arg(position));
    return values;
  }

  /** A string; numbers are converted. Throws `string expected, got …`. */
  checkString(position: number): string {
    return stringArgument(this.arg(position), position);
  }

  /** A number; numeric strings are converted. Throws `number expected, got …`. */
  checkNumber(position: number): number {
    return numberArgument(this.arg(position), position);
  }

  /** A number cut towards zero, in the range of 64 bits (luaL_checkinteger). Throws `number expected, got …`. */
  checkInteger(position: number): number {
    return integerArgument(this.arg(position), position);
  }

  /** A number cut to 32 bits (lj_lib_checkint). Throws `number expected, got …`. */
  checkInt32(position: number): number {
    return int32Argument(this.arg(position), position);
  }

  /** As {@link checkString}, or the default when the argument is nil or missing. */
  optString<T>(position: number, otherwise: T): string | T {
    const value = this.arg(position);
    return value === undefined ? otherwise : stringArgument(value, position);
  }

  /** As {@link checkNumber}, or the default when the argument is nil or missing. */
  optNumber<T>(position: number, otherwise: T): number | T {
    const value = this.arg(position);
    return value === undefined ? otherwise : numberArgument(value, position);
  }

  /** As {@link checkInteger}, or the default when the argument is nil or missing. */
  optInteger<T>(position: number, otherwise: T): number | T {
    const value = this.arg(position);
    return value === undefined ? otherwise : integerArgument(value, position);
  }

  /** As {@link checkInt32}, or the default when the argument is nil or missing. */
  optInt32<T>(position: number, otherwise: T): number | T {
    const value = this.arg(position);
    return value === undefined ? otherwise : int32Argument(value, position);
  }

  /** A boolean, strictly. Throws `boolean expected, got …`. */
  checkBoolean(position: number): boolean {
    const value = this.arg(position);
    if (typeof value === 'boolean') return value;
    throw this.typeError(position, 'boolean');
  }

  /** A table. Throws `table expected, got …`. */
  checkTable(position: number): LuaTable {
    return tableArgument(this.arg(position), position);
  }

  /** A Lua or host function. Throws `function expected, got …`. */
  checkFunction(position: number): LuaFunction | HostFunction {
    const value = this.arg(position);
    if (value instanceof LuaFunction || value instanceof HostFunction) return value;
    throw this.typeError(position, 'function');
  }

  /** Anything, nil included, but it must be there. Throws `value expected`. */
  checkAny(position: number): LuaValue {
    if (position > this.count) throw this.argumentError(position, 'value expected');
    return this.arg(position);
  }

  /** The payload of a userdata of that class (luaL_checkudata). Throws `<type name> expected, got …`. */
  checkUserdata<T>(position: number, userdataClass: UserdataClass<T>): T {
    const value = this.arg(position);
    if (value instanceof Userdata && value.userdataClass === userdataClass) return value.payload as T;
    throw this.typeError(position, userdataClass.typeName);
  }

  /** The error `bad argument #N to 'name' (text)`; throw it. */
  argumentError(position: number, text: string): ArgumentError {
    return new ArgumentError(position, text);
  }

  /** The error `bad argument #N to 'name' (expected expected, got …)`; throw it. */
  typeError(position: number, expected: string): ArgumentError {
    return new ArgumentError(position, expected, true, this.arg(position));
  }

  /** The error of luaL_error: the text behind the position of the calling Lua line; throw it. */
  error(text: string): LuaError {
    return new LuaError(positionAtLevel(this.machine, 1) + text);
  }

  /** Any value as an error, without a position; throw it. */
  rawError(value: LuaValue): LuaError {
    return new LuaError(value);
  }

  /**
   * `CHUNK:LINE: ` of a function on the stack (luaL_where): level 1 called this host function. Empty when there is no Lua
   * function at that level.
   */
  position(level: number): string {
    return positionAtLevel(this.machine, level);
  }

  /** The function on the stack at a level, counted as for {@link position}; null when there is none. */
  functionAtLevel(level: number): LuaFunction | 'host' | null {
    if (level === 0) return 'host';
    const { current, insideRun } = this.machine;
    const depth = depthAtLevel(current, level, insideRun);
    if (depth === 0) return null;
    return current.frames[depth]!.closure ?? 'host';
  }

  /** No results at all (`tostring(f())` then complains that a value is expected). */
  none(): number {
    return 0;
  }

  /** One result. */
  one(value: LuaValue): number {
    this.coroutine.stack[this.base] = value;
    return 1;
  }

  /** Two results. */
  two(first: LuaValue, second: LuaValue): number {
    const { stack } = this.coroutine;
    stack[this.base] = first;
    stack[this.base + 1] = second;
    return 2;
  }

  /** Three results. */
  three(first: LuaValue, second: LuaValue, third: LuaValue): number {
    const { stack } = this.coroutine;
    stack[this.base] = first;
    stack[this.base + 1] = second;
    stack[this.base + 2] = third;
    return 3;
  }

  /** Any number of results. Throws the Lua error `stack overflow` when they do not fit. */
  many(values: readonly LuaValue[]): number {
    growStack(this.coroutine, this.base + values.length, null);
    const { stack } = this.coroutine;
    for (let index = 0; index < values.length; index++) stack[this.base + index] = values[index];
    return values.length;
  }

  /**
   * Suspends the coroutine that runs (lua_yield): the thread's owner gets `{ status: 'suspended', request }`, and the
   * values it resumes with become the results of this call. In a coroutine that the script itself made, the script's
   * `resume` returns true alone instead, as in Envoy. Behind a C boundary (a comparator of `table.sort`, a `string.gsub`
   * callback) the call raises `attempt to yield across C-call boundary`.
   */
  suspend(request: unknown): number {
    this.machine.request = request;
    return SUSPENDED;
  }

  /** Calls another function in the place of this one: its results go to the caller. */
  tailCall(callee: LuaValue, args: readonly LuaValue[]): number {
    growStack(this.coroutine, this.base + args.length, null);
    const { stack } = this.coroutine;
    for (let index = 0; index < args.length; index++) stack[this.base + index] = args[index];
    stack[this.base - 2] = callee;
    this.machine.tailCount = args.length;
    return TAIL_CALLING;
  }

  /**
   * Goes on as a generator that can call Lua functions. Suspensions inside of those calls work, unless `boundary` says
   * that LuaJIT has a C frame there.
   * `builtin` is the name of a function that LuaJIT has as Lua code: error levels that fall on it show that.
   */
  run(generator: HostGenerator, options?: { readonly boundary?: boolean; readonly builtin?: string }): number {
    this.machine.pendingRun = {
      generator,
      boundary: options?.boundary === true,
      builtin: options?.builtin ?? '',
    };
    return RUNNING;
  }

  /**
   * Counts work that the instruction counter does not see: one unit for about one byte or step. Ends the run when the
   * budget is used up (no `pcall` catches that).
   */
  charge(units: number): void {
    this.machine.charge(units);
  }
}
