import type { AbiFunction } from './abi/abi-function.ts';
import { bufferFunctions } from './abi/buffers.ts';
import type { RawNumber } from './abi/call-text.ts';
import { CallTeller } from './abi/call-text.ts';
import { clockFunctions } from './abi/clocks.ts';
import { configurationFunctions } from './abi/configuration.ts';
import { contextFunctions } from './abi/context-lifecycle.ts';
import { environmentFunctions } from './abi/environment-variables.ts';
import { extensionFunctions } from './abi/envoy-extensions.ts';
import { ERRNO } from './abi/errno.ts';
import { foreignFunctions } from './abi/foreign-functions.ts';
import { grpcFunctions } from './abi/grpc-calls.ts';
import type { HostFunction, HostFunctions } from './abi/host-function.ts';
import { httpCallFunctions } from './abi/http-calls.ts';
import { fieldFunctions } from './abi/http-fields.ts';
import { httpStreamFunctions } from './abi/http-streams.ts';
import { loggingFunctions } from './abi/logging.ts';
import { metricFunctions } from './abi/metrics.ts';
import { propertyFunctions } from './abi/properties.ts';
import { randomFunctions } from './abi/randomness.ts';
import { sharedDataFunctions } from './abi/shared-key-value-store.ts';
import { queueFunctions } from './abi/shared-queues.ts';
import { streamFunctions } from './abi/stream-operations.ts';
import { timerFunctions } from './abi/timers.ts';
import { STATUS, STATUS_NAMES } from './abi/types.ts';
import { unimplementedFunctions } from './abi/unimplemented-wasi.ts';
import { findHostFunction } from './module/load-checks.ts';
import type { WasmVm } from './wasm-vm.ts';

/** All host functions of a VM, chapter by chapter: the table of contents of this room. */
export function hostFunctions(vm: WasmVm): HostFunctions {
  return {
    ...contextFunctions(vm),
    ...configurationFunctions(vm),
    ...loggingFunctions(vm),
    ...clockFunctions(vm),
    ...timerFunctions(vm),
    ...randomFunctions(vm),
    ...environmentFunctions(vm),
    ...bufferFunctions(vm),
    ...fieldFunctions(vm),
    ...streamFunctions(vm),
    ...httpStreamFunctions(vm),
    ...httpCallFunctions(vm),
    ...grpcFunctions(vm),
    ...sharedDataFunctions(vm),
    ...queueFunctions(vm),
    ...metricFunctions(vm),
    ...propertyFunctions(vm),
    ...foreignFunctions(vm),
    ...extensionFunctions(vm),
    ...unimplementedFunctions(vm),
  };
}

type Imported = (...args: RawNumber[]) => RawNumber | undefined;

/**
 * The imports of a VM's module: exactly what it asks for. Each function is wrapped from outside: arguments are made
 * unsigned, the phase is checked, and the call is told to the trace with readable arguments.
 */
export function importsOf(
  vm: WasmVm,
  memories: ReadonlyMap<string, WebAssembly.Memory | WebAssembly.Table>,
): WebAssembly.Imports {
  const functions = hostFunctions(vm);
  const imports = Object.create(null) as WebAssembly.Imports;
  for (const wanted of vm.module.declarations.imports) {
    const module = imports[wanted.module] ?? (Object.create(null) as Record<string, WebAssembly.ImportValue>);
    imports[wanted.module] = module;
    if (wanted.kind === 'function') {
      const f = findHostFunction(wanted.module, wanted.name, vm.abi);
      const run = functions[wanted.name];
      if (f !== undefined && run !== undefined) module[wanted.name] = traced(vm, f, restricted(vm, f, run));
    } else {
      const given = memories.get(`${wanted.module}.${wanted.name}`);
      if (given !== undefined) module[wanted.name] = given;
    }
  }
  return imports;
}

/** Capabilities: a plugin may be forbidden a function; Envoy then answers for it. */
function restricted(vm: WasmVm, f: AbiFunction, run: HostFunction): HostFunction {
  const allowed = vm.allowedCapabilities;
  if (allowed === null || allowed.includes(f.name) || f.name === 'pthread_equal') return run;
  const isWasi = f.module === 'wasi';
  return () => {
    const kind = isWasi ? 'WASI' : 'proxy-wasm';
    vm.log('error', `Attempted call to restricted ${kind} capability: ${f.name}`);
    return isWasi ? ERRNO.notcapable : STATUS.InternalFailure;
  };
}

function traced(vm: WasmVm, f: AbiFunction, run: HostFunction): Imported {
  const teller = new CallTeller(f);
  const act = run as (...args: RawNumber[]) => number | undefined;
  const imported: Imported = (...raw) => {
    for (let i = 0; i < raw.length; i++) {
      const value = raw[i] as RawNumber;
      raw[i] = typeof value === 'number' ? value >>> 0 : BigInt.asUintN(64, value);
    }
    vm.beginHostCall(f, imported);
    const { memory } = vm;
    const bytes = teller.inputBytes(raw);
    // What claims to be larger than memory is refused without any work.
    vm.chargeHostWork(bytes <= memory.size ? bytes : 0);
    const args = teller.inputs(memory, raw);
    const result = act(...raw);
    const succeeded = result === 0 && f.returns !== 'number';
    const context = vm.actingContext;
    (context?.trace ?? vm.trace).emit(
      {
        kind: 'host-call',
        function: f.name,
        args,
        result: succeeded ? teller.outputs(memory, raw) : f.returns === 'number' ? String(result) : null,
        status: statusText(f, result),
        raw: { args: raw.map(Number), result: result ?? null },
      },
      vm.eventExtras,
    );
    return result;
  };
  return imported;
}

function statusText(f: AbiFunction, result: number | undefined): string | null {
  if (result === undefined) return null;
  if (f.returns === 'status') return STATUS_NAMES[result] ?? String(result);
  return f.returns === 'errno' ? `errno ${result}` : null;
}
