import type { Prototype } from '../compiler/prototype.ts';
import { power } from '../library/math/power.ts';
import { allocate, SIZE } from '../values/allocation.ts';
import { Cell } from '../values/cell.ts';
import type { Slot } from '../values/coroutine.ts';
import { HostFunction, LuaFunction } from '../values/function.ts';
import type { Shape } from '../values/shape.ts';
import { LuaTable, nextPair } from '../values/table.ts';
import { Userdata } from '../values/userdata.ts';
import type { LuaValue } from '../values/value.ts';
import { modulo } from './arithmetic.ts';
import { deliver, resolveCallee } from './call-frame.ts';
import { complete, leaveHostFunction, precall } from './calls.ts';
import { concatenate } from './concatenation.ts';
import type { Frame } from './frame.ts';
import type { Machine } from './machine.ts';
import { arithmetic, equal, index, length, less, negate, PENDING, setIndex } from './metamethods.ts';
import { prepareFor } from './numeric-for.ts';
import { hitProbe } from './probes.ts';
import { growStack, pushFrame } from './stack.ts';
import { ipairsIterator, nextFunction } from './traversal.ts';

/** A program of one RELOAD: where the loop goes when a helper may have changed frames. */
const RELOAD: Int32Array = new Int32Array([0]);
const NO_CONSTANTS: LuaValue[] = [];
const NO_CELLS: Cell[] = [];
/** Bit of LuaTable.absent: a metatable without `__newindex`. */
const NO_NEWINDEX = 2;

/**
 * Executes instructions of the machine's current coroutine until the machine's status is no longer `running`.
 *
 * One flat loop with literal case labels (compiler/opcodes.ts has the names), because V8 compiles exactly that well: a
 * nested loop would be left and deoptimised at every reload. What a frame needs is kept in locals; the case RELOAD
 * fetches them anew. Rare cases live in helpers, so that the function stays small enough to be optimised. A helper may
 * change frames, so `frame.pc` and `machine.budget` are written back before it.
 *
 * @throws what helpers and host functions throw; run.ts catches it
 */
export function interpret(machine: Machine): void {
  let pc = 0;
  let L = machine.current;
  let S: Slot[] = L.stack;
  let frame = L.frames[0]!;
  let p = frame.prototype!;
  let code = RELOAD;
  let K = NO_CONSTANTS;
  let base = 0;
  let cells = NO_CELLS;
  let budget = 0;
  for (;;) {
    const i = code[pc++]!;
    switch (i & 255) {
      case 0: /* RELOAD */ {
        if (machine.status !== 0) return;
        L = machine.current;
        S = L.stack;
        frame = L.frames[L.depth]!;
        p = frame.prototype!;
        code = p.code;
        K = p.constants;
        base = frame.base;
        cells = frame.closure!.upvalues;
        budget = machine.budget;
        pc = frame.pc;
        continue;
      }
      case 1 /* MOVE */:
        S[base + ((i >>> 8) & 255)] = S[base + ((i >>> 16) & 255)];
        continue;
      case 2 /* LOADK */:
        S[base + ((i >>> 8) & 255)] = K[i >>> 16];
        continue;
      case 3 /* LOADI */:
        S[base + ((i >>> 8) & 255)] = i >> 16;
        continue;
      case 4: /* LOADNIL */ {
        let a = base + ((i >>> 8) & 255);
        let n = (i >>> 16) & 255;
        do S[a++] = undefined;
        while (n-- > 0);
        continue;
      }
      case 5 /* LOADTRUE */:
        S[base + ((i >>> 8) & 255)] = true;
        continue;
      case 6 /* LOADFALSE */:
        S[base + ((i >>> 8) & 255)] = false;
        continue;
      case 7: /* NEWCELL */ {
        const a = base + ((i >>> 8) & 255);
        S[a] = new Cell(S[a] as LuaValue);
        continue;
      }
      case 8 /* GETCELL */:
        S[base + ((i >>> 8) & 255)] = (S[base + ((i >>> 16) & 255)] as Cell).value;
        continue;
      case 9 /* SETCELL */:
        (S[base + ((i >>> 8) & 255)] as Cell).value = S[base + ((i >>> 16) & 255)] as LuaValue;
        continue;
      case 10 /* GETUP */:
        S[base + ((i >>> 8) & 255)] = cells[(i >>> 16) & 255]!.value;
        continue;
      case 11 /* SETUP */:
        cells[(i >>> 16) & 255]!.value = S[base + ((i >>> 8) & 255)] as LuaValue;
        continue;
      case 12: /* GETGLOBAL */ {
        const t = frame.closure!.environment;
        if (t.shape === p.cachedShapes[pc - 1]) {
          const x = t.values[p.cachedPlaces[pc - 1]!];
          if (x !== undefined) {
            S[base + ((i >>> 8) & 255)] = x;
            continue;
          }
        }
        const k = K[i >>> 16];
        const j = t.shape.find(k);
        if (j >= 0) {
          p.cachedShapes[pc - 1] = t.shape;
          p.cachedPlaces[pc - 1] = j;
          const x = t.values[j];
          if (x !== undefined) {
            S[base + ((i >>> 8) & 255)] = x;
            continue;
          }
        }
        frame.pc = pc;
        machine.budget = budget;
        index(machine, L, frame, t, k, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 13: /* SETGLOBAL */ {
        const t = frame.closure!.environment;
        const v = S[base + ((i >>> 8) & 255)] as LuaValue;
        if (t.shape === p.cachedShapes[pc - 1]) {
          const j = p.cachedPlaces[pc - 1]!;
          if (t.metatable === undefined || t.values[j] !== undefined) {
            t.values[j] = v;
            continue;
          }
        }
        const k = K[i >>> 16] as string;
        const j = t.shape.find(k);
        // Names of metamethods go the long way, which forgets what is cached of metatables.
        if (j >= 0 && k.charCodeAt(0) !== 95) {
          p.cachedShapes[pc - 1] = t.shape;
          p.cachedPlaces[pc - 1] = j;
        }
        frame.pc = pc;
        machine.budget = budget;
        setIndex(machine, L, frame, t, k, v);
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 14: /* GETFIELD */ {
        const o = S[base + ((i >>> 16) & 255)];
        if (o instanceof LuaTable) {
          if (o.shape === p.cachedShapes[pc - 1]) {
            const x = o.values[p.cachedPlaces[pc - 1]!];
            if (x !== undefined) {
              S[base + ((i >>> 8) & 255)] = x;
              continue;
            }
          } else {
            const j = o.shape.find(K[i >>> 24]);
            if (j >= 0) {
              p.cachedShapes[pc - 1] = o.shape;
              p.cachedPlaces[pc - 1] = j;
              const x = o.values[j];
              if (x !== undefined) {
                S[base + ((i >>> 8) & 255)] = x;
                continue;
              }
            }
          }
          const mt = o.metatable;
          if (mt === undefined) {
            S[base + ((i >>> 8) & 255)] = undefined;
            continue;
          }
          const t = mt.indexTable;
          if (t !== null) {
            const j = t.shape.find(K[i >>> 24]);
            if (j >= 0 && t.values[j] !== undefined) {
              S[base + ((i >>> 8) & 255)] = t.values[j];
              continue;
            }
          }
        }
        frame.pc = pc;
        machine.budget = budget;
        index(machine, L, frame, o as LuaValue, K[i >>> 24], base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 15: /* SETFIELD */ {
        const o = S[base + ((i >>> 8) & 255)];
        const v = S[base + ((i >>> 16) & 255)] as LuaValue;
        if (o instanceof LuaTable) {
          const mt = o.metatable;
          const isPlain = mt === undefined || (mt.absent & NO_NEWINDEX) !== 0;
          if (o.shape === p.cachedShapes[pc - 1]) {
            const j = p.cachedPlaces[pc - 1]!;
            if (isPlain || o.values[j] !== undefined) {
              o.values[j] = v;
              continue;
            }
          } else {
            const j = o.shape.find(K[i >>> 24]);
            if (j >= 0) {
              p.cachedShapes[pc - 1] = o.shape;
              p.cachedPlaces[pc - 1] = j;
              if (isPlain || o.values[j] !== undefined) {
                o.values[j] = v;
                continue;
              }
            } else if (isPlain) {
              if (v !== undefined) o.addName(K[i >>> 24] as string, v);
              continue;
            }
          }
        }
        frame.pc = pc;
        machine.budget = budget;
        setIndex(machine, L, frame, o as LuaValue, K[i >>> 24], v);
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 16: /* GETINDEX */ {
        const o = S[base + ((i >>> 16) & 255)];
        const k = S[base + (i >>> 24)] as LuaValue;
        if (o instanceof LuaTable) {
          let v: LuaValue;
          if (typeof k === 'number') {
            const a = o.array;
            v = k > 0 && k < a.length && (k | 0) === k ? a[k] : o.getNumber(k);
          } else {
            v = o.get(k);
          }
          if (v !== undefined || o.metatable === undefined) {
            S[base + ((i >>> 8) & 255)] = v;
            continue;
          }
        }
        frame.pc = pc;
        machine.budget = budget;
        index(machine, L, frame, o as LuaValue, k, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 17: /* SETINDEX */ {
        const o = S[base + ((i >>> 8) & 255)];
        const k = S[base + ((i >>> 16) & 255)] as LuaValue;
        const v = S[base + (i >>> 24)] as LuaValue;
        if (o instanceof LuaTable) {
          if (typeof k === 'number') {
            const a = o.array;
            if (k > 0 && k < a.length && (k | 0) === k && (o.metatable === undefined || a[k] !== undefined)) {
              a[k] = v;
              continue;
            }
          }
          if (o.metatable === undefined && k !== undefined && !Number.isNaN(k)) {
            o.set(k, v);
            continue;
          }
        }
        frame.pc = pc;
        machine.budget = budget;
        setIndex(machine, L, frame, o as LuaValue, k, v);
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 18: /* SELF */ {
        const a = base + ((i >>> 8) & 255);
        const o = S[base + ((i >>> 16) & 255)];
        S[a + 2] = o;
        let mt: LuaTable | undefined;
        let own: Shape | null = null;
        if (o instanceof LuaTable) {
          own = o.shape;
          mt = o.metatable;
          if (own === p.cachedShapes[pc - 1]) {
            // The receiver's own method, or its shape is known to lack it.
            if (own === p.methodShapes[pc - 1]) {
              const x = o.values[p.cachedPlaces[pc - 1]!];
              if (x !== undefined) {
                S[a] = x;
                continue;
              }
            }
          } else {
            const j = own.find(K[i >>> 24]);
            if (j >= 0) {
              const x = o.values[j];
              if (x !== undefined) {
                p.cachedShapes[pc - 1] = own;
                p.methodShapes[pc - 1] = own;
                p.cachedPlaces[pc - 1] = j;
                S[a] = x;
                continue;
              }
              own = null;
            }
          }
        } else if (o instanceof Userdata) {
          mt = o.metatable;
        } else if (typeof o === 'string') {
          mt = machine.stringMetatable;
        }
        if (mt !== undefined) {
          const t = mt.indexTable;
          if (t !== null) {
            if (t.shape === p.methodShapes[pc - 1]) {
              const x = t.values[p.cachedPlaces[pc - 1]!];
              if (x !== undefined) {
                S[a] = x;
                continue;
              }
            }
            const j = t.shape.find(K[i >>> 24]);
            if (j >= 0 && t.values[j] !== undefined) {
              p.methodShapes[pc - 1] = t.shape;
              p.cachedPlaces[pc - 1] = j;
              if (own?.shared && own !== t.shape) p.cachedShapes[pc - 1] = own;
              S[a] = t.values[j];
              continue;
            }
          }
        }
        frame.pc = pc;
        machine.budget = budget;
        index(machine, L, frame, o as LuaValue, K[i >>> 24], a);
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 19: /* NEWTABLE */ {
        allocate(SIZE.table);
        S[base + ((i >>> 8) & 255)] = new LuaTable();
        continue;
      }
      case 20: /* COPYTABLE */ {
        const t = p.templates[i >>> 16]!;
        allocate(SIZE.table + SIZE.slot * t.array.length + SIZE.node * t.hashSize);
        S[base + ((i >>> 8) & 255)] = t.clone();
        continue;
      }
      case 21: /* SETLIST */ {
        const t = S[base + ((i >>> 8) & 255)] as LuaTable;
        const b = base + ((i >>> 16) & 255);
        let n = i >>> 24;
        const first = code[pc++]!;
        if (n === 255) {
          n = L.top - b;
          if (t.array.length < first + n) t.resize(first + n + 1, t.hashSize);
        }
        for (let j = 0; j < n; j++) t.setNumber(first + j, S[b + j] as LuaValue);
        continue;
      }
      case 22: /* ADD */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = S[base + (i >>> 24)];
        if (typeof x === 'number' && typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = x + y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'add', x as LuaValue, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 23: /* SUB */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = S[base + (i >>> 24)];
        if (typeof x === 'number' && typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = x - y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'sub', x as LuaValue, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 24: /* MUL */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = S[base + (i >>> 24)];
        if (typeof x === 'number' && typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = x * y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'mul', x as LuaValue, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 25: /* DIV */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = S[base + (i >>> 24)];
        if (typeof x === 'number' && typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = x / y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'div', x as LuaValue, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 26: /* MOD */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = S[base + (i >>> 24)];
        if (typeof x === 'number' && typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = modulo(x, y);
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'mod', x as LuaValue, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 27: /* POW */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = S[base + (i >>> 24)];
        if (typeof x === 'number' && typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = power(x, y);
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'pow', x as LuaValue, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 28: /* ADDK */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = K[i >>> 24] as number;
        if (typeof x === 'number') {
          S[base + ((i >>> 8) & 255)] = x + y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'add', x as LuaValue, y, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 29: /* SUBK */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = K[i >>> 24] as number;
        if (typeof x === 'number') {
          S[base + ((i >>> 8) & 255)] = x - y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'sub', x as LuaValue, y, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 30: /* MULK */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = K[i >>> 24] as number;
        if (typeof x === 'number') {
          S[base + ((i >>> 8) & 255)] = x * y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'mul', x as LuaValue, y, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 31: /* DIVK */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = K[i >>> 24] as number;
        if (typeof x === 'number') {
          S[base + ((i >>> 8) & 255)] = x / y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'div', x as LuaValue, y, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 32: /* MODK */ {
        const x = S[base + ((i >>> 16) & 255)];
        const y = K[i >>> 24] as number;
        if (typeof x === 'number') {
          S[base + ((i >>> 8) & 255)] = modulo(x, y);
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'mod', x as LuaValue, y, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 33: /* KADD */ {
        const x = K[(i >>> 16) & 255] as number;
        const y = S[base + (i >>> 24)];
        if (typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = x + y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'add', x, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 34: /* KSUB */ {
        const x = K[(i >>> 16) & 255] as number;
        const y = S[base + (i >>> 24)];
        if (typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = x - y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'sub', x, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 35: /* KMUL */ {
        const x = K[(i >>> 16) & 255] as number;
        const y = S[base + (i >>> 24)];
        if (typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = x * y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'mul', x, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 36: /* KDIV */ {
        const x = K[(i >>> 16) & 255] as number;
        const y = S[base + (i >>> 24)];
        if (typeof y === 'number') {
          S[base + ((i >>> 8) & 255)] = x / y;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        arithmetic(machine, L, frame, 'div', x, y as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 37: /* UNM */ {
        const x = S[base + ((i >>> 16) & 255)];
        if (typeof x === 'number') {
          S[base + ((i >>> 8) & 255)] = -x;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        negate(machine, L, frame, x as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 38: /* NOT */ {
        const x = S[base + ((i >>> 16) & 255)];
        S[base + ((i >>> 8) & 255)] = x === undefined || x === false;
        continue;
      }
      case 39: /* LEN */ {
        const x = S[base + ((i >>> 16) & 255)];
        if (typeof x === 'string') {
          S[base + ((i >>> 8) & 255)] = x.length;
          continue;
        }
        if (x instanceof LuaTable && x.metatable === undefined) {
          S[base + ((i >>> 8) & 255)] = x.length();
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        length(machine, L, frame, x as LuaValue, base + ((i >>> 8) & 255));
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 40: /* CONCAT */ {
        const b = base + ((i >>> 16) & 255);
        const c = base + (i >>> 24);
        if (c === b + 1) {
          const x = S[b];
          const y = S[c];
          if (typeof x === 'string' && typeof y === 'string') {
            const n = x.length + y.length;
            if (n < 0x1fffff00) {
              allocate(SIZE.string + n);
              budget -= n >> 6;
              S[base + ((i >>> 8) & 255)] = x + y;
              continue;
            }
          }
        }
        frame.pc = pc;
        machine.budget = budget;
        if (concatenate(machine, L, frame, base + ((i >>> 8) & 255), b, c)) {
          budget = machine.budget;
          continue;
        }
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 41 /* JMP */:
        pc += i >> 8;
        continue;
      case 42 /* LOOP */:
        pc += i >> 8;
        code = p.code;
        if (--budget < 0) {
          frame.pc = pc;
          machine.budget = budget;
          machine.refill();
          code = RELOAD;
          pc = 0;
        }
        continue;
      case 43: /* TEST */ {
        const x = S[base + ((i >>> 8) & 255)];
        if ((x !== undefined && x !== false) === (((i >>> 16) & 255) === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 44: /* LT */ {
        const x = S[base + ((i >>> 8) & 255)];
        const y = S[base + ((i >>> 16) & 255)];
        let r: boolean;
        if (typeof x === 'number' && typeof y === 'number') {
          r = x < y;
        } else {
          frame.pc = pc;
          machine.budget = budget;
          const answer = less(machine, L, frame, '<', x as LuaValue, y as LuaValue, i >>> 24 === 1);
          if (answer === PENDING) {
            code = RELOAD;
            pc = 0;
            continue;
          }
          r = answer;
          budget = machine.budget;
        }
        if (r === (i >>> 24 === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 45: /* LE */ {
        const x = S[base + ((i >>> 8) & 255)];
        const y = S[base + ((i >>> 16) & 255)];
        let r: boolean;
        if (typeof x === 'number' && typeof y === 'number') {
          r = x <= y;
        } else {
          frame.pc = pc;
          machine.budget = budget;
          const answer = less(machine, L, frame, '<=', x as LuaValue, y as LuaValue, i >>> 24 === 1);
          if (answer === PENDING) {
            code = RELOAD;
            pc = 0;
            continue;
          }
          r = answer;
          budget = machine.budget;
        }
        if (r === (i >>> 24 === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 46: /* EQ */ {
        const x = S[base + ((i >>> 8) & 255)];
        const y = S[base + ((i >>> 16) & 255)];
        let r = x === y;
        if (!r && (typeof x === 'object' || typeof y === 'object')) {
          frame.pc = pc;
          machine.budget = budget;
          const answer = equal(machine, L, x as LuaValue, y as LuaValue, i >>> 24 === 1);
          if (answer === PENDING) {
            code = RELOAD;
            pc = 0;
            continue;
          }
          r = answer;
          budget = machine.budget;
        }
        if (r === (i >>> 24 === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 47: /* EQK */ {
        const x = S[base + ((i >>> 8) & 255)];
        const y = K[(i >>> 16) & 255];
        let r = x === y;
        // A 64-bit integer may equal a number.
        if (!r && typeof x === 'object') r = equal(machine, L, x as LuaValue, y, true) === true;
        if (r === (i >>> 24 === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 48: /* LTK */ {
        const x = S[base + ((i >>> 8) & 255)];
        const y = K[(i >>> 16) & 255] as number;
        let r: boolean;
        if (typeof x === 'number') {
          r = x < y;
        } else {
          frame.pc = pc;
          machine.budget = budget;
          const answer = less(machine, L, frame, '<', x as LuaValue, y, i >>> 24 === 1);
          if (answer === PENDING) {
            code = RELOAD;
            pc = 0;
            continue;
          }
          r = answer;
          budget = machine.budget;
        }
        if (r === (i >>> 24 === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 49: /* LEK */ {
        const x = S[base + ((i >>> 8) & 255)];
        const y = K[(i >>> 16) & 255] as number;
        let r: boolean;
        if (typeof x === 'number') {
          r = x <= y;
        } else {
          frame.pc = pc;
          machine.budget = budget;
          const answer = less(machine, L, frame, '<=', x as LuaValue, y, i >>> 24 === 1);
          if (answer === PENDING) {
            code = RELOAD;
            pc = 0;
            continue;
          }
          r = answer;
          budget = machine.budget;
        }
        if (r === (i >>> 24 === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 50: /* GTK */ {
        const x = S[base + ((i >>> 8) & 255)];
        const y = K[(i >>> 16) & 255] as number;
        let r: boolean;
        if (typeof x === 'number') {
          r = x > y;
        } else {
          frame.pc = pc;
          machine.budget = budget;
          const answer = less(machine, L, frame, '<', y, x as LuaValue, i >>> 24 === 1);
          if (answer === PENDING) {
            code = RELOAD;
            pc = 0;
            continue;
          }
          r = answer;
          budget = machine.budget;
        }
        if (r === (i >>> 24 === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 51: /* GEK */ {
        const x = S[base + ((i >>> 8) & 255)];
        const y = K[(i >>> 16) & 255] as number;
        let r: boolean;
        if (typeof x === 'number') {
          r = x >= y;
        } else {
          frame.pc = pc;
          machine.budget = budget;
          const answer = less(machine, L, frame, '<=', y, x as LuaValue, i >>> 24 === 1);
          if (answer === PENDING) {
            code = RELOAD;
            pc = 0;
            continue;
          }
          r = answer;
          budget = machine.budget;
        }
        if (r === (i >>> 24 === 1)) pc = code[pc]!;
        else pc++;
        continue;
      }
      case 52: /* CALL */ {
        const ra = base + ((i >>> 8) & 255);
        const f = S[ra];
        let n = (i >>> 16) & 255;
        n = n === 0 ? L.top - ra - 2 : n - 1;
        if (--budget < 0) {
          frame.pc = pc - 1;
          machine.budget = budget;
          machine.refill();
          code = RELOAD;
          pc = 0;
          continue;
        }
        frame.pc = pc;
        if (f instanceof LuaFunction) {
          const q = f.prototype;
          if (!q.isVararg) {
            const nb = ra + 2;
            if (nb + q.registers + 24 > S.length) growStack(L, nb + q.registers + 24, q);
            for (let j = n; j < q.parameters; j++) S[nb + j] = undefined;
            const d = L.depth + 1;
            if (d < L.frames.length) {
              frame = L.frames[d]!;
              L.depth = d;
            } else {
              frame = pushFrame(L);
            }
            frame.closure = f;
            frame.prototype = q;
            frame.base = nb;
            frame.returnTo = ra;
            frame.wanted = (i >>> 24) - 1;
            frame.kind = 0;
            frame.under = 0;
            frame.varargs = 0;
            p = q;
            base = nb;
            code = q.code;
            K = q.constants;
            cells = f.upvalues;
            pc = 0;
            continue;
          }
        } else if (f instanceof HostFunction) {
          if (f.kind === 1) {
            machine.argumentCount = n;
            machine.budget = budget;
            const v = f.valueBody(
              n > 0 ? (S[ra + 2] as LuaValue) : undefined,
              n > 1 ? (S[ra + 3] as LuaValue) : undefined,
              n > 2 ? (S[ra + 4] as LuaValue) : undefined,
            );
            budget = machine.budget;
            const w = i >>> 24;
            S[ra] = v;
            if (w === 0) L.top = ra + 1;
            else for (let j = 1; j < w - 1; j++) S[ra + j] = undefined;
            continue;
          }
          if (f.kind === 0) {
            if (ra + n + 26 > S.length) growStack(L, ra + n + 26);
            machine.argumentCount = n;
            machine.budget = budget;
            const { call } = machine;
            call.coroutine = L;
            call.base = ra + 2;
            call.count = n;
            const c = f.body(call);
            budget = machine.budget;
            if (c >= 0) {
              const w = i >>> 24;
              if (w === 2) S[ra] = c > 0 ? S[ra + 2] : undefined;
              else deliver(L, ra + 2, c, ra, w - 1);
              continue;
            }
            leaveHostFunction(machine, L, c, ra + 2, n, ra, (i >>> 24) - 1, 0);
            code = RELOAD;
            pc = 0;
            continue;
          }
        }
        machine.budget = budget;
        precall(machine, L, ra, n, ra, (i >>> 24) - 1, 0);
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 53: /* TAILCALL */ {
        const ra = base + ((i >>> 8) & 255);
        let n = (i >>> 16) & 255;
        n = n === 0 ? L.top - ra - 2 : n - 1;
        if (--budget < 0) {
          frame.pc = pc - 1;
          machine.budget = budget;
          machine.refill();
          code = RELOAD;
          pc = 0;
          continue;
        }
        frame.pc = pc;
        machine.budget = budget;
        tailCall(machine, frame, ra, n);
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 54: /* RETURN */ {
        const a = base + ((i >>> 8) & 255);
        let n = (i >>> 16) & 255;
        n = n === 0 ? L.top - a : n - 1;
        const r = frame.returnTo;
        const w = frame.wanted;
        L.depth--;
        deliver(L, a, n, r, w);
        if (frame.under !== 0) {
          machine.budget = budget;
          complete(machine, L, r, w < 0 ? n : w);
          code = RELOAD;
          pc = 0;
          continue;
        }
        frame = L.frames[L.depth]!;
        p = frame.prototype!;
        code = p.code;
        K = p.constants;
        base = frame.base;
        cells = frame.closure!.upvalues;
        pc = frame.pc;
        continue;
      }
      case 55: /* RETURN0 */ {
        const r = frame.returnTo;
        const w = frame.wanted;
        L.depth--;
        if (w < 0) L.top = r;
        else for (let j = 0; j < w; j++) S[r + j] = undefined;
        if (frame.under !== 0) {
          machine.budget = budget;
          complete(machine, L, r, w < 0 ? 0 : w);
          code = RELOAD;
          pc = 0;
          continue;
        }
        frame = L.frames[L.depth]!;
        p = frame.prototype!;
        code = p.code;
        K = p.constants;
        base = frame.base;
        cells = frame.closure!.upvalues;
        pc = frame.pc;
        continue;
      }
      case 56: /* RETURN1 */ {
        const v = S[base + ((i >>> 8) & 255)];
        const r = frame.returnTo;
        const w = frame.wanted;
        L.depth--;
        if (w === 1) {
          S[r] = v;
        } else if (w < 0) {
          S[r] = v;
          L.top = r + 1;
        } else if (w > 1) {
          S[r] = v;
          for (let j = 1; j < w; j++) S[r + j] = undefined;
        }
        if (frame.under !== 0) {
          machine.budget = budget;
          complete(machine, L, r, w < 0 ? 1 : w);
          code = RELOAD;
          pc = 0;
          continue;
        }
        frame = L.frames[L.depth]!;
        p = frame.prototype!;
        code = p.code;
        K = p.constants;
        base = frame.base;
        cells = frame.closure!.upvalues;
        pc = frame.pc;
        continue;
      }
      case 57: /* FORPREP */ {
        const a = base + ((i >>> 8) & 255);
        const x = S[a];
        const y = S[a + 1];
        const z = S[a + 2];
        if (typeof x === 'number' && typeof y === 'number' && typeof z === 'number') {
          if (z >= 0 ? x <= y : x >= y) {
            S[a + 3] = x;
            pc++;
          } else {
            pc = code[pc]!;
          }
          continue;
        }
        frame.pc = pc;
        prepareFor(frame, S, a);
        // Now all three are numbers.
        pc--;
        continue;
      }
      case 58: /* FORLOOP */ {
        const a = base + ((i >>> 8) & 255);
        const z = S[a + 2] as number;
        const x = (S[a] as number) + z;
        const y = S[a + 1] as number;
        if (z >= 0 ? x <= y : x >= y) {
          S[a] = x;
          S[a + 3] = x;
          pc = code[pc]!;
          code = p.code;
          if (--budget < 0) {
            frame.pc = pc;
            machine.budget = budget;
            machine.refill();
            code = RELOAD;
            pc = 0;
          }
        } else {
          pc++;
        }
        continue;
      }
      case 59: /* ITERCALL */ {
        const a = base + ((i >>> 8) & 255);
        const count = (i >>> 16) & 255;
        if (--budget < 0) {
          frame.pc = pc - 1;
          machine.budget = budget;
          machine.refill();
          code = RELOAD;
          pc = 0;
          continue;
        }
        const f = S[a];
        const t = S[a + 1];
        if (f === nextFunction && t instanceof LuaTable && t.next(S[a + 2] as LuaValue)) {
          const k = nextPair.key;
          if (k === undefined) {
            pc += 2;
            continue;
          }
          S[a + 2] = k;
          S[a + 3] = k;
          if (count > 1) S[a + 4] = nextPair.value;
          for (let j = 2; j < count; j++) S[a + 3 + j] = undefined;
          pc = code[pc + 1]!;
          code = p.code;
          continue;
        }
        if (f === ipairsIterator && t instanceof LuaTable) {
          const k = (S[a + 2] as number) + 1;
          const v = k < t.array.length ? t.array[k] : t.getNumber(k);
          if (v === undefined) {
            pc += 2;
            continue;
          }
          S[a + 2] = k;
          S[a + 3] = k;
          if (count > 1) S[a + 4] = v;
          for (let j = 2; j < count; j++) S[a + 3 + j] = undefined;
          pc = code[pc + 1]!;
          code = p.code;
          continue;
        }
        const slot = a + 3 + (count > 3 ? count : 3);
        S[slot] = f;
        S[slot + 2] = S[a + 1];
        S[slot + 3] = S[a + 2];
        frame.pc = pc;
        machine.budget = budget;
        precall(machine, L, slot, 2, a + 3, count, 0);
        code = RELOAD;
        pc = 0;
        continue;
      }
      case 60: /* ITERTEST */ {
        const a = base + ((i >>> 8) & 255);
        const k = S[a + 3];
        if (k === undefined) {
          pc++;
        } else {
          S[a + 2] = k;
          pc = code[pc]!;
          code = p.code;
        }
        continue;
      }
      case 61: /* CLOSURE */ {
        const q = p.children[i >>> 16]!;
        allocate(SIZE.closure + 8 * q.upvalues.length);
        S[base + ((i >>> 8) & 255)] = new LuaFunction(q, capture(q, S, base, cells), frame.closure!.environment);
        continue;
      }
      case 62: /* VARARG */ {
        const a = base + ((i >>> 8) & 255);
        const n = frame.varargs;
        // Two slots lie between them and the base, as in LuaJIT's frames of vararg functions.
        const from = base - n - 2;
        let w = ((i >>> 16) & 255) - 1;
        if (w < 0) {
          w = n;
          if (a + n + 24 > S.length) growStack(L, a + n + 24);
          L.top = a + n;
          budget -= n >> 3;
        }
        for (let j = 0; j < w; j++) S[a + j] = j < n ? S[from + j] : undefined;
        continue;
      }
      case 63: /* PROBE */ {
        frame.pc = pc - 1;
        machine.budget = budget;
        const replacement = hitProbe(machine, frame);
        if (replacement === null) {
          code = RELOAD;
          pc = 0;
        } else {
          code = replacement;
          pc--;
        }
        continue;
      }
      default:
        throw new Error(`no instruction has the number ${i & 255}`);
    }
  }
}

/** The boxes a new closure takes over. Literals make arrays that are no larger than they need to be. */
function capture(prototype: Prototype, S: Slot[], base: number, cells: Cell[]): Cell[] {
  const sources = prototype.upvalues;
  const box = (at: number): Cell => {
    const { fromParentLocal, index: from } = sources[at]!;
    return fromParentLocal ? (S[base + from] as Cell) : cells[from]!;
  };
  switch (sources.length) {
    case 0:
      return NO_CELLS;
    case 1:
      return [box(0)];
    case 2:
      return [box(0), box(1)];
    case 3:
      return [box(0), box(1), box(2)];
    default:
      return sources.map((_, at) => box(at));
  }
}

/** Replaces the top frame by a call of the value at `slot` (BC_CALLT). */
function tailCall(machine: Machine, frame: Frame, slot: number, count: number): void {
  const L = machine.current;
  const { stack } = L;
  const { returnTo, wanted, under } = frame;
  const given = resolveCallee(machine, L, slot, count, 0);
  // Where the frame's own function lay; see enterLuaFunction of calls.ts.
  const { parameters, isVararg } = frame.prototype!;
  const to = isVararg ? frame.base - frame.varargs - parameters - 4 : frame.base - 2;
  for (let j = 0; j < given + 2; j++) stack[to + j] = stack[slot + j];
  L.depth--;
  precall(machine, L, to, given, returnTo, wanted, under);
}
