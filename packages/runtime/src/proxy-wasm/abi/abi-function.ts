import type { FunctionType, ValueType } from '../module/module-types.ts';

/** Versions of the ABI that Envoy 1.40 runs; a module says its own by the export `proxy_abi_version_0_2_1`. */
export type AbiVersion = '0.1.0' | '0.2.0' | '0.2.1';

/** Every version, oldest first. */
export const ABI_VERSIONS: readonly AbiVersion[] = ['0.1.0', '0.2.0', '0.2.1'];

/** Chapters of the published ABI (proxy-wasm/spec, abi-versions/v0.2.1). */
export type AbiChapter =
  | 'Integration'
  | 'Memory management'
  | 'Context lifecycle'
  | 'Configuration'
  | 'Logging'
  | 'Clocks'
  | 'Timers'
  | 'Randomness'
  | 'Environment variables'
  | 'Buffers'
  | 'HTTP fields'
  | 'Common stream operations'
  | 'TCP streams'
  | 'HTTP streams'
  | 'HTTP calls'
  | 'gRPC calls'
  | 'Shared Key-Value Store'
  | 'Shared Queues'
  | 'Metrics'
  | 'Properties'
  | 'Foreign function interface'
  | 'Unimplemented WASI functions'
  | 'Envoy extensions';

/**
 * How a parameter is read. `text bytes pairs path` are a pointer and a length; `out-text out-bytes out-pairs` are where
 * the host writes a pointer and a length; `out-u32 out-u64` are where it writes a number; the others are the number.
 */
export type ParameterForm =
  | 'u32'
  | 'i32'
  | 'i64'
  | 'bool'
  | 'milliseconds'
  | 'pointer'
  | 'log-level'
  | 'header-map'
  | 'buffer'
  | 'stream'
  | 'metric-type'
  | 'peer'
  | 'text'
  | 'bytes'
  | 'pairs'
  | 'path'
  | 'out-u32'
  | 'out-u64'
  | 'out-log-level'
  | 'out-text'
  | 'out-bytes'
  | 'out-pairs';

/** One parameter in the words of the ABI; it may stand for two numbers. */
export type AbiParameter = { readonly name: string; readonly form: ParameterForm };

/** One function that the host offers to a module. */
export type AbiFunction = {
  /** Module name of the import; WASI functions are offered under both of their module names. */
  readonly module: 'env' | 'wasi';
  readonly name: string;
  readonly chapter: AbiChapter;
  readonly parameters: readonly AbiParameter[];
  /** `status`: 0 or an error code of proxy-wasm; `errno`: of WASI. */
  readonly returns: 'status' | 'errno' | 'number' | 'nothing';
  readonly versions: readonly AbiVersion[];
  /** May be called while the module starts (`_initialize`, `_start`, `main`). */
  readonly inStart: boolean;
  /** May be called by the allocator while the host asks for memory. */
  readonly inAllocator: boolean;
  /** What it does and when it fails, for people. */
  readonly doc: string;
};

/** One function that a module offers to the host. All are optional. */
export type AbiCallback = {
  readonly name: string;
  readonly chapter: AbiChapter;
  readonly parameters: readonly AbiParameter[];
  readonly returns: 'action' | 'bool' | 'number' | 'nothing';
  readonly versions: readonly AbiVersion[];
  readonly doc: string;
};

const TWO_NUMBERS: ReadonlySet<ParameterForm> = new Set([
  'text',
  'bytes',
  'pairs',
  'path',
  'out-text',
  'out-bytes',
  'out-pairs',
]);

/** How many Wasm parameters a parameter of the ABI takes: 1, or 2 for pointer and length. */
export function numbersOf(form: ParameterForm): 1 | 2 {
  return TWO_NUMBERS.has(form) ? 2 : 1;
}

/** The WebAssembly type of a function of the ABI. */
export function abiFunctionType(f: Pick<AbiFunction | AbiCallback, 'parameters' | 'returns'>): FunctionType {
  const parameters = f.parameters.flatMap((p): ValueType[] =>
    p.form === 'i64' ? ['i64'] : numbersOf(p.form) === 2 ? ['i32', 'i32'] : ['i32'],
  );
  return { parameters, results: f.returns === 'nothing' ? [] : ['i32'] };
}
