import type { ChainEntry } from '../project/filter-kind.ts';
import { dispatch } from '../project/project-store.ts';
import { EditorOf } from './CodeDocument.tsx';
import { ConfigForm } from './ConfigForm.tsx';
import css from './code.module.css';
import { useYamlDraft } from './use-yaml-draft.ts';
import { problemsOf, YamlProblem } from './YamlProblem.tsx';

/** A filter's `typed_config`: simple fields as a form, everything as YAML. Both are one document. */
export default function ConfigDocument({ entry }: { readonly entry: ChainEntry }) {
  const value = entry.config.typed_config ?? {};
  const change = (typedConfig: Record<string, unknown>): void => {
    dispatch({ type: 'configure-filter', index: entry.index, typedConfig });
  };
  const draft = useYamlDraft(value, change);
  return (
    <div className={css['split']}>
      <ConfigForm value={value} onChange={change} />
      <div className={css['body']}>
        <EditorOf
          documentId={`config/${entry.name}`}
          language="yaml"
          value={draft.text}
          ariaLabel={`Configuration of ${entry.name}`}
          diagnostics={problemsOf(draft.reading)}
          onChange={draft.edit}
        />
        <YamlProblem reading={draft.reading} />
      </div>
    </div>
  );
}
