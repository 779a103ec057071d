/**
 * The instructions of the virtual machine. One instruction is a 32-bit word: operation in bits 0–7, A in 8–15, B in
 * 16–23, C in 24–31; or D, the upper 16 bits as one number. Jumps hold a signed distance in the upper 24 bits;
 * instructions marked `+ target` are followed by a word with the absolute target, `+ word` by some other word.
 *
 * R(x) is register x of the frame, K(x) a constant, U(x) an upvalue. `vm/interpreter.ts` repeats the numbers as literal
 * case labels, because V8 makes a jump table of literals only; a test holds the two together.
 */
export const OP = {
  /** Fetches the machine's state anew; never in compiled code. */
  RELOAD: 0,
  /** R(A) := R(B) */
  MOVE: 1,
  /** R(A) := K(D) */
  LOADK: 2,
  /** R(A) := D, signed */
  LOADI: 3,
  /** R(A) … R(A+B) := nil */
  LOADNIL: 4,
  LOADTRUE: 5,
  LOADFALSE: 6,
  /** R(A) := a new box around R(A) */
  NEWCELL: 7,
  /** R(A) := content of the box R(B) */
  GETCELL: 8,
  /** content of the box R(A) := R(B) */
  SETCELL: 9,
  /** R(A) := U(B) */
  GETUP: 10,
  /** U(B) := R(A) */
  SETUP: 11,
  /** R(A) := globals[K(D)] */
  GETGLOBAL: 12,
  /** globals[K(D)] := R(A) */
  SETGLOBAL: 13,
  /** R(A) := R(B)[K(C)], a name */
  GETFIELD: 14,
  /** R(A)[K(C)] := R(B), a name */
  SETFIELD: 15,
  /** R(A) := R(B)[R(C)] */
  GETINDEX: 16,
  /** R(A)[R(B)] := R(C) */
  SETINDEX: 17,
  /** R(A+2) := R(B); R(A) := R(B)[K(C)], a name */
  SELF: 18,
  /** R(A) := {} with array size B and 2^C hash nodes (0: none) */
  NEWTABLE: 19,
  /** R(A) := copy of template D */
  COPYTABLE: 20,
  /** R(A)[word + i] := R(B+i) for i < C (255: up to top)   + word */
  SETLIST: 21,
  ADD: 22,
  SUB: 23,
  MUL: 24,
  DIV: 25,
  MOD: 26,
  POW: 27,
  /** R(A) := R(B) op K(C) */
  ADDK: 28,
  SUBK: 29,
  MULK: 30,
  DIVK: 31,
  MODK: 32,
  /** R(A) := K(B) op R(C) */
  KADD: 33,
  KSUB: 34,
  KMUL: 35,
  KDIV: 36,
  UNM: 37,
  NOT: 38,
  LEN: 39,
  /** R(A) := R(B) .. … .. R(C) */
  CONCAT: 40,
  JMP: 41,
  /** A jump backwards; counts against the budget. */
  LOOP: 42,
  /** if truth of R(A) = B then jump   + target */
  TEST: 43,
  /** if (R(A) < R(B)) = C then jump   + target */
  LT: 44,
  LE: 45,
  EQ: 46,
  /** if (R(A) = K(B)) = C then jump   + target */
  EQK: 47,
  LTK: 48,
  LEK: 49,
  GTK: 50,
  GEK: 51,
  /** R(A) … := R(A)(R(A+2) …); B−1 arguments (0: up to top), C−1 results (0: all, sets top) */
  CALL: 52,
  /** return R(A)(R(A+2) …) */
  TAILCALL: 53,
  /** return R(A) …; B−1 values (0: up to top) */
  RETURN: 54,
  RETURN0: 55,
  RETURN1: 56,
  /** numeric `for`: R(A) start, R(A+1) limit, R(A+2) step, R(A+3) visible; jumps behind the loop   + target */
  FORPREP: 57,
  /** next turn of a numeric `for`   + target */
  FORLOOP: 58,
  /** generic `for`: R(A+3) … (B of them) := R(A)(R(A+1), R(A+2)); always followed by ITERTEST */
  ITERCALL: 59,
  /** if R(A+3) ~= nil then R(A+2) := R(A+3), jump   + target */
  ITERTEST: 60,
  /** R(A) := closure of child D */
  CLOSURE: 61,
  /** R(A) … := variable arguments; B−1 of them (0: all, sets top) */
  VARARG: 62,
  /** A probe of the debugger stands over the real instruction. */
  PROBE: 63,
} as const;

const WITH_WORD: ReadonlySet<number> = new Set([
  OP.SETLIST,
  OP.TEST,
  OP.LT,
  OP.LE,
  OP.EQ,
  OP.EQK,
  OP.LTK,
  OP.LEK,
  OP.GTK,
  OP.GEK,
  OP.FORPREP,
  OP.FORLOOP,
  OP.ITERTEST,
]);

/** How many words an instruction takes: 1 or 2. */
export function instructionLength(operation: number): number {
  return WITH_WORD.has(operation) ? 2 : 1;
}
