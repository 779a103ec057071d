import type { Project, ProjectSource } from '../project/project.ts';
import { type Artifact, luaArtifact, wasmArtifact } from './artifact.ts';
import { AssemblyScriptCompiler, type AssemblyScriptOptions } from './assemblyscript.ts';
import { type ReadModuleFile, readModule } from './module-source.ts';
import { compileWat } from './wat.ts';

export type CompileSourcesOptions = AssemblyScriptOptions & {
  /** Reads a module that stands beside the project file. Without it such sources are refused. */
  readonly readFile?: ReadModuleFile;
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
  if ('wasm' in source) return wasmArtifact(name, await readModule(name, source.wasm, options.readFile));
  compiler ??= new AssemblyScriptCompiler();
  const result = compiler.compile({ name, files: source.assemblyscript.files }, options);
  if (result.compilerFailed) compiler = null;
  return wasmArtifact(name, result);
}
