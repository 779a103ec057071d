import type { Expression, FunctionExpression, NameExpression } from '../syntax/ast.ts';
import { foldedNumber } from './constant-folding.ts';
import { FunctionBuilder } from './function-builder.ts';
import { OP } from './opcodes.ts';
import { bare } from './syntax-shapes.ts';

/** Constants that fit the 8-bit operands. */
export const MAX_OPERAND = 255;

/** Puts expressions into registers: names and constants by itself, everything else through its subclasses. */
export abstract class OperandCompiler extends FunctionBuilder {
  /** Compiles a function; gives its index among the children. */
  protected abstract child(node: FunctionExpression): number;

  /** Evaluates one value into a register. Leaves registers taken; callers put `free` back. */
  protected abstract evaluate(expression: Expression, target: number): void;

  /** Compiles a call for one result; gives the register. */
  protected abstract callForOne(expression: Expression & { kind: 'Call' | 'MethodCall' }): number;

  /** A register with the value: the local's own when it is a plain local, else a new one. */
  protected toAny(expression: Expression): number {
    const local = this.localRegister(expression);
    return local >= 0 ? local : this.toNext(bare(expression));
  }

  /** The register of a local that is not boxed, −1 for anything else. */
  protected localRegister(expression: Expression): number {
    const inner = bare(expression);
    if (inner.kind !== 'Name' || inner.binding.kind !== 'local' || inner.binding.declaration.captured) return -1;
    return inner.binding.declaration.register;
  }

  /** The next free register, with the value. */
  protected toNext(expression: Expression): number {
    this.reading = expression.end;
    if (expression.kind === 'Call' || expression.kind === 'MethodCall') {
      const first = this.callForOne(expression);
      this.free = first + 1;
      return first;
    }
    // Parts of the expression may use the register too, until its value is there.
    const register = this.free;
    this.evaluate(expression, register);
    this.free = register;
    return this.reserve();
  }

  /** Evaluates one value into a register. */
  protected toRegister(expression: Expression, target: number): void {
    const before = this.free;
    this.evaluate(expression, target);
    this.free = before;
  }

  protected loadNumber(value: number, target: number): void {
    if ((value | 0) === value && value >= -32768 && value < 32768 && !Object.is(value, -0)) {
      this.emitD(OP.LOADI, target, value);
    } else {
      this.emitD(OP.LOADK, target, this.constant(value));
    }
  }

  protected loadName({ name, binding, readLine }: NameExpression, target: number): void {
    if (binding.kind === 'global') {
      this.line = readLine;
      this.emitD(OP.GETGLOBAL, target, this.constant(name));
    } else if (binding.kind === 'upvalue') {
      this.emit(OP.GETUP, target, binding.index);
    } else if (binding.declaration.captured) {
      this.emit(OP.GETCELL, target, binding.declaration.register);
    } else if (binding.declaration.register !== target) {
      this.emit(OP.MOVE, target, binding.declaration.register);
    }
  }

  /** The constant of a key that fits an instruction, or −1. */
  protected nameConstant(key: Expression): number {
    if (key.kind !== 'String') return -1;
    const constant = this.constant(key.value);
    return constant <= MAX_OPERAND ? constant : -1;
  }

  /** The constant of a number that fits an operand, or −1. */
  protected numberOperand(expression: Expression): number {
    const value = foldedNumber(expression);
    if (value === undefined) return -1;
    const constant = this.constant(value);
    return constant <= MAX_OPERAND ? constant : -1;
  }
}
