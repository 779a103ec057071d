import type { AbiVersion } from './abi/abi-function.ts';
import { MalformedModule } from './module/byte-cursor.ts';
import { readFunctionNames } from './module/function-names.ts';
import { abiVersionOf } from './module/load-checks.ts';
import { meterModule } from './module/meter-module.ts';
import { OffsetMap } from './module/offset-map.ts';
import type { WasmModule } from './module/read-module.ts';
import { hasComponentHeader, readModule } from './module/read-module.ts';

/** What a module may use; decides how it is rewritten. */
export type ModuleLimits = {
  /** Fuel of one callback. */
  readonly fuel: number;
  /** Pages of 64 KiB of one memory. */
  readonly memoryPages: number;
};

/** A module that is compiled, ready to be instantiated for any number of VMs. */
export type LoadedModule = {
  readonly declarations: WasmModule;
  readonly abi: AbiVersion;
  readonly compiled: WebAssembly.Module;
  readonly limits: ModuleLimits;
  /** Names by function index; empty without a name section. */
  functionNames(): ReadonlyMap<number, string>;
  /** The offset in the module as it was given, of an offset in the module that runs. */
  originalOffset(offset: number): number;
};

/** A compiled module, or the log lines with which Envoy refuses to load it. */
export type ModuleLoad = { readonly module: LoadedModule } | { readonly refusal: readonly string[] };

const LOAD_FAILED = 'Wasm VM failed Failed to load Wasm code';
const CORRUPTED = ['Wasm VM failed Failed to parse corrupted Wasm module', LOAD_FAILED];

const NO_ABI = ['Wasm VM failed Missing or unknown Proxy-Wasm ABI version', LOAD_FAILED];

/** Reads, meters and compiles a module. */
export function loadModule(bytes: Uint8Array, limits: ModuleLimits): ModuleLoad {
  if (bytes.length === 0) return { refusal: [] };
  // Envoy looks only at the first four bytes of the header, so that a component is a module without an ABI.
  if (hasComponentHeader(bytes)) return { refusal: NO_ABI };
  try {
    const declarations = readModule(bytes);
    const abi = abiVersionOf(declarations);
    if (abi === null) return { refusal: NO_ABI };
    return compile(declarations, abi, limits);
  } catch (error) {
    if (error instanceof MalformedModule) return { refusal: CORRUPTED };
    throw error;
  }
}

function compile(declarations: WasmModule, abi: AbiVersion, limits: ModuleLimits): ModuleLoad {
  const meter = { fuel: limits.fuel, maximumPages: limits.memoryPages };
  let compiled: WebAssembly.Module;
  try {
    compiled = new WebAssembly.Module(meterModule(declarations, meter));
  } catch (error) {
    if (!(error instanceof MalformedModule || error instanceof WebAssembly.CompileError)) throw error;
    return { refusal: ['Wasm VM failed Failed to load Wasm bytecode', LOAD_FAILED] };
  }
  let names: ReadonlyMap<number, string> | null = null;
  let offsets: OffsetMap | null = null;
  return {
    module: {
      declarations,
      abi,
      compiled,
      limits,
      functionNames: () => {
        names ??= readFunctionNames(declarations);
        return names;
      },
      originalOffset: (offset) => {
        // Only traps and breakpoints ask: the map is made by metering once more.
        if (offsets === null) {
          offsets = new OffsetMap();
          meterModule(declarations, meter, offsets);
        }
        return offsets.originalOffset(offset);
      },
    },
  };
}

type CacheEntry = { readonly bytes: Uint8Array; readonly key: string; readonly load: ModuleLoad };

/**
 * Keeps what was compiled, by content, so that a run with an unchanged module does not compile it again. It holds no
 * state of any run: equal bytes always give the same result.
 */
export class ModuleCache {
  readonly #entries: CacheEntry[] = [];
  readonly #capacity: number;
  readonly #byIdentity = new WeakMap<Uint8Array, CacheEntry>();

  constructor(capacity = 32) {
    this.#capacity = capacity;
  }

  load(bytes: Uint8Array, limits: ModuleLimits): ModuleLoad {
    const key = `${bytes.length}/${limits.fuel}/${limits.memoryPages}`;
    const same = this.#byIdentity.get(bytes);
    if (same?.key === key) return same.load;
    const found = this.#entries.findIndex((e) => e.key === key && equalBytes(e.bytes, bytes));
    const [entry] =
      found >= 0
        ? this.#entries.splice(found, 1)
        : [{ bytes: bytes.slice(), key, load: loadModule(bytes.slice(), limits) }];
    if (entry === undefined) return { refusal: CORRUPTED };
    this.#entries.unshift(entry);
    this.#entries.length = Math.min(this.#entries.length, this.#capacity);
    this.#byIdentity.set(bytes, entry);
    return entry.load;
  }
}

/** The cache that all runs of a worker or a process share. */
export const compiledModules = new ModuleCache();

/** Whether two byte arrays hold the same. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
