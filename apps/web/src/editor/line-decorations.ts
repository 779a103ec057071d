import type { editor } from 'monaco-editor/editor';
import styles from './code-editor.module.css';

/** Which lines of a document the shown run went through. Lines from 1; a line in neither list holds no code. */
export type LineCoverage = { readonly ran: readonly number[]; readonly notRun: readonly number[] };

/** What is shown at the lines of a document. */
export type LineNotes = {
  /** The line of the chosen step. */
  readonly currentLine: number | null;
  readonly coverage: LineCoverage | null;
  /** Values of the last run, to stand after their lines. */
  readonly values: ReadonlyMap<number, string> | null;
};

/** The longest value that is shown after a line. */
const LONGEST_VALUE = 80;

/** The decorations for a document of `lineCount` lines. */
export function lineDecorations(notes: LineNotes, lineCount: number): editor.IModelDeltaDecoration[] {
  const exists = (line: number): boolean => line >= 1 && line <= lineCount;
  const made: editor.IModelDeltaDecoration[] = [];
  if (notes.currentLine !== null && exists(notes.currentLine)) made.push(currentLine(notes.currentLine));
  for (const line of notes.coverage?.ran ?? []) if (exists(line)) made.push(gutter(line, 'ran', 'ran'));
  for (const line of notes.coverage?.notRun ?? []) if (exists(line)) made.push(gutter(line, 'notRun', 'did not run'));
  for (const [line, value] of notes.values ?? []) if (exists(line)) made.push(valueAfter(line, value, notes));
  return made;
}

function currentLine(line: number): editor.IModelDeltaDecoration {
  return {
    range: wholeLine(line),
    options: {
      isWholeLine: true,
      className: styles['current'] ?? '',
      zIndex: 1,
      marginClassName: styles['currentMargin'] ?? '',
    },
  };
}

function gutter(line: number, kind: 'ran' | 'notRun', words: string): editor.IModelDeltaDecoration {
  return {
    range: wholeLine(line),
    options: {
      glyphMarginClassName: styles[kind] ?? '',
      glyphMarginHoverMessage: { value: `This line ${words}.` },
    },
  };
}

function valueAfter(line: number, value: string, notes: LineNotes): editor.IModelDeltaDecoration {
  const isCurrent = notes.currentLine === line;
  const content = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
  const end = { startLineNumber: line, startColumn: LINE_END, endLineNumber: line, endColumn: LINE_END };
  return {
    range: end,
    options: {
      showIfCollapsed: true,
      after: {
        content: content.replaceAll('\n', ' '),
        inlineClassName: (isCurrent ? styles['currentValue'] : styles['value']) ?? '',
        inlineClassNameAffectsLetterSpacing: true,
      },
    },
  };
}

/** Monaco moves a column that is too large to the end of the line. */
const LINE_END = 1_000_000;

function wholeLine(line: number): {
  startLineNumber: number;
  startColumn: number;
  endLineNumber: number;
  endColumn: number;
} {
  return { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 };
}
