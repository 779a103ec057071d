import { Int64 } from '../values/int64.ts';
import type {
  BinaryOperator,
  Expression,
  FunctionExpression,
  GlobalReference,
  IndexExpression,
  NameExpression,
  TableExpression,
  TableItem,
  UnaryOperator,
} from './ast.ts';
import type { Lexer } from './lexer.ts';
import { ScopeTracker } from './scope-tracker.ts';
import { TOKEN } from './token.ts';
import { TokenReader } from './token-reader.ts';

type Priority = { readonly operator: BinaryOperator; readonly left: number; readonly right: number };

const UNARY_PRIORITY = 8;

const PRIORITIES: ReadonlyMap<number, Priority> = new Map([
  [43, { operator: '+', left: 6, right: 6 }],
  [45, { operator: '-', left: 6, right: 6 }],
  [42, { operator: '*', left: 7, right: 7 }],
  [47, { operator: '/', left: 7, right: 7 }],
  [37, { operator: '%', left: 7, right: 7 }],
  [94, { operator: '^', left: 10, right: 9 }],
  [TOKEN['..'], { operator: '..', left: 5, right: 4 }],
  [TOKEN['=='], { operator: '==', left: 3, right: 3 }],
  [TOKEN['~='], { operator: '~=', left: 3, right: 3 }],
  [60, { operator: '<', left: 3, right: 3 }],
  [TOKEN['<='], { operator: '<=', left: 3, right: 3 }],
  [62, { operator: '>', left: 3, right: 3 }],
  [TOKEN['>='], { operator: '>=', left: 3, right: 3 }],
  [TOKEN.and, { operator: 'and', left: 2, right: 2 }],
  [TOKEN.or, { operator: 'or', left: 1, right: 1 }],
]);

const UNARY: ReadonlyMap<number, UnaryOperator> = new Map([
  [TOKEN.not, 'not'],
  [45, '-'],
  [35, '#'],
]);

/** Notes that an expression is fetched once a token of that line has been read. */
function fetchAt(expression: Expression, line: number): void {
  if (expression.kind === 'Name' || expression.kind === 'Index') expression.readLine = line;
}

/** Parses expressions (the `expr_…` functions of lj_parse.c). Function bodies belong to the subclass. */
export abstract class ExpressionParser extends TokenReader {
  readonly scopes: ScopeTracker;
  readonly globals: GlobalReference[] = [];

  constructor(lexer: Lexer) {
    super(lexer);
    this.scopes = new ScopeTracker(lexer);
  }

  /** Parses parameters and body behind `function`. `start` and `line` are those of the keyword. */
  protected abstract functionBody(start: number, line: number, hasSelf: boolean): FunctionExpression;

  protected expression(): Expression {
    return this.binary(0);
  }

  protected expressionList(): Expression[] {
    const list = [this.expression()];
    while (this.accept(44)) {
      fetchAt(list.at(-1)!, this.lexer.lastLine);
      list.push(this.expression());
    }
    return list;
  }

  private binary(limit: number): Expression {
    this.enterLevel();
    let left = this.unary();
    for (;;) {
      const priority = PRIORITIES.get(this.lexer.kind);
      if (priority === undefined || priority.left <= limit) break;
      const operatorLine = this.lexer.line;
      this.lexer.next();
      fetchAt(left, operatorLine);
      const right = this.binary(priority.right);
      left = {
        kind: 'Binary',
        operator: priority.operator,
        left,
        right,
        operatorLine,
        start: left.start,
        end: this.lexer.lastEnd,
        line: left.line,
        endLine: this.lexer.lastLine,
      };
    }
    this.leaveLevel();
    return left;
  }

  private unary(): Expression {
    const operator = UNARY.get(this.lexer.kind);
    if (operator === undefined) return this.simple();
    const { start, line } = this.lexer;
    this.lexer.next();
    const operand = this.binary(UNARY_PRIORITY);
    return { kind: 'Unary', operator, operand, start, end: this.lexer.lastEnd, line, endLine: this.lexer.lastLine };
  }

  private simple(): Expression {
    const { lexer } = this;
    const { start, line, end, kind } = lexer;
    const place = { start, end, line, endLine: line };
    let expression: Expression;
    switch (kind) {
      case TOKEN['<number>']: {
        const { value } = lexer;
        if (value instanceof Int64) expression = { kind: 'Int64', value, ...place };
        else expression = { kind: 'Number', value: value as number, ...place };
        break;
      }
      case TOKEN['<string>']:
        expression = { kind: 'String', value: lexer.value as string, ...place };
        break;
      case TOKEN.nil:
        expression = { kind: 'Nil', ...place };
        break;
      case TOKEN.true:
        expression = { kind: 'True', ...place };
        break;
      case TOKEN.false:
        expression = { kind: 'False', ...place };
        break;
      case TOKEN['...']:
        if (!this.scopes.scope.isVararg) this.fail("cannot use '...' outside a vararg function");
        expression = { kind: 'Vararg', ...place };
        break;
      case 123: // {
        return this.table();
      case TOKEN.function:
        lexer.next();
        return this.functionBody(start, lexer.line, false);
      default:
        return this.suffixed();
    }
    lexer.next();
    return expression;
  }

  protected name(): NameExpression {
    const { start, line, end } = this.lexer;
    const name = this.expectName();
    const binding = this.scopes.resolve(name);
    if (binding.kind === 'global') this.globals.push({ name, start, end, line, isWrite: false });
    else binding.declaration.reads++;
    return { kind: 'Name', name, binding, start, end, line, endLine: line, readLine: line };
  }

  /** Turns the read that {@link name} noted for an assignment's target into a write. */
  protected markWritten(target: NameExpression): void {
    if (target.binding.kind === 'global') {
      for (let index = this.globals.length - 1; index >= 0; index--) {
        const reference = this.globals[index]!;
        if (reference.start !== target.start) continue;
        reference.isWrite = true;
        return;
      }
    } else {
      target.binding.declaration.reads--;
      target.binding.declaration.writes++;
    }
  }

  /** A primary expression with its suffixes: fields, indices, calls. */
  protected suffixed(): Expression {
    const { lexer } = this;
    const { start, line } = lexer;
    let expression: Expression;
    if (lexer.kind === 40) {
      lexer.next();
      const inner = this.expression();
      this.expectClosing(41, 40, line);
      fetchAt(inner, lexer.lastLine);
      expression = { kind: 'Parenthesized', inner, start, end: lexer.lastEnd, line, endLine: lexer.lastLine };
    } else if (lexer.kind === TOKEN['<name>']) {
      expression = this.name();
    } else {
      this.fail('unexpected symbol');
    }
    for (;;) {
      const next = this.suffix(expression);
      if (next === null) return expression;
      expression = next;
    }
  }

  private suffix(object: Expression): Expression | null {
    const { lexer } = this;
    switch (lexer.kind) {
      case 46: // .
        return this.field(object);
      case 91: {
        // [
        const key = this.bracketed();
        return this.indexed(object, key, false);
      }
      case 58: {
        // :
        lexer.next();
        const { start: methodStart, line: methodLine } = lexer;
        const method = this.expectName();
        fetchAt(object, methodLine);
        const argsLine = lexer.line;
        const args = this.callArguments();
        const { lastEnd: end, lastLine: endLine } = lexer;
        const place = { start: object.start, end, line: object.line, endLine };
        return { kind: 'MethodCall', object, method, methodStart, methodLine, args, argsLine, ...place };
      }
      case 40:
      case 123:
      case TOKEN['<string>']: {
        const argsLine = lexer.line;
        const args = this.callArguments();
        const { lastEnd: end, lastLine: endLine } = lexer;
        return { kind: 'Call', callee: object, args, argsLine, start: object.start, end, line: object.line, endLine };
      }
      default:
        return null;
    }
  }

  /** `.name` behind an object (also `:name` in a function's name). */
  protected field(object: Expression): IndexExpression {
    const { lexer } = this;
    lexer.next();
    const { start, end, line } = lexer;
    const key: Expression = { kind: 'String', value: this.expectName(), start, end, line, endLine: line };
    return this.indexed(object, key, true);
  }

  private indexed(object: Expression, key: Expression, dotted: boolean): IndexExpression {
    const { lastEnd: end, lastLine: endLine } = this.lexer;
    const place = { start: object.start, end, line: object.line, endLine, readLine: endLine };
    return { kind: 'Index', object, key, dotted, ...place };
  }

  private bracketed(): Expression {
    this.lexer.next();
    const key = this.expression();
    this.expect(93);
    return key;
  }

  private callArguments(): Expression[] {
    const { lexer } = this;
    const { line, start, end } = lexer;
    if (lexer.kind === TOKEN['<string>']) {
      const value = lexer.value as string;
      lexer.next();
      return [{ kind: 'String', value, start, end, line, endLine: line }];
    }
    if (lexer.kind === 123) return [this.table()];
    if (lexer.kind !== 40) this.fail('function arguments expected');
    lexer.next();
    if (this.accept(41)) return [];
    const args = this.expressionList();
    this.expectClosing(41, 40, line);
    fetchAt(args.at(-1)!, lexer.lastLine);
    return args;
  }

  private table(): TableExpression {
    const { lexer } = this;
    const { start, line } = lexer;
    const items: TableItem[] = [];
    this.expect(123);
    while (lexer.kind !== 125) {
      items.push(this.tableItem());
      if (!this.accept(44) && !this.accept(59)) break;
    }
    this.expectClosing(125, 123, line);
    return { kind: 'Table', items, start, end: lexer.lastEnd, line, endLine: lexer.lastLine };
  }

  private tableItem(): TableItem {
    const { lexer } = this;
    if (lexer.kind === 91) {
      const key = this.bracketed();
      this.expect(61);
      return { kind: 'keyed', key, value: this.expression() };
    }
    if (lexer.kind === TOKEN['<name>'] && lexer.lookahead() === 61) {
      const { start, end, line } = lexer;
      const key: Expression = { kind: 'String', value: this.expectName(), start, end, line, endLine: line };
      this.expect(61);
      return { kind: 'keyed', key, value: this.expression() };
    }
    return { kind: 'positional', value: this.expression() };
  }
}
