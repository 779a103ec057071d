import type { editor } from 'monaco-editor/editor';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { CodeEditorProps } from './code-editor-props.ts';
import { openDocument, rememberedView, rememberView } from './documents.ts';
import { EchoGuard } from './echo-guard.ts';
import { addEditorHandle } from './editor-hook.ts';
import { setMarkers } from './editor-markers.ts';
import { EDITOR_OPTIONS } from './editor-options.ts';
import { ErrorZones } from './error-zones.ts';
import { lineDecorations } from './line-decorations.ts';
import type { Monaco } from './monaco.ts';

type MonacoEditorProps = CodeEditorProps & { readonly monaco: Monaco };

/** One of Monaco's editors and what hangs on it. */
type Mounted = {
  readonly codeEditor: editor.IStandaloneCodeEditor;
  readonly zones: ErrorZones;
  readonly decorations: editor.IEditorDecorationsCollection;
};

/** A document in Monaco. The text belongs to the document's model; the project is told of every change and can change it too. */
export function MonacoEditor(props: MonacoEditorProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const mounted = useMounted(props.monaco, host);
  const model = useModel(props, mounted);
  useNotes(props, mounted, model);
  return <div ref={host} style={{ position: 'absolute', inset: 0 }} />;
}

/** The editor, as long as the component is on the page. */
function useMounted(monaco: Monaco, host: { readonly current: HTMLDivElement | null }): Mounted | null {
  const [mounted, setMounted] = useState<Mounted | null>(null);
  useEffect(() => {
    if (host.current === null) return;
    const codeEditor = monaco.editor.create(host.current, { ...EDITOR_OPTIONS, model: null });
    setMounted({
      codeEditor,
      zones: new ErrorZones(codeEditor),
      decorations: codeEditor.createDecorationsCollection(),
    });
    return () => {
      setMounted(null);
      codeEditor.dispose();
    };
  }, [monaco, host]);
  return mounted;
}

/** Shows the document, keeps its text and the project's the same, and remembers where somebody was in it. */
function useModel(props: MonacoEditorProps, mounted: Mounted | null): editor.ITextModel | null {
  const { monaco, documentId, language, value, siblings } = props;
  const [model, setModel] = useState<editor.ITextModel | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const guard = useRef(new EchoGuard());

  useEffect(() => {
    if (mounted === null) return;
    const { codeEditor } = mounted;
    const shown = openDocument(monaco, documentId, language, latest.current.value);
    guard.current = new EchoGuard();
    codeEditor.setModel(shown);
    codeEditor.restoreViewState(rememberedView(documentId));
    setModel(shown);
    const listening = shown.onDidChangeContent(() => {
      const text = shown.getValue();
      if (guard.current.leaves(text)) latest.current.onChange(text);
    });
    const removeHandle = addEditorHandle(handleFor(monaco, documentId, shown, codeEditor));
    return () => {
      removeHandle();
      listening.dispose();
      if (!shown.isDisposed()) rememberView(documentId, codeEditor.saveViewState());
    };
  }, [mounted, monaco, documentId, language]);

  useEffect(() => {
    if (model === null || model.isDisposed()) return;
    guard.current.arrives(value, model);
  }, [model, value]);

  useEffect(() => {
    for (const [id, text] of Object.entries(siblings ?? {}))
      if (id !== documentId) openDocument(monaco, id, language, text);
  }, [siblings, monaco, documentId, language]);
  return model;
}

/** Markers, error notes, coverage, values, the current line. */
function useNotes(props: MonacoEditorProps, mounted: Mounted | null, model: editor.ITextModel | null): void {
  const { monaco, diagnostics, currentLine, coverage, values, revealLine, readOnly, ariaLabel } = props;
  useEffect(() => {
    mounted?.codeEditor.updateOptions({ readOnly: readOnly ?? false, ariaLabel });
  }, [mounted, readOnly, ariaLabel]);
  useEffect(() => {
    if (mounted === null || model === null || model.isDisposed()) return;
    setMarkers(monaco, model, diagnostics);
    mounted.zones.show(diagnostics);
  }, [monaco, mounted, model, diagnostics]);
  useEffect(() => {
    if (mounted === null || model === null || model.isDisposed()) return;
    const notes = { currentLine: currentLine ?? null, coverage: coverage ?? null, values: values ?? null };
    mounted.decorations.set(lineDecorations(notes, model.getLineCount()));
  }, [mounted, model, currentLine, coverage, values]);
  useEffect(() => {
    if (mounted === null || model === null || revealLine == null) return;
    mounted.codeEditor.revealLineInCenterIfOutsideViewport(revealLine);
  }, [mounted, model, revealLine]);
}

function handleFor(
  monaco: Monaco,
  documentId: string,
  model: editor.ITextModel,
  codeEditor: editor.ICodeEditor,
): Parameters<typeof addEditorHandle>[0] {
  const words = { 8: 'error', 4: 'warning', 2: 'info', 1: 'hint' } as const;
  return {
    documentId,
    getText: () => model.getValue(),
    setText(text) {
      codeEditor.pushUndoStop();
      codeEditor.executeEdits('test', [{ range: model.getFullModelRange(), text }]);
      codeEditor.pushUndoStop();
    },
    markers: () =>
      monaco.editor.getModelMarkers({ resource: model.uri }).map(({ severity, startLineNumber, message }) => ({
        severity: words[severity],
        line: startLineNumber,
        message,
      })),
  };
}
