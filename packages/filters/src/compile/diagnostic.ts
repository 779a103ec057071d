/** A stretch of a source file. Lines and columns from 1; columns count UTF-16 units; the end is behind the last character. */
export type SourceRange = {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
};

/**
 * Something a compiler says about a source. An `error` means that there is no new artifact.
 * Diagnostics are data: compilers never throw for what a user wrote.
 */
export type Diagnostic = {
  readonly severity: 'error' | 'warning' | 'info';
  /** `TS…` and `AS…` from the AssemblyScript compiler, `WAT` from the text format, else a word in kebab-case. */
  readonly code: string;
  /** One plain sentence. */
  readonly message: string;
  /** The file: `<source name>/<path>`; a library file begins with `~lib/`; null when it is about no file. */
  readonly source: string | null;
  readonly range: SourceRange | null;
  /** What to do about it. */
  readonly hint?: string;
};

/** What a compiler hands back. */
export type CompileResult = {
  /** The module; null when there was an error. */
  readonly wasm: Uint8Array<ArrayBuffer> | null;
  /** Source map of the module (JSON, offsets as columns of line 1); null when none was asked for or there is none. */
  readonly sourceMap: string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The compiler itself failed, so its state cannot be trusted any more: use a new one. */
  readonly compilerFailed: boolean;
};

/** An answer without a module. */
export function failedCompile(diagnostics: readonly Diagnostic[], compilerFailed = false): CompileResult {
  return { wasm: null, sourceMap: null, diagnostics, compilerFailed };
}

/** The range between two offsets (UTF-16 units) of a text. */
export function rangeOf(text: string, start: number, end: number): SourceRange {
  const from = positionOf(text, start);
  const to = positionOf(text, Math.max(start, end));
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset));
  const lastBreak = before.lastIndexOf('\n');
  let line = 1;
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++;
  return { line, column: before.length - lastBreak };
}
