import loadWabt from 'wabt';
import { type CompileResult, type Diagnostic, failedCompile, type SourceRange } from './diagnostic.ts';
import { checkSourceSize } from './source-limits.ts';

type Wabt = Awaited<ReturnType<typeof loadWabt>>;

let loading: Promise<Wabt> | null = null;

/** The WebAssembly features that Envoy's V8 has switched on. */
const FEATURES = {
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  multi_value: true,
  bulk_memory: true,
  reference_types: true,
  tail_call: true,
};

/**
 * Compiles a module in the WebAssembly text format. Names of functions and locals are kept, so that traps name them.
 * `name` is the source's name in the project; it stands in the diagnostics. Loads the compiler at the first call.
 */
export async function compileWat(name: string, text: string): Promise<CompileResult> {
  const tooLarge = checkSourceSize(new Map([[name, text]]), '');
  if (tooLarge.length > 0) return failedCompile(tooLarge);
  loading ??= loadWabt();
  try {
    return assemble(await loading, name, text);
  } catch (error) {
    const diagnostics = errorsOf(error instanceof Error ? error.message : String(error), name);
    return failedCompile(
      diagnostics,
      diagnostics.some((one) => one.code === 'compiler-failed'),
    );
  }
}

function assemble(wabt: Wabt, name: string, text: string): CompileResult {
  const module = wabt.parseWat(name, text, FEATURES);
  try {
    module.resolveNames();
    module.validate();
    const { buffer } = module.toBinary({ write_debug_names: true });
    return { wasm: new Uint8Array(buffer), sourceMap: null, diagnostics: [], compilerFailed: false };
  } finally {
    module.destroy();
  }
}

/** wabt throws one text with all its errors: `name:line:column: error: what`, then the line and marks under it. */
function errorsOf(text: string, name: string): Diagnostic[] {
  const lines = text.split('\n');
  const found: Diagnostic[] = [];
  for (const [index, line] of lines.entries()) {
    const match = /:(\d+):(\d+): error: (.*)$/.exec(line);
    if (match === null) continue;
    const marks = /\^+/.exec(lines[index + 2] ?? '');
    found.push({
      severity: 'error',
      code: 'WAT',
      message: match[3]!,
      source: name,
      range: rangeAt(Number(match[1]), Number(match[2]), marks === null ? 1 : marks[0].length),
    });
  }
  if (found.length > 0) return found;
  return [
    {
      severity: 'error',
      code: 'compiler-failed',
      message: `The compiler of the text format failed: ${lines[0] ?? ''}`,
      source: name,
      range: null,
    },
  ];
}

function rangeAt(line: number, column: number, length: number): SourceRange {
  return { startLine: line, startColumn: column, endLine: line, endColumn: column + length };
}
