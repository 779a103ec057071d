import type { AbiFunction, AbiVersion } from '../abi/abi-function.ts';
import { abiFunctionType } from '../abi/abi-function.ts';
import { CALLBACKS } from '../abi/callbacks.ts';
import { ENV_FUNCTIONS } from '../abi/functions.ts';
import { WASI_FUNCTIONS, WASI_MODULES } from '../abi/wasi-functions.ts';
import type { FunctionType, ModuleImport } from './module-types.ts';
import { functionTypeText } from './module-types.ts';
import type { WasmModule } from './read-module.ts';

/** Pages of 64 KiB that Envoy gives one memory at most (1 GiB). */
export const ENVOY_MAXIMUM_PAGES = 16384;

const MARKERS: Readonly<Record<string, AbiVersion>> = {
  proxy_abi_version_0_1_0: '0.1.0',
  proxy_abi_version_0_2_0: '0.2.0',
  proxy_abi_version_0_2_1: '0.2.1',
};

const byImportName = new Map<string, AbiFunction>();
for (const f of ENV_FUNCTIONS) byImportName.set(`env.${f.name}`, f);
for (const module of WASI_MODULES) for (const f of WASI_FUNCTIONS) byImportName.set(`${module}.${f.name}`, f);

/** The host function behind an import of a module of this ABI version; undefined: Envoy does not offer it. */
export function findHostFunction(module: string, name: string, abi: AbiVersion): AbiFunction | undefined {
  const found = byImportName.get(`${module}.${name}`);
  return found?.versions.includes(abi) ? found : undefined;
}

/** The ABI version that the first exported marker function names; null: none that Envoy knows. */
export function abiVersionOf(module: WasmModule): AbiVersion | null {
  for (const e of module.exports) {
    const version = e.kind === 'function' ? MARKERS[e.name] : undefined;
    if (version !== undefined) return version;
  }
  return null;
}

/** Envoy's text why an import can't be linked; null when it can. */
export function importProblem(wanted: ModuleImport, abi: AbiVersion): string | null {
  if (wanted.kind === 'memory' || wanted.kind === 'table') return null;
  const name = `${wanted.module}.${wanted.name}`;
  const offered = findHostFunction(wanted.module, wanted.name, abi);
  if (wanted.kind !== 'function' || offered === undefined) {
    return `Failed to load Wasm module due to a missing import: ${name}`;
  }
  const has = functionTypeText(abiFunctionType(offered));
  const want = wanted.type === null ? 'unknown' : functionTypeText(wanted.type);
  return want === has
    ? null
    : `Failed to load Wasm module due to an import type mismatch: ${name}, want: ${want}, but host exports: ${has}`;
}

/** Envoy's text for the first import that can't be linked, in import order; null when all can. */
export function checkImports(module: WasmModule, abi: AbiVersion): string | null {
  for (const wanted of module.imports) {
    const problem = importProblem(wanted, abi);
    if (problem !== null) return problem;
  }
  return null;
}

/** Whether a memory of the module is larger from the start than Envoy allows. */
export function wantsTooMuchMemory(module: WasmModule, maximumPages: number = ENVOY_MAXIMUM_PAGES): boolean {
  return module.memories.some((m) => m.minimum > maximumPages);
}

/** The functions by which a module is started and gives memory, of those that have the right type. */
export type EntryFunctions = {
  readonly initialize: '_initialize' | null;
  readonly main: 'main' | '__main_void' | null;
  readonly start: '_start' | null;
  readonly allocator: 'malloc' | 'proxy_on_memory_allocate' | null;
};

/** What Envoy finds among a module's exports. */
export type ExportCheck = {
  readonly entry: EntryFunctions;
  /** Log lines (level error) of everything that is wrong; the module is refused when there is one. */
  readonly problems: readonly string[];
};

const TO_NOTHING: FunctionType = { parameters: [], results: [] };
const MAIN: FunctionType = { parameters: ['i32', 'i32'], results: ['i32'] };
const MAIN_VOID: FunctionType = { parameters: [], results: ['i32'] };
const ALLOCATOR: FunctionType = { parameters: ['i32'], results: ['i32'] };

/** Looks functions up as proxy-wasm-cpp-host `WasmBase::getFunctions` does: same order, same texts. */
export function checkExports(module: WasmModule, abi: AbiVersion): ExportCheck {
  const problems: string[] = [];
  const find = <Name extends string>(name: Name, type: FunctionType): Name | null => {
    const found = module.exports.find((e) => e.name === name && e.kind === 'function');
    if (found === undefined) return null;
    const has = found.type === null ? 'unknown' : functionTypeText(found.type);
    if (has === functionTypeText(type)) return name;
    problems.push(
      `Bad function signature for: ${name}, want: ${functionTypeText(type)}, but the module exports: ${has}`,
    );
    return null;
  };
  const initialize = find('_initialize', TO_NOTHING);
  const main = initialize === null ? null : (find('main', MAIN) ?? find('__main_void', MAIN_VOID));
  const start = initialize === null ? find('_start', TO_NOTHING) : null;
  const allocator = find('malloc', ALLOCATOR) ?? find('proxy_on_memory_allocate', ALLOCATOR);
  if (allocator === null) problems.push('Wasm VM failed Wasm module is missing malloc function.');
  for (const callback of CALLBACKS) {
    if (callback.versions.includes(abi)) find(callback.name, abiFunctionType(callback));
  }
  return { entry: { initialize, main, start, allocator }, problems };
}
