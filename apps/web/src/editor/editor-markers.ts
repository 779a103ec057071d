import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import type { editor } from 'monaco-editor/editor';
import type { Monaco } from './monaco.ts';

const OWNER = 'chainwright';
/** The numbers of Monaco's MarkerSeverity, which has no values before Monaco is loaded. */
const SEVERITY = { error: 8, warning: 4, info: 2 } as const;

/** Marks what a compiler says under the text. */
export function setMarkers(monaco: Monaco, model: editor.ITextModel, diagnostics: readonly Diagnostic[]): void {
  monaco.editor.setModelMarkers(model, OWNER, diagnostics.map(markerOf));
}

/** A diagnostic as Monaco's marker. One without a place marks the first line. */
export function markerOf(diagnostic: Diagnostic): editor.IMarkerData {
  const range = diagnostic.range ?? { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
  const isEmpty = range.startLine === range.endLine && range.startColumn === range.endColumn;
  return {
    severity: SEVERITY[diagnostic.severity],
    code: diagnostic.code,
    source: OWNER,
    message: diagnostic.hint === undefined ? diagnostic.message : `${diagnostic.message}\n${diagnostic.hint}`,
    startLineNumber: range.startLine,
    startColumn: range.startColumn,
    endLineNumber: range.endLine,
    endColumn: isEmpty ? range.endColumn + 1 : range.endColumn,
  };
}
