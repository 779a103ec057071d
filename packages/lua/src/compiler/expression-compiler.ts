import type {
  BinaryExpression,
  CallExpression,
  Expression,
  FunctionExpression,
  IndexExpression,
  MethodCallExpression,
  NameExpression,
  TableExpression,
} from '../syntax/ast.ts';
import { foldedNumber } from './constant-folding.ts';
import { FunctionBuilder, type PendingJump } from './function-builder.ts';
import { OP } from './opcodes.ts';
import { TableTemplate } from './table-template.ts';

/** Constants in the 8-bit operands. */
const MAX_OPERAND = 255;
/** Open lists, and batches of table items. */
const OPEN = 255;
const BATCH = 40;

const ARITHMETIC: Readonly<Record<string, readonly [registers: number, right: number, left: number]>> = {
  '+': [OP.ADD, OP.ADDK, OP.KADD],
  '-': [OP.SUB, OP.SUBK, OP.KSUB],
  '*': [OP.MUL, OP.MULK, OP.KMUL],
  '/': [OP.DIV, OP.DIVK, OP.KDIV],
  '%': [OP.MOD, OP.MODK, 0],
  '^': [OP.POW, 0, 0],
};
const WITH_NUMBER: Readonly<Record<string, number>> = { '<': OP.LTK, '<=': OP.LEK, '>': OP.GTK, '>=': OP.GEK };

const isComparison = (operator: string): boolean =>
  operator === '==' ||
  operator === '~=' ||
  operator === '<' ||
  operator === '<=' ||
  operator === '>' ||
  operator === '>=';

/** True for expressions of any number of values. */
export function isMultiple(expression: Expression): boolean {
  return expression.kind === 'Call' || expression.kind === 'MethodCall' || expression.kind === 'Vararg';
}

/** An expression without its parentheses; only where one value is wanted anyway. */
function bare(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'Parenthesized') inner = inner.inner;
  return inner;
}

/** True when evaluating it is a test by itself, so that a branch needs no value. */
function isCondition(expression: Expression): boolean {
  const inner = bare(expression);
  if (inner.kind === 'Unary') return inner.operator === 'not';
  return inner.kind === 'Binary' && isComparison(inner.operator);
}

function isLogical(expression: Expression): boolean {
  const inner = bare(expression);
  return inner.kind === 'Binary' && (inner.operator === 'and' || inner.operator === 'or');
}

/** Compiles expressions to registers and conditions to jumps. */
export abstract class ExpressionCompiler extends FunctionBuilder {
  /** Compiles a function; gives its index among the children. */
  protected abstract child(node: FunctionExpression): number;

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
      const first = this.call(expression, 1);
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

  private evaluate(expression: Expression, target: number): void {
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

  protected loadNumber(value: number, target: number): void {
    if ((value | 0) === value && value >= -32768 && value < 32768 && !Object.is(value, -0)) {
      this.emitD(OP.LOADI, target, value);
    } else {
      this.emitD(OP.LOADK, target, this.constant(value));
    }
  }

  private loadName({ name, binding, readLine }: NameExpression, target: number): void {
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

  private testRegister(register: number, sense: boolean, line: number): PendingJump {
    this.line = line;
    this.emit(OP.TEST, register, sense ? 1 : 0);
    return this.word();
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

  private leftOperand(left: Expression, link: BinaryExpression): number {
    const inner = bare(left);
    if (inner.kind !== 'Index') return this.toAny(left);
    // An index is carried out when its operator has been read.
    return this.toAny({ ...inner, endLine: link.operatorLine });
  }

  /** Both operands in registers. A captured local on the left is read last, as LuaJIT reads its slot. */
  private pair(left: Expression, link: BinaryExpression): [number, number] {
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

  /** The constant of a number that fits an operand, or −1. */
  private numberOperand(expression: Expression): number {
    const value = foldedNumber(expression);
    if (value === undefined) return -1;
    const constant = this.constant(value);
    return constant <= MAX_OPERAND ? constant : -1;
  }

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

  private table(expression: TableExpression, target: number): void {
    const template = new TableTemplate(expression.items);
    // Built aside when the old value of a live local may still be needed.
    const table = target < this.activeRegisters ? this.reserve() : target;
    const made = this.here;
    this.emit(OP.NEWTABLE, table);
    if (this.free === table) this.reserve();
    const first = this.free;
    let next = 1;
    let batch = 0;
    const flush = (): void => {
      if (batch === 0) return;
      this.emit(OP.SETLIST, table, first, batch);
      this.word(next - batch);
      batch = 0;
      this.free = first;
    };
    expression.items.forEach((item, position) => {
      if (item.kind === 'keyed') {
        if (template.holds(position)) return;
        // A key may name a slot that is still waiting to be stored.
        if (item.key.kind !== 'String') flush();
        this.storeItem(item, table);
        return;
      }
      if (position === expression.items.length - 1 && isMultiple(item.value)) {
        flush();
        this.open(item.value, -1);
        this.emit(OP.SETLIST, table, first, OPEN);
        this.word(next);
        this.free = first;
        return;
      }
      if (template.holds(position)) {
        // What is in the template already splits the run of items to store.
        flush();
        next++;
        return;
      }
      this.toNext(item.value);
      next++;
      if (++batch === BATCH) flush();
    });
    flush();
    this.create(made, table, template);
    if (table !== target) this.emit(OP.MOVE, target, table);
  }

  private create(at: number, table: number, template: TableTemplate): void {
    if (template.isPlain) return;
    const { templates } = this.prototype;
    this.code[at] = OP.COPYTABLE | (table << 8) | (templates.length << 16);
    templates.push(template.table);
  }

  private storeItem(item: { key: Expression; value: Expression }, table: number): void {
    const before = this.free;
    const name = this.fieldConstant(item.key);
    if (name >= 0) {
      const value = this.toAny(item.value);
      this.line = item.value.endLine;
      this.emit(OP.SETFIELD, table, value, name);
    } else {
      const key = this.toAny(item.key);
      const value = this.toAny(item.value);
      this.line = item.value.endLine;
      this.emit(OP.SETINDEX, table, key, value);
    }
    this.free = before;
  }

  /**
   * The constant of a key for SETFIELD, or −1. Names of metamethods go the general way, which keeps what is cached of
   * metatables honest.
   */
  protected fieldConstant(key: Expression): number {
    if (key.kind === 'String' && key.value.startsWith('__')) return -1;
    return this.nameConstant(key);
  }
}
