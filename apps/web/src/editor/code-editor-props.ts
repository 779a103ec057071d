import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import type { CodeLanguage } from './code-language.ts';
import type { LineCoverage } from './line-decorations.ts';

/** What the page tells an editor. */
export type CodeEditorProps = {
  /** Which document: `<source name>/<file>`, as diagnostics and traces name it. */
  readonly documentId: string;
  readonly language: CodeLanguage;
  /** Its text in the project. */
  readonly value: string;
  /** The text was changed here. */
  readonly onChange: (text: string) => void;
  /** What is wrong in this document. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the text area is called for screen readers. */
  readonly ariaLabel: string;
  /** A line to scroll to, from 1. */
  readonly revealLine?: number | null;
  /** The line of the chosen step. */
  readonly currentLine?: number | null;
  readonly coverage?: LineCoverage | null;
  /** Values of the last run, by line. */
  readonly values?: ReadonlyMap<number, string> | null;
  readonly readOnly?: boolean;
  /** Other files of the same source, by document id, which this one may import. */
  readonly siblings?: Readonly<Record<string, string>>;
  /** A plain text area. Without it: where a finger is the only pointer. */
  readonly plain?: boolean;
};
