import type { AbiChapter, AbiVersion } from '../abi/abi-function.ts';
import { CALLBACKS, ENTRY_POINTS } from '../abi/callbacks.ts';
import { MalformedModule } from './byte-cursor.ts';
import type { LanguageGuess } from './guess-language.ts';
import { guessLanguage } from './guess-language.ts';
import {
  abiVersionOf,
  checkExports,
  checkImports,
  findHostFunction,
  importProblem,
  wantsTooMuchMemory,
} from './load-checks.ts';
import type { ExportKind, ModuleImport } from './module-types.ts';
import { functionTypeText } from './module-types.ts';
import type { WasmModule } from './read-module.ts';
import { hasComponentHeader, hasModuleHeader, readModule } from './read-module.ts';
import { importsReachedByStart } from './start-section.ts';

/** What the bytes are. */
export type ModuleKind = 'module' | 'component' | 'truncated' | 'broken' | 'not-wasm' | 'empty';

/** One import with what it means to Envoy. */
export type InspectedImport = {
  readonly module: string;
  readonly name: string;
  readonly kind: ModuleImport['kind'];
  /** `i32 i32 -> i32`; null for what is not a function. */
  readonly type: string | null;
  readonly chapter: AbiChapter | null;
  /** One sentence; null when nobody knows the import. */
  readonly doc: string | null;
  /** Envoy's refusal because of this import; null: it links. */
  readonly problem: string | null;
};

/** One export with its role. */
export type InspectedExport = {
  readonly name: string;
  readonly kind: ExportKind;
  readonly type: string | null;
  readonly role: 'callback' | 'entry' | 'abi-version' | 'memory' | 'other';
  readonly doc: string | null;
};

/** Why Envoy 1.40 would not load the module. */
export type ModuleRefusal = {
  /** Envoy's own log lines. */
  readonly lines: readonly string[];
  /** What to do about it, in one or two plain sentences. */
  readonly hint: string;
};

/** Everything that can be known about a module without running it. */
export type ModuleInspection = {
  readonly kind: ModuleKind;
  readonly size: number;
  readonly abi: AbiVersion | null;
  readonly imports: readonly InspectedImport[];
  readonly exports: readonly InspectedExport[];
  /** Pages of 64 KiB; null: no memory. */
  readonly memory: {
    readonly minimumPages: number;
    readonly maximumPages: number | null;
    readonly is64: boolean;
    readonly shared: boolean;
  } | null;
  readonly sections: readonly { readonly name: string; readonly size: number }[];
  readonly functions: number;
  readonly language: LanguageGuess;
  /** null: nothing speaks against it before it runs. */
  readonly refusal: ModuleRefusal | null;
  /** Why loading it would kill Envoy 1.40; null: nothing seen. */
  readonly wouldCrash: string | null;
  /** Further remarks: 64-bit memory, debug sections, no names for backtraces. */
  readonly notes: readonly string[];
};

const SECTION_NAMES: Readonly<Record<number, string>> = {
  1: 'types',
  2: 'imports',
  3: 'functions',
  4: 'tables',
  5: 'memories',
  6: 'globals',
  7: 'exports',
  8: 'start',
  9: 'elements',
  10: 'code',
  11: 'data',
  12: 'data count',
  13: 'tags',
};

/** Inspects the bytes of a module: never throws, whatever they are. */
export function inspectModule(bytes: Uint8Array): ModuleInspection {
  const kind = kindOf(bytes);
  if (kind !== 'module') return unreadable(kind, bytes.length);
  try {
    return inspectReadable(readModule(bytes));
  } catch (error) {
    if (!(error instanceof MalformedModule)) throw error;
    return unreadable(error.truncated ? 'truncated' : 'broken', bytes.length);
  }
}

function kindOf(bytes: Uint8Array): ModuleKind {
  if (bytes.length === 0) return 'empty';
  if (hasModuleHeader(bytes)) return 'module';
  if (hasComponentHeader(bytes)) return 'component';
  const isPrefix =
    bytes.length < 8 && [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0].slice(0, bytes.length).every((b, i) => bytes[i] === b);
  return isPrefix ? 'truncated' : 'not-wasm';
}

const CORRUPTED = ['Wasm VM failed Failed to parse corrupted Wasm module', 'Wasm VM failed Failed to load Wasm code'];
const NO_ABI = ['Wasm VM failed Missing or unknown Proxy-Wasm ABI version', 'Wasm VM failed Failed to load Wasm code'];

const UNREADABLE: Readonly<Record<Exclude<ModuleKind, 'module'>, ModuleRefusal>> = {
  empty: { lines: [], hint: 'The file is empty.' },
  'not-wasm': { lines: CORRUPTED, hint: 'This is not a WebAssembly file: it does not begin with "\\0asm".' },
  truncated: { lines: CORRUPTED, hint: 'The file ends in the middle: was the download or the upload cut off?' },
  broken: {
    lines: CORRUPTED,
    hint: 'The file is damaged, or its WebAssembly is of a kind that Envoy 1.40 can’t read.',
  },
  component: {
    lines: NO_ABI,
    hint: 'This is a WebAssembly component. Envoy runs core modules: build one (Rust: target wasm32-wasip1, crate type cdylib).',
  },
};

function unreadable(kind: Exclude<ModuleKind, 'module'>, size: number): ModuleInspection {
  return {
    kind,
    size,
    abi: null,
    imports: [],
    exports: [],
    memory: null,
    sections: [],
    functions: 0,
    language: { language: 'unknown', compiler: null, because: 'it can’t be read' },
    refusal: UNREADABLE[kind],
    wouldCrash: null,
    notes: [],
  };
}

function inspectReadable(module: WasmModule): ModuleInspection {
  const abi = abiVersionOf(module);
  const memory = module.memories[0];
  return {
    kind: 'module',
    size: module.bytes.length,
    abi,
    imports: module.imports.map((i) => inspectImport(i, abi ?? '0.2.1')),
    exports: module.exports.map((e) => ({
      name: e.name,
      kind: e.kind,
      type: e.type === null ? null : functionTypeText(e.type),
      ...roleOf(e.name, e.kind),
    })),
    memory: memory
      ? { minimumPages: memory.minimum, maximumPages: memory.maximum, is64: memory.is64, shared: memory.shared }
      : null,
    sections: module.sections.map((s) => ({
      name: s.id === 0 ? s.name : (SECTION_NAMES[s.id] ?? `section ${s.id}`),
      size: s.end - s.start,
    })),
    functions: module.functions.length - module.importedFunctions,
    language: guessLanguage(module),
    refusal: refusalOf(module, abi),
    wouldCrash: crashOf(module),
    notes: notesOf(module),
  };
}

function inspectImport(wanted: ModuleImport, abi: AbiVersion): InspectedImport {
  const offered = findHostFunction(wanted.module, wanted.name, abi);
  return {
    module: wanted.module,
    name: wanted.name,
    kind: wanted.kind,
    type: wanted.kind === 'function' && wanted.type !== null ? functionTypeText(wanted.type) : null,
    chapter: offered?.chapter ?? null,
    doc: offered?.doc ?? null,
    problem: importProblem(wanted, abi),
  };
}

function roleOf(name: string, kind: ExportKind): Pick<InspectedExport, 'role' | 'doc'> {
  if (kind === 'memory') return { role: 'memory', doc: null };
  if (kind !== 'function') return { role: 'other', doc: null };
  if (name.startsWith('proxy_abi_version_')) return { role: 'abi-version', doc: null };
  const callback = CALLBACKS.find((c) => c.name === name);
  if (callback) return { role: 'callback', doc: callback.doc };
  const entry = ENTRY_POINTS.find(([entryName]) => entryName === name);
  return entry ? { role: 'entry', doc: entry[1] } : { role: 'other', doc: null };
}

const NOT_INITIALIZED = 'Wasm VM failed Failed to initialize Wasm code';

function refusalOf(module: WasmModule, abi: AbiVersion | null): ModuleRefusal | null {
  if (abi === null) {
    return {
      lines: NO_ABI,
      hint: 'Not a proxy-wasm module: it must export a function named proxy_abi_version_0_2_1 (or 0_2_0, 0_1_0). SDKs add it.',
    };
  }
  const link = checkImports(module, abi);
  if (link !== null) return { lines: [link, NOT_INITIALIZED], hint: linkHint(link) };
  if (wantsTooMuchMemory(module)) {
    return {
      lines: ['Failed to create new Wasm instance', NOT_INITIALIZED],
      hint: 'Its memory begins with more than 1 GiB (16384 pages), Envoy’s ceiling.',
    };
  }
  const { problems } = checkExports(module, abi);
  if (problems.length === 0) return null;
  return {
    lines: [...problems, NOT_INITIALIZED],
    hint: problems.some((p) => p.includes('missing malloc'))
      ? 'Export malloc or proxy_on_memory_allocate: Envoy asks it for memory.'
      : 'A callback has other parameters or results than the ABI says.',
  };
}

function linkHint(text: string): string {
  if (text.includes(': env.abort'))
    return 'Compile with --use abort=… so that AssemblyScript’s abort is a function of your own.';
  if (text.includes('env.__cxa_')) return 'C++ exceptions are left in: compile with -fno-exceptions.';
  if (text.includes('type mismatch')) return 'The function has other parameters in Envoy than this module expects.';
  if (text.includes('proxy_clear_route_cache')) {
    return 'Only ABI 0.1.0 has it: call the foreign function clear_route_cache instead.';
  }
  return 'Envoy 1.40 does not offer this function under the module’s ABI version.';
}

function crashOf(module: WasmModule): string | null {
  const [first] = importsReachedByStart(module);
  return first === undefined
    ? null
    : `The start section may call ${first}: Envoy 1.40 crashes on any host call there. AssemblyScript: --exportStart _initialize.`;
}

function notesOf(module: WasmModule): string[] {
  const notes: string[] = [];
  const custom = (pattern: RegExp) => module.sections.filter((s) => s.id === 0 && pattern.test(s.name));
  if (module.memories.length === 0) notes.push('It has no memory: every host call that uses memory crashes Envoy.');
  if (module.memories[0]?.is64) notes.push('Its memory is 64 bits wide; the proxy-wasm ABI passes 32-bit addresses.');
  if (custom(/^name$/).length === 0) notes.push('It has no name section: Envoy prints no backtrace when it traps.');
  const debug = custom(/^\.debug_/).reduce((sum, s) => sum + s.end - s.start, 0);
  if (debug > 0) notes.push(`${debug} of its bytes are debug sections, of no use in Envoy.`);
  if (module.exports.some((e) => e.name === 'proxy_on_grpc_trailing_metadata')) {
    notes.push(
      'proxy_on_grpc_trailing_metadata is never called: the callback is named proxy_on_grpc_receive_trailing_metadata.',
    );
  }
  return notes;
}
