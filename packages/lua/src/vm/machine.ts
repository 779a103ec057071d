import type { PendingRun } from '../host/host-call.ts';
import { HostCall } from '../host/host-call.ts';
import type { LuaState } from '../state/lua-state.ts';
import type { LuaBudgets } from '../state/state-options.ts';
import type { PauseReason } from '../state/thread-result.ts';
import { Coroutine } from '../values/coroutine.ts';
import type { LuaError } from '../values/lua-error.ts';
import { LuaTable } from '../values/table.ts';
import { Userdata } from '../values/userdata.ts';
import { type LuaValue, typeName } from '../values/value.ts';
import { Exhausted } from './exhausted.ts';
import { MemoryMeter } from './memory-meter.ts';

/** What the machine is doing. Literals of these numbers stand in the hot code. */
export const STATUS = {
  running: 0,
  done: 1,
  suspended: 2,
  yielded: 3,
  paused: 4,
  exhausted: 5,
  error: 6,
} as const;

/** How many units the loop counts down before it asks the machine for more. Keeps the counter a small integer. */
const SLICE = 1 << 28;

/** See {@link Machine.registers}. */
export type Registers = {
  readonly current: Coroutine;
  readonly root: Coroutine;
  readonly status: number;
  readonly argumentCount: number;
  readonly insideRun: boolean;
  readonly completing: boolean;
  readonly queued: boolean;
  readonly queuedAt: number;
  readonly queuedCount: number;
};

/**
 * The registers of one state's interpreter: which coroutine runs, what is left of the budget, and what the parts of the
 * VM hand each other. One run at a time uses it; a run started inside a host function saves and restores it.
 */
export class Machine {
  readonly state: LuaState;
  readonly memory: MemoryMeter;
  /** The coroutine that executes, and the one the run began in. */
  current: Coroutine;
  root: Coroutine;
  status: number = STATUS.done;
  /** Units left in this slice; the loop keeps it in a local while it runs. */
  budget = SLICE;
  /** Units left beyond the slice. */
  private reserve = Number.POSITIVE_INFINITY;
  private used = 0;
  private slice = SLICE;
  /** The metatable of all strings. */
  stringMetatable: LuaTable | undefined = undefined;
  /** The arguments the running host function was given. */
  argumentCount = 0;
  /** Where the host function lies that `precall` is calling, −1 for none; after an error it tells who raised it. */
  hostSlot = -1;
  /** The one call object of host functions that are not generators. */
  readonly call: HostCall;
  /** True while a generator of a host function executes: the top frame is its own. */
  insideRun = false;
  /** What a suspending host function left for the owner. */
  request: unknown = undefined;
  pendingRun: PendingRun | null = null;
  /** How many arguments a tail call of a host function has. */
  tailCount = 0;
  /** Results for the owner. */
  results: LuaValue[] = [];
  failure: LuaError | null = null;
  exhausted: Exhausted | null = null;
  /** The run was stopped between two instructions, not inside of one. */
  canContinue = false;
  pauseReason: PauseReason = 'request';
  pauseLine = 0;
  /** The error a debugger has stopped at, to be raised when the thread goes on. */
  pendingError: LuaError | null = null;
  /** Where the values of a finished host frame lie: see calls.ts. */
  valuesAt = 0;
  valueCount = 0;
  /** A host frame is being told about results; further ones are queued, so that nothing recurses. */
  completing = false;
  queued = false;
  queuedAt = 0;
  queuedCount = 0;

  constructor(state: LuaState) {
    this.state = state;
    this.current = new Coroutine(undefined);
    this.root = this.current;
    this.call = new HostCall(this, this.current);
    this.memory = new MemoryMeter(this);
  }

  /** What a run inside of a host function must not disturb. */
  registers(): Registers {
    const { current, root, status, argumentCount, insideRun, completing, queued, queuedAt, queuedCount } = this;
    return { current, root, status, argumentCount, insideRun, completing, queued, queuedAt, queuedCount };
  }

  restore(registers: Registers): void {
    this.current = registers.current;
    this.root = registers.root;
    this.status = registers.status;
    this.argumentCount = registers.argumentCount;
    this.insideRun = registers.insideRun;
    this.completing = registers.completing;
    this.queued = registers.queued;
    this.queuedAt = registers.queuedAt;
    this.queuedCount = registers.queuedCount;
  }

  setBudgets(budgets: LuaBudgets): void {
    this.used = this.unitsUsed();
    const total = budgets.instructions ?? Number.POSITIVE_INFINITY;
    this.slice = Math.min(total, SLICE);
    this.budget = this.slice;
    this.reserve = total - this.slice;
    this.memory.limit = budgets.memory ?? Number.POSITIVE_INFINITY;
  }

  unitsUsed(): number {
    return this.used + this.slice - this.budget;
  }

  /** Does something with a budget of its own; what it uses is not counted. */
  withBudget<T>(units: number, work: () => T): T {
    const { budget, reserve, used, slice } = this;
    this.slice = units;
    this.budget = units;
    this.reserve = 0;
    try {
      return work();
    } finally {
      this.budget = budget;
      this.reserve = reserve;
      this.used = used;
      this.slice = slice;
    }
  }

  /** Takes the next slice of the budget. False when there is none: the status is then `exhausted`. */
  refill(): boolean {
    const over = this.budget < 0 ? -this.budget : 0;
    const next = Math.min(this.reserve - over, SLICE);
    if (next > 0) {
      this.used += this.slice - this.budget;
      this.reserve -= over + next;
      this.slice = next;
      this.budget = next;
      return true;
    }
    this.status = STATUS.exhausted;
    this.canContinue = true;
    this.exhausted = new Exhausted('instructions');
    return false;
  }

  /** Counts units of a library function. @throws Exhausted */
  charge(units: number): void {
    this.budget -= units;
    if (this.budget < 0 && !this.refill()) throw this.exhausted;
  }

  /** The metatable that decides how a value behaves. */
  metatableOf(value: LuaValue): LuaTable | undefined {
    if (value instanceof LuaTable || value instanceof Userdata) return value.metatable;
    if (typeof value === 'string') return this.stringMetatable;
    return this.state.typeMetatables.get(typeName(value));
  }
}
