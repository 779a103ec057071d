import type {
  Block,
  Chunk,
  Expression,
  FunctionExpression,
  GotoStatement,
  IndexExpression,
  LocalDeclaration,
  NameExpression,
  Statement,
} from '../syntax/ast.ts';
import { ExpressionCompiler } from './expression-compiler.ts';
import type { PendingJump } from './function-builder.ts';
import { OP } from './opcodes.ts';
import type { Prototype } from './prototype.ts';
import { isMultiple } from './syntax-shapes.ts';

/** An assignment's target with its object and key already evaluated. */
type Place =
  | { readonly kind: 'name'; readonly target: NameExpression }
  | { readonly kind: 'field'; readonly object: number; readonly name: number }
  | { readonly kind: 'index'; readonly object: number; readonly key: number };

/** Compiles the statements of one function. */
export class FunctionCompiler extends ExpressionCompiler {
  /** The jumps of the `break`s of each loop that is open. */
  private readonly breaks: PendingJump[][] = [];
  private readonly gotos: { jump: PendingJump; node: GotoStatement }[] = [];

  /** Compiles the function and those in it. */
  compile(): Prototype {
    for (const parameter of this.node.parameters) this.openLocal(parameter, this.reserve());
    this.statements(this.node.body);
    for (const { jump, node } of this.gotos) this.land([jump], node.label!.pc);
    this.line = this.node.endLine;
    this.markEnd();
    return this.finish();
  }

  protected override child(node: FunctionExpression): number {
    return this.prototype.children.push(new FunctionCompiler(this.chunk, node).compile()) - 1;
  }

  private statements(block: Block): void {
    for (const statement of block.statements) {
      this.line = statement.line;
      this.statement(statement);
      this.free = this.activeRegisters;
    }
  }

  private block(block: Block): void {
    const floor = this.activeRegisters;
    this.statements(block);
    this.closeLocals(floor);
  }

  private statement(statement: Statement): void {
    if (statement.kind !== 'Label' && statement.kind !== 'Do' && statement.kind !== 'Repeat') {
      this.markStatement(statement.start, statement.line);
    }
    switch (statement.kind) {
      case 'Local':
        this.localStatement(statement.declarations, statement.values, statement.endLine);
        return;
      case 'LocalFunction':
        this.localFunction(statement.declaration, statement.body);
        return;
      case 'Assignment':
        this.assignment(statement.targets, statement.values);
        return;
      case 'CallStatement':
        this.call(statement.call, 0);
        return;
      case 'Do':
        this.block(statement.block);
        return;
      case 'While':
        this.whileLoop(statement);
        return;
      case 'Repeat':
        this.repeatLoop(statement);
        return;
      case 'If':
        this.branches(statement);
        return;
      case 'NumericFor':
        this.numericFor(statement);
        return;
      case 'GenericFor':
        this.genericFor(statement);
        return;
      case 'FunctionStatement':
        this.functionStatement(statement.target, statement.body, statement.line);
        return;
      case 'Return':
        this.returnStatement(statement.values);
        return;
      case 'Break':
        this.breaks.at(-1)!.push(this.jump());
        return;
      case 'Goto':
        if (statement.label!.pc >= 0) this.jumpBack(statement.label!.pc);
        else this.gotos.push({ jump: this.jump(), node: statement });
        return;
      case 'Label':
        statement.pc = this.here;
        return;
    }
  }

  private localStatement(declarations: LocalDeclaration[], values: Expression[], endLine: number): void {
    const first = this.free;
    this.adjust(values, declarations.length);
    this.line = endLine;
    this.free = first + declarations.length;
    declarations.forEach((declaration, index) => {
      this.openLocal(declaration, first + index);
    });
  }

  private localFunction(declaration: LocalDeclaration, body: FunctionExpression): void {
    const register = this.reserve();
    if (!declaration.captured) {
      declaration.register = register;
      this.toRegister(body, register);
      this.openLocal(declaration, register);
      return;
    }
    this.emit(OP.LOADNIL, register, 0);
    this.openLocal(declaration, register);
    const closure = this.toNext(body);
    this.emit(OP.SETCELL, register, closure);
    this.free = register + 1;
  }

  /** Exactly `wanted` values into the next registers. */
  private adjust(values: readonly Expression[], wanted: number): void {
    const first = this.free;
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      const isLast = index === values.length - 1;
      if (isLast && wanted > values.length && isMultiple(value)) {
        this.open(value, wanted - index);
      } else if (index >= wanted) {
        this.toNext(value);
        this.free = first + wanted;
      } else {
        this.toNext(value);
      }
    }
    const missing = first + wanted - this.free;
    if (missing > 0) this.emit(OP.LOADNIL, this.reserve(missing), missing - 1);
  }

  private assignment(targets: Expression[], values: Expression[]): void {
    const only = targets.length === 1 && values.length === 1 ? targets[0]! : undefined;
    if (only !== undefined) {
      const register = this.localRegister(only);
      if (register >= 0) {
        this.toRegister(values[0]!, register);
        return;
      }
      const place = this.place(only, new Set());
      const value = this.toAny(values[0]!);
      this.line = values[0]!.endLine;
      this.store(place, value);
      return;
    }
    const assigned = new Set<number>();
    for (const target of targets) {
      const register = this.localRegister(target);
      if (register >= 0) assigned.add(register);
    }
    const places = targets.map((target) => this.place(target, assigned));
    const first = this.free;
    this.adjust(values, targets.length);
    this.line = values.at(-1)!.endLine;
    for (let index = places.length - 1; index >= 0; index--) this.store(places[index]!, first + index);
  }

  /** Evaluates what a target needs. Locals that the same statement assigns are copied before they change. */
  private place(target: Expression, assigned: ReadonlySet<number>): Place {
    if (target.kind === 'Name') return { kind: 'name', target };
    const { object, key } = target as IndexExpression;
    const stable = (expression: Expression): number => {
      const register = this.localRegister(expression);
      return register >= 0 && !assigned.has(register) ? register : this.toNext(expression);
    };
    const table = stable(object);
    const name = this.fieldConstant(key);
    if (name >= 0) return { kind: 'field', object: table, name };
    return { kind: 'index', object: table, key: stable(key) };
  }

  private store(place: Place, value: number): void {
    if (place.kind === 'field') {
      this.emit(OP.SETFIELD, place.object, value, place.name);
    } else if (place.kind === 'index') {
      this.emit(OP.SETINDEX, place.object, place.key, value);
    } else {
      const { binding, name } = place.target;
      if (binding.kind === 'global') this.emitD(OP.SETGLOBAL, value, this.constant(name));
      else if (binding.kind === 'upvalue') this.emit(OP.SETUP, value, binding.index);
      else if (binding.declaration.captured) this.emit(OP.SETCELL, binding.declaration.register, value);
      else if (binding.declaration.register !== value) this.emit(OP.MOVE, binding.declaration.register, value);
    }
  }

  private functionStatement(target: NameExpression | IndexExpression, body: FunctionExpression, line: number): void {
    const place = this.place(target, new Set());
    const closure = this.toNext(body);
    this.line = line;
    this.store(place, closure);
  }

  private whileLoop(statement: Statement & { kind: 'While' }): void {
    const top = this.here;
    const exits = this.condition(statement.condition, false);
    this.breaks.push([]);
    this.block(statement.block);
    this.jumpBack(top);
    this.land(exits);
    this.land(this.breaks.pop()!);
  }

  private repeatLoop(statement: Statement & { kind: 'Repeat' }): void {
    const top = this.here;
    const floor = this.activeRegisters;
    this.breaks.push([]);
    this.statements(statement.block);
    // The condition sees the locals of the body.
    this.line = statement.condition.line;
    this.markStatement(statement.condition.start, statement.condition.line);
    const exits = this.condition(statement.condition, true);
    this.jumpBack(top);
    this.land(exits);
    this.closeLocals(floor);
    this.land(this.breaks.pop()!);
  }

  private branches(statement: Statement & { kind: 'If' }): void {
    const ends: PendingJump[] = [];
    statement.clauses.forEach((clause, index) => {
      if (index > 0) this.markStatement(clause.condition.start, clause.condition.line);
      this.line = clause.condition.line;
      const no = this.condition(clause.condition, false);
      this.block(clause.block);
      const isLast = index === statement.clauses.length - 1 && statement.otherwise === null;
      if (!isLast) ends.push(this.jump());
      this.land(no);
    });
    if (statement.otherwise !== null) this.block(statement.otherwise);
    this.land(ends);
  }

  private numericFor(statement: Statement & { kind: 'NumericFor' }): void {
    const floor = this.activeRegisters;
    const base = this.free;
    this.toNext(statement.from);
    this.toNext(statement.to);
    if (statement.step === null) this.loadNumber(1, this.reserve());
    else this.toNext(statement.step);
    this.line = statement.doLine;
    this.openHiddenLocal('(for index)', base);
    this.openHiddenLocal('(for limit)', base + 1);
    this.openHiddenLocal('(for step)', base + 2);
    this.emit(OP.FORPREP, base);
    const skip = this.word();
    this.breaks.push([]);
    const bodyStart = this.here;
    this.openLocal(statement.variable, this.reserve());
    this.statements(statement.block);
    this.closeLocals(base + 3);
    this.line = statement.line;
    this.emit(OP.FORLOOP, base);
    this.word(bodyStart);
    this.closeLocals(floor);
    this.land([skip]);
    this.land(this.breaks.pop()!);
  }

  private genericFor(statement: Statement & { kind: 'GenericFor' }): void {
    const floor = this.activeRegisters;
    const base = this.free;
    const count = statement.variables.length;
    this.adjust(statement.values, 3);
    this.line = statement.inLine;
    this.openHiddenLocal('(for generator)', base);
    this.openHiddenLocal('(for state)', base + 1);
    this.openHiddenLocal('(for control)', base + 2);
    const enter = this.jump();
    this.breaks.push([]);
    const bodyStart = this.here;
    const first = this.reserve(count);
    statement.variables.forEach((variable, index) => {
      this.openLocal(variable, first + index);
    });
    this.statements(statement.block);
    this.closeLocals(base + 3);
    this.line = statement.inLine;
    this.land([enter]);
    // Room for the iterator's call frame above the variables.
    this.reserve(Math.max(count, 3) + 4);
    this.emit(OP.ITERCALL, base, count);
    this.emit(OP.ITERTEST, base);
    this.word(bodyStart);
    this.closeLocals(floor);
    this.land(this.breaks.pop()!);
  }

  private returnStatement(values: Expression[]): void {
    if (values.length === 0) {
      this.emit(OP.RETURN0);
      return;
    }
    const only = values.length === 1 ? values[0]! : undefined;
    if (only !== undefined && (only.kind === 'Call' || only.kind === 'MethodCall')) {
      const { register, operand } = this.callParts(only);
      this.line = only.endLine;
      this.emit(OP.TAILCALL, register, operand);
      return;
    }
    if (only !== undefined && only.kind !== 'Vararg') {
      const register = this.toAny(only);
      this.line = only.endLine;
      this.emit(OP.RETURN1, register);
      return;
    }
    const first = this.free;
    const count = this.values(values);
    this.line = values.at(-1)!.endLine;
    this.emit(OP.RETURN, first, count + 1);
  }
}

/** Compiles a parsed chunk to the prototype of its main function. */
export function compileChunk(chunk: Chunk): Prototype {
  return new FunctionCompiler(chunk, chunk.main).compile();
}
