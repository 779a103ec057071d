import type { Artifact } from '@chainwright/filters/compile/artifact';
import { isRecord } from './message-shape.ts';

/** A source that a compiler is needed for. */
export type CompilableSource =
  | { readonly assemblyscript: { readonly files: Record<string, string> } }
  | { readonly wat: string };

/** `run`: quickly, with names and a source map. `export`: small and fast code. */
export type CompilePurpose = 'run' | 'export';

/** One source to compile. A request replaces those for the same name that the worker has not begun. */
export type CompileRequest = {
  readonly type: 'compile';
  /** Rises with every request. */
  readonly runId: number;
  /** The source's name in the project. */
  readonly name: string;
  readonly source: CompilableSource;
  readonly purpose: CompilePurpose;
};

/** What the page says to a compile worker. */
export type ToCompiler = { readonly type: 'binaryen'; readonly module: WebAssembly.Module } | CompileRequest;

/** What a compile worker says to the page. */
export type FromCompiler =
  /** It can compile. */
  | { readonly type: 'ready' }
  /** It has begun with this request. */
  | { readonly type: 'begun'; readonly runId: number }
  /** `compilerFailed`: the worker must not be used any more. */
  | {
      readonly type: 'compiled';
      readonly runId: number;
      readonly artifact: Artifact;
      readonly compilerFailed: boolean;
    };

/** A message for a compile worker; null when it is none. */
export function readToCompiler(data: unknown): ToCompiler | null {
  if (!isRecord(data)) return null;
  if (data['type'] === 'binaryen' && data['module'] instanceof WebAssembly.Module) {
    return { type: 'binaryen', module: data['module'] };
  }
  const { type, runId, name, source, purpose } = data;
  if (type !== 'compile' || typeof runId !== 'number' || typeof name !== 'string') return null;
  if ((purpose !== 'run' && purpose !== 'export') || !isCompilable(source)) return null;
  return { type, runId, name, source, purpose };
}

/** A message from a compile worker; null when it is none. */
export function readFromCompiler(data: unknown): FromCompiler | null {
  if (!isRecord(data)) return null;
  const { type, runId, artifact, compilerFailed } = data;
  if (type === 'ready') return { type };
  if (typeof runId !== 'number') return null;
  if (type === 'begun') return { type, runId };
  if (type !== 'compiled' || typeof compilerFailed !== 'boolean' || !isArtifact(artifact)) return null;
  return { type, runId, artifact, compilerFailed };
}

function isCompilable(source: unknown): source is CompilableSource {
  if (!isRecord(source)) return false;
  if (typeof source['wat'] === 'string') return true;
  const { assemblyscript } = source;
  if (!isRecord(assemblyscript) || !isRecord(assemblyscript['files'])) return false;
  return Object.values(assemblyscript['files']).every((text) => typeof text === 'string');
}

function isArtifact(value: unknown): value is Artifact {
  return (
    isRecord(value) &&
    typeof value['name'] === 'string' &&
    (value['kind'] === 'wasm' || value['kind'] === 'lua') &&
    typeof value['hash'] === 'string' &&
    Array.isArray(value['diagnostics'])
  );
}
