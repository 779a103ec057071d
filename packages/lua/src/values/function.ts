import type { Prototype } from '../compiler/prototype.ts';
import type { HostCall } from '../host/host-call.ts';
import type { Machine } from '../vm/machine.ts';
import type { Cell } from './cell.ts';
import type { Coroutine } from './coroutine.ts';
import type { LuaTable } from './table.ts';
import type { LuaValue } from './value.ts';

/** A Lua closure: compiled code, its upvalues and its environment (the table its globals live in, as in Lua 5.1). */
export class LuaFunction {
  readonly prototype: Prototype;
  readonly upvalues: Cell[];
  environment: LuaTable;

  constructor(prototype: Prototype, upvalues: Cell[], environment: LuaTable) {
    this.prototype = prototype;
    this.upvalues = upvalues;
    this.environment = environment;
  }
}

/**
 * The body of a host function in its general form. It reads its arguments from `call` and returns what one of the result
 * methods of `call` returned (`call.none()`, `call.one(v)`, `call.many([…])`, `call.suspend(request)`, `call.run(…)`).
 */
export type HostBody = (call: HostCall) => number;

/**
 * The body of a host function in its fast form: at most three arguments (missing ones are `undefined`), exactly one
 * result. It cannot suspend and cannot call back.
 */
export type ValueBody = (a: LuaValue, b: LuaValue, c: LuaValue) => LuaValue;

/** A function that edits frames (pcall, error, coroutine.*). Internal to the VM. Returns true when frames changed. */
export type ControlBody = (
  machine: Machine,
  coroutine: Coroutine,
  slot: number,
  count: number,
  returnTo: number,
  wanted: number,
  under: number,
) => boolean;

const noHostBody: HostBody = () => 0;
const noValueBody: ValueBody = () => undefined;
const noControlBody: ControlBody = () => false;

/** How the VM calls a {@link HostFunction}. */
export type HostFunctionKind = 0 | 1 | 2;

/**
 * A function written in TypeScript. Stateless by itself: one object serves every state. Make them with `hostFunction`
 * and `valueFunction` of `host/host-function.ts`.
 */
export class HostFunction {
  /** For tools and tracebacks only; error texts take the name the script called it by. */
  readonly name: string;
  /** 0: `body`; 1: `valueBody`; 2: `controlBody`. */
  readonly kind: HostFunctionKind;
  readonly body: HostBody;
  readonly valueBody: ValueBody;
  readonly controlBody: ControlBody;

  constructor(
    name: string,
    kind: HostFunctionKind,
    bodies: { body?: HostBody; valueBody?: ValueBody; controlBody?: ControlBody },
  ) {
    this.name = name;
    this.kind = kind;
    this.body = bodies.body ?? noHostBody;
    this.valueBody = bodies.valueBody ?? noValueBody;
    this.controlBody = bodies.controlBody ?? noControlBody;
  }
}
