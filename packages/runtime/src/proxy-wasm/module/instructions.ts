import { type ByteCursor, MalformedModule } from './byte-cursor.ts';

/** Opcodes that the engine itself looks at; prefixed ones as `prefix * 0x1000 + code`. */
export const OPCODE = {
  loop: 0x03,
  end: 0x0b,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  callRef: 0x14,
  returnCallRef: 0x15,
  memoryGrow: 0x40,
  arrayNew: 0xfb006,
  arrayNewDefault: 0xfb007,
  arrayFill: 0xfb010,
  arrayCopy: 0xfb011,
  arrayNewData: 0xfb009,
  arrayNewElem: 0xfb00a,
  arrayInitData: 0xfb012,
  arrayInitElem: 0xfb013,
  memoryInit: 0xfc008,
  memoryCopy: 0xfc00a,
  memoryFill: 0xfc00b,
  tableInit: 0xfc00c,
  tableCopy: 0xfc00e,
  tableGrow: 0xfc00f,
  tableFill: 0xfc011,
} as const;

/**
 * What follows an opcode: `-` nothing, `b` block type, `n` one number, `p` two numbers, `m` memory argument, `l` memory
 * argument and lane, `1 4 8 x` that many bytes (x: 16), `t` branch table, `s` value types, `h` heap type, `c` catch
 * clauses, `k` cast. A space: no such opcode.
 */
type Immediates = string;

const rows = (...parts: readonly (readonly [count: number, kind: string])[]): Immediates =>
  parts.map(([count, kind]) => kind.repeat(count)).join('');

const PLAIN: Immediates = rows(
  [2, '-'], // unreachable nop
  [3, 'b'], // block loop if
  [1, '-'], // else
  [1, 'b'], // try
  [3, 'n'], // catch throw rethrow
  [2, '-'], // throw_ref end
  [2, 'n'], // br br_if
  [1, 't'],
  [1, '-'], // return
  [1, 'n'], // call
  [1, 'p'], // call_indirect
  [1, 'n'], // return_call
  [1, 'p'], // return_call_indirect
  [2, 'n'], // call_ref return_call_ref
  [2, ' '],
  [1, 'n'], // delegate
  [3, '-'], // catch_all drop select
  [1, 's'], // select with types
  [2, ' '],
  [1, 'c'], // try_table
  [7, 'n'], // locals, globals, tables
  [1, ' '],
  [23, 'm'], // loads and stores
  [2, 'n'], // memory.size memory.grow
  [2, 'n'], // i32.const i64.const
  [1, '4'],
  [1, '8'],
  [128, '-'], // numeric
  [11, ' '],
  [1, 'h'], // ref.null
  [1, '-'],
  [1, 'n'], // ref.func
  [2, '-'],
  [2, 'n'], // br_on_null br_on_non_null
);

const GC: Immediates = rows(
  [2, 'n'],
  [4, 'p'],
  [2, 'n'],
  [3, 'p'],
  [4, 'n'],
  [1, '-'],
  [1, 'n'],
  [3, 'p'],
  [4, 'h'],
  [2, 'k'],
  [5, '-'],
);

const MISCELLANEOUS: Immediates = rows(
  [8, '-'],
  [1, 'p'],
  [1, 'n'],
  [1, 'p'],
  [1, 'n'],
  [1, 'p'],
  [1, 'n'],
  [1, 'p'],
  [4, 'n'],
  [1, '-'],
  [3, '-'],
);

const VECTOR: Immediates = rows(
  [12, 'm'],
  [2, 'x'],
  [7, '-'],
  [14, '1'],
  [49, '-'],
  [8, 'l'],
  [2, 'm'],
  [162, '-'],
  [32, '-'], // relaxed
);

const ATOMIC: Immediates = rows([3, 'm'], [1, '1'], [12, ' '], [63, 'm']);

const PREFIXED: Readonly<Record<number, Immediates>> = { 251: GC, 252: MISCELLANEOUS, 253: VECTOR, 254: ATOMIC };

/**
 * Passes over one instruction and answers its opcode (see OPCODE). The cursor stands behind it.
 * Throws MalformedModule for an opcode that no known proposal has.
 */
export function skipInstruction(cursor: ByteCursor): number {
  const first = cursor.byte();
  const table = PREFIXED[first];
  if (table === undefined) {
    skipImmediates(cursor, PLAIN.charAt(first));
    return first;
  }
  const code = cursor.u32();
  skipImmediates(cursor, table.charAt(code));
  return first * 0x1000 + code;
}

function skipImmediates(cursor: ByteCursor, kind: string): void {
  switch (kind) {
    case '-':
      break;
    case 'n':
      cursor.skipNumber();
      break;
    case 'p':
      cursor.skipNumber();
      cursor.skipNumber();
      break;
    case 'm':
      skipMemoryArgument(cursor);
      break;
    case 'b':
      skipBlockType(cursor);
      break;
    case 'h':
      cursor.s33();
      break;
    case '1':
    case '4':
    case '8':
      cursor.skip(Number(kind));
      break;
    case 'x':
      cursor.skip(16);
      break;
    case 'l':
      skipMemoryArgument(cursor);
      cursor.skip(1);
      break;
    default:
      skipRareImmediates(cursor, kind);
  }
}

function skipRareImmediates(cursor: ByteCursor, kind: string): void {
  switch (kind) {
    case 't':
      for (let n = cursor.u32(); n >= 0; n--) cursor.skipNumber();
      return;
    case 's':
      for (let n = cursor.u32(); n > 0; n--) skipBlockType(cursor);
      return;
    case 'c':
      skipBlockType(cursor);
      for (let n = cursor.u32(); n > 0; n--) {
        if (cursor.byte() < 2) cursor.u32();
        cursor.u32();
      }
      return;
    case 'k':
      cursor.skip(1);
      cursor.u32();
      cursor.s33();
      cursor.s33();
      return;
    default:
      throw new MalformedModule('unknown instruction', cursor.at - 1);
  }
}

function skipMemoryArgument(cursor: ByteCursor): void {
  // Bit 6 of the alignment says that a memory index follows (multi-memory).
  if (cursor.u32() & 0x40) cursor.u32();
  cursor.skipNumber();
}

/** Block types and value types begin alike: one number, and a heap type behind `ref` and `ref null`. */
function skipBlockType(cursor: ByteCursor): void {
  const first = cursor.bytes[cursor.at];
  cursor.s33();
  if (first === 0x63 || first === 0x64) cursor.s33();
}
