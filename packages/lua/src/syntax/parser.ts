import type {
  Block,
  Chunk,
  Expression,
  FunctionExpression,
  GotoStatement,
  IfClause,
  IndexExpression,
  LabelStatement,
  LocalDeclaration,
  NameExpression,
  Statement,
} from './ast.ts';
import { ExpressionParser } from './expression-parser.ts';
import { Lexer } from './lexer.ts';
import { TOKEN } from './token.ts';

const MAX_TARGETS = 200;

/** A place to build a statement's node from. */
type Begin = { readonly start: number; readonly line: number };

/**
 * Parses chunks by recursive descent, with LuaJIT's grammar (5.2 compatibility included), limits and error texts
 * (the `parse_…` functions of lj_parse.c).
 */
export class Parser extends ExpressionParser {
  readonly chunkName: string;

  constructor(source: string, chunkName: string) {
    super(new Lexer(source, chunkName));
    this.chunkName = chunkName;
  }

  /** @throws LuaError with LuaJIT's text and the range */
  parse(): Chunk {
    const { lexer } = this;
    const scope = this.scopes.openFunction(0);
    scope.isVararg = true;
    lexer.next();
    const body = this.block();
    if (lexer.kind !== TOKEN['<eof>']) this.failExpected(TOKEN['<eof>']);
    this.scopes.closeFunction();
    const place = { start: 0, end: lexer.source.length, line: 1, endLine: lexer.line };
    return {
      main: { kind: 'Function', scope, parameters: [], body, ...place },
      chunkName: this.chunkName,
      source: lexer.source,
      lineStarts: lexer.lineStarts,
      declarations: this.scopes.declarations,
      globals: this.globals,
    };
  }

  /** What was declared before parsing ended, well or not. */
  get declarations(): readonly LocalDeclaration[] {
    return this.scopes.declarations;
  }

  private place(begin: Begin): { start: number; end: number; line: number; endLine: number } {
    return { start: begin.start, end: this.lexer.lastEnd, line: begin.line, endLine: this.lexer.lastLine };
  }

  private endsBlock(): boolean {
    switch (this.lexer.kind) {
      case TOKEN.else:
      case TOKEN.elseif:
      case TOKEN.end:
      case TOKEN.until:
      case TOKEN['<eof>']:
        return true;
      default:
        return false;
    }
  }

  /** Statements up to the end of the block, in the scope that is open. */
  private block(): Block {
    this.enterLevel();
    const statements: Statement[] = [];
    const { start } = this.lexer;
    let isLast = false;
    while (!isLast && !this.endsBlock()) {
      isLast = this.statement(statements);
      this.accept(59);
    }
    this.leaveLevel();
    return { statements, start, end: this.lexer.start, endLine: this.lexer.line };
  }

  private scopedBlock(isLoop = false): Block {
    this.scopes.openBlock(isLoop);
    const block = this.block();
    this.scopes.closeBlock();
    return block;
  }

  /** Parses one statement; true when none may follow in its block. */
  private statement(into: Statement[]): boolean {
    const { lexer } = this;
    const begin: Begin = { start: lexer.start, line: lexer.line };
    switch (lexer.kind) {
      case TOKEN.if:
        into.push(this.ifStatement(begin));
        return false;
      case TOKEN.while:
        into.push(this.whileStatement(begin));
        return false;
      case TOKEN.do: {
        lexer.next();
        const block = this.scopedBlock();
        this.expectClosing(TOKEN.end, TOKEN.do, begin.line);
        into.push({ kind: 'Do', block, ...this.place(begin) });
        return false;
      }
      case TOKEN.for:
        into.push(this.forStatement(begin));
        return false;
      case TOKEN.repeat:
        into.push(this.repeatStatement(begin));
        return false;
      case TOKEN.function:
        into.push(this.functionStatement(begin));
        return false;
      case TOKEN.local:
        lexer.next();
        into.push(this.accept(TOKEN.function) ? this.localFunction(begin) : this.localStatement(begin));
        return false;
      case TOKEN.return:
        into.push(this.returnStatement(begin));
        return true;
      case TOKEN.break: {
        lexer.next();
        const node: Statement = { kind: 'Break', ...this.place(begin) };
        this.scopes.addBreak(node);
        into.push(node);
        return false;
      }
      case 59: // ;
        lexer.next();
        return false;
      case TOKEN['::']:
        this.labelStatement(begin, into);
        return false;
      case TOKEN.goto: {
        lexer.next();
        const node: GotoStatement = { kind: 'Goto', name: this.expectName(), label: null, ...this.place(begin) };
        this.scopes.addGoto(node);
        into.push(node);
        return false;
      }
      default:
        into.push(this.callOrAssignment(begin));
        return false;
    }
  }

  private ifStatement(begin: Begin): Statement {
    const clauses: IfClause[] = [];
    do {
      const { line } = this.lexer;
      this.lexer.next();
      const condition = this.expression();
      this.expect(TOKEN.then);
      clauses.push({ condition, block: this.scopedBlock(), line });
    } while (this.lexer.kind === TOKEN.elseif);
    const otherwise = this.accept(TOKEN.else) ? this.scopedBlock() : null;
    this.expectClosing(TOKEN.end, TOKEN.if, begin.line);
    return { kind: 'If', clauses, otherwise, ...this.place(begin) };
  }

  private whileStatement(begin: Begin): Statement {
    this.lexer.next();
    const condition = this.expression();
    this.scopes.openBlock(true);
    this.expect(TOKEN.do);
    const block = this.scopedBlock();
    this.expectClosing(TOKEN.end, TOKEN.while, begin.line);
    this.scopes.closeBlock();
    return { kind: 'While', condition, block, ...this.place(begin) };
  }

  private repeatStatement(begin: Begin): Statement {
    this.scopes.openBlock(true);
    this.scopes.openBlock(false);
    this.lexer.next();
    const block = this.block();
    this.expectClosing(TOKEN.until, TOKEN.repeat, begin.line);
    const condition = this.expression();
    this.scopes.closeBlock();
    this.scopes.closeBlock();
    return { kind: 'Repeat', block, condition, ...this.place(begin) };
  }

  private forStatement(begin: Begin): Statement {
    this.scopes.openBlock(true);
    this.lexer.next();
    const nameStart = this.lexer.start;
    const nameLine = this.lexer.line;
    const name = this.expectName();
    let statement: Statement;
    if (this.lexer.kind === 61) statement = this.numericFor(begin, name, nameStart, nameLine);
    else if (this.lexer.kind === 44 || this.lexer.kind === TOKEN.in) {
      statement = this.genericFor(begin, name, nameStart, nameLine);
    } else this.fail("'=' or 'in' expected");
    this.scopes.closeBlock();
    return statement;
  }

  private numericFor(begin: Begin, name: string, nameStart: number, nameLine: number): Statement {
    const hidden = this.hiddenLocals();
    const variable = this.scopes.declare(name, 'loop', nameStart, nameLine);
    this.lexer.next();
    const from = this.expression();
    this.expect(44);
    const to = this.expression();
    const step = this.accept(44) ? this.expression() : null;
    this.scopes.activate(hidden);
    const doLine = this.lexer.line;
    this.expect(TOKEN.do);
    this.scopes.openBlock(false);
    this.scopes.activate([variable]);
    const block = this.scopedBlock();
    this.scopes.closeBlock();
    this.expectClosing(TOKEN.end, TOKEN.for, begin.line);
    return { kind: 'NumericFor', variable, from, to, step, doLine, block, ...this.place(begin) };
  }

  private genericFor(begin: Begin, name: string, nameStart: number, nameLine: number): Statement {
    const hidden = this.hiddenLocals();
    const variables = [this.scopes.declare(name, 'loop', nameStart, nameLine)];
    while (this.accept(44)) {
      const { start, line } = this.lexer;
      variables.push(this.scopes.declare(this.expectName(), 'loop', start, line));
    }
    this.expect(TOKEN.in);
    const inLine = this.lexer.line;
    const values = this.expressionList();
    this.scopes.activate(hidden);
    this.expect(TOKEN.do);
    this.scopes.openBlock(false);
    this.scopes.activate(variables);
    const block = this.scopedBlock();
    this.scopes.closeBlock();
    this.expectClosing(TOKEN.end, TOKEN.for, begin.line);
    return { kind: 'GenericFor', variables, values, inLine, block, ...this.place(begin) };
  }

  private hiddenLocals(): LocalDeclaration[] {
    const { start, line } = this.lexer;
    return ['(for generator)', '(for state)', '(for control)'].map((name) =>
      this.scopes.declare(name, 'hidden', start, line),
    );
  }

  private functionStatement(begin: Begin): Statement {
    this.lexer.next();
    let target: NameExpression | IndexExpression = this.name();
    while (this.lexer.kind === 46) target = this.field(target);
    let isMethod = false;
    if (this.lexer.kind === 58) {
      isMethod = true;
      target = this.field(target);
    }
    if (target.kind === 'Name') this.markWritten(target);
    const body = this.functionBody(begin.start, begin.line, isMethod);
    return { kind: 'FunctionStatement', target, isMethod, body, ...this.place(begin) };
  }

  private localFunction(begin: Begin): Statement {
    const { start, line } = this.lexer;
    const declaration = this.scopes.declare(this.expectName(), 'function', start, line);
    this.scopes.activate([declaration]);
    const body = this.functionBody(begin.start, this.lexer.line, false);
    return { kind: 'LocalFunction', declaration, body, ...this.place(begin) };
  }

  private localStatement(begin: Begin): Statement {
    const declarations: LocalDeclaration[] = [];
    do {
      const { start, line } = this.lexer;
      declarations.push(this.scopes.declare(this.expectName(), 'local', start, line));
    } while (this.accept(44));
    const values = this.accept(61) ? this.expressionList() : [];
    this.scopes.activate(declarations);
    return { kind: 'Local', declarations, values, ...this.place(begin) };
  }

  private returnStatement(begin: Begin): Statement {
    this.lexer.next();
    const values = this.endsBlock() || this.lexer.kind === 59 ? [] : this.expressionList();
    return { kind: 'Return', values, ...this.place(begin) };
  }

  private labelStatement(begin: Begin, into: Statement[]): void {
    this.lexer.next();
    const name = this.expectName();
    this.scopes.checkLabel(name);
    const node: LabelStatement = { kind: 'Label', name, pc: -1, ...this.place(begin) };
    const entry = this.scopes.reserveLabel(node);
    this.expect(TOKEN['::']);
    into.push(node);
    for (;;) {
      if (this.lexer.kind === TOKEN['::']) {
        this.enterLevel();
        this.labelStatement({ start: this.lexer.start, line: this.lexer.line }, into);
        this.leaveLevel();
      } else if (!this.accept(59)) break;
    }
    this.scopes.addLabel(node, this.endsBlock() && this.lexer.kind !== TOKEN.until, entry);
  }

  private callOrAssignment(begin: Begin): Statement {
    const first = this.suffixed();
    if (first.kind === 'Call' || first.kind === 'MethodCall') {
      return { kind: 'CallStatement', call: first, ...this.place(begin) };
    }
    const targets: Expression[] = [];
    let target: Expression = first;
    for (;;) {
      if (target.kind !== 'Name' && target.kind !== 'Index') this.fail('syntax error');
      targets.push(target);
      if (!this.accept(44)) break;
      target = this.suffixed();
      if (this.level + targets.length > MAX_TARGETS) this.scopes.failLimit(MAX_TARGETS, 'variable names');
    }
    this.expect(61);
    const values = this.expressionList();
    for (const assigned of targets) if (assigned.kind === 'Name') this.markWritten(assigned);
    return { kind: 'Assignment', targets, values, ...this.place(begin) };
  }

  protected override functionBody(start: number, line: number, hasSelf: boolean): FunctionExpression {
    const { lexer } = this;
    const scope = this.scopes.openFunction(line);
    const parameters: LocalDeclaration[] = [];
    this.expect(40);
    if (hasSelf) parameters.push(this.scopes.declare('self', 'self', lexer.start, lexer.line));
    if (lexer.kind !== 41) {
      do {
        if (lexer.kind === TOKEN['...']) {
          lexer.next();
          scope.isVararg = true;
          break;
        }
        if (lexer.kind !== TOKEN['<name>']) this.fail("<name> or '...' expected");
        const nameStart = lexer.start;
        const nameLine = lexer.line;
        parameters.push(this.scopes.declare(this.expectName(), 'parameter', nameStart, nameLine));
      } while (this.accept(44));
    }
    this.scopes.activate(parameters);
    this.expect(41);
    const body = this.block();
    if (!this.isAt(TOKEN.end)) this.expectClosing(TOKEN.end, TOKEN.function, line);
    this.scopes.closeFunction();
    const endLine = lexer.line;
    lexer.next();
    return { kind: 'Function', scope, parameters, body, start, end: lexer.lastEnd, line, endLine };
  }
}

/**
 * Parses a chunk.
 *
 * @throws LuaError with LuaJIT's text and the range of the mistake
 */
export function parse(source: string, chunkName: string): Chunk {
  return new Parser(source, chunkName).parse();
}
