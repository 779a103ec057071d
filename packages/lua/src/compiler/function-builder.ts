import type { Chunk, FunctionExpression, LocalDeclaration } from '../syntax/ast.ts';
import { chunkId } from '../syntax/chunk-name.ts';
import { Lexer } from '../syntax/lexer.ts';
import { syntaxError } from '../syntax/syntax-error.ts';
import { LuaError } from '../values/lua-error.ts';
import { internName, NO_SHAPE } from '../values/shape.ts';
import type { LuaValue } from '../values/value.ts';
import { OP } from './opcodes.ts';
import { Prototype } from './prototype.ts';

/** LJ_MAX_SLOTS: registers of one function. */
const MAX_REGISTERS = 250;
const MAX_CONSTANTS = 65536;
const COMMA = 44;

/** A jump to be led somewhere later: the index of a target word, or ~index of a JMP. */
export type PendingJump = number;

/** Collects the instructions, constants, registers and tables of one function. */
export class FunctionBuilder {
  readonly chunk: Chunk;
  readonly node: FunctionExpression;
  readonly prototype = new Prototype();
  protected readonly code: number[] = [];
  private readonly lines: number[] = [];
  private readonly constantIndex = new Map<LuaValue | FunctionBuilder, number>();
  /** Which of the prototype's locals are in scope. */
  private readonly openLocals: number[] = [];
  /** The next free register. */
  protected free = 0;
  protected hasMethodCalls = false;
  /** The end of the expression that is being put into a register. */
  protected reading = 0;
  /** Registers below hold locals in scope. */
  protected activeRegisters = 0;
  /** The line that emitted instructions are reported at. */
  protected line: number;

  constructor(chunk: Chunk, node: FunctionExpression) {
    this.chunk = chunk;
    this.node = node;
    this.line = node.line;
    const { prototype } = this;
    prototype.chunkName = chunk.chunkName;
    prototype.isVararg = node.scope.isVararg;
    prototype.parameters = node.parameters.length;
    prototype.firstLine = node.scope.firstLine;
    prototype.lastLine = node.endLine;
  }

  /** The index the next instruction will have. */
  protected get here(): number {
    return this.code.length;
  }

  protected emit(operation: number, a = 0, b = 0, c = 0): number {
    this.lines.push(this.line);
    return this.code.push(operation | (a << 8) | (b << 16) | (c << 24)) - 1;
  }

  protected emitD(operation: number, a: number, d: number): number {
    this.lines.push(this.line);
    return this.code.push(operation | (a << 8) | (d << 16)) - 1;
  }

  protected word(value = 0): number {
    this.lines.push(this.line);
    return this.code.push(value) - 1;
  }

  /** A forward jump to be led somewhere by {@link land}. */
  protected jump(): PendingJump {
    return ~this.emit(OP.JMP);
  }

  protected jumpBack(target: number): void {
    const at = this.emit(OP.LOOP);
    this.code[at] = OP.LOOP | ((target - at - 1) << 8);
  }

  /** Leads jumps to an instruction, by default the next one. */
  protected land(jumps: readonly PendingJump[], target: number = this.here): void {
    for (const jump of jumps) {
      if (jump >= 0) this.code[jump] = target;
      else this.code[~jump] = OP.JMP | ((target - ~jump - 1) << 8);
    }
  }

  /** The index of a constant. */
  protected constant(value: LuaValue): number {
    // A map holds 0 and -0 for one key.
    const key = Object.is(value, -0) ? this : value;
    const known = this.constantIndex.get(key);
    if (known !== undefined) return known;
    const { constants } = this.prototype;
    if (constants.length >= MAX_CONSTANTS) this.failLimit(MAX_CONSTANTS, 'constants');
    const index = constants.push(typeof value === 'string' && value.length <= 64 ? internName(value) : value) - 1;
    this.constantIndex.set(key, index);
    return index;
  }

  /** Takes the next `count` registers; gives the first. */
  protected reserve(count = 1): number {
    const first = this.free;
    this.free += count;
    if (this.free > this.prototype.registers) {
      if (this.free >= MAX_REGISTERS) this.failTooComplex();
      this.prototype.registers = this.free;
    }
    return first;
  }

  /** Puts a local into scope, in a register that already holds its value. */
  protected openLocal(declaration: LocalDeclaration, register: number): void {
    declaration.register = register;
    if (declaration.captured) this.emit(OP.NEWCELL, register);
    this.addLocal(declaration.name, register, declaration.captured);
  }

  /** A loop's own variable, which scripts see only through the debug library. */
  protected openHiddenLocal(name: string, register: number): void {
    this.addLocal(name, register, false);
  }

  private addLocal(name: string, register: number, captured: boolean): void {
    const { locals } = this.prototype;
    this.openLocals.push(locals.push({ name, register, captured, from: this.here, to: -1 }) - 1);
    this.activeRegisters = Math.max(this.activeRegisters, register + 1);
  }

  /** Ends the scope of all locals in registers from `firstRegister` on. */
  protected closeLocals(firstRegister: number): void {
    const { openLocals } = this;
    const { locals } = this.prototype;
    while (openLocals.length > 0) {
      const local = locals[openLocals.at(-1)!]!;
      if (local.register < firstRegister) break;
      local.to = this.here;
      openLocals.pop();
    }
    this.activeRegisters = firstRegister;
    this.free = firstRegister;
  }

  /** Notes that a statement begins with the next instruction. */
  protected markStatement(start: number, line: number): void {
    const lineStart = this.chunk.lineStarts[line - 1] ?? 0;
    this.prototype.statements.push({ pc: this.here, line, column: start - lineStart + 1, isEnd: false });
  }

  /** Notes the `end` of the function, where a debugger stops before the implicit return. */
  protected markEnd(): void {
    const { lastLine, firstLine } = this.prototype;
    if (firstLine > 0) this.prototype.statements.push({ pc: this.here, line: lastLine, column: 1, isEnd: true });
  }

  protected finish(): Prototype {
    const { prototype, node } = this;
    this.line = node.endLine;
    this.emit(OP.RETURN0);
    this.closeLocals(0);
    prototype.code = Int32Array.from(this.code);
    prototype.lines = Int32Array.from(this.lines);
    prototype.cachedShapes = new Array(this.code.length).fill(NO_SHAPE);
    prototype.methodShapes = this.hasMethodCalls ? prototype.cachedShapes.slice() : prototype.cachedShapes;
    prototype.cachedPlaces = new Int32Array(this.code.length);
    prototype.upvalues = node.scope.upvalues.map(({ declaration, fromParentLocal, index }) => ({
      name: declaration.name,
      fromParentLocal,
      index: fromParentLocal ? declaration.register : index,
    }));
    return prototype;
  }

  private failLimit(limit: number, what: string): never {
    const { firstLine } = this.prototype;
    const where = firstLine === 0 ? 'main function' : `function at line ${firstLine}`;
    this.fail(`${where} has more than ${limit} ${what}`);
  }

  /** LuaJIT notices when it has read the expression that does not fit, and names what comes behind its comma. */
  private failTooComplex(): never {
    const { source, chunkName } = this.chunk;
    const lexer = new Lexer(source.slice(this.reading), chunkName);
    lexer.line = this.line;
    lexer.next();
    if (lexer.kind === COMMA) lexer.next();
    throw syntaxError(lexer, lexer.kind, 'function or expression too complex');
  }

  /** Throws an error that belongs to the line being compiled. */
  protected fail(text: string): never {
    const { line, chunk } = this;
    const start = chunk.lineStarts[line - 1] ?? 0;
    const end = chunk.lineStarts[line] ?? chunk.source.length;
    throw new LuaError(`${chunkId(chunk.chunkName)}:${line}: ${text}`, { line, column: 1, start, end });
  }
}
