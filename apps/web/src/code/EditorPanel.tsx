import type { Project } from '@chainwright/filters/project/project';
import { Suspense, useEffect, useMemo } from 'react';
import { useReveal } from '../app/reveal.ts';
import type { Selection } from '../app/selection.ts';
import { show, useView } from '../app/view-store.ts';
import { dispatch, useProject } from '../project/project-store.ts';
import { useRuns } from '../run/run-store.ts';
import { bytesText } from '../score/quantities.ts';
import { Icon } from '../ui/Icon.tsx';
import { KindIcon } from '../ui/KindIcon.tsx';
import { late } from '../ui/late.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { CodeDocument } from './CodeDocument.tsx';
import css from './code.module.css';
import {
  codeDocuments,
  configDocument,
  documentFor,
  type OpenDocument,
  placeOf,
  tabDocuments,
} from './open-documents.ts';

const ConfigDocument = late(() => import('./ConfigDocument.tsx'));
const ChainDocument = late(() => import('./ChainDocument.tsx'));
const ModuleDocument = late(() => import('./ModuleDocument.tsx'));

/** The lower left: the code of the chain, configurations, the chain itself as YAML. */
export default function EditorPanel({ selection }: { readonly selection: Selection }) {
  const wanted = useView((view) => view.file);
  const project = useProject((state) => state.project);
  const { chain, filter, step } = selection;
  const [revealed] = useReveal();
  const place = revealed?.place ?? (step && step.filter?.name === filter?.name ? step.source : null);
  const open = useMemo(
    () => documentFor(project, chain, wanted, filter, place?.id ?? null),
    [project, chain, wanted, filter, place?.id],
  );
  const tabs = useMemo(
    () => tabDocuments(project, chain, open.filter ?? filter),
    [project, chain, open.filter, filter],
  );
  useKeptDocuments(open, project, chain);
  const errors = useRuns((state) => state.sources);
  const tabOf = (one: OpenDocument): string =>
    tabs.some((tab) => tab.key === one.key)
      ? one.key
      : (tabs.find((tab) => tab.filter?.name === one.filter?.name)?.key ?? 'chain');
  return (
    <section className="panel" aria-label="Editor" data-region="editor" tabIndex={-1}>
      <Tabs
        label="Files"
        value={tabOf(open)}
        onChange={(key) => {
          const tab = tabs.find((one) => one.key === key);
          show({ file: key, ...(tab?.filter ? { filter: tab.filter.name } : {}) });
        }}
        tabs={tabs.map((tab) => ({
          value: tab.key,
          words: <TabWords tab={tab} errors={errorCount(errors.get(tab.source ?? ''), tab)} />,
        }))}
        after={
          <>
            <span className="grow" />
            <Status open={open} />
          </>
        }
      >
        <SubTabs open={open} project={project} selection={selection} />
        <div className={css['body']}>
          {/* What loads late leaves the page as it is. */}
          <Suspense fallback={<p className="pad muted t12">Loading the configuration editor …</p>}>
            {open.key === 'chain' ? (
              <ChainDocument />
            ) : open.key.startsWith('config/') && open.filter ? (
              <ConfigDocument key={open.filter.name} entry={open.filter} />
            ) : open.language === 'binary' && open.source !== null ? (
              <ModuleDocument source={open.source} />
            ) : (
              <CodeDocument open={open} selection={selection} place={placeOf(open) === place?.id ? place : null} />
            )}
          </Suspense>
        </div>
      </Tabs>
    </section>
  );
}

type SourceErrors = ReturnType<typeof useRuns.getState>['sources'];

/** Closes the documents of filters that are gone, so that their text and undo list do not stay for ever. */
function useKeptDocuments(open: OpenDocument, project: Project, chain: Selection['chain']): void {
  const ids = [
    'chain',
    placeOf(open) ?? open.key,
    ...codeDocuments(project, chain).map((one) => placeOf(one) ?? one.key),
    ...chain.map((one) => `config/${one.name}`),
  ];
  const kept = ids.join('\n');
  useEffect(() => {
    void import('../editor/documents.ts').then(({ keepDocuments }) => keepDocuments(kept.split('\n')));
  }, [kept]);
}

function errorCount(source: ReturnType<SourceErrors['get']>, tab: OpenDocument): number {
  if (tab.key.startsWith('config/')) return 0;
  return (
    source?.diagnostics.filter(
      (one) => one.severity === 'error' && (one.source === null || one.source === placeOf(tab)),
    ).length ?? 0
  );
}

function TabWords({ tab, errors }: { readonly tab: OpenDocument; readonly errors: number }) {
  return (
    <>
      {tab.filter && <KindIcon kind={tab.filter.kind} />}
      {tab.title}
      {errors > 0 && (
        <span className="n fail">
          {errors}
          <span className="sr"> errors</span>
        </span>
      )}
    </>
  );
}

/** What the compiler says about the open document. */
function Status({ open }: { readonly open: OpenDocument }) {
  const source = useRuns((state) => (open.source === null ? undefined : state.sources.get(open.source)));
  const progress = useRuns((state) => state.progress);
  if (progress) return <span className={`${css['status']} muted`}>{progress}</span>;
  if (!source || open.language === 'yaml') return null;
  if (source.phase === 'compiling') return <span className={`${css['status']} muted`}>compiling …</span>;
  const errors = source.diagnostics.filter((one) => one.severity === 'error').length;
  if (errors > 0) {
    return (
      <button type="button" className={`btn link c-fail ${css['status']}`} onClick={() => show({ tab: 'problems' })}>
        <Icon name="alert" /> {errors} error{errors === 1 ? '' : 's'}
      </button>
    );
  }
  return (
    <span className={`row tight hide-phone ${css['status']}`}>
      {source.size !== null && (
        <>
          {open.language !== 'binary' && (
            <span className="c-ok row tight nowrap">
              <Icon name="check" /> compiled
            </span>
          )}
          <span className="muted">{bytesText(source.size)}</span>
        </>
      )}
    </span>
  );
}

/** Source and configuration of one filter, side by side as tabs. */
function SubTabs({
  open,
  project,
  selection,
}: {
  readonly open: OpenDocument;
  readonly project: ReturnType<typeof useProject.getState>['project'];
  readonly selection: Selection;
}) {
  if (!open.filter) return <ChainHead />;
  const entry = open.filter;
  const code = codeDocuments(project, selection.chain).find(
    (one) => one.filter?.name === entry.name || (one.source !== null && one.source === entry.source),
  );
  const config = configDocument(entry);
  const isConfig = open.key === config.key;
  return (
    <div className={`ph line ${css['sub']}`}>
      {code && (
        <Segmented
          small
          label={`Part of ${entry.name}`}
          value={isConfig ? 'config' : 'source'}
          options={[
            { value: 'source', words: code.language === 'binary' ? 'Module' : 'Source' },
            { value: 'config', words: 'Configuration' },
          ]}
          onChange={(part) => show({ filter: entry.name, file: part === 'config' ? config.key : code.key })}
        />
      )}
      {!code && <span className="m nowrap">Configuration</span>}
      <span className="grow" />
      <span className="muted hide-narrow trunc">
        {isConfig
          ? 'typed_config in Envoy’s own YAML'
          : code?.language === 'binary'
            ? ''
            : 'green bar: called Envoy in this run'}
      </span>
      {entry.disabled && (
        <button
          type="button"
          className="btn s"
          onClick={() => dispatch({ type: 'disable-filter', index: entry.index, disabled: false })}
        >
          Enable
        </button>
      )}
    </div>
  );
}

function ChainHead() {
  return (
    <div className={`ph line ${css['sub']}`}>
      <span className="m nowrap">HTTP connection manager</span>
      <span className="grow" />
      <span className="muted hide-narrow trunc">filters, routes and local replies in Envoy’s own YAML</span>
    </div>
  );
}
