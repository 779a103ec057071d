import { Suspense, useState } from 'react';
import { SAVING_WORDS, useSaving } from '../project/autosave.ts';
import { dispatch, redo, undo, useProject } from '../project/project-store.ts';
import { runNow } from '../run/run-commands.ts';
import { useRuns } from '../run/run-store.ts';
import { Brand } from '../ui/Brand.tsx';
import { Icon } from '../ui/Icon.tsx';
import { late } from '../ui/late.tsx';
import { Menu } from '../ui/Menu.tsx';
import css from './bar.module.css';
import { openDialog } from './dialogs.ts';
import { NARROW, useMedia } from './media.ts';
import { prefer } from './preferences.ts';
import { useTheme } from './theme.ts';
import { show, useView } from './view-store.ts';

const CompareButton = late(() => import('../compare/CompareButton.tsx'));

/** The top line: what is open, how its scenarios stand, and the ways out. */
export function Bar() {
  const page = useView((view) => view.page);
  const theme = useTheme();
  const narrow = useMedia(NARROW);
  const home = page === 'workbench' || page === 'table';
  return (
    <header className={css['bar']} data-region="bar" tabIndex={-1}>
      <a
        className={css['brand']}
        href="/"
        aria-label="Chainwright, to the workbench"
        onClick={(event) => {
          event.preventDefault();
          show({ page: 'workbench', pane: 'trace' });
        }}
      >
        <Brand />
        <span className="hide-phone">Chainwright</span>
      </a>
      <span className={css['vr']} />
      <ProjectName />
      <SaveWords />
      <span className="grow" />
      <Tally />
      {home ? (
        <>
          <button type="button" className="btn primary" onClick={runNow} title="Run all scenarios (Ctrl ⏎)">
            <Icon name="play" />
            <span>Run all</span>
            <kbd className="hide-narrow">Ctrl ⏎</kbd>
          </button>
          <Suspense fallback={null}>{!narrow && <CompareButton />}</Suspense>
          <button type="button" className="btn hide-narrow" onClick={() => show({ page: 'export' })}>
            <Icon name="export" />
            Export
          </button>
          <button
            type="button"
            className="btn icon hide-phone"
            aria-label="Share"
            title="Share (Ctrl S)"
            onClick={() => openDialog('share')}
          >
            <Icon name="share" />
          </button>
        </>
      ) : (
        <button type="button" className="btn" onClick={() => show({ page: 'workbench' })}>
          {page === 'scenario' || page === 'upstreams' ? (
            'Done'
          ) : (
            <span>
              Back<span className="hide-narrow"> to the workbench</span>
            </span>
          )}
        </button>
      )}
      <span className={`${css['vr']} hide-narrow`} />
      <ProjectMenu />
      <button
        type="button"
        className="btn ghost icon hide-narrow"
        aria-label="Commands"
        title="Commands (Ctrl K)"
        onClick={() => openDialog('commands')}
      >
        <Icon name="search" />
      </button>
      <button
        type="button"
        className="btn ghost icon hide-narrow"
        aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
        title={theme === 'dark' ? 'Light theme' : 'Dark theme'}
        onClick={() => prefer({ theme: theme === 'dark' ? 'light' : 'dark' })}
      >
        <Icon name="sun" />
      </button>
      <button
        type="button"
        className="btn ghost icon hide-narrow"
        aria-label="Settings"
        title="Settings and keys (?)"
        onClick={() => show({ page: 'settings' })}
      >
        <Icon name="settings" />
      </button>
    </header>
  );
}

function ProjectName() {
  const name = useProject((state) => state.project.name);
  const [editing, setEditing] = useState(false);
  if (!editing) {
    return (
      <h1 className={`${css['name']} trunc`}>
        <button type="button" className="trunc" title="Rename the project" onClick={() => setEditing(true)}>
          {name}
        </button>
      </h1>
    );
  }
  return (
    <input
      className={`field ${css['rename']}`}
      aria-label="Name of the project"
      defaultValue={name}
      maxLength={200}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
      autoFocus
      onFocus={(event) => event.target.select()}
      onBlur={(event) => {
        if (event.target.value.trim() && event.target.value !== name)
          dispatch({ type: 'rename-project', name: event.target.value });
        setEditing(false);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.value = name;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}

function SaveWords() {
  const phase = useSaving((state) => state.phase);
  const failed = phase === 'forbidden' || phase === 'full' || phase === 'failed';
  return <span className={`t12 hide-narrow nowrap trunc ${failed ? 'c-wait' : 'muted'}`}>{SAVING_WORDS[phase]}</span>;
}

/** How many scenarios hold. */
function Tally() {
  const scenarios = useProject((state) => state.project.scenarios);
  const runs = useRuns((state) => state.runs);
  const errors = useRuns((state) => [...state.sources.values()].some((one) => one.phase === 'failed'));
  const refused = useRuns((state) => state.refusals.size);
  if (errors || refused > 0) {
    return (
      <span className="chip fail">
        <Icon name="alert" />
        <span>
          {errors ? 'errors' : 'no new run'}
          <span className="hide-phone">, this one is stale</span>
        </span>
      </span>
    );
  }
  const checked = scenarios.filter((one) => (runs.get(one.name)?.result.expectations.length ?? 0) > 0);
  if (checked.length === 0) return null;
  const held = checked.filter((one) =>
    runs.get(one.name)?.result.expectations.every((expectation) => expectation.pass),
  ).length;
  const all = held === checked.length;
  return (
    <span className={`chip ${all ? 'ok' : 'fail'}`}>
      <Icon name={all ? 'check' : 'cross'} />
      {all ? `${held} of ${checked.length} pass` : `${checked.length - held} of ${checked.length} fail`}
    </span>
  );
}

function ProjectMenu() {
  const past = useProject((state) => state.past);
  const future = useProject((state) => state.future);
  return (
    <Menu
      label="Project"
      items={[
        {
          words: past.length ? `Undo: ${past[past.length - 1]?.label}` : 'Undo',
          icon: 'undo',
          keys: 'Ctrl Z',
          disabled: past.length === 0,
          onChoose: () => void undo(),
        },
        {
          words: future.length ? `Redo: ${future[future.length - 1]?.label}` : 'Redo',
          icon: 'redo',
          keys: 'Ctrl Y',
          disabled: future.length === 0,
          onChoose: () => void redo(),
        },
        { words: 'Open project.yaml …', icon: 'open', onChoose: () => openDialog('open') },
        { words: 'Download project.yaml', icon: 'download', onChoose: () => openDialog('download') },
        { words: 'Start from the example', icon: 'file', onChoose: () => openDialog('example') },
        { words: 'Settings and keys', icon: 'settings', onChoose: () => show({ page: 'settings' }) },
      ]}
    >
      <Icon name="more" />
    </Menu>
  );
}
