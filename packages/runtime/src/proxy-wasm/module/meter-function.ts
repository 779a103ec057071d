import { ByteCursor } from './byte-cursor.ts';
import { ByteSink } from './byte-sink.ts';
import { OPCODE, skipInstruction } from './instructions.ts';
import type { OffsetMap } from './offset-map.ts';
import type { WasmModule } from './read-module.ts';

/** Indexes of the two globals that the meter adds. */
export type MeterGlobals = { readonly fuel: number; readonly growFailed: number };

/** Something that is put in front of or behind one instruction. */
type Insertion = { readonly at: number; readonly code: readonly number[] };

/** Operations whose work grows with the number on top of the stack, and how many of it cost one unit (power of two). */
const BULK_SHIFT: ReadonlyMap<number, number> = new Map([
  [OPCODE.memoryInit, 6],
  [OPCODE.memoryCopy, 6],
  [OPCODE.memoryFill, 6],
  [OPCODE.tableInit, 0],
  [OPCODE.tableCopy, 0],
  [OPCODE.tableGrow, 0],
  [OPCODE.tableFill, 0],
  [OPCODE.arrayNew, 0],
  [OPCODE.arrayNewDefault, 0],
  [OPCODE.arrayFill, 0],
  [OPCODE.arrayCopy, 0],
  [OPCODE.arrayNewData, 0],
  [OPCODE.arrayNewElem, 0],
  [OPCODE.arrayInitData, 0],
  [OPCODE.arrayInitElem, 0],
]);

/** Writes function bodies with the meter's code in them. One unit is spent at the entry and at each turn of a loop. */
export class FunctionMeter {
  readonly #module: WasmModule;
  readonly #globals: MeterGlobals;
  readonly #offsets: OffsetMap | null;
  readonly #unit: readonly number[];

  constructor(module: WasmModule, globals: MeterGlobals, offsets: OffsetMap | null) {
    this.#module = module;
    this.#globals = globals;
    this.#offsets = offsets;
    const fuel = leb(globals.fuel);
    this.#unit = [0x23, ...fuel, 0x41, 1, 0x6b, 0x24, ...fuel, ...this.#trapWhenSpent()];
  }

  /**
   * Copies one body (its size has been read) into `out`, metered; `outStart` is where `out` begins in the new module.
   */
  write(functionIndex: number, start: number, end: number, out: ByteSink, outStart: number): void {
    const cursor = new ByteCursor(this.#module.bytes, start, end);
    const locals = this.#readLocals(cursor);
    const code = cursor.at;
    const firstTemporary = this.#parameterCount(functionIndex) + locals.count;
    const insertions: Insertion[] = [{ at: code, code: this.#unit }];
    while (!cursor.done) this.#step(cursor, firstTemporary, insertions);
    const usesTemporaries = insertions.some((i) => i.code !== this.#unit);
    const head = new ByteSink(16 + code - start);
    head.u32(locals.groups + (usesTemporaries ? 2 : 0));
    head.append(this.#module.bytes.subarray(locals.groupsStart, code));
    if (usesTemporaries) head.append([1, 0x7f, 1, 0x7e]);
    let size = head.length + end - code;
    for (const insertion of insertions) size += insertion.code.length;
    out.u32(size);
    out.append(head.view());
    this.#copy(code, end, insertions, out, outStart);
  }

  #copy(start: number, end: number, insertions: readonly Insertion[], out: ByteSink, outStart: number): void {
    let at = start;
    for (const insertion of insertions) {
      this.#copyRange(at, insertion.at, out, outStart);
      out.append(insertion.code);
      at = insertion.at;
    }
    this.#copyRange(at, end, out, outStart);
  }

  #copyRange(from: number, to: number, out: ByteSink, outStart: number): void {
    this.#offsets?.addRange(outStart + out.length, from);
    out.append(this.#module.bytes.subarray(from, to));
  }

  #step(cursor: ByteCursor, firstTemporary: number, insertions: Insertion[]): void {
    const at = cursor.at;
    const opcode = skipInstruction(cursor);
    if (opcode === OPCODE.loop) {
      insertions.push({ at: cursor.at, code: this.#unit });
    } else if (opcode === OPCODE.memoryGrow) {
      insertions.push({ at: cursor.at, code: this.#noteFailedGrowth(at, firstTemporary) });
    } else if (opcode > 0xfff) {
      const shift = BULK_SHIFT.get(opcode);
      if (shift !== undefined) insertions.push({ at, code: this.#charge(opcode, at, shift, firstTemporary) });
    }
  }

  /** Spends the number on top of the stack, shifted, and leaves it there. */
  #charge(opcode: number, at: number, shift: number, firstTemporary: number): number[] {
    const wide = this.#lengthIs64(opcode, at);
    const temporary = leb(firstTemporary + (wide ? 1 : 0));
    const fuel = leb(this.#globals.fuel);
    const shifted = wide ? [0x42, shift, 0x88, 0xa7] : [0x41, shift, 0x76];
    const spend = [0x23, ...fuel, 0x20, ...temporary, ...shifted, 0x6b, 0x24, ...fuel];
    return [0x22, ...temporary, ...spend, ...this.#trapWhenSpent()];
  }

  /** Behind `memory.grow`: remembers that the answer was -1. */
  #noteFailedGrowth(at: number, firstTemporary: number): number[] {
    const cursor = new ByteCursor(this.#module.bytes, at + 1);
    const wide = this.#module.memories[cursor.u32()]?.is64 === true;
    const temporary = leb(firstTemporary + (wide ? 1 : 0));
    const isMinusOne = wide ? [0x42, 0x7f, 0x51] : [0x41, 0x7f, 0x46];
    const remember = [0x04, 0x40, 0x41, 1, 0x24, ...leb(this.#globals.growFailed), 0x0b];
    return [0x22, ...temporary, ...isMinusOne, ...remember, 0x20, ...temporary];
  }

  #lengthIs64(opcode: number, at: number): boolean {
    const cursor = new ByteCursor(this.#module.bytes, at + 1);
    cursor.u32();
    const { memories, tables } = this.#module;
    switch (opcode) {
      case OPCODE.memoryFill:
        return memories[cursor.u32()]?.is64 === true;
      case OPCODE.memoryCopy:
        return memories[cursor.u32()]?.is64 === true && memories[cursor.u32()]?.is64 === true;
      case OPCODE.tableGrow:
      case OPCODE.tableFill:
        return tables[cursor.u32()]?.is64 === true;
      case OPCODE.tableCopy:
        return tables[cursor.u32()]?.is64 === true && tables[cursor.u32()]?.is64 === true;
      default:
        return false;
    }
  }

  #trapWhenSpent(): number[] {
    return [0x23, ...leb(this.#globals.fuel), 0x41, 0, 0x48, 0x04, 0x40, 0x00, 0x0b];
  }

  #parameterCount(functionIndex: number): number {
    const type = this.#module.functions[functionIndex];
    return (type === undefined ? undefined : this.#module.types[type])?.parameters.length ?? 0;
  }

  #readLocals(cursor: ByteCursor): { groups: number; groupsStart: number; count: number } {
    const groups = cursor.u32();
    const groupsStart = cursor.at;
    let count = 0;
    for (let i = 0; i < groups; i++) {
      count += cursor.u32();
      const type = cursor.byte();
      if (type === 0x63 || type === 0x64) cursor.s33();
    }
    return { groups, groupsStart, count };
  }
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  while (value >= 0x80) {
    bytes.push((value & 0x7f) | 0x80);
    value >>>= 7;
  }
  bytes.push(value);
  return bytes;
}
