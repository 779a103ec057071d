import { dispatch, useProject } from '../project/project-store.ts';
import { PlainEditor } from './PlainEditor.tsx';
import { useYamlDraft } from './use-yaml-draft.ts';
import { YamlProblem } from './YamlProblem.tsx';

/** The HTTP connection manager as YAML: filters, routes, local replies, everything. */
export default function ChainDocument() {
  const value = useProject((state) => state.project.http_connection_manager);
  const draft = useYamlDraft(value, (next) => dispatch({ type: 'configure-connection-manager', value: next }));
  return (
    <>
      <PlainEditor value={draft.text} label="HTTP connection manager as YAML" onChange={draft.edit} />
      <YamlProblem reading={draft.reading} />
    </>
  );
}
