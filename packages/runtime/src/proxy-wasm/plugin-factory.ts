import type { DecoderFilterCallbacks } from '../filter/filter-callbacks.ts';
import type { FilterHeadersStatus } from '../filter/filter-status.ts';
import type { HttpFilter, HttpFilterFactory } from '../filter/http-filter.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import { LIMITS } from '../server/limits.ts';
import type { ServerWorker } from '../server/server-worker.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import type { LoadedModule, ModuleLimits } from './module-cache.ts';
import { compiledModules } from './module-cache.ts';
import type { PluginConfig } from './plugin.ts';
import { pluginKey, vmKey } from './plugin.ts';
import { RootContext } from './root-context.ts';
import { startVm } from './start-vm.ts';
import { FAILED_RESPONSE, StreamContext } from './stream-context.ts';
import type { WasmProcess } from './wasm-process.ts';
import { WasmThread } from './wasm-thread.ts';
import type { WasmVm } from './wasm-vm.ts';

/** What a Wasm filter's factory is made from, for one thread. */
export type WasmFactoryRequest = {
  readonly plugin: PluginConfig;
  /** Shared by all threads of the scenario. */
  readonly process: WasmProcess;
  /** A worker, or the main thread (-1), for which the factory must be made first. */
  readonly worker: ServerWorker;
  /** Emits events of this filter and thread, without a stream. */
  readonly trace: FilterTrace;
  readonly limits?: Partial<ModuleLimits>;
};

/** A Wasm filter's factory; `shutDown` lets the root context end when the server does. */
export type WasmFilterFactory = HttpFilterFactory & { shutDown(): void };

/** The limits of LIMITS, in the units of modules. */
export const DEFAULT_MODULE_LIMITS: ModuleLimits = {
  fuel: LIMITS.wasmFuel,
  memoryPages: LIMITS.wasmMemory / 65536,
};

/**
 * Makes the factory of a Wasm filter for one thread. On the main thread the module is loaded, tried out in a base VM and
 * a probe VM as Envoy does, and then started for the main thread itself; throws ConfigRejected when Envoy would refuse.
 *
 * Envoy: source/extensions/common/wasm/wasm.cc `createWasm`, plugin.cc `PluginConfig`.
 */
export function createWasmFactory(request: WasmFactoryRequest): WasmFilterFactory {
  const thread = threadOf(request);
  const limits = { ...DEFAULT_MODULE_LIMITS, ...request.limits };
  const base = new BasePlugin(request.plugin, request.process, limits);
  if (request.worker.index < 0) base.prove(request);
  return new PluginOnThread(base, thread, request);
}

function threadOf({ process, worker }: WasmFactoryRequest): WasmThread {
  const thread = process.threads.get(worker.index) ?? new WasmThread(worker);
  process.threads.set(worker.index, thread);
  return thread;
}

/** A plugin with its module, before it is on any thread. */
class BasePlugin {
  readonly plugin: PluginConfig;
  readonly process: WasmProcess;
  readonly limits: ModuleLimits;
  readonly vmKey: string;
  readonly pluginKey: string;

  constructor(plugin: PluginConfig, process: WasmProcess, limits: ModuleLimits) {
    this.plugin = plugin;
    this.process = process;
    this.limits = limits;
    this.vmKey = vmKey(plugin, process.codeId(plugin.code));
    this.pluginKey = pluginKey(plugin);
  }

  /** Loads the module and starts the plugin in VMs of its own. Throws ConfigRejected. */
  prove(request: WasmFactoryRequest): void {
    const proof = `${this.vmKey} ${this.pluginKey}`;
    if (this.process.proven.has(proof)) return;
    if (!this.#prove(request)) this.#reject(request);
    this.process.proven.add(proof);
  }

  #prove({ process, worker, trace }: WasmFactoryRequest): boolean {
    const module = this.load(worker, trace);
    if (module === null) return false;
    const parts = { process, worker, trace, plugin: this.plugin, module, key: this.vmKey };
    if (!process.bases.has(this.vmKey)) {
      // Envoy keeps this VM as the template for all others; nothing but the module's own start ever runs in it.
      if (startVm({ ...parts, place: 'main (base)' }) === null) return false;
      process.bases.add(this.vmKey);
    }
    const probe = startVm({ ...parts, place: 'main (probe)' });
    const started = probe !== null && this.startPlugin(probe, trace, 'base Wasm', 'base Wasm plugin') !== null;
    probe?.dispose();
    return started;
  }

  /** The compiled module; null: Envoy refuses, and says so in its log. */
  load(worker: ServerWorker, trace: FilterTrace): LoadedModule | null {
    const refuse = (level: 'warning' | 'error', lines: readonly string[]): null => {
      for (const line of lines) worker.logs.log(trace, level, 'wasm', line);
      return null;
    };
    const runtime = this.plugin.vm.runtime;
    if (runtime === 'envoy.wasm.runtime.null') {
      return refuse('error', ['Wasm VM failed Failed to load NullVM plugin', LOAD_FAILED]);
    }
    if (runtime !== '' && runtime !== 'envoy.wasm.runtime.v8') {
      refuse('warning', [
        `Failed to create Wasm VM using ${runtime} runtime. Envoy was compiled without support for it`,
      ]);
      return refuse('error', [LOAD_FAILED]);
    }
    const loaded = compiledModules.load(this.plugin.code, this.limits);
    return 'module' in loaded ? loaded.module : refuse('error', loaded.refusal);
  }

  /** Makes a root context, starts the VM for it and configures it; null: the module refused. */
  startPlugin(vm: WasmVm, trace: FilterTrace, vmWords: string, pluginWords: string): RootContext | null {
    const root = new RootContext(vm, this.plugin, trace);
    vm.roots.set(this.pluginKey, root);
    if (!root.start()) {
      vm.log('error', `Wasm VM failed Failed to start ${vmWords}`, trace);
      return null;
    }
    if (root.configure()) return root;
    vm.log('error', `Wasm VM failed Failed to configure ${pluginWords}`, trace);
    return null;
  }

  #reject({ worker, trace }: WasmFactoryRequest): never {
    const { name, legacyFailOpen } = this.plugin;
    if (this.plugin.code.length > 0) worker.logs.log(trace, 'trace', 'wasm', 'Unable to create Wasm');
    worker.logs.log(trace, 'critical', 'wasm', `Plugin ${name} failed to load`);
    if (!legacyFailOpen) {
      worker.logs.log(trace, 'critical', 'wasm', 'Plugin configured to fail closed failed to load');
    }
    throw new ConfigRejected(`Unable to create Wasm plugin ${name}`);
  }
}

const LOAD_FAILED = 'Wasm VM failed Failed to load Wasm code';

/** The plugin on one thread: its root context there, and what becomes of streams when its VM has failed. */
class PluginOnThread implements WasmFilterFactory {
  readonly #base: BasePlugin;
  readonly #thread: WasmThread;
  readonly #trace: FilterTrace;
  #root: RootContext | null;
  #loadedAt: number;

  constructor(base: BasePlugin, thread: WasmThread, { trace }: WasmFactoryRequest) {
    this.#base = base;
    this.#thread = thread;
    this.#trace = trace;
    this.#root = this.#load();
    this.#loadedAt = thread.worker.clock.now();
  }

  createFilter(): HttpFilter | null {
    const { plugin } = this.#base;
    if (this.#root?.vm.failed && plugin.failurePolicy === 'FAIL_RELOAD') this.#reload();
    if (this.#root !== null && !this.#root.vm.failed) return new StreamContext(this.#root);
    if (plugin.failurePolicy !== 'FAIL_OPEN') return new FailedFilter(plugin);
    this.#tellPolicy('the filter takes no part in the stream');
    return null;
  }

  shutDown(): void {
    this.#root?.end();
  }

  #load(): RootContext | null {
    const { process, plugin, vmKey: key } = this.#base;
    const { worker } = this.#thread;
    const place = worker.index < 0 ? 'main' : `worker ${worker.index}`;
    let vm = this.#thread.find(key) ?? null;
    if (vm === null) {
      if (process.liveVms >= LIMITS.liveVms) return this.#tooManyVms();
      const module = this.#base.load(worker, this.#trace);
      vm = module && startVm({ process, worker, trace: this.#trace, plugin, module, key, place });
      if (vm === null) return null;
      this.#thread.add(key, vm);
    }
    const present = vm.roots.get(this.#base.pluginKey);
    return present ?? this.#base.startPlugin(vm, this.#trace, 'thread-local Wasm', 'thread-local Wasm plugin');
  }

  #reload(): void {
    const { worker } = this.#thread;
    const { plugin } = this.#base;
    const wait =
      plugin.reloadBackoffMs + (worker.random.uint32() % Math.max(1, Math.floor(plugin.reloadBackoffMs / 2)));
    const stat = (what: string): void => worker.stats.add(`wasm.${plugin.name}.vm_reload_${what}`, 'counter', 1);
    if (worker.clock.now() - this.#loadedAt < wait * 1e6) {
      stat('backoff');
      return;
    }
    const fresh = this.#load();
    this.#loadedAt = worker.clock.now();
    stat(fresh === null || fresh.vm.failed ? 'failure' : 'success');
    if (fresh === null) return;
    this.#root = fresh;
    this.#base.process.vmReplaced(worker.stats);
    this.#tellPolicy('a new VM was made');
  }

  #tooManyVms(): null {
    const limit = LIMITS.liveVms;
    this.#trace.emit({ kind: 'budget-exceeded', what: 'vms', limit, callback: 'start' });
    this.#trace.emit({
      kind: 'not-simulated',
      what: `Wasm VM number ${limit + 1}`,
      why: 'browsers allow about 125 Wasm memories; plugins with equal vm_id, configuration and code share one VM',
      affects: ['*'],
    });
    return null;
  }

  #tellPolicy(effect: string): void {
    const policy = this.#base.plugin.legacyFailOpen ? 'fail_open' : this.#base.plugin.failurePolicy;
    this.#trace.emit({ kind: 'failure-policy-applied', policy, effect });
  }
}

/** The filter of a stream that begins when the VM has failed already: no context, one answer. */
class FailedFilter implements HttpFilter {
  readonly #plugin: PluginConfig;
  #callbacks: DecoderFilterCallbacks | null = null;

  constructor(plugin: PluginConfig) {
    this.#plugin = plugin;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(): FilterHeadersStatus {
    const policy = this.#plugin.failurePolicy;
    this.#callbacks?.trace.emit({ kind: 'failure-policy-applied', policy, effect: 'the stream is answered with 503' });
    this.#callbacks?.sendLocalReply({ ...FAILED_RESPONSE, grpcStatus: FAILED_RESPONSE.grpcStatus });
    return 'StopAllIterationAndWatermark';
  }
}
