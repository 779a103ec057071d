import type { editor } from 'monaco-editor/editor';
import { type CodeLanguage, monacoLanguage } from './code-language.ts';
import type { Monaco } from './monaco.ts';

type OpenDocument = {
  readonly model: editor.ITextModel;
  /** Cursor and scroll position from when it was last shown. */
  viewState: editor.ICodeEditorViewState | null;
};

/** Brackets keep one colour: colours have other meanings here. */
const MODEL_OPTIONS: editor.ITextModelUpdateOptions = {
  tabSize: 2,
  insertSpaces: true,
  bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
};

/** Every text model of the editor, by document id (`<source name>/<file>`). Models are made and disposed of here only. */
const documents = new Map<string, OpenDocument>();

/** The model of a document, made when there is none; its text becomes `text`. */
export function openDocument(monaco: Monaco, id: string, language: CodeLanguage, text: string): editor.ITextModel {
  const open = documents.get(id);
  if (open !== undefined) {
    setDocumentText(open.model, text);
    return open.model;
  }
  const uri = documentUri(monaco, id);
  const model = monaco.editor.createModel(text, monacoLanguage(language), uri);
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  model.updateOptions(MODEL_OPTIONS);
  documents.set(id, { model, viewState: null });
  return model;
}

/** Remembers where somebody was in a document. */
export function rememberView(id: string, viewState: editor.ICodeEditorViewState | null): void {
  const open = documents.get(id);
  if (open !== undefined) open.viewState = viewState;
}

/** Where somebody was in a document. */
export function rememberedView(id: string): editor.ICodeEditorViewState | null {
  return documents.get(id)?.viewState ?? null;
}

/** Closes every document that is not in the list: those of filters that are gone, or of another project. */
export function keepDocuments(ids: Iterable<string>): void {
  const kept = new Set(ids);
  for (const [id, { model }] of documents) {
    if (kept.has(id)) continue;
    documents.delete(id);
    model.dispose();
  }
}

/** Changes as little as turns the model's text into `text`, so that cursors, folds and the undo list stay. */
export function setDocumentText(model: editor.ITextModel, text: string): void {
  const wanted = withoutCarriageReturns(text);
  const edit = smallestEdit(model.getValue(), wanted);
  if (edit === null) return;
  const start = model.getPositionAt(edit.start);
  const end = model.getPositionAt(edit.end);
  const range = {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
  model.pushStackElement();
  model.pushEditOperations([], [{ range, text: edit.text }], () => null);
  model.pushStackElement();
}

/** Documents use line feeds alone. */
export function withoutCarriageReturns(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** The one replacement that turns `from` into `to`; null when they are equal. Offsets in UTF-16 units. */
export function smallestEdit(from: string, to: string): { start: number; end: number; text: string } | null {
  if (from === to) return null;
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start++;
  let tail = 0;
  while (tail < shorter - start && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  return { start, end: from.length - tail, text: to.slice(start, to.length - tail) };
}

/** Files of one source import each other by relative path, so each has an address in one folder. */
function documentUri(monaco: Monaco, id: string): ReturnType<Monaco['Uri']['parse']> {
  return monaco.Uri.from({ scheme: 'file', path: `/${id}` });
}
