import { GuestMemory } from './guest-memory.ts';
import { FUEL_EXPORT, GROW_FAILED_EXPORT, START_EXPORT } from './module/meter-module.ts';
import type { WasmModule } from './module/read-module.ts';
import type { Trap } from './trap.ts';
import { EnvoyCrash, trapOf } from './trap.ts';

/** What came of one call into a module. */
export type CallOutcome = {
  /** The function's result; null when it has none or did not return. */
  readonly result: number | null;
  /** Fuel spent; null after a stack overflow. */
  readonly cost: number | null;
  readonly trap: Trap | null;
  /** All fuel was spent: the trap is ours, Envoy would go on. */
  readonly outOfFuel: boolean;
  /** Envoy would have died in a host function. */
  readonly crashed: boolean;
};

type GuestFunction = (...args: number[]) => number | undefined;

/** As many frames as Envoy prints, and some for host functions between them. */
const STACK_FRAMES = 40;

/**
 * One instance of a metered module: its memory, its functions, its fuel. Calls never throw what the module did.
 * Envoy: proxy-wasm-cpp-host src/v8/v8.cc.
 */
export class WasmInstance {
  readonly memory: GuestMemory | null;
  readonly #functions = new Map<string, GuestFunction>();
  readonly #fuel: WebAssembly.Global;
  readonly #growFailed: WebAssembly.Global;
  #charged = 0;

  constructor(module: WasmModule, instance: WebAssembly.Instance, importedMemory: WebAssembly.Memory | null) {
    let memory = importedMemory;
    for (const { name, kind } of module.exports) {
      const value = instance.exports[name];
      if (kind === 'memory') memory = value as WebAssembly.Memory;
      if (kind === 'function') this.#functions.set(name, value as GuestFunction);
    }
    const start = instance.exports[START_EXPORT];
    if (start !== undefined) this.#functions.set(START_EXPORT, start as GuestFunction);
    this.memory = memory === null ? null : new GuestMemory(memory);
    this.#fuel = instance.exports[FUEL_EXPORT] as WebAssembly.Global;
    this.#growFailed = instance.exports[GROW_FAILED_EXPORT] as WebAssembly.Global;
  }

  has(name: string): boolean {
    return this.#functions.has(name);
  }

  /** Whether `memory.grow` has answered -1 since this was asked last. */
  takeGrowFailed(): boolean {
    const failed = this.#growFailed.value !== 0;
    this.#growFailed.value = 0;
    return failed;
  }

  /** Takes fuel for work of the host: it counts towards the limit, not towards the module's own cost. */
  charge(units: number): void {
    this.#charged += units;
    this.#fuel.value = Math.max(this.#fuel.value - units, -1);
  }

  /** Whether the running callback has spent all its fuel. */
  get outOfFuel(): boolean {
    return this.#fuel.value < 0;
  }

  /** Calls an exported function with this much fuel. */
  call(name: string, args: readonly number[], fuel: number): CallOutcome {
    this.#fuel.value = fuel;
    this.#charged = 0;
    const outcome = guarded(() => this.#functions.get(name)?.(...args));
    const left = this.#fuel.value;
    return {
      result: outcome.result,
      cost: outcome.trap?.stackOverflow ? null : Math.max(fuel - Math.max(left, 0) - this.#charged, 0),
      trap: outcome.trap,
      outOfFuel: left < 0,
      crashed: outcome.crashed,
    };
  }

  /** Calls a function out of a host function, on the fuel of the callback that runs. */
  callNested(name: string, args: readonly number[]): Pick<CallOutcome, 'result' | 'trap' | 'crashed'> {
    return guarded(() => this.#functions.get(name)?.(...args));
  }
}

/** Runs module code and tells what came of it; errors of our own are thrown on. */
function guarded(run: () => number | undefined): Pick<CallOutcome, 'result' | 'trap' | 'crashed'> {
  const errors = Error as { stackTraceLimit?: number };
  const limit = errors.stackTraceLimit;
  errors.stackTraceLimit = STACK_FRAMES;
  try {
    return { result: run() ?? null, trap: null, crashed: false };
  } catch (error) {
    if (error instanceof EnvoyCrash) return { result: null, trap: null, crashed: true };
    const trap = trapOf(error);
    if (trap === null) throw error;
    return { result: null, trap, crashed: false };
  } finally {
    if (limit === undefined) delete errors.stackTraceLimit;
    else errors.stackTraceLimit = limit;
  }
}
