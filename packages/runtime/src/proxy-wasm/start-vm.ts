import type { ServerWorker } from '../server/server-worker.ts';
import type { FilterTrace } from '../trace/filter-trace.ts';
import { importsOf } from './host.ts';
import type { EntryFunctions } from './module/load-checks.ts';
import { checkExports, checkImports, wantsTooMuchMemory } from './module/load-checks.ts';
import type { Limits } from './module/module-types.ts';
import type { LoadedModule } from './module-cache.ts';
import type { PluginConfig } from './plugin.ts';
import { WasmInstance } from './wasm-instance.ts';
import type { WasmProcess } from './wasm-process.ts';
import { WasmVm } from './wasm-vm.ts';

/** What a VM is made from. */
export type VmRequest = {
  readonly process: WasmProcess;
  readonly worker: ServerWorker;
  readonly trace: FilterTrace;
  readonly plugin: PluginConfig;
  readonly module: LoadedModule;
  readonly key: string;
  /** `main`, `main (probe)`, `worker 0` …: for the eye. */
  readonly place: string;
};

const NOT_INITIALIZED = 'Wasm VM failed Failed to initialize Wasm code';

/**
 * Makes a VM and runs the module's own start: instantiation, then `_initialize` and `main`, or `_start`. No plugin yet.
 * null: Envoy refuses; its log lines are written. proxy-wasm-cpp-host: `WasmBase::load`, `initialize` and `startVm`.
 */
export function startVm(request: VmRequest): WasmVm | null {
  const { module, process, worker, trace, plugin } = request;
  const refuse = (...lines: readonly string[]): null => {
    for (const line of lines) worker.logs.log(trace, 'error', 'wasm', line);
    return null;
  };
  const link = checkImports(module.declarations, module.abi);
  if (link !== null) return refuse(link, NOT_INITIALIZED);
  if (wantsTooMuchMemory(module.declarations)) return refuse('Failed to create new Wasm instance', NOT_INITIALIZED);
  const { entry, problems } = checkExports(module.declarations, module.abi);
  const vm = new WasmVm({
    process,
    worker,
    trace,
    name: `${process.vmName(request.key, plugin.vm.vmId || plugin.name || 'wasm')}, ${request.place}`,
    config: plugin.vm,
    allowedCapabilities: plugin.allowedCapabilities,
    allocator: entry.allocator ?? 'malloc',
    module,
    mapOffset: plugin.mapOffset,
  });
  if (wantsTooMuchMemory(module.declarations, module.limits.memoryPages)) {
    vm.tellMemoryLimit('the start');
    return refuse();
  }
  trace.place = vm.place;
  process.vmMade(worker.stats);
  trace.emit({ kind: 'vm-started', engine: 'wasm', key: request.key }, vm.eventExtras);
  const lines = runStart(vm, entry, problems);
  if (lines === null) {
    vm.pluginsMayStart();
    return vm;
  }
  vm.dispose();
  return refuse(...lines);
}

/** Instantiates and starts a module; the log lines with which Envoy refuses it, else null. */
function runStart(vm: WasmVm, entry: EntryFunctions, problems: readonly string[]): readonly string[] | null {
  if (!instantiate(vm)) return ['Failed to create new Wasm instance', NOT_INITIALIZED];
  if (problems.length > 0) return [...problems, NOT_INITIALIZED];
  if (entry.initialize !== null) {
    vm.call(null, entry.initialize, []);
    if (entry.main !== null && !vm.failed) vm.call(null, entry.main, entry.main === 'main' ? [0, 0] : []);
  } else if (entry.start !== null) {
    vm.call(null, entry.start, []);
  }
  return vm.failed ? [NOT_INITIALIZED] : null;
}

/** Links and instantiates; the start section runs here. false: there is no instance. */
function instantiate(vm: WasmVm): boolean {
  const { module } = vm;
  const given = importedObjects(vm);
  let instance: WebAssembly.Instance;
  try {
    instance = new WebAssembly.Instance(module.compiled, importsOf(vm, given));
  } catch (error) {
    // Out of bounds segments (RuntimeError), imports of a wrong size (LinkError), no memory to be had (RangeError).
    if (error instanceof RangeError) vm.tellMemoryLimit('instantiation');
    const isExpected =
      error instanceof RangeError ||
      error instanceof WebAssembly.RuntimeError ||
      error instanceof WebAssembly.LinkError;
    if (!isExpected) throw error;
    return false;
  }
  const memory = [...given.values()].findLast((object) => object instanceof WebAssembly.Memory);
  return vm.attach(new WasmInstance(module.declarations, instance, memory ?? null));
}

/** Memories and tables that the module imports: the host makes them as large as they are asked for. */
function importedObjects({ module }: WasmVm): Map<string, WebAssembly.Memory | WebAssembly.Table> {
  const objects = new Map<string, WebAssembly.Memory | WebAssembly.Table>();
  for (const wanted of module.declarations.imports) {
    if (wanted.kind !== 'memory' && wanted.kind !== 'table') continue;
    const { minimum, maximum } = wanted.limits;
    const name = `${wanted.module}.${wanted.name}`;
    if (wanted.kind === 'table') {
      const limits = { initial: minimum, element: 'anyfunc', ...(maximum === null ? {} : { maximum }) } as const;
      objects.set(name, new WebAssembly.Table(limits));
      continue;
    }
    objects.set(name, memoryOf(wanted.limits, module.limits.memoryPages));
  }
  return objects;
}

/** A memory with these limits, and never more than the ceiling. */
function memoryOf({ minimum, maximum, shared, is64 }: Limits, ceiling: number): WebAssembly.Memory {
  const most = Math.min(maximum ?? ceiling, ceiling);
  const size = is64
    ? { address: 'i64', initial: BigInt(minimum), maximum: BigInt(most) }
    : { initial: minimum, maximum: most };
  return new WebAssembly.Memory({ ...size, shared } as unknown as ConstructorParameters<typeof WebAssembly.Memory>[0]);
}
