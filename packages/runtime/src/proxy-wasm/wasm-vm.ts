import type { ByteString } from '../http/byte-string.ts';
import { textToByteString } from '../http/byte-string.ts';
import type { LogLevel } from '../server/log-sink.ts';
import type { ServerWorker } from '../server/server-worker.ts';
import type { EventExtras, FilterTrace } from '../trace/filter-trace.ts';
import type { SourcePlace } from '../trace/trace-event.ts';
import type { AbiFunction, AbiVersion } from './abi/abi-function.ts';
import type { Status } from './abi/types.ts';
import { STATUS } from './abi/types.ts';
import { CallIds } from './call-ids.ts';
import type { Context } from './context.ts';
import type { GuestMemory } from './guest-memory.ts';
import { Metrics } from './metrics.ts';
import { ENVOY_MAXIMUM_PAGES } from './module/load-checks.ts';
import { START_EXPORT } from './module/meter-module.ts';
import type { LoadedModule } from './module-cache.ts';
import { PendingCallouts } from './pending-callouts.ts';
import type { PluginConfig, VmConfig } from './plugin.ts';
import type { RootContext } from './root-context.ts';
import type { HostImport } from './source-places.ts';
import { SourcePlaces } from './source-places.ts';
import type { Trap } from './trap.ts';
import { EnvoyCrash, RestrictedCallback } from './trap.ts';
import { reportTrap } from './trap-report.ts';
import type { CallOutcome, WasmInstance } from './wasm-instance.ts';
import type { WasmProcess } from './wasm-process.ts';

/** Everything from which a VM is made. */
export type VmParts = {
  readonly process: WasmProcess;
  readonly worker: ServerWorker;
  /** Where events go that belong to no context. */
  readonly trace: FilterTrace;
  /** For the eye: which VM on which thread. */
  readonly name: string;
  readonly config: VmConfig;
  /** Functions that the module may call and be called by; null: all. */
  readonly allowedCapabilities: readonly string[] | null;
  readonly allocator: 'malloc' | 'proxy_on_memory_allocate';
  readonly module: LoadedModule;
  readonly mapOffset: PluginConfig['mapOffset'];
};

/**
 * `section`: the start section runs; `start`: the module starts (`_initialize` …); `plugins`: contexts may come;
 * `allocator`: the module gives memory to the host.
 */
type Phase = 'section' | 'start' | 'plugins' | 'allocator';

/** What a host call takes of the fuel, so that a module can't keep the host busy for ever. */
const FUEL_PER_HOST_CALL = 100;
const BYTES_PER_FUEL = 64;

/**
 * One VM on one thread with its contexts, ids and pending work. proxy-wasm-cpp-host: src/wasm.cc `WasmBase`.
 */
export class WasmVm {
  readonly process: WasmProcess;
  readonly worker: ServerWorker;
  readonly trace: FilterTrace;
  readonly name: string;
  readonly config: VmConfig;
  readonly module: LoadedModule;
  readonly abi: AbiVersion;
  readonly metrics: Metrics;
  readonly callIds = new CallIds();
  readonly callouts = new PendingCallouts();
  readonly allowedCapabilities: readonly string[] | null;
  /** Root contexts by plugin key. */
  readonly roots = new Map<string, RootContext>();
  /** Goes with every event of this VM. */
  readonly eventExtras: EventExtras;
  /** The place in the user's source where the module is now; null when it does not run or nothing is known. */
  readonly place: (() => SourcePlace | null) | null;
  /** The module's own monotonic clock in nanoseconds: ahead of the server's after a sleep (see abi/clocks.ts). */
  sleptUntil = 0;
  /** Told once when the VM fails while it runs. */
  onFailure: (() => void) | null = null;
  readonly #allocator: string;
  readonly #mapOffset: PluginConfig['mapOffset'];
  readonly #contexts = new Map<number, Context>();
  readonly #said = new Set<string>();
  #nextContextId = 1;
  #instance: WasmInstance | null = null;
  #phase: Phase = 'section';
  #current: Context | null = null;
  #effective: Context | null = null;
  #depth = 0;
  #hostCalls = 0;
  #imported: HostImport | null = null;
  #failed = false;
  #stopNext = false;
  #actions: (() => void)[] = [];

  constructor(parts: VmParts) {
    this.process = parts.process;
    this.worker = parts.worker;
    this.trace = parts.trace;
    this.name = parts.name;
    this.config = parts.config;
    this.module = parts.module;
    this.abi = parts.module.abi;
    this.allowedCapabilities = parts.allowedCapabilities;
    this.metrics = new Metrics(parts.worker.stats);
    this.eventExtras = { vm: parts.name };
    this.#allocator = parts.allocator;
    this.#mapOffset = parts.mapOffset;
    const places = parts.mapOffset === null ? null : new SourcePlaces(parts.module, parts.mapOffset);
    this.place = places && (() => (this.running ? places.now(this.#hostCalls, this.#imported) : null));
  }

  /** The module is instantiated: runs its start section. false: it trapped. */
  attach(instance: WasmInstance): boolean {
    this.#instance = instance;
    const trace = this.trace;
    if (instance.has(START_EXPORT)) {
      const outcome = instance.call(START_EXPORT, [], this.module.limits.fuel);
      this.#tellMemoryCeiling(instance, 'start section', outcome.trap !== null);
      this.#callFailed(trace, 'start section', outcome);
    }
    this.#phase = 'start';
    return !this.#failed;
  }

  /** The module has started; plugins may come. */
  pluginsMayStart(): void {
    this.#phase = 'plugins';
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Whether the module has this callback and may be called by it. */
  has(name: string): boolean {
    if (this.#instance?.has(name) !== true) return false;
    return this.allowedCapabilities === null || this.allowedCapabilities.includes(name);
  }

  // --- contexts

  addContext(context: Context): number {
    const id = this.#nextContextId++;
    this.#contexts.set(id, context);
    return id;
  }

  removeContext(id: number): void {
    this.#contexts.delete(id);
  }

  contextById(id: number): Context | undefined {
    return this.#contexts.get(id);
  }

  /** The context on which host calls act: the effective one, else that of the running callback; null: no callback runs. */
  get actingContext(): Context | null {
    return this.#effective ?? this.#current;
  }

  /** As actingContext, where one must be: host functions that are not allowed during the start. */
  get context(): Context {
    const context = this.actingContext;
    if (context === null) throw new RestrictedCallback();
    return context;
  }

  /** `proxy_set_effective_context`: until the running callback ends; 0 means its own context again. */
  setEffectiveContext(id: number): Status {
    const context = id === 0 ? null : this.#contexts.get(id);
    if (context === undefined) return STATUS.BadArgument;
    this.#effective = context;
    return STATUS.Ok;
  }

  // --- calls into the module

  /** Calls a function of the module for a context; null: it trapped, is missing, or answers nothing. */
  call(context: Context | null, name: string, args: readonly number[]): number | null {
    const instance = this.#instance;
    if (instance === null || !instance.has(name)) return null;
    const before = { current: this.#current, effective: this.#effective };
    this.#current = context;
    this.#effective = null;
    const trace = context?.trace ?? this.trace;
    trace.emit({ kind: 'vm-call', function: name, args }, { vm: this.name, source: null });
    this.#depth++;
    const outcome = instance.call(name, args, this.module.limits.fuel);
    this.#depth--;
    this.#current = before.current;
    this.#effective = before.effective;
    context?.spend(outcome.cost);
    this.#tellMemoryCeiling(instance, name, outcome.trap !== null, trace);
    if (outcome.trap !== null || outcome.crashed) {
      this.#callFailed(trace, name, outcome);
      return null;
    }
    trace.emit(
      { kind: 'vm-return', function: name, result: outcome.result === null ? null : outcome.result >>> 0 },
      { vm: this.name, source: null, cost: outcome.cost },
    );
    return outcome.result;
  }

  #callFailed(trace: FilterTrace, name: string, outcome: CallOutcome): void {
    if (outcome.crashed) this.fail();
    else if (outcome.trap !== null) this.#trapped(trace, name, outcome.trap, outcome.outOfFuel);
  }

  #trapped(trace: FilterTrace, name: string, trap: Trap, outOfFuel: boolean): void {
    const { module, name: vmName } = this;
    const scene = { trace, module, vmName, mapOffset: this.#mapOffset, function: name, outOfFuel };
    const message = reportTrap(trap, scene);
    // Of a start section Envoy's log shows only that there is no instance.
    if (message !== null && this.#phase !== 'section') this.log('error', message, trace);
    this.fail();
  }

  /** `memory.grow` has answered -1 where Envoy would have grown: a module that dies of it is stopped by our budget. */
  #tellMemoryCeiling(instance: WasmInstance, callback: string, trapped: boolean, trace = this.trace): void {
    const { memoryPages } = this.module.limits;
    if (!instance.takeGrowFailed() || memoryPages >= ENVOY_MAXIMUM_PAGES) return;
    if (trapped) this.tellMemoryLimit(callback, trace);
    else
      this.notSimulated(
        `more than ${memoryPages / 16} MiB of memory`,
        'memory.grow answers -1 here; Envoy allows 1 GiB',
        ['*'],
      );
  }

  /** Says once that the module wants more memory than we give it; Envoy would. */
  tellMemoryLimit(callback: string, trace = this.actingContext?.trace ?? this.trace): void {
    const limit = this.module.limits.memoryPages * 65536;
    this.once('memory', () =>
      trace.emit({ kind: 'budget-exceeded', what: 'memory', limit, callback }, this.eventExtras),
    );
  }

  /** No callback of this VM runs any more. */
  fail(): void {
    if (this.#failed) return;
    this.#failed = true;
    this.onFailure?.();
  }

  // --- what host functions need

  /** The module's memory. Envoy crashes when there is none, or not yet (in the start section). */
  get memory(): GuestMemory {
    const why = 'Envoy 1.40 does not find the memory and crashes (SIGSEGV)';
    return this.#instance?.memory ?? this.wouldCrash('a host call by a module without memory', why);
  }

  /** A host call begins. Throws what Envoy throws when the function may not be called in this phase. */
  beginHostCall(f: AbiFunction, imported: HostImport): void {
    this.#hostCalls++;
    this.#imported = imported;
    if (this.#phase === 'plugins') return;
    if (this.#phase === 'section') {
      this.wouldCrash(
        'a host call in the start section',
        'Envoy 1.40 does not know the memory yet and crashes (SIGSEGV)',
      );
    }
    if (this.#phase === 'start' ? !f.inStart : !f.inAllocator) throw new RestrictedCallback();
  }

  /** The host works for the module: so many bytes are read, written or moved. */
  chargeHostWork(bytes: number): void {
    this.#instance?.charge(FUEL_PER_HOST_CALL + Math.floor(bytes / BYTES_PER_FUEL));
  }

  /** Asks the module for memory; 0: it has none to give. */
  allocate(size: number): number {
    const instance = this.#instance;
    if (instance === null) return 0;
    const phase = this.#phase;
    const trace = this.actingContext?.trace ?? this.trace;
    trace.emit({ kind: 'vm-call', function: this.#allocator, args: [size] }, { vm: this.name, source: null });
    const before = { current: this.#current, effective: this.#effective };
    // The allocator runs without a context: what it logs has no name.
    this.#current = null;
    this.#effective = null;
    this.#phase = 'allocator';
    const outcome = instance.callNested(this.#allocator, [size]);
    this.#phase = phase;
    this.#current = before.current;
    this.#effective = before.effective;
    if (outcome.crashed) throw new EnvoyCrash();
    if (outcome.trap !== null) {
      this.#trapped(trace, this.#allocator, outcome.trap, instance.outOfFuel);
      return 0;
    }
    const result = (outcome.result ?? 0) >>> 0;
    trace.emit({ kind: 'vm-return', function: this.#allocator, result }, { vm: this.name, source: null });
    return result;
  }

  /** Gives bytes to the module: memory of its own allocator, then pointer and length; nothing is allocated for none. */
  give(dataAt: number, sizeAt: number, data: Uint8Array | ByteString): Status {
    const { memory } = this;
    let at = 0;
    if (data.length > 0) {
      this.chargeHostWork(data.length);
      at = this.allocate(data.length);
      const written = typeof data === 'string' ? memory.writeText(at, data) : memory.write(at, data);
      if (at === 0 || !written) return STATUS.InvalidMemoryAccess;
    }
    return memory.writeU32(dataAt, at) && memory.writeU32(sizeAt, data.length) ? STATUS.Ok : STATUS.InvalidMemoryAccess;
  }

  // --- callouts

  /** An answer came: delivered now, or after the running callback; not at all when the callout was cancelled. */
  calloutAnswered(token: number, deliver: () => void): void {
    if (this.running) {
      this.addAfterCallAction(() => this.calloutAnswered(token, deliver));
    } else if (this.callouts.end(token)) {
      deliver();
    }
  }

  /** The VM goes away without a word to the module: timers stop, callouts are cancelled. */
  dispose(): void {
    this.callouts.cancelAll();
    for (const root of this.roots.values()) root.dispose();
    this.fail();
    this.process.vmGone(this.worker.stats);
  }

  // --- pending work

  /** Work that waits until the running callback has ended. */
  addAfterCallAction(action: () => void): void {
    this.#actions.push(action);
  }

  /** Runs what waits; called when the outermost callback has ended. */
  runAfterCallActions(): void {
    this.#stopNext = false;
    for (let action = this.#actions.shift(); action !== undefined; action = this.#actions.shift()) action();
  }

  /** Whether a callback of this VM runs. */
  get running(): boolean {
    return this.#depth > 0;
  }

  /** The answer of the running callback no longer counts: it stops. */
  stopNextIteration(): void {
    this.#stopNext = true;
  }

  get stopsNext(): boolean {
    return this.#stopNext;
  }

  /** Writes a line of logger `wasm`. */
  log(level: LogLevel, message: ByteString, trace: FilterTrace = this.actingContext?.trace ?? this.trace): void {
    this.worker.logs.log(trace, level, 'wasm', message);
  }

  /** A line that the module itself logs. */
  logFromModule(level: LogLevel, message: ByteString): void {
    this.log(level, `wasm log${textToByteString(this.actingContext?.logPrefix ?? '')}: ${message}`);
  }

  /** Envoy would die here: says so and unwinds the module. */
  wouldCrash(what: string, why: string): never {
    this.wouldCrashLater(what, why);
    throw new EnvoyCrash();
  }

  /** Envoy would die here, outside of a host call: says so, and nothing of this VM runs on. */
  wouldCrashLater(what: string, why: string): void {
    (this.actingContext?.trace ?? this.trace).emit({ kind: 'would-crash-envoy', what, why }, this.eventExtras);
    this.fail();
  }

  /** Says once per VM that something is not simulated. */
  notSimulated(what: string, why: string, affects: readonly string[]): void {
    const trace = this.actingContext?.trace ?? this.trace;
    this.once(what, () => trace.emit({ kind: 'not-simulated', what, why, affects }, this.eventExtras));
  }

  once(what: string, act: () => void): void {
    if (this.#said.has(what)) return;
    this.#said.add(what);
    act();
  }
}
