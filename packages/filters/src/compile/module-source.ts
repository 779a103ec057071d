import { base64ToBytes } from '@chainwright/runtime/http/byte-string';
import type { ProjectSource } from '../project/project.ts';
import { type CompileResult, type Diagnostic, failedCompile } from './diagnostic.ts';

type ModuleSource = Extract<ProjectSource, { wasm: unknown }>['wasm'];

/** Reads a module that stands beside the project file. */
export type ReadModuleFile = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

/** Takes a module that was compiled elsewhere out of the project. What Envoy thinks of it shows when it is loaded. */
export function includedModule(name: string, base64: string): CompileResult {
  try {
    return moduleOf(base64ToBytes(base64));
  } catch {
    const message = `The module of "${name}" is not base64.`;
    return failedCompile([problem('bad-base64', message, 'Add the .wasm file again.')]);
  }
}

/** A module that is named by its file where only whole projects are taken: the page, the API. */
export function fileNotIncluded(name: string, file: string): CompileResult {
  const message = `The source "${name}" is a file, "${file}", which is not part of the project.`;
  return failedCompile([problem('file-not-included', message, 'Add the .wasm file to the project.')]);
}

/** A module of the project or of a file beside it. Without `readFile` files are refused. */
export async function readModule(name: string, wasm: ModuleSource, readFile?: ReadModuleFile): Promise<CompileResult> {
  if ('base64' in wasm) return includedModule(name, wasm.base64);
  if (readFile === undefined) return fileNotIncluded(name, wasm.file);
  try {
    return moduleOf(await readFile(wasm.file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `"${wasm.file}" of the source "${name}" can't be read: ${why}`;
    return failedCompile([problem('file-not-readable', message, 'Paths are relative to the project file.')]);
  }
}

function moduleOf(wasm: Uint8Array<ArrayBuffer>): CompileResult {
  return { wasm, sourceMap: null, diagnostics: [], compilerFailed: false };
}

function problem(code: string, message: string, hint: string): Diagnostic {
  return { severity: 'error', code, message, source: null, range: null, hint };
}
