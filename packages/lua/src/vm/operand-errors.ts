import { OP } from '../compiler/opcodes.ts';
import { int64TypeName } from '../library/int64/int64-arithmetic.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { Int64 } from '../values/int64.ts';
import { type ArgumentError, LuaError } from '../values/lua-error.ts';
import { type LuaValue, typeName } from '../values/value.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { callerOf, framePosition } from './positions.ts';
import { type SlotName, slotName } from './slot-names.ts';

/** The metamethod an instruction may call. */
const METAMETHODS: Readonly<Record<number, string>> = {
  [OP.GETGLOBAL]: '__index',
  [OP.GETFIELD]: '__index',
  [OP.GETINDEX]: '__index',
  [OP.SELF]: '__index',
  [OP.SETGLOBAL]: '__newindex',
  [OP.SETFIELD]: '__newindex',
  [OP.SETINDEX]: '__newindex',
  [OP.ADD]: '__add',
  [OP.ADDK]: '__add',
  [OP.KADD]: '__add',
  [OP.SUB]: '__sub',
  [OP.SUBK]: '__sub',
  [OP.KSUB]: '__sub',
  [OP.MUL]: '__mul',
  [OP.MULK]: '__mul',
  [OP.KMUL]: '__mul',
  [OP.DIV]: '__div',
  [OP.DIVK]: '__div',
  [OP.KDIV]: '__div',
  [OP.MOD]: '__mod',
  [OP.MODK]: '__mod',
  [OP.POW]: '__pow',
  [OP.UNM]: '__unm',
  [OP.LEN]: '__len',
  [OP.CONCAT]: '__concat',
  [OP.EQ]: '__eq',
  [OP.LT]: '__lt',
  [OP.LTK]: '__lt',
  [OP.GTK]: '__lt',
  [OP.LE]: '__le',
  [OP.LEK]: '__le',
  [OP.GEK]: '__le',
};

/** An error of the instruction that a Lua frame executes, with its position. */
export function frameError(frame: Frame, text: string): LuaError {
  return new LuaError(framePosition(frame) + text);
}

function instructionAt(frame: Frame): number {
  const prototype = frame.prototype!;
  return (prototype.unpatched ?? prototype.code)[frame.pc - 1]!;
}

/**
 * `attempt to VERB local 'x' (a nil value)` for a value of the wrong type (lj_err_optype).
 *
 * @param register the register it was in; negative when it was in none
 */
export function operandError(frame: Frame, verb: string, value: LuaValue, register: number): LuaError {
  const name = register < 0 ? null : slotName(frame.prototype!, frame.pc - 1, register);
  return frameError(frame, `attempt to ${verb} ${describe(name, value)}`);
}

function describe(name: SlotName | null, value: LuaValue): string {
  const type = typeName(value);
  return name === null ? `a ${type} value` : `${name.kind} '${name.name}' (a ${type} value)`;
}

/**
 * The error of indexing something that cannot be indexed. Names the object from the instruction.
 *
 * @param isOperand false: the value was reached through `__index`, no instruction knows it
 */
export function indexError(frame: Frame, value: LuaValue, key: LuaValue, isOperand: boolean): LuaError {
  if (value instanceof Int64) return frameError(frame, int64IndexText(value, key));
  if (!isOperand) return operandError(frame, 'index', value, -1);
  const instruction = instructionAt(frame);
  const operation = instruction & 255;
  let register = (instruction >>> 16) & 255;
  if (operation === OP.SETFIELD || operation === OP.SETINDEX) register = (instruction >>> 8) & 255;
  const isGlobal = operation === OP.GETGLOBAL || operation === OP.SETGLOBAL;
  return operandError(frame, 'index', value, isGlobal ? -1 : register);
}

function int64IndexText(value: Int64, key: LuaValue): string {
  const type = int64TypeName(value);
  return typeof key === 'string'
    ? `'${type}' has no member named '${key}'`
    : `'${type}' cannot be indexed with '${foreignName(key)}'`;
}

/** How errors of 64-bit integers name the other operand's type (lj_carith.c). */
export function foreignName(value: LuaValue): string {
  return value instanceof Int64 ? int64TypeName(value) : typeName(value);
}

/** The error of an operator one of whose operands is a 64-bit integer. */
export function int64OperandError(frame: Frame, verb: string, left: LuaValue, right: LuaValue): LuaError {
  const joint = verb === 'compare' ? 'with' : 'and';
  return frameError(frame, `attempt to ${verb} '${foreignName(left)}' ${joint} '${foreignName(right)}'`);
}

/** The error of an operation whose operands are the registers B and C of the instruction; blames the right one. */
export function arithmeticError(
  frame: Frame,
  left: LuaValue,
  right: LuaValue,
  isNumeric: (v: LuaValue) => boolean,
): LuaError {
  const instruction = instructionAt(frame);
  const operation = instruction & 255;
  const blamesLeft = !isNumeric(left);
  let register = blamesLeft ? (instruction >>> 16) & 255 : instruction >>> 24;
  const leftIsConstant = operation >= OP.KADD && operation <= OP.KDIV;
  const rightIsConstant = operation >= OP.ADDK && operation <= OP.MODK;
  if (operation !== OP.UNM && (blamesLeft ? leftIsConstant : rightIsConstant)) register = -1;
  return operandError(frame, 'perform arithmetic on', blamesLeft ? left : right, register);
}

/** `attempt to compare …` (lj_err_comp). */
export function compareError(frame: Frame, left: LuaValue, right: LuaValue): LuaError {
  const first = typeName(left);
  const second = typeName(right);
  const text = first === second ? `two ${first} values` : `${first} with ${second}`;
  return frameError(frame, `attempt to compare ${text}`);
}

/** The error of calling something that cannot be called (lj_err_optype_call). */
export function callError(coroutine: Coroutine, callee: LuaValue, under: number): LuaError {
  const frame = coroutine.frames[coroutine.depth]!;
  // Called from a host function or as a metamethod: nothing is known of where it came from.
  const isUnknown = under !== 0 || frame.prototype === null;
  if (callee instanceof Int64) {
    const text = `'${int64TypeName(callee)}' is not callable`;
    // Their `__call` is a C function, which has no position when it replaced its caller.
    return isUnknown || (instructionAt(frame) & 255) === OP.TAILCALL ? new LuaError(text) : frameError(frame, text);
  }
  if (isUnknown) return new LuaError(`attempt to call a ${typeName(callee)} value`);
  const instruction = instructionAt(frame);
  const operation = instruction & 255;
  const isNamed = operation === OP.CALL || operation === OP.TAILCALL;
  return operandError(frame, 'call', callee, isNamed ? (instruction >>> 8) & 255 : -1);
}

/** What the instruction that a frame executes calls the function it calls; null when it calls none. */
export function calleeName(frame: Frame): SlotName | null {
  if (frame.prototype === null) return null;
  const instruction = instructionAt(frame);
  const operation = instruction & 255;
  const event = METAMETHODS[operation];
  if (event !== undefined) return { kind: 'metamethod', name: event };
  if (operation !== OP.CALL && operation !== OP.TAILCALL && operation !== OP.ITERCALL) return null;
  return slotName(frame.prototype, frame.pc - 1, (instruction >>> 8) & 255);
}

/** Writes out an argument error with the name and position of the calling instruction (err_argmsg). */
export function argumentErrorText(machine: Machine, error: ArgumentError): LuaError {
  const { current, argumentCount } = machine;
  const depth = machine.insideRun ? current.depth : current.depth + 1;
  const frame = callerOf(current, depth) ?? current.frames[depth - 1]!;
  let { text } = error;
  if (error.expected) {
    const got = error.value === undefined && error.position > argumentCount ? 'no value' : typeName(error.value);
    text = `${error.text} expected, got ${got}`;
  }
  const name = calleeName(frame);
  let { position } = error;
  if (name?.kind === 'method' && --position === 0) {
    return new LuaError(`${framePosition(frame)}calling '${name.name}' on bad self (${text})`);
  }
  return new LuaError(`${framePosition(frame)}bad argument #${position} to '${name?.name ?? '?'}' (${text})`);
}
