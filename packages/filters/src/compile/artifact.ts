import type { CompileResult, Diagnostic } from './diagnostic.ts';
import { sha256 } from './sha256.ts';

/** The code of one source of a project, ready to run. */
export type Artifact = {
  /** The source's name in the project. */
  readonly name: string;
  readonly kind: 'wasm' | 'lua';
  /** The module; null for Lua, and when there was an error. */
  readonly wasm: Uint8Array<ArrayBuffer> | null;
  /** The script; null for Wasm. */
  readonly lua: string | null;
  /** Source map of the module (see `readSourceMap`), or null. */
  readonly sourceMap: string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** SHA-256 of the module or of the script's UTF-8 bytes, in hexadecimal; of nothing when there was an error. */
  readonly hash: string;
};

/** A script as an artifact. Its errors are found where it is loaded. */
export function luaArtifact(name: string, lua: string): Artifact {
  const hash = sha256(new TextEncoder().encode(lua));
  return { name, kind: 'lua', wasm: null, lua, sourceMap: null, diagnostics: [], hash };
}

/** A compiled module as an artifact. */
export function wasmArtifact(name: string, result: CompileResult): Artifact {
  const { wasm, sourceMap, diagnostics } = result;
  return { name, kind: 'wasm', wasm, lua: null, sourceMap, diagnostics, hash: sha256(wasm ?? new Uint8Array()) };
}
