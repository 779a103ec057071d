import type { ProjectRequest, ProjectScenario } from '@chainwright/filters/project/project';
import type { Selection } from '../app/selection.ts';
import { selectScenario } from '../app/selection.ts';
import { show, useView } from '../app/view-store.ts';
import { useCopy } from '../export/use-copy.ts';
import { dispatch, useProject } from '../project/project-store.ts';
import { ResultChip } from '../score/ScorePanel.tsx';
import { Icon } from '../ui/Icon.tsx';
import { curlOf } from './curl.ts';
import { ExpectEditor } from './ExpectEditor.tsx';
import { RequestEditor } from './RequestEditor.tsx';
import { ScenarioPanel } from './ScenarioPanel.tsx';
import css from './scenario-editor.module.css';
import { WorldEditor } from './WorldEditor.tsx';

/** One scenario: its requests, the world around them, what must hold. It runs while one types. */
export default function ScenarioEditor({ selection }: { readonly selection: Selection }) {
  const { scenario, scenarioIndex, run } = selection;
  const request = useView((view) => view.request);
  const [copied, copy] = useCopy();
  if (!scenario) {
    return (
      <div className={css['page']}>
        <ScenarioPanel selection={selection} />
        <p className="pad muted">There is no scenario yet.</p>
      </div>
    );
  }
  const edit = (patch: Partial<ProjectScenario>, field: string): void => {
    dispatch({ type: 'edit-scenario', index: scenarioIndex, scenario: { ...scenario, ...patch }, field });
  };
  const at = Math.min(request, Math.max(0, scenario.requests.length - 1));
  const current = scenario.requests[at];
  const editRequest = (next: ProjectRequest, field: string): void => {
    edit({ requests: scenario.requests.map((one, i) => (i === at ? next : one)) }, `request ${at} ${field}`);
  };
  return (
    <div className={css['page']}>
      <div className="hide-narrow">
        <ScenarioPanel selection={selection} />
      </div>
      <section className={`panel ${css['middle']}`} aria-label="Request">
        <h2 className="sr">Edit {scenario.name}</h2>
        <div className={`ph line ${css['head']}`}>
          <NameField key={scenario.name} scenario={scenario} onName={(name) => rename(scenarioIndex, scenario, name)} />
          <ResultChip selection={selection} />
          <span className="muted t12 trunc hide-narrow">runs while you type</span>
          <span className="grow" />
          <button
            type="button"
            className="btn ghost"
            onClick={() => {
              dispatch({ type: 'duplicate-scenario', index: scenarioIndex });
              const copied = useProject.getState().project.scenarios[scenarioIndex + 1];
              if (copied) selectScenario(copied.name);
            }}
          >
            Duplicate
          </button>
          {current && (
            <button type="button" className="btn" onClick={() => copy('curl', curlOf(current))}>
              {copied === 'curl' ? 'Copied' : 'Copy as curl'}
            </button>
          )}
        </div>
        <RequestTabs
          scenario={scenario}
          at={at}
          onRequests={(requests, to) => {
            edit({ requests }, 'requests');
            show({ request: to, step: null });
          }}
        />
        <div className="scroll">
          {current ? (
            <RequestEditor key={`${scenarioIndex}:${at}`} request={current} onChange={editRequest} />
          ) : (
            <p className="pad muted">No request: the server starts and stops. Add one above.</p>
          )}
        </div>
      </section>
      <aside className={`panel ${css['right']}`} aria-label="World and expectations">
        <WorldEditor scenario={scenario} onChange={edit} />
        <ExpectEditor scenario={scenario} run={run} onChange={(expect) => edit({ expect }, 'expect')} />
        <section className={css['sec']} aria-label="Upstreams">
          <div className="ph">
            <h3>Upstream answers</h3>
            <span className="grow" />
            <button type="button" className="btn s" onClick={() => show({ page: 'upstreams' })}>
              Edit
            </button>
          </div>
          <p className={css['hint']}>
            {Object.keys(scenario.upstreams ?? {}).length
              ? `This scenario has its own answers for ${Object.keys(scenario.upstreams ?? {}).join(', ')}.`
              : 'The answers of the project hold.'}
          </p>
        </section>
      </aside>
    </div>
  );
}

function rename(index: number, scenario: ProjectScenario, name: string): void {
  if (!name.trim() || name === scenario.name) return;
  dispatch({ type: 'edit-scenario', index, scenario: { ...scenario, name: name.trim() }, field: 'name' });
  const renamed = useProject.getState().project.scenarios[index];
  if (renamed) show({ scenario: renamed.name });
}

function NameField({
  scenario,
  onName,
}: {
  readonly scenario: ProjectScenario;
  readonly onName: (name: string) => void;
}) {
  return (
    <input
      className={`field ${css['name']}`}
      aria-label="Name of the scenario"
      defaultValue={scenario.name}
      maxLength={200}
      onBlur={(event) => onName(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

function RequestTabs({
  scenario,
  at,
  onRequests,
}: {
  readonly scenario: ProjectScenario;
  readonly at: number;
  readonly onRequests: (requests: ProjectRequest[], to: number) => void;
}) {
  const { requests } = scenario;
  const add = (): void =>
    onRequests([...requests, requests[at] ? structuredClone(requests[at]) : { path: '/' }], requests.length);
  return (
    <div className={`row ${css['requests']}`}>
      {requests.length > 1 &&
        requests.map((one, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: requests are their order
            key={index}
            type="button"
            className={`btn s ${index === at ? css['current'] : ''}`}
            aria-pressed={index === at}
            onClick={() => show({ request: index, step: null })}
          >
            {one.name ?? `Request ${index + 1}`}
          </button>
        ))}
      <button type="button" className="btn ghost s" onClick={add}>
        <Icon name="plus" /> Request
      </button>
      {requests.length > 1 && (
        <button
          type="button"
          className="btn ghost s"
          onClick={() =>
            onRequests(
              requests.filter((_, i) => i !== at),
              Math.max(0, at - 1),
            )
          }
        >
          <Icon name="trash" /> Remove this one
        </button>
      )}
    </div>
  );
}
