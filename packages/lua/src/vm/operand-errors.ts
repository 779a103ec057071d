import { OP } from '../compiler/opcodes.ts';
import type { Coroutine } from '../values/coroutine.ts';
import { type ArgumentError, LuaError } from '../values/lua-error.ts';
import { type LuaValue, typeName } from '../values/value.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { framePosition, positionAtLevel } from './positions.ts';
import { type SlotName, slotName } from './slot-names.ts';

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

/** The error of indexing something that cannot be indexed: names the object from the instruction. */
export function indexError(frame: Frame, value: LuaValue): LuaError {
  const instruction = instructionAt(frame);
  const operation = instruction & 255;
  let register = (instruction >>> 16) & 255;
  if (operation === OP.SETFIELD || operation === OP.SETINDEX) register = (instruction >>> 8) & 255;
  const isGlobal = operation === OP.GETGLOBAL || operation === OP.SETGLOBAL;
  return operandError(frame, 'index', value, isGlobal ? -1 : register);
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
export function callError(machine: Machine, coroutine: Coroutine, callee: LuaValue, under: number): LuaError {
  const frame = coroutine.frames[coroutine.depth]!;
  if (under !== 0 || frame.prototype === null) {
    return new LuaError(`${positionAtLevel(machine, 1)}attempt to call a ${typeName(callee)} value`);
  }
  const instruction = instructionAt(frame);
  const operation = instruction & 255;
  if (operation !== OP.CALL && operation !== OP.TAILCALL && operation !== OP.ITERCALL) {
    return operandError(frame, 'call', callee, -1);
  }
  return operandError(frame, 'call', callee, (instruction >>> 8) & 255);
}

/** What the instruction that a frame executes calls the function it calls; null when it calls none. */
export function calleeName(frame: Frame): SlotName | null {
  if (frame.prototype === null) return null;
  const instruction = instructionAt(frame);
  const operation = instruction & 255;
  if (operation !== OP.CALL && operation !== OP.TAILCALL && operation !== OP.ITERCALL) return null;
  return slotName(frame.prototype, frame.pc - 1, (instruction >>> 8) & 255);
}

/** Writes out an argument error with the name and position of the calling instruction (err_argmsg). */
export function argumentErrorText(machine: Machine, error: ArgumentError): LuaError {
  const { current, argumentCount } = machine;
  const depth = machine.insideRun ? current.depth - 1 : current.depth;
  const frame = current.frames[depth]!;
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
