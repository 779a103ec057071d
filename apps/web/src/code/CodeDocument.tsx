import type { SourcePlace } from '@chainwright/runtime/trace/trace-event';
import { Suspense, useEffect, useMemo } from 'react';
import { usePreferences } from '../app/preferences.ts';
import type { Selection } from '../app/selection.ts';
import type { CodeEditorProps } from '../editor/code-editor-props.ts';
import { dispatch, useProject } from '../project/project-store.ts';
import { warmUpCompiler } from '../run/run-commands.ts';
import { useRuns } from '../run/run-store.ts';
import { late } from '../ui/late.tsx';
import { lineNotes } from './line-notes.ts';
import { type OpenDocument, placeOf, textOfDocument } from './open-documents.ts';
import { StillCode } from './StillCode.tsx';

const CodeEditor = late(() => import('../editor/CodeEditor.tsx'));

type Props = { readonly open: OpenDocument; readonly selection: Selection; readonly place: SourcePlace | null };

/** The code of a filter in an editor; every change runs. */
export function CodeDocument({ open, selection, place }: Props) {
  const project = useProject((state) => state.project);
  const text = textOfDocument(project, open);
  const source = useRuns((state) => (open.source === null ? undefined : state.sources.get(open.source)));
  const values = usePreferences((state) => state.values);
  const { run, score, step, stale } = selection;
  const id = placeOf(open) ?? open.key;
  const notes = useMemo(
    () => (run && score && !stale ? lineNotes(run.trace, score.request, id, step?.events ?? []) : null),
    [run, score, step, stale, id],
  );
  const diagnostics = useMemo(
    () => (source?.diagnostics ?? []).filter((one) => one.source === id || one.source === null),
    [source, id],
  );
  const siblings = useMemo(() => siblingsOf(open, project.sources), [open, project.sources]);
  useEffect(() => {
    if (open.language === 'assemblyscript' || open.language === 'wat') warmUpCompiler();
  }, [open.language]);
  if (text === null || open.language === 'binary') return null;
  return (
    <EditorOf
      documentId={id}
      language={open.language}
      value={text}
      ariaLabel={`Code of ${open.title}`}
      diagnostics={diagnostics}
      revealLine={place?.line ?? null}
      currentLine={place?.line ?? null}
      coverage={notes?.coverage ?? null}
      values={values ? (notes?.values ?? null) : null}
      siblings={siblings}
      onChange={(value) => editDocument(open, value)}
    />
  );
}

/** An editor for any text; the text itself stands there until it has loaded. */
export function EditorOf(props: CodeEditorProps) {
  const plain = usePreferences((state) => state.editor === 'plain');
  return (
    <Suspense
      fallback={<StillCode text={props.value} label={props.ariaLabel} currentLine={props.currentLine ?? null} />}
    >
      <CodeEditor {...props} {...(plain ? { plain } : {})} />
    </Suspense>
  );
}

/** The other files of an AssemblyScript source, which this one may import. */
function siblingsOf(
  open: OpenDocument,
  sources: ReturnType<typeof useProject.getState>['project']['sources'],
): Record<string, string> {
  const source = open.source === null ? undefined : sources[open.source];
  if (!source || !('assemblyscript' in source)) return {};
  return Object.fromEntries(
    Object.entries(source.assemblyscript.files)
      .filter(([path]) => path !== open.path)
      .map(([path, text]) => [`${open.source}/${path}`, text]),
  );
}

/** Writes an edited text back into the project. */
function editDocument(open: OpenDocument, text: string): void {
  if (open.source !== null) {
    dispatch({ type: 'edit-source', source: open.source, path: open.path, text });
    return;
  }
  const entry = open.filter;
  if (!entry) return;
  const { inline_code: _, ...config } = entry.config.typed_config ?? {};
  dispatch({
    type: 'configure-filter',
    index: entry.index,
    typedConfig: { ...config, default_source_code: { inline_string: text } },
  });
}
