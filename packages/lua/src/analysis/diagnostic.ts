import type { SourceRange } from '../values/lua-error.ts';

/** What a finding is about. */
export type DiagnosticCode =
  | 'syntax-error'
  | 'undefined-global'
  | 'unused-local'
  | 'unknown-method'
  | 'method-too-new'
  | 'method-on-wrong-path'
  | 'method-called-with-dot'
  | 'length-is-always-true'
  | 'length-compared-with-nil'
  | 'negation-before-comparison'
  | 'hole-in-constructor';

/** A finding about a script, for an editor. */
export type LuaDiagnostic = {
  readonly code: DiagnosticCode;
  /** error: it will not load; warning: it will go wrong or does not do what it says; hint: it can be tidied. */
  readonly severity: 'error' | 'warning' | 'hint';
  readonly message: string;
  readonly range: SourceRange;
};

/** A range from offsets. */
export function rangeAt(lineStarts: readonly number[], start: number, end: number): SourceRange {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStarts[middle]! <= start) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: start - lineStarts[low]! + 1, start, end };
}
