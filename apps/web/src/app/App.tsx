import { Suspense, useEffect } from 'react';
import { Inspector } from '../inspector/Inspector.tsx';
import { useProject } from '../project/project-store.ts';
import { ScenarioPanel } from '../scenarios/ScenarioPanel.tsx';
import { ScorePanel } from '../score/ScorePanel.tsx';
import { useSummary } from '../score/use-summary.ts';
import { useAnnouncement } from '../ui/announce.ts';
import { late } from '../ui/late.tsx';
import { Toaster } from '../ui/Toaster.tsx';
import css from './app.module.css';
import { Bar } from './Bar.tsx';
import { Dialogs } from './Dialogs.tsx';
import { DropZone } from './DropZone.tsx';
import { openDialog } from './dialogs.ts';
import { Foot } from './Foot.tsx';
import { Hello } from './Hello.tsx';
import { lazyPages } from './lazy-pages.ts';
import { NARROW, useMedia } from './media.ts';
import { NarrowTop } from './NarrowTop.tsx';
import { usePreferences } from './preferences.ts';
import { forgetRevealed } from './reveal.ts';
import { Splitter } from './Splitter.tsx';
import { type Selection, useSelection } from './selection.ts';
import { TabBar } from './TabBar.tsx';
import { useKeyboard } from './use-keyboard.ts';
import { usePrinting } from './use-printing.ts';
import { useView } from './view-store.ts';

const EditorPanel = late(() => import('../code/EditorPanel.tsx'));

/** The whole page. */
export function App() {
  useKeyboard();
  usePrinting();
  const page = useView((view) => view.page);
  const selection = useSelection();
  const words = useAnnouncement((state) => state.words);
  const summary = useSummary(selection);
  const name = useProject((state) => state.project.name);
  useEffect(() => {
    document.title = `${name} · Chainwright`;
  }, [name]);
  useEffect(() => forgetRevealed(), []);
  return (
    <DropZone>
      <a className={css['skip']} href="#main">
        Skip to the trace
      </a>
      <div className={css['app']}>
        <Bar />
        <main id="main" className={css['main']}>
          {page === 'workbench' ? <Workbench selection={selection} /> : <OtherPage page={page} selection={selection} />}
        </main>
        <Foot selection={selection} />
        <TabBar />
      </div>
      <Dialogs />
      <Toaster />
      <div className="sr" aria-live="polite">
        {words}
      </div>
      <div className="sr" aria-live="polite">
        {summary}
      </div>
    </DropZone>
  );
}

function OtherPage({
  page,
  selection,
}: {
  readonly page: Exclude<ReturnType<typeof useView.getState>['page'], 'workbench'>;
  readonly selection: Selection;
}) {
  const Page = lazyPages[page];
  return (
    <div className={css['page']} data-region="page" tabIndex={-1}>
      <Suspense fallback={<p className="pad muted">Loading …</p>}>
        <Page selection={selection} />
      </Suspense>
    </div>
  );
}

function Workbench({ selection }: { readonly selection: Selection }) {
  const narrow = useMedia(NARROW);
  const pane = useView((view) => view.pane);
  const share = usePreferences((state) => state.editorShare);
  const add = (): void => openDialog('add-filter');
  if (narrow) {
    return (
      <div className={css['narrow']}>
        {pane !== 'scenarios' && <NarrowTop selection={selection} />}
        {pane === 'scenarios' && <ScenarioPanel selection={selection} />}
        {(pane === 'trace' || pane === 'more') && (
          <>
            <Hello />
            <ScorePanel selection={selection} onAddFilter={add} />
            <Inspector selection={selection} />
          </>
        )}
        {pane === 'code' && <Editor selection={selection} />}
      </div>
    );
  }
  return (
    <div className={css['bench']}>
      <ScenarioPanel selection={selection} />
      <div className={css['right']}>
        <div className={css['top']}>
          <Hello />
          <ScorePanel selection={selection} onAddFilter={add} />
        </div>
        <div
          className={css['low']}
          style={{ gridTemplateColumns: `minmax(0, ${share}fr) 1px minmax(0, ${100 - share}fr)` }}
        >
          <Editor selection={selection} />
          <Splitter />
          <Inspector selection={selection} />
        </div>
      </div>
    </div>
  );
}

/** The editor comes after the first result; its place is kept. */
function Editor({ selection }: { readonly selection: Selection }) {
  return (
    <Suspense fallback={<section className="panel" aria-label="Editor" aria-busy="true" />}>
      <EditorPanel selection={selection} />
    </Suspense>
  );
}
