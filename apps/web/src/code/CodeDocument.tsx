import type { SourcePlace } from '@chainwright/runtime/trace/trace-event';
import type { Selection } from '../app/selection.ts';
import { dispatch, useProject } from '../project/project-store.ts';
import { type OpenDocument, textOfDocument } from './open-documents.ts';
import { PlainEditor } from './PlainEditor.tsx';

type Props = { readonly open: OpenDocument; readonly selection: Selection; readonly place: SourcePlace | null };

/** The code of a filter in an editor; every change runs. */
export function CodeDocument({ open, place }: Props) {
  const text = useProject((state) => textOfDocument(state.project, open));
  if (text === null) return <p className="pad muted">This module was uploaded; it has no source here.</p>;
  return (
    <PlainEditor
      value={text}
      label={`Code of ${open.title}`}
      currentLine={place?.line ?? null}
      onChange={(value) => editDocument(open, value)}
    />
  );
}

/** Writes an edited text back into the project. */
export function editDocument(open: OpenDocument, text: string): void {
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
