import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { EnvoyFilterOptions } from '@chainwright/filters/export/envoy-filter-options';
import { wasmSources } from '@chainwright/filters/project/filter-code';
import type { Problem } from '@chainwright/filters/project/problem';
import type { Project, ProjectSource } from '@chainwright/filters/project/project';

/** What the server answers to an export. */
export type ExportAnswer = {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly command: string;
  readonly notes: readonly { readonly code: string; readonly severity: 'info' | 'warning'; readonly message: string }[];
  readonly lands: readonly { readonly name: string; readonly patch: number | null }[];
  readonly proof: { readonly scenarios: number };
};

/** A module that was compiled for the export and uploaded. */
export type ExportedModule = {
  readonly source: string;
  readonly sha256: string;
  readonly url: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/** Why there is no export: problems that the server or the compiler named. */
export class ExportRefused extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems[0]?.message ?? 'The export was refused.');
    this.problems = problems;
  }
}

/** The server can't be reached. */
export class ServerAway extends Error {}

/** Compiles one source as it is exported; null when a newer text came meanwhile. */
export type CompileForExport = (name: string, source: ProjectSource) => Promise<Artifact | null>;

/** Compiles and uploads the modules of the chain. Throws ExportRefused for code that does not compile, ServerAway. */
export async function uploadModules(
  project: Project,
  compile: CompileForExport,
  signal: AbortSignal,
): Promise<ExportedModule[]> {
  return Promise.all(
    wasmSources(project).flatMap((name) => {
      const source = Object.hasOwn(project.sources, name) ? project.sources[name] : undefined;
      return source ? [uploadModule(name, source, compile, signal)] : [];
    }),
  );
}

/** Asks for the YAML of a project. Throws ExportRefused, ServerAway. */
export async function requestExport(
  project: Project,
  options: EnvoyFilterOptions,
  modules: readonly ExportedModule[],
  signal: AbortSignal,
): Promise<ExportAnswer> {
  const body = JSON.stringify({
    target: 'envoy-filter',
    // The server proves with the uploaded modules and compiles nothing: code that it can't use stays here.
    project: withoutModuleSources(project),
    options,
    modules: Object.fromEntries(modules.map((one) => [one.source, one.sha256])),
  });
  return (await post('/api/exports', body, 'application/json', signal)) as ExportAnswer;
}

async function uploadModule(
  name: string,
  source: ProjectSource,
  compile: CompileForExport,
  signal: AbortSignal,
): Promise<ExportedModule> {
  const artifact = await compile(name, source);
  if (!artifact?.wasm) throw new ExportRefused([notCompiled(name, artifact)]);
  const stored = (await post('/api/modules', artifact.wasm, 'application/wasm', signal)) as {
    sha256: string;
    path: string;
  };
  return { source: name, sha256: stored.sha256, url: new URL(stored.path, location.origin).href, bytes: artifact.wasm };
}

function notCompiled(name: string, artifact: Artifact | null): Problem {
  const error = artifact?.diagnostics.find((one) => one.severity === 'error');
  const place = error?.range ? ` (line ${error.range.startLine})` : '';
  return {
    code: 'no-module',
    path: `/sources/${name}`,
    message: error ? `"${name}" does not compile: ${error.message}${place}` : `"${name}" is still being compiled.`,
    hint: 'Mend it in the editor; the last good run is not exported.',
  };
}

/** Big or compiled sources are replaced by a name: the modules themselves were uploaded. */
export function withoutModuleSources(project: Project): Project {
  const sources = Object.entries(project.sources).map(([name, source]): [string, ProjectSource] => [
    name,
    'lua' in source ? source : { wasm: { file: `${name}.wasm` } },
  ]);
  return { ...project, sources: Object.fromEntries(sources) };
}

async function post(path: string, body: BodyInit, type: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(path, { method: 'POST', body, headers: { 'content-type': type }, signal }).catch(
    (error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ServerAway('The server does not answer.');
    },
  );
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  const problem = answer as ({ problems?: readonly Problem[] } & Problem) | null;
  if (problem === null || typeof problem.code !== 'string')
    throw new ServerAway(`The server answered ${response.status}.`);
  throw new ExportRefused(problem.problems ?? [problem]);
}
