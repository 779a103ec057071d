import { AssemblyScriptCompiler, type AssemblyScriptOptions } from '../assemblyscript.ts';

const compiler = new AssemblyScriptCompiler();

/** Compiles one file against the SDK; fails with what the compiler says. */
export function compileGuest(text: string, options: AssemblyScriptOptions = {}): Uint8Array<ArrayBuffer> {
  const { wasm, diagnostics } = compiler.compile({ name: 'guest', files: { 'index.ts': text } }, options);
  if (wasm === null) throw new Error(diagnostics.map((one) => `${one.range?.startLine}: ${one.message}`).join('\n'));
  return wasm;
}
