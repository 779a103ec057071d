import type { BinaryExpression, Expression } from '../syntax/ast.ts';
import type { PendingJump } from './function-builder.ts';
import { OP } from './opcodes.ts';
import { MAX_OPERAND } from './operand-compiler.ts';
import { bare, isComparison } from './syntax-shapes.ts';
import { TableCompiler } from './table-compiler.ts';

const WITH_NUMBER: Readonly<Record<string, number>> = { '<': OP.LTK, '<=': OP.LEK, '>': OP.GTK, '>=': OP.GEK };

/** Compiles conditions to jumps. */
export abstract class ConditionCompiler extends TableCompiler {
  /** Compiles a test; gives the jumps that are taken when its truth equals `sense`. Otherwise it falls through. */
  protected condition(expression: Expression, sense: boolean): PendingJump[] {
    const before = this.free;
    const jumps = this.test(bare(expression), sense);
    this.free = before;
    return jumps;
  }

  private test(expression: Expression, sense: boolean): PendingJump[] {
    switch (expression.kind) {
      case 'Nil':
      case 'False':
        return sense ? [] : [this.jump()];
      case 'True':
      case 'Number':
      case 'String':
        return sense ? [this.jump()] : [];
      case 'Unary':
        if (expression.operator === 'not') return this.condition(expression.operand, !sense);
        break;
      case 'Binary':
        if (expression.operator === 'and' || expression.operator === 'or') return this.logicalTest(expression, sense);
        if (isComparison(expression.operator)) return [this.comparison(expression, sense)];
        break;
      default:
    }
    const register = this.toAny(expression);
    return [this.testRegister(register, sense, expression.endLine)];
  }

  private logicalTest(expression: BinaryExpression, sense: boolean): PendingJump[] {
    const chain: BinaryExpression[] = [];
    let first: Expression = expression;
    while (first.kind === 'Binary' && first.operator === expression.operator) {
      chain.push(first);
      first = bare(first.left);
    }
    const decidesEarly = (expression.operator === 'or') === sense;
    const early = this.condition(first, decidesEarly ? sense : !sense);
    for (let position = chain.length - 1; position > 0; position--) {
      early.push(...this.condition(chain[position]!.right, decidesEarly ? sense : !sense));
    }
    const last = this.condition(expression.right, sense);
    if (decidesEarly) return [...early, ...last];
    this.land(early);
    return last;
  }

  private comparison(expression: BinaryExpression, sense: boolean): PendingJump {
    const { operator, left, right } = expression;
    if (operator === '==' || operator === '~=') return this.equality(expression, (operator === '==') === sense);
    const wanted = sense ? 1 : 0;
    const constant = this.numberOperand(right);
    if (constant >= 0) {
      const a = this.leftOperand(left, expression);
      this.line = expression.endLine;
      this.emit(WITH_NUMBER[operator]!, a, constant, wanted);
      return this.word();
    }
    const [a, b] = this.pair(left, expression);
    const operation = operator === '<' || operator === '>' ? OP.LT : OP.LE;
    this.line = expression.endLine;
    if (operator === '<' || operator === '<=') this.emit(operation, a, b, wanted);
    else this.emit(operation, b, a, wanted);
    return this.word();
  }

  private equality(expression: BinaryExpression, sense: boolean): PendingJump {
    const wanted = sense ? 1 : 0;
    for (const [value, other] of [
      [expression.right, expression.left],
      [expression.left, expression.right],
    ] as const) {
      const constant = this.plainConstant(value);
      if (constant < 0) continue;
      const register = other === expression.left ? this.leftOperand(other, expression) : this.toAny(other);
      this.line = expression.endLine;
      this.emit(OP.EQK, register, constant, wanted);
      return this.word();
    }
    const [a, b] = this.pair(expression.left, expression);
    this.line = expression.endLine;
    this.emit(OP.EQ, a, b, wanted);
    return this.word();
  }

  /** The operand of a constant that can be compared by identity, or −1. */
  private plainConstant(expression: Expression): number {
    const inner = bare(expression);
    const number = this.numberOperand(inner);
    if (number >= 0) return number;
    let constant = -1;
    if (inner.kind === 'String') constant = this.constant(inner.value);
    else if (inner.kind === 'Nil') constant = this.constant(undefined);
    else if (inner.kind === 'True') constant = this.constant(true);
    else if (inner.kind === 'False') constant = this.constant(false);
    return constant <= MAX_OPERAND ? constant : -1;
  }

  protected testRegister(register: number, sense: boolean, line: number): PendingJump {
    this.line = line;
    this.emit(OP.TEST, register, sense ? 1 : 0);
    return this.word();
  }

  protected leftOperand(left: Expression, link: BinaryExpression): number {
    const inner = bare(left);
    if (inner.kind !== 'Index') return this.toAny(left);
    // An index is carried out when its operator has been read.
    return this.toAny({ ...inner, endLine: link.operatorLine });
  }

  /** Both operands in registers. A captured local on the left is read last, as LuaJIT reads its slot. */
  protected pair(left: Expression, link: BinaryExpression): [number, number] {
    const inner = bare(left);
    const isBoxed = inner.kind === 'Name' && inner.binding.kind === 'local' && inner.binding.declaration.captured;
    if (!isBoxed) {
      const a = this.leftOperand(left, link);
      return [a, this.toAny(link.right)];
    }
    const a = this.reserve();
    const b = this.toAny(link.right);
    this.toRegister(inner, a);
    return [a, b];
  }
}
