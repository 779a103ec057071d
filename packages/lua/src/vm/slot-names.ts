import { instructionLength, OP } from '../compiler/opcodes.ts';
import type { Prototype } from '../compiler/prototype.ts';

/** What the program calls a value: `local 'x'`, `upvalue 'x'`, `global 'x'`, `field 'x'`, `method 'x'`. */
export type SlotName = {
  readonly kind: 'local' | 'upvalue' | 'global' | 'field' | 'method' | 'metamethod';
  readonly name: string;
};

/**
 * The name of what a register holds when instruction `pc` executes, found by looking for the instruction that put it
 * there, in the order of the code and without regard to jumps (lj_debug_slotname).
 */
export function slotName(prototype: Prototype, pc: number, register: number): SlotName | null {
  const code = prototype.unpatched ?? prototype.code;
  let at = pc;
  let slot = register;
  for (;;) {
    const local = localName(prototype, at, slot);
    if (local !== null) return { kind: 'local', name: local };
    at = lastWrite(code, at, slot);
    if (at < 0) return null;
    const instruction = code[at]!;
    const b = (instruction >>> 16) & 255;
    switch (instruction & 255) {
      case OP.MOVE:
      case OP.GETCELL:
        slot = b;
        continue;
      case OP.GETGLOBAL:
        return { kind: 'global', name: prototype.constants[instruction >>> 16] as string };
      case OP.GETFIELD:
        return { kind: 'field', name: prototype.constants[instruction >>> 24] as string };
      case OP.SELF:
        if (slot === ((instruction >>> 8) & 255)) {
          return { kind: 'method', name: prototype.constants[instruction >>> 24] as string };
        }
        slot = b;
        continue;
      case OP.GETUP:
        return { kind: 'upvalue', name: prototype.upvalues[b]!.name };
      default:
        return null;
    }
  }
}

/** The local variable in a register at an instruction. */
export function localName(prototype: Prototype, pc: number, register: number): string | null {
  for (const local of prototype.locals) {
    if (local.register === register && local.from <= pc && pc < local.to) return local.name;
  }
  return null;
}

function lastWrite(code: Int32Array, before: number, slot: number): number {
  let found = -1;
  for (let pc = 0; pc < before; pc += instructionLength(code[pc]! & 255)) {
    if (writes(code[pc]!, slot)) found = pc;
  }
  return found;
}

function writes(instruction: number, slot: number): boolean {
  const a = (instruction >>> 8) & 255;
  const operation = instruction & 255;
  switch (operation) {
    case OP.LOADNIL:
      return slot >= a && slot <= a + ((instruction >>> 16) & 255);
    case OP.SELF:
      return slot === a || slot === a + 2;
    case OP.CALL:
    case OP.VARARG:
    case OP.FORPREP:
    case OP.FORLOOP:
      return slot >= a;
    case OP.ITERCALL:
      return slot >= a + 3;
    case OP.MOVE:
    case OP.LOADK:
    case OP.LOADI:
    case OP.LOADTRUE:
    case OP.LOADFALSE:
    case OP.GETCELL:
    case OP.GETUP:
    case OP.GETGLOBAL:
    case OP.GETFIELD:
    case OP.GETINDEX:
    case OP.NEWTABLE:
    case OP.COPYTABLE:
    case OP.CLOSURE:
      return slot === a;
    default:
      return operation >= OP.ADD && operation <= OP.CONCAT && slot === a;
  }
}
