import type { Shape } from '../values/shape.ts';
import type { LuaTable } from '../values/table.ts';
import type { LuaValue } from '../values/value.ts';
import { OP } from './opcodes.ts';

/** Where a closure takes an upvalue from when it is made. */
export type UpvalueSource = {
  readonly name: string;
  /** True: a register of the enclosing function; false: an upvalue of it. */
  readonly fromParentLocal: boolean;
  readonly index: number;
};

/** A local variable and the instructions where it lives. */
export type LocalRange = {
  readonly name: string;
  readonly register: number;
  /** The register holds a box, because a closure uses the variable. */
  readonly captured: boolean;
  /** First instruction where it exists, and the first where it no longer does. */
  readonly from: number;
  to: number;
};

/** The start of a statement: where a debugger can stop and coverage counts. */
export type StatementStart = {
  readonly pc: number;
  readonly line: number;
  readonly column: number;
  /** It is no statement but the `end` of the function. */
  readonly isEnd: boolean;
};

/**
 * A compiled function: register bytecode and what closures, errors and the debugger need to know. Immutable except for
 * the inline caches and the probes that a debugger patches over statement starts; may be shared by states.
 */
export class Prototype {
  /** As `[string "…"]` texts and tracebacks name the chunk. */
  chunkName = '';
  /** See compiler/opcodes.ts. */
  code: Int32Array = new Int32Array(0);
  constants: LuaValue[] = [];
  /** Templates that table constructors copy. */
  templates: LuaTable[] = [];
  children: Prototype[] = [];
  upvalues: UpvalueSource[] = [];
  parameters = 0;
  isVararg = false;
  registers = 0;
  /** Per instruction: the line error messages give. */
  lines: Int32Array = new Int32Array(0);
  locals: LocalRange[] = [];
  statements: StatementStart[] = [];
  /** First and last line of the source; 0 and the last line for a main chunk. */
  firstLine = 0;
  lastLine = 0;
  /** Inline caches: the shape seen last per instruction, and the place in it. */
  cachedShapes: Shape[] = [];
  cachedPlaces: Int32Array = new Int32Array(0);
  /** The second cache of method look-ups: the shape of the table that had the method. */
  methodShapes: Shape[] = [];
  /** The code without probes, while a debugger has patched `code`; else null. */
  unpatched: Int32Array | null = null;
  private readonly probes = new Map<number, number>();
  private uncovered: Int32Array | null = null;
  private uncoveredAt = -1;

  /**
   * The patched code with the real instruction at one place, to be executed there. The copy is shared: it holds for one
   * place at a time, which is enough because every cycle of the program fetches `code` again.
   */
  uncover(pc: number): Int32Array {
    const original = this.unpatched ?? this.code;
    if (this.uncovered === null || this.uncovered.length !== original.length) this.uncovered = this.code.slice();
    else if (this.uncoveredAt >= 0) this.uncovered[this.uncoveredAt] = this.code[this.uncoveredAt]!;
    this.uncovered[pc] = original[pc]!;
    this.uncoveredAt = pc;
    return this.uncovered;
  }

  /** Puts a probe over an instruction. Probes are counted: several watchers may want the same one. */
  addProbe(pc: number): void {
    this.unpatched ??= this.code.slice();
    const count = this.probes.get(pc) ?? 0;
    this.probes.set(pc, count + 1);
    if (count === 0) this.patch(pc, OP.PROBE);
  }

  /** Takes back one probe. */
  removeProbe(pc: number): void {
    const count = this.probes.get(pc) ?? 0;
    if (count > 1) {
      this.probes.set(pc, count - 1);
    } else if (count === 1) {
      this.probes.delete(pc);
      this.patch(pc, this.unpatched![pc]!);
    }
  }

  private patch(pc: number, instruction: number): void {
    this.code[pc] = instruction;
    if (this.uncovered !== null && pc !== this.uncoveredAt) this.uncovered[pc] = instruction;
  }
}
