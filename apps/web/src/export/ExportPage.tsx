import { useProject } from '../project/project-store.ts';
import { CodeListing } from './CodeListing.tsx';
import { ExportFormPanel } from './ExportFormPanel.tsx';
import { ExportOutcome } from './ExportOutcome.tsx';
import css from './export.module.css';
import type { CompileForExport } from './request-export.ts';
import { saveFile } from './save-file.ts';
import { useCopy } from './use-copy.ts';
import { useExport } from './use-export.ts';

type Props = { readonly compile: CompileForExport };

/** The export screen: what and where to at the left, the file in the middle, what is known about it at the right. */
export function ExportPage({ compile }: Props) {
  const { form, mistakes, modules, answer, isStale, error } = useExport(compile);
  const project = useProject((state) => state.project);
  const [copied, copy] = useCopy();
  const file = error ? undefined : answer?.files[0];
  return (
    <div className={css['page']}>
      <ExportFormPanel
        form={form}
        mistakes={mistakes}
        modules={modules}
        projectName={project.name}
        patches={patchCount(answer?.lands)}
      />
      <section className={`panel ${css['file']}`} aria-label="The exported file" aria-busy={isStale}>
        <div className="tabs">
          <h2 className={css['name']}>{file?.name ?? 'envoyfilter.yaml'}</h2>
          <span className={css['grow']} />
          <button type="button" className="btn" disabled={!file} onClick={() => file && copy('file', file.text)}>
            {copied === 'file' ? 'Copied' : 'Copy'}
          </button>
          <button type="button" className="btn" disabled={!file} onClick={() => file && saveFile(file.name, file.text)}>
            Download
          </button>
        </div>
        {file ? (
          <CodeListing text={file.text} stale={isStale} />
        ) : (
          <p className={css['empty']}>
            {error ? 'There is no file: see why at the right.' : 'The export is being made and proven …'}
          </p>
        )}
        <div className={css['command']}>
          <code>{answer && !error ? answer.command : 'kubectl apply --server-side -f envoyfilter.yaml'}</code>
          <button
            type="button"
            className="btn"
            disabled={!file}
            onClick={() => answer && copy('command', answer.command)}
          >
            {copied === 'command' ? 'Copied' : 'Copy command'}
          </button>
        </div>
      </section>
      <ExportOutcome
        answer={error ? null : answer}
        error={error}
        stale={isStale}
        context={form.context}
        modules={modules}
      />
    </div>
  );
}

function patchCount(lands: readonly { readonly patch: number | null }[] | undefined): number | null {
  return lands ? lands.filter((one) => one.patch !== null).length : null;
}
