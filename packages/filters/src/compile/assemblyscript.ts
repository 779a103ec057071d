import * as assemblyscript from 'assemblyscript';
import asc from 'assemblyscript/asc';
import binaryen from 'assemblyscript/binaryen';
import { takeDiagnostics, toDiagnostic } from './asc-diagnostics.ts';
import { AstCache, addToProgram, type ParsedFile, parseFile } from './ast-cache.ts';
import { type CompileResult, type Diagnostic, failedCompile } from './diagnostic.ts';
import { exportedCallbacks } from './filter-callbacks.ts';
import { SDK_SOURCES } from './sdk-sources.ts';
import { checkSourceSize } from './source-limits.ts';

/** What is compiled: the files of one source of a project. */
export type AssemblyScriptSource = {
  /** The source's name in the project. The compiler sees the files as `<name>/<path>`, and traps and diagnostics show them so. */
  readonly name: string;
  /** Texts by path; `index.ts` is the entry, or the only file. */
  readonly files: Readonly<Record<string, string>>;
};

export type AssemblyScriptOptions = {
  /** 0 (default): compiles in some 10 ms, for running while typing. 3: what is exported. */
  readonly optimizeLevel?: 0 | 1 | 2 | 3;
  /** 0 (default): fast code. 1: small code, at nearly the same speed. */
  readonly shrinkLevel?: 0 | 1 | 2;
  /** Names of functions and a source map, which double the size of a module. Default: at level 0 only. */
  readonly debug?: boolean;
};

type CompilerSettings = Required<AssemblyScriptOptions> & { readonly runtime: 'minimal' | 'incremental' };

/** How a program is compiled: what the command line of `asc` would be told by `--runtime`, `--use` and `--exportStart`. */
export type ProgramPlan = {
  /** The text of the module that is compiled; it imports the user's entry. */
  readonly entryText: string;
  /**
   * `minimal` with the SDK, which collects garbage between callbacks; `incremental`, with a shadow stack, for a program that
   * speaks the ABI by itself.
   */
  readonly runtime: 'minimal' | 'incremental';
  /** Aliases: what the language asks of its host, and where the SDK has it. */
  readonly aliases: readonly (readonly [alias: string, name: string])[];
};

const LIBRARY = asc.libraryPrefix;
const SDK = 'chainwright';
/** The path of the entry text. The user's files all have a folder, so none of them can have this path. */
export const ENTRY_PATH = 'chainwright-entry.ts';
const RUNTIME_NUMBER = { minimal: 1, incremental: 2 } as const;
const GLOBALS = ['abort', 'seed', 'trace', 'console', 'Date', 'performance'] as const;

/**
 * Compiles AssemblyScript filters against the SDK, by the low-level interface of the official compiler. Two things make it fast
 * enough to run on every key: it is never shut down, and the syntax trees of the standard library and of the SDK stay. The bytes
 * are those that `asc` itself makes (a test says so).
 *
 * One compiler serves one call after the other. It never throws for what a user wrote. After a result with `compilerFailed` make
 * a new one, in a new worker where there is one.
 */
export class AssemblyScriptCompiler {
  readonly #library = new AstCache();

  compile(source: AssemblyScriptSource, options: AssemblyScriptOptions = {}): CompileResult {
    const files = new Map(Object.entries(source.files));
    const tooLarge = checkSourceSize(files, `${source.name}/`);
    if (tooLarge.length > 0) return failedCompile(tooLarge);
    try {
      const entry = entryOf(files);
      if (entry === null) return failedCompile([noEntry(source.name)]);
      const parsed = parseClosure(source.name, files, entry);
      const plan = planProgram(source.name, entry, parsed);
      return this.#compileProgram(source.name, parsed, plan, withDefaults(options, plan.runtime));
    } catch (error) {
      return failedCompile([compilerFailure(error, source.name)], true);
    }
  }

  #compileProgram(
    name: string,
    parsed: ReadonlyMap<string, ParsedFile>,
    plan: ProgramPlan,
    settings: CompilerSettings,
  ): CompileResult {
    const program = assemblyscript.newProgram(programOptions(plan, settings));
    let module = program.module;
    try {
      this.#addLibrary(program, plan.runtime);
      addToProgram(program, parseFile(plan.entryText, ENTRY_PATH, true));
      this.#addImports(program, parsed);
      const raw = takeDiagnostics(program);
      if (!raw.some(assemblyscript.isError)) {
        assemblyscript.initializeProgram(program);
        module = assemblyscript.compile(program);
        raw.push(...takeDiagnostics(program));
      }
      const diagnostics = raw.map((one) => toDiagnostic(one, name));
      if (raw.some(assemblyscript.isError)) return failedCompile(diagnostics);
      if (!assemblyscript.validate(module)) throw new Error('the module does not validate');
      return { ...emit(module, settings), diagnostics, compilerFailed: false };
    } finally {
      // Not binaryen's own dispose: it would leave the strings that the compiler has put into binaryen's memory.
      module.dispose();
    }
  }

  /** What `asc` reads before the entry: the top level of the standard library, then the runtime. */
  #addLibrary(program: assemblyscript.Program, runtime: ProgramPlan['runtime']): void {
    for (const [path, text] of Object.entries(asc.libraryFiles)) {
      if (!path.includes('/')) addToProgram(program, this.#library.parse(text, `${LIBRARY}${path}.ts`, false));
    }
    const path = `rt/index-${runtime}`;
    addToProgram(program, this.#library.parse(asc.libraryFiles[path]!, `${LIBRARY}${path}.ts`, true));
  }

  /** Answers the program's requests for imported files until there are none. */
  #addImports(program: assemblyscript.Program, parsed: ReadonlyMap<string, ParsedFile>): void {
    for (let path = assemblyscript.nextFile(program); path !== null; path = assemblyscript.nextFile(program)) {
      const file = path.startsWith(LIBRARY) ? this.#libraryFile(path) : parsed.get(path);
      if (file === undefined) assemblyscript.parse(program, null, `${path}.ts`, false);
      else addToProgram(program, file);
    }
  }

  #libraryFile(path: string): ParsedFile | undefined {
    const name = path.slice(LIBRARY.length);
    for (const candidate of [name, `${name}/index`]) {
      const text = Object.hasOwn(asc.libraryFiles, candidate) ? asc.libraryFiles[candidate] : sdkFile(candidate);
      if (text !== undefined) return this.#library.parse(text, `${LIBRARY}${candidate}.ts`, false);
    }
    return undefined;
  }
}

/** The text of an SDK file by library name: `chainwright/stream`. */
export function sdkFile(name: string): string | undefined {
  if (!name.startsWith(`${SDK}/`)) return undefined;
  const file = `${name.slice(SDK.length + 1)}.ts`;
  return Object.hasOwn(SDK_SOURCES, file) ? SDK_SOURCES[file] : undefined;
}

/** The path of the entry file; null when the source has several files and none is `index.ts`. */
function entryOf(files: ReadonlyMap<string, string>): string | null {
  if (files.has('index.ts')) return 'index.ts';
  const [only] = files.keys();
  return files.size === 1 && only !== undefined ? only : null;
}

/** Reads the entry and every file of the user that it reaches, by internal path. */
function parseClosure(name: string, files: ReadonlyMap<string, string>, entry: string): Map<string, ParsedFile> {
  const parsed = new Map<string, ParsedFile>();
  const add = (internalPath: string, path: string, text: string): void => {
    const file = parseFile(text, `${name}/${path}`, false);
    parsed.set(internalPath, file);
    for (const request of file.requests) {
      if (request.path.startsWith(LIBRARY) || parsed.has(request.path)) continue;
      for (const candidate of [`${request.path}.ts`, `${request.path}/index.ts`]) {
        const relative = candidate.slice(name.length + 1);
        const found = candidate.startsWith(`${name}/`) ? files.get(relative) : undefined;
        if (found === undefined) continue;
        add(request.path, relative, found);
        break;
      }
    }
  };
  add(`${name}/${withoutExtension(entry)}`, entry, files.get(entry)!);
  return parsed;
}

/** Decides how the program is put together. Exported for the test that compares with `asc` itself. */
export function planProgram(name: string, entry: string, parsed: ReadonlyMap<string, ParsedFile>): ProgramPlan {
  const requests = [...parsed.values()].flatMap((file) => file.requests.map((request) => request.path));
  const usesSdk = requests.some((path) => path === LIBRARY + SDK || path.startsWith(`${LIBRARY}${SDK}/`));
  const entryImport = `"./${name}/${withoutExtension(entry)}"`;
  const aliases = GLOBALS.map((global) => [global, `${LIBRARY}${SDK}/globals/${global}`] as const);
  if (!usesSdk) {
    const entryText = `import "${SDK}/globals";\nexport * from ${entryImport};\n`;
    return { entryText, runtime: 'incremental', aliases };
  }
  const names = exportedCallbacks([...parsed.values()].map((file) => file.source));
  const entryText = `import ${entryImport};\nexport { ${names.join(', ')} } from "${SDK}/callbacks";\n`;
  return { entryText, runtime: 'minimal', aliases: [...aliases, ['__gc_total', `${LIBRARY}rt/tcms/total`]] };
}

function withDefaults(options: AssemblyScriptOptions, runtime: ProgramPlan['runtime']): CompilerSettings {
  const optimizeLevel = options.optimizeLevel ?? 0;
  return {
    optimizeLevel,
    shrinkLevel: options.shrinkLevel ?? 0,
    debug: options.debug ?? optimizeLevel === 0,
    runtime,
  };
}

function programOptions(plan: ProgramPlan, settings: CompilerSettings): assemblyscript.Options {
  const options = assemblyscript.newOptions();
  assemblyscript.setRuntime(options, RUNTIME_NUMBER[plan.runtime]);
  assemblyscript.setExportMemory(options, true);
  assemblyscript.setDebugInfo(options, settings.debug);
  assemblyscript.setSourceMap(options, settings.debug);
  assemblyscript.setExportStart(options, '_initialize');
  assemblyscript.setStackSize(options, plan.runtime === 'incremental' ? assemblyscript.DEFAULT_STACK_SIZE : 0);
  assemblyscript.setOptimizeLevelHints(options, settings.optimizeLevel, settings.shrinkLevel);
  const [major = 0, minor = 0, patch = 0] = asc.version.split('.').map(Number);
  assemblyscript.setBundleVersion(options, major, minor, patch);
  for (const [alias, name] of plan.aliases) assemblyscript.addGlobalAlias(options, alias, name);
  return options;
}

function emit(module: assemblyscript.Module, settings: CompilerSettings): Pick<CompileResult, 'wasm' | 'sourceMap'> {
  assemblyscript.optimize(module, settings.optimizeLevel, settings.shrinkLevel, settings.debug, false);
  const wrapped = binaryen.wrapModule(module.ref);
  if (!settings.debug) return { wasm: new Uint8Array(wrapped.emitBinary()), sourceMap: null };
  const { binary, sourceMap } = wrapped.emitBinary('module.wasm.map');
  return { wasm: new Uint8Array(binary), sourceMap };
}

function withoutExtension(path: string): string {
  return path.endsWith('.ts') ? path.slice(0, -3) : path;
}

function noEntry(name: string): Diagnostic {
  return {
    severity: 'error',
    code: 'no-entry',
    message: `The source "${name}" has no file "index.ts".`,
    source: null,
    range: null,
    hint: 'Name the file that the others belong to index.ts.',
  };
}

function compilerFailure(error: unknown, name: string): Diagnostic {
  const text = error instanceof Error ? error.message : String(error);
  const tooDeep = error instanceof RangeError;
  return {
    severity: 'error',
    code: tooDeep ? 'too-deep' : 'compiler-failed',
    message: tooDeep
      ? 'Something in this source is nested or repeated without end, and the compiler gave up.'
      : `The AssemblyScript compiler failed: ${text}`,
    source: null,
    range: null,
    hint: tooDeep
      ? 'Look for a generic type that contains itself, or for a very long expression.'
      : `Undo the last change to "${name}".`,
  };
}
