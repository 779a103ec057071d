import type { CallExpression, Expression, MethodCallExpression } from '../syntax/ast.ts';
import { OP } from './opcodes.ts';
import { MAX_OPERAND, OperandCompiler } from './operand-compiler.ts';
import { isMultiple } from './syntax-shapes.ts';

/** Compiles calls and lists of values. */
export abstract class CallCompiler extends OperandCompiler {
  protected override callForOne(expression: CallExpression | MethodCallExpression): number {
    return this.call(expression, 1);
  }

  /** Values into the next registers; −1 when the last one is open (its end is `top`), else how many. */
  protected values(list: readonly Expression[]): number {
    for (let index = 0; index < list.length; index++) {
      const value = list[index]!;
      if (index === list.length - 1 && isMultiple(value)) {
        this.open(value, -1);
        return -1;
      }
      this.toNext(value);
    }
    return list.length;
  }

  /** Evaluates an open expression into the next registers for `wanted` values (−1: all of them). */
  protected open(value: Expression, wanted: number): void {
    if (value.kind === 'Vararg') {
      const register = this.reserve(Math.max(wanted, 1));
      this.line = value.endLine;
      this.emit(OP.VARARG, register, wanted + 1);
    } else {
      const first = this.free;
      this.call(value as CallExpression, wanted);
      this.free = first;
      this.reserve(Math.max(wanted, 1));
    }
  }

  /** Compiles a call for so many results (−1: open); gives the register of the first. */
  protected call(expression: CallExpression | MethodCallExpression, wanted: number): number {
    const { register, operand } = this.callParts(expression);
    this.emit(OP.CALL, register, operand, wanted + 1);
    this.free = register + 1;
    if (wanted > 1) {
      this.reserve(wanted - 1);
      this.free = register + 1;
    }
    return register;
  }

  /** Function and arguments into the next registers, for CALL and TAILCALL. */
  protected callParts(expression: CallExpression | MethodCallExpression): { register: number; operand: number } {
    const links: (CallExpression | MethodCallExpression)[] = [];
    let root: Expression = expression;
    // f(1)(2)(3) is a chain as well; an index in between ends it.
    while (root.kind === 'Call' || root.kind === 'MethodCall') {
      links.push(root);
      root = root.kind === 'Call' ? root.callee : root.object;
    }
    const register = this.reserve();
    let operand = 0;
    for (let position = links.length - 1; position >= 0; position--) {
      const link = links[position]!;
      const isRoot = position === links.length - 1;
      operand = this.callLink(link, isRoot ? root : null, register);
      this.line = link.argsLine;
      if (position > 0) this.emit(OP.CALL, register, operand, 2);
      this.free = position > 0 ? register + 1 : this.free;
    }
    return { register, operand };
  }

  private callLink(link: CallExpression | MethodCallExpression, root: Expression | null, register: number): number {
    let extra = 0;
    if (link.kind === 'MethodCall') {
      let object = register;
      if (root !== null) {
        object = this.localRegister(root);
        if (object < 0) {
          object = register;
          this.toRegister(root, register);
        }
      }
      this.self(link, object, register);
      this.reserve(2);
      extra = 1;
    } else {
      if (root !== null) this.toRegister(root, register);
      this.reserve(1);
    }
    const count = this.values(link.args);
    return count < 0 ? 0 : count + extra + 1;
  }

  private self(link: MethodCallExpression, object: number, register: number): void {
    this.line = link.methodLine;
    const name = this.constant(link.method);
    if (name <= MAX_OPERAND) {
      this.hasMethodCalls = true;
      this.emit(OP.SELF, register, object, name);
      return;
    }
    this.reserve(2);
    const key = this.reserve();
    this.emit(OP.MOVE, register + 2, object);
    this.emitD(OP.LOADK, key, name);
    this.emit(OP.GETINDEX, register, object, key);
    this.free = register + 1;
  }
}
