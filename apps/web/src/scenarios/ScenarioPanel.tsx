import type { ProjectScenario } from '@chainwright/filters/project/project';
import { type KeyboardEvent, useRef } from 'react';
import { type Selection, selectScenario } from '../app/selection.ts';
import { show } from '../app/view-store.ts';
import { dispatch, undo, useProject } from '../project/project-store.ts';
import { type ScenarioRun, useRuns } from '../run/run-store.ts';
import { useGlyph } from '../run/scores.ts';
import { VGlyph } from '../score/VGlyph.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Menu } from '../ui/Menu.tsx';
import { toast } from '../ui/toast.ts';
import { RequestSummary } from './RequestSummary.tsx';
import { requestLine } from './request-line.ts';
import css from './scenarios.module.css';

const NEW_SCENARIO: ProjectScenario = {
  name: 'New scenario',
  requests: [{ method: 'GET', path: '/', authority: 'example.com' }],
};

/** The left column: all scenarios with their small V, and what the chosen one sends and expects. */
export function ScenarioPanel({ selection }: { readonly selection: Selection }) {
  const { scenario, scenarioIndex, run } = selection;
  return (
    <aside className={`panel ${css['panel']}`} aria-label="Scenarios" data-region="scenarios" tabIndex={-1}>
      <div className="ph">
        <h2 className={css['h']}>Scenarios</h2>
        <span className="grow" />
        <Menu label="More for this scenario" items={scenarioItems(selection)}>
          <Icon name="more" />
        </Menu>
        <button
          type="button"
          className="btn ghost icon"
          aria-label="New scenario"
          title="New scenario"
          onClick={() => addScenario(NEW_SCENARIO, selection.scenarioIndex + 1)}
        >
          <Icon name="plus" />
        </button>
      </div>
      <ScenarioList selected={scenarioIndex} />
      {scenario && <RequestSummary scenario={scenario} run={run} onEdit={() => show({ page: 'scenario' })} />}
    </aside>
  );
}

function scenarioItems({ scenario, scenarioIndex }: Selection) {
  return [
    { words: 'Edit', icon: 'edit' as const, disabled: !scenario, onChoose: () => show({ page: 'scenario' }) },
    {
      words: 'Duplicate',
      icon: 'copy' as const,
      disabled: !scenario,
      onChoose: () => {
        dispatch({ type: 'duplicate-scenario', index: scenarioIndex });
        const copy = useProject.getState().project.scenarios[scenarioIndex + 1];
        if (copy) selectScenario(copy.name);
      },
    },
    { words: 'Upstream answers', icon: 'list' as const, onChoose: () => show({ page: 'upstreams' }) },
    {
      words: 'Remove',
      icon: 'trash' as const,
      danger: true,
      disabled: !scenario,
      onChoose: () => removeScenario(scenarioIndex),
    },
  ];
}

/** Adds a scenario, chooses it and opens it. */
export function addScenario(scenario: ProjectScenario, at: number): void {
  dispatch({ type: 'add-scenario', at, scenario });
  const added = useProject.getState().project.scenarios[at];
  if (added) selectScenario(added.name);
  show({ page: 'scenario' });
}

function removeScenario(index: number): void {
  const { scenarios } = useProject.getState().project;
  const gone = scenarios[index];
  if (!gone) return;
  const neighbour = scenarios[index + 1] ?? scenarios[index - 1];
  dispatch({ type: 'remove-scenario', index });
  if (neighbour) selectScenario(neighbour.name);
  toast(`Removed ${gone.name}`, {
    words: 'Undo',
    run: () => {
      undo();
      selectScenario(gone.name);
    },
  });
}

function ScenarioList({ selected }: { readonly selected: number }) {
  const scenarios = useProject((state) => state.project.scenarios);
  const list = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent): void => {
    const to = { ArrowDown: selected + 1, ArrowUp: selected - 1, Home: 0, End: scenarios.length - 1 }[event.key];
    if (event.key === 'Enter') show({ page: 'scenario' });
    else if (event.key === 'Delete') removeScenario(selected);
    else if (to === undefined || event.altKey) return;
    event.preventDefault();
    const next = to === undefined ? undefined : scenarios[to];
    if (!next) return;
    selectScenario(next.name);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  if (scenarios.length === 0) {
    return (
      <p className="pad muted t12">
        No scenario yet. A scenario is a request and what shall come of it; <b className="m">+</b> makes one.
      </p>
    );
  }
  return (
    <div ref={list} role="listbox" aria-label="Scenarios" className={css['list']} onKeyDown={keys} tabIndex={-1}>
      {scenarios.map((scenario, index) => (
        <ScenarioRow key={scenario.name} scenario={scenario} selected={index === selected} />
      ))}
    </div>
  );
}

function ScenarioRow({ scenario, selected }: { readonly scenario: ProjectScenario; readonly selected: boolean }) {
  const run = useRuns((state) => state.runs.get(scenario.name));
  const glyph = useGlyph(run);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    <div
      role="option"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      className={`${css['item']} ${selected ? css['on'] : ''}`}
      onClick={() => selectScenario(scenario.name)}
      onDoubleClick={() => show({ page: 'scenario' })}
    >
      <VGlyph glyph={glyph} />
      <span className={`${css['name']} trunc`}>{scenario.name}</span>
      <span className={css['result']}>
        <ResultWords run={run} />
      </span>
      <small className="trunc">{requestLine(scenario)}</small>
    </div>
  );
}

/** Status and held expectations of a run. */
export function ResultWords({ run }: { readonly run: ScenarioRun | undefined }) {
  if (!run) return <span className="muted">–</span>;
  const { result } = run;
  const last = result.responses[result.responses.length - 1];
  const held = result.expectations.filter((one) => one.pass).length;
  const all = result.expectations.length;
  const word = result.outcome === 'completed' ? (last?.status ?? 'reset') : result.outcome;
  return (
    <>
      <span>{word}</span>
      {all > 0 && (
        <span className={held === all ? 'c-ok' : 'c-fail'}>
          {held === all ? '✓' : '✕'} {held}/{all}
        </span>
      )}
    </>
  );
}
