import { dispatch, useProject } from '../project/project-store.ts';
import { EditorOf } from './CodeDocument.tsx';
import { useYamlDraft } from './use-yaml-draft.ts';
import { problemsOf, YamlProblem } from './YamlProblem.tsx';

/** The HTTP connection manager as YAML: filters, routes, local replies, everything. */
export default function ChainDocument() {
  const value = useProject((state) => state.project.http_connection_manager);
  const draft = useYamlDraft(value, (next) => dispatch({ type: 'configure-connection-manager', value: next }));
  return (
    <>
      <EditorOf
        documentId="chain"
        language="yaml"
        value={draft.text}
        ariaLabel="HTTP connection manager as YAML"
        diagnostics={problemsOf(draft.reading)}
        onChange={draft.edit}
      />
      <YamlProblem reading={draft.reading} />
    </>
  );
}
