import type { BinaryExpression, Expression, IndexExpression } from '../syntax/ast.ts';
import { Complex } from '../values/complex.ts';
import { ConditionCompiler } from './condition-compiler.ts';
import { foldedNumber } from './constant-folding.ts';
import { OP } from './opcodes.ts';
import { bare, isComparison, isCondition, isLogical } from './syntax-shapes.ts';

const ARITHMETIC: Readonly<Record<string, readonly [registers: number, right: number, left: number]>> = {
  '+': [OP.ADD, OP.ADDK, OP.KADD],
  '-': [OP.SUB, OP.SUBK, OP.KSUB],
  '*': [OP.MUL, OP.MULK, OP.KMUL],
  '/': [OP.DIV, OP.DIVK, OP.KDIV],
  '%': [OP.MOD, OP.MODK, 0],
  '^': [OP.POW, 0, 0],
};

/** Compiles expressions of every kind to registers. */
export abstract class ExpressionCompiler extends ConditionCompiler {
  protected override evaluate(expression: Expression, target: number): void {
    const number = foldedNumber(expression);
    if (number !== undefined) {
      this.loadNumber(number, target);
      return;
    }
    switch (expression.kind) {
      case 'Nil':
        this.emit(OP.LOADNIL, target, 0);
        return;
      case 'True':
        this.emit(OP.LOADTRUE, target);
        return;
      case 'False':
        this.emit(OP.LOADFALSE, target);
        return;
      case 'Number':
        this.loadNumber(expression.value, target);
        return;
      case 'Int64':
      case 'String':
        this.emitD(OP.LOADK, target, this.constant(expression.value));
        return;
      case 'Vararg':
        this.emit(OP.VARARG, target, 2);
        return;
      case 'Function':
        this.emitD(OP.CLOSURE, target, this.child(expression));
        return;
      case 'Name':
        this.loadName(expression, target);
        return;
      case 'Index':
        this.index(expression, target);
        return;
      case 'Call':
      case 'MethodCall': {
        const register = this.call(expression, 1);
        if (register !== target) this.emit(OP.MOVE, target, register);
        return;
      }
      case 'Unary':
        this.unary(expression, target);
        return;
      case 'Binary':
        this.binary(expression, target);
        return;
      case 'Table':
        this.table(expression, target);
        return;
      case 'Parenthesized':
        this.evaluate(expression.inner, target);
        return;
    }
  }

  /** A chain of fields and indices, from its root outwards: it may be longer than the JavaScript stack is deep. */
  private index(expression: IndexExpression, target: number): void {
    const chain: IndexExpression[] = [];
    let root: Expression = expression;
    while (root.kind === 'Index') {
      chain.push(root);
      root = bare(root.object);
    }
    let object = this.toAny(root);
    let floor = this.free;
    for (let position = chain.length - 1; position >= 0; position--) {
      const link = chain[position]!;
      const name = this.nameConstant(link.key);
      const key = name < 0 ? this.toAny(link.key) : -1;
      this.free = floor;
      let into = target;
      if (position > 0) into = object < this.activeRegisters ? this.reserve() : object;
      floor = this.free;
      this.line = position > 0 ? link.endLine : link.readLine;
      if (name >= 0) this.emit(OP.GETFIELD, into, object, name);
      else this.emit(OP.GETINDEX, into, object, key);
      object = into;
    }
  }

  private unary(expression: Expression & { kind: 'Unary' }, target: number): void {
    const { operator } = expression;
    if (operator === 'not' && (isCondition(expression.operand) || isLogical(expression.operand))) {
      this.truth(expression, target);
      return;
    }
    const imaginary = operator === '-' ? imaginaryPart(expression.operand) : undefined;
    if (imaginary !== undefined) {
      this.emitD(OP.LOADK, target, this.constant(new Complex(-imaginary)));
      return;
    }
    const operand = this.toAny(expression.operand);
    this.line = expression.endLine;
    this.emit(operator === 'not' ? OP.NOT : operator === '-' ? OP.UNM : OP.LEN, target, operand);
  }

  private binary(expression: BinaryExpression, target: number): void {
    const { operator } = expression;
    if (operator === 'and' || operator === 'or') {
      // A live local must not be overwritten before all of the expression has been read.
      if (target < this.activeRegisters) {
        const register = this.reserve();
        this.logical(expression, register);
        this.emit(OP.MOVE, target, register);
      } else {
        this.logical(expression, target);
      }
    } else if (operator === '..') {
      this.concatenation(expression, target);
    } else if (isComparison(operator)) {
      this.truth(expression, target);
    } else {
      this.arithmetic(expression, target);
    }
  }

  /** `and`/`or`, as a chain: each link decides or hands on to the next. */
  private logical(expression: BinaryExpression, target: number): void {
    const chain: BinaryExpression[] = [];
    let first: Expression = expression;
    while (first.kind === 'Binary' && (first.operator === 'and' || first.operator === 'or')) {
      chain.push(first);
      first = bare(first.left);
    }
    let position = chain.length - 1;
    // cond and x or y: a test needs no value.
    const second = position > 0 ? chain[position - 1] : undefined;
    if (isCondition(first) && chain[position]!.operator === 'and' && second?.operator === 'or') {
      const no = this.condition(first, false);
      this.toRegister(chain[position]!.right, target);
      const yes = this.testRegister(target, true, chain[position]!.endLine);
      this.land(no);
      this.toRegister(second.right, target);
      this.land([yes]);
      position -= 2;
    } else {
      this.toRegister(first, target);
    }
    for (; position >= 0; position--) {
      const link = chain[position]!;
      this.line = link.operatorLine;
      const skip = this.testRegister(target, link.operator === 'or', link.operatorLine);
      this.toRegister(link.right, target);
      // The value decided here is what the next link looks at.
      this.land([skip]);
    }
  }

  /** A comparison or negation as true or false. */
  private truth(expression: Expression, target: number): void {
    const no = this.condition(expression, false);
    this.emit(OP.LOADTRUE, target);
    const done = this.jump();
    this.land(no);
    this.emit(OP.LOADFALSE, target);
    this.land([done]);
  }

  private concatenation(expression: BinaryExpression, target: number): void {
    const first = this.free;
    let part: Expression = expression;
    // Parentheses end the chain: (a..b)..c joins twice.
    while (part.kind === 'Binary' && part.operator === '..') {
      this.toNext(part.left);
      part = part.right;
    }
    const last = this.toNext(part);
    this.line = expression.endLine;
    this.emit(OP.CONCAT, target, first, last);
  }

  private arithmetic(expression: BinaryExpression, target: number): void {
    const chain: BinaryExpression[] = [];
    let first: Expression = expression;
    while (first.kind === 'Binary' && ARITHMETIC[first.operator] !== undefined && foldedNumber(first) === undefined) {
      chain.push(first);
      first = bare(first.left);
    }
    const start = this.free;
    let left = -1;
    for (let position = chain.length - 1; position >= 0; position--) {
      const link = chain[position]!;
      const into = position === 0 ? target : -1;
      if (left < 0) {
        this.operands(first, link, (a, b, operation) => {
          this.free = start;
          left = into < 0 ? this.reserve() : into;
          this.emit(operation, left, a, b);
        });
      } else {
        const constant = this.numberOperand(link.right);
        const [withRegisters, withConstant] = ARITHMETIC[link.operator]!;
        const useConstant = constant >= 0 && withConstant !== 0;
        const right = useConstant ? constant : this.toAny(link.right);
        this.line = link.endLine;
        this.free = start;
        const result = into < 0 ? this.reserve() : into;
        this.emit(useConstant ? withConstant : withRegisters, result, left, right);
        left = result;
      }
    }
  }

  private operands(
    left: Expression,
    link: BinaryExpression,
    use: (a: number, b: number, operation: number) => void,
  ): void {
    const [withRegisters, withConstant, withLeft] = ARITHMETIC[link.operator]!;
    const rightConstant = withConstant === 0 ? -1 : this.numberOperand(link.right);
    if (rightConstant >= 0) {
      const a = this.leftOperand(left, link);
      this.line = link.endLine;
      use(a, rightConstant, withConstant);
      return;
    }
    const leftConstant = withLeft === 0 ? -1 : this.numberOperand(left);
    if (leftConstant >= 0) {
      const b = this.toAny(link.right);
      this.line = link.endLine;
      use(leftConstant, b, withLeft);
      return;
    }
    const [a, b] = this.pair(left, link);
    this.line = link.endLine;
    use(a, b, withRegisters);
  }
}

/** The imaginary part of a literal like `2i`: a minus in front of it is part of the constant. */
function imaginaryPart(expression: Expression): number | undefined {
  if (expression.kind === 'Parenthesized') return imaginaryPart(expression.inner);
  return expression.kind === 'Int64' && expression.value instanceof Complex ? expression.value.imaginary : undefined;
}
