import type { Expression, TableItem } from '../syntax/ast.ts';
import { LuaTable } from '../values/table.ts';
import { hashSizeFor } from '../values/table-sizes.ts';
import type { LuaValue } from '../values/value.ts';
import { foldedNumber } from './constant-folding.ts';

const MAX_NEW_ARRAY = 0x7ff;
const MIN_NEW_ARRAY = 3;

type Constant = { readonly value: LuaValue };

/**
 * The table a constructor starts from: constant items are in it, names with other values have their place, and the parts
 * have the sizes LuaJIT gives them, which decides what `#` answers for a constructor with holes (expr_table).
 */
export class TableTemplate {
  readonly table = new LuaTable();
  /** True when it is just an empty table. */
  readonly isPlain: boolean;
  private readonly held: boolean[] = [];

  constructor(items: readonly TableItem[]) {
    let arraySize = 1;
    let names = 0;
    let needsArray = false;
    let isSized = false;
    const placeholders: string[] = [];
    items.forEach((item, position) => {
      const key = item.kind === 'keyed' ? constantOf(item.key) : { value: arraySize++ };
      if (item.kind === 'positional' || key?.value === 0) needsArray = true;
      else names++;
      const value = constantOf(item.value);
      if (key === undefined || key.value === undefined) return;
      if (typeof key.value !== 'string' && value === undefined) return;
      if (!isSized) this.table.resize(needsArray ? arraySize : 0, hashSizeFor(names));
      isSized = true;
      if (value !== undefined && (value.value !== undefined || typeof key.value !== 'string')) {
        this.table.set(key.value, value.value);
      } else {
        // The key keeps its place; the placeholder goes once all sizes are settled.
        const name = key.value as string;
        if (this.table.getName(name) === undefined) {
          this.table.setName(name, true);
          placeholders.push(name);
        } else if (value === undefined) placeholders.push(name);
      }
      this.held[position] = value !== undefined;
    });
    if (!isSized) {
      const size = needsArray ? Math.min(Math.max(arraySize, MIN_NEW_ARRAY), MAX_NEW_ARRAY) : 0;
      this.table.resize(size, hashSizeFor(names));
    } else if (needsArray) {
      this.table.reserve(arraySize - 1);
    }
    for (const name of placeholders) this.table.values[this.table.shape.find(name)] = undefined;
    this.isPlain = items.length === 0;
  }

  /** True for an item that the template already has. */
  holds(position: number): boolean {
    return this.held[position] === true;
  }
}

function constantOf(expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case 'Nil':
      return { value: undefined };
    case 'True':
      return { value: true };
    case 'False':
      return { value: false };
    case 'String':
    case 'Int64':
      return { value: expression.value };
    default: {
      const value = foldedNumber(expression);
      return value === undefined || Number.isNaN(value) ? undefined : { value };
    }
  }
}
