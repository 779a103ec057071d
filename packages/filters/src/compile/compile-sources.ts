import { base64ToBytes } from '@chainwright/runtime/http/byte-string';
import type { Project, ProjectSource } from '../project/project.ts';
import { type Artifact, luaArtifact, wasmArtifact } from './artifact.ts';
import { AssemblyScriptCompiler, type AssemblyScriptOptions } from './assemblyscript.ts';
import { type CompileResult, type Diagnostic, failedCompile } from './diagnostic.ts';
import { compileWat } from './wat.ts';

export type CompileSourcesOptions = AssemblyScriptOptions & {
  /** Reads a module that stands beside the project file. Without it such sources are refused. */
  readonly readFile?: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
};

let compiler: AssemblyScriptCompiler | null = null;

/**
 * Compiles all sources of a project, in their order. For the command line, tests and the export's proof; the page compiles in a
 * worker. Never throws for what is in the sources: an artifact without code says in its diagnostics why.
 */
export async function compileProjectSources(
  sources: Project['sources'],
  options: CompileSourcesOptions = {},
): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const [name, source] of Object.entries(sources)) artifacts.push(await compileSource(name, source, options));
  return artifacts;
}

/** Compiles one source. */
export async function compileSource(
  name: string,
  source: ProjectSource,
  options: CompileSourcesOptions = {},
): Promise<Artifact> {
  if ('lua' in source) return luaArtifact(name, source.lua);
  if ('wat' in source) return wasmArtifact(name, await compileWat(name, source.wat));
  if ('wasm' in source) return wasmArtifact(name, await readModule(name, source.wasm, options));
  compiler ??= new AssemblyScriptCompiler();
  const result = compiler.compile({ name, files: source.assemblyscript.files }, options);
  if (result.compilerFailed) compiler = null;
  return wasmArtifact(name, result);
}

async function readModule(
  name: string,
  wasm: Extract<ProjectSource, { wasm: unknown }>['wasm'],
  options: CompileSourcesOptions,
): Promise<CompileResult> {
  if ('base64' in wasm) {
    try {
      return moduleOf(base64ToBytes(wasm.base64));
    } catch {
      return failedCompile([
        problem('bad-base64', `The module of "${name}" is not base64.`, 'Add the .wasm file again.'),
      ]);
    }
  }
  if (options.readFile === undefined) {
    const message = `The source "${name}" is a file, "${wasm.file}", which is not part of the project.`;
    return failedCompile([problem('file-not-included', message, 'Add the .wasm file to the project.')]);
  }
  try {
    return moduleOf(await options.readFile(wasm.file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `"${wasm.file}" of the source "${name}" can't be read: ${why}`;
    return failedCompile([problem('file-not-readable', message, 'Paths are relative to the project file.')]);
  }
}

/** Bytes that came from elsewhere. What Envoy thinks of them shows when they are loaded. */
function moduleOf(wasm: Uint8Array<ArrayBuffer>): CompileResult {
  return { wasm, sourceMap: null, diagnostics: [], compilerFailed: false };
}

function problem(code: string, message: string, hint: string): Diagnostic {
  return { severity: 'error', code, message, source: null, range: null, hint };
}
