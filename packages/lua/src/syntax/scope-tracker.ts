import type { Binding, FunctionScope, GotoStatement, LabelStatement, LocalDeclaration, Statement } from './ast.ts';
import type { Lexer } from './lexer.ts';
import { syntaxError } from './syntax-error.ts';

const MAX_LOCALS = 200;
const MAX_UPVALUES = 60;

/** A `goto`, a `break` or a label that is waiting for its counterpart. */
type JumpEntry =
  | { readonly kind: 'goto'; readonly node: GotoStatement; readonly line: number; locals: number }
  | { readonly kind: 'break'; readonly node: Statement; readonly line: number; locals: number }
  | { readonly kind: 'label'; readonly node: LabelStatement; locals: number };

type BlockScope = { readonly locals: number; readonly jumps: number; readonly isLoop: boolean };

/** One function while its body is parsed. */
class OpenFunction implements FunctionScope {
  readonly parent: OpenFunction | null;
  readonly firstLine: number;
  isVararg = false;
  readonly upvalues: FunctionScope['upvalues'] = [];
  readonly active: LocalDeclaration[] = [];
  readonly blocks: BlockScope[] = [];
  readonly jumps: JumpEntry[] = [];
  /** Locals named but not yet visible: those of a `local` whose values are still being parsed. */
  pending = 0;

  constructor(parent: OpenFunction | null, firstLine: number) {
    this.parent = parent;
    this.firstLine = firstLine;
  }
}

/**
 * Keeps the scopes while the parser walks the source: which local a name means, which locals closures capture, which
 * label a `goto` meets. Limits and texts are LuaJIT's (var_new, var_lookup, gola_* in lj_parse.c).
 */
export class ScopeTracker {
  private readonly lexer: Lexer;
  private current: OpenFunction | null = null;
  readonly declarations: LocalDeclaration[] = [];

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  /** The function being parsed. */
  get scope(): FunctionScope {
    return this.current!;
  }

  openFunction(firstLine: number): FunctionScope {
    this.current = new OpenFunction(this.current, firstLine);
    this.openBlock(false);
    return this.current;
  }

  closeFunction(): void {
    this.closeBlock();
    this.current = this.current!.parent;
  }

  openBlock(isLoop: boolean): void {
    const { blocks, active, jumps } = this.current!;
    blocks.push({ locals: active.length, jumps: jumps.length, isLoop });
  }

  closeBlock(): void {
    const open = this.current!;
    const block = open.blocks.pop()!;
    const outermost = open.blocks.length === 0;
    for (const declaration of open.active.splice(block.locals)) declaration.visibleTo = this.lexer.start;
    if (open.jumps.length === block.jumps) return;
    const entries = open.jumps.splice(block.jumps);
    const labels = new Map<string, LabelStatement>();
    for (const entry of entries) {
      if (entry.kind === 'label') {
        labels.set(entry.node.name, entry.node);
        continue;
      }
      if (entry.kind === 'break') {
        if (block.isLoop) continue;
        if (outermost) throw syntaxError(this.lexer, 0, 'no loop to break', entry.line);
      } else if (entry.node.label !== null) {
        continue;
      } else {
        const label = labels.get(entry.node.name);
        if (label !== undefined) {
          entry.node.label = label;
          continue;
        }
        if (outermost) throw syntaxError(this.lexer, 0, `undefined label '${entry.node.name}'`, entry.line);
      }
      entry.locals = block.locals;
      open.jumps.push(entry);
    }
  }

  /** Names a new local; it becomes visible with {@link activate}. */
  declare(name: string, kind: LocalDeclaration['kind'], start: number, line: number): LocalDeclaration {
    const open = this.current!;
    if (open.active.length + open.pending >= MAX_LOCALS) this.failLimit(MAX_LOCALS, 'local variables');
    open.pending++;
    const declaration: LocalDeclaration = {
      name,
      kind,
      owner: open,
      start,
      end: start + name.length,
      line,
      visibleFrom: Number.POSITIVE_INFINITY,
      visibleTo: Number.POSITIVE_INFINITY,
      captured: false,
      reads: 0,
      writes: 0,
      register: -1,
    };
    if (kind !== 'hidden') this.declarations.push(declaration);
    return declaration;
  }

  /** Makes declared locals visible from here on. */
  activate(declarations: readonly LocalDeclaration[]): void {
    for (const declaration of declarations) {
      declaration.visibleFrom = this.lexer.lastEnd;
      this.current!.active.push(declaration);
    }
    this.current!.pending -= declarations.length;
  }

  /** What a name means here. Captures the local of an enclosing function. */
  resolve(name: string): Binding {
    const open = this.current!;
    const local = findActive(open, name);
    if (local !== undefined) return { kind: 'local', declaration: local };
    const index = this.findUpvalue(open, name);
    if (index < 0) return { kind: 'global' };
    return { kind: 'upvalue', declaration: open.upvalues[index]!.declaration, index };
  }

  private findUpvalue(open: OpenFunction, name: string): number {
    const { parent } = open;
    if (parent === null) return -1;
    const local = findActive(parent, name);
    if (local !== undefined) {
      local.captured = true;
      return this.addUpvalue(open, local, true, -1);
    }
    const outer = this.findUpvalue(parent, name);
    return outer < 0 ? -1 : this.addUpvalue(open, parent.upvalues[outer]!.declaration, false, outer);
  }

  private addUpvalue(
    open: OpenFunction,
    declaration: LocalDeclaration,
    fromParentLocal: boolean,
    index: number,
  ): number {
    const known = open.upvalues.findIndex((upvalue) => upvalue.declaration === declaration);
    if (known >= 0) return known;
    if (open.upvalues.length >= MAX_UPVALUES) this.failLimit(MAX_UPVALUES, 'upvalues', open.firstLine);
    return open.upvalues.push({ declaration, fromParentLocal, index }) - 1;
  }

  addGoto(node: GotoStatement): void {
    const open = this.current!;
    open.jumps.push({ kind: 'goto', node, line: node.endLine, locals: open.active.length });
  }

  addBreak(node: Statement): void {
    const open = this.current!;
    open.jumps.push({ kind: 'break', node, line: node.line, locals: open.active.length });
  }

  /** Throws when the block has a label of that name already. */
  checkLabel(name: string): void {
    const open = this.current!;
    for (let index = open.blocks.at(-1)!.jumps; index < open.jumps.length; index++) {
      const entry = open.jumps[index]!;
      if (entry.kind === 'label' && entry.node.name === name) this.lexer.fail(0, `duplicate label '${name}'`);
    }
  }

  /** Adds a label and leads the forward jumps that wait for it there. */
  addLabel(node: LabelStatement, endsBlock: boolean, entryIndex: number): void {
    const open = this.current!;
    const block = open.blocks.at(-1)!;
    // A label at the end of its block counts as outside of the scope of the block's locals.
    const locals = endsBlock ? block.locals : open.jumps[entryIndex]!.locals;
    open.jumps[entryIndex]!.locals = locals;
    for (let index = block.jumps; index < entryIndex; index++) {
      const entry = open.jumps[index]!;
      if (entry.kind !== 'goto' || entry.node.label !== null || entry.node.name !== node.name) continue;
      if (entry.locals < locals) {
        const { name } = open.active[entry.locals]!;
        const text = `<goto ${node.name}> jumps into the scope of local '${name}'`;
        throw syntaxError(this.lexer, 0, text, entry.line);
      }
      entry.node.label = node;
    }
  }

  /** Reserves the entry of a label before the statements behind it are looked at. */
  reserveLabel(node: LabelStatement): number {
    const open = this.current!;
    return open.jumps.push({ kind: 'label', node, locals: open.active.length }) - 1;
  }

  /** Throws LuaJIT's text for a limit of a function. */
  failLimit(limit: number, what: string, firstLine: number = this.current!.firstLine): never {
    const where = firstLine === 0 ? 'main function' : `function at line ${firstLine}`;
    this.lexer.fail(0, `${where} has more than ${limit} ${what}`);
  }
}

function findActive(open: OpenFunction, name: string): LocalDeclaration | undefined {
  for (let index = open.active.length - 1; index >= 0; index--) {
    if (open.active[index]!.name === name) return open.active[index];
  }
  return undefined;
}
