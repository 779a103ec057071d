import type { Expression, TableExpression } from '../syntax/ast.ts';
import { CallCompiler } from './call-compiler.ts';
import { OP } from './opcodes.ts';
import { isMultiple } from './syntax-shapes.ts';
import { TableTemplate } from './table-template.ts';

/** The count of SETLIST that means: up to top. */
const OPEN = 255;
/** How many items are collected in registers before they are stored. */
const BATCH = 40;

/** Compiles table constructors. */
export abstract class TableCompiler extends CallCompiler {
  protected table(expression: TableExpression, target: number): void {
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
