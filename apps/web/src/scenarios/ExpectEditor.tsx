import { evaluateExpectations } from '@chainwright/filters/project/expectations';
import type { ProjectExpectation, ProjectScenario } from '@chainwright/filters/project/project';
import { useState } from 'react';
import { useView } from '../app/view-store.ts';
import type { ScenarioRun } from '../run/run-store.ts';
import { Icon } from '../ui/Icon.tsx';
import { EXPECTATION_KINDS, type ExpectationDraft, type ExpectationKind, expectationOf } from './expectation-kinds.ts';
import css from './scenario-editor.module.css';

type Props = {
  readonly scenario: ProjectScenario;
  readonly run: ScenarioRun | undefined;
  readonly onChange: (expect: ProjectExpectation[]) => void;
};

const FIRST: ExpectationDraft = { kind: 'status', name: '', how: 'is', value: '' };

/** What must hold, each with its sign; a new one says at once whether it would. */
export function ExpectEditor({ scenario, run, onChange }: Props) {
  const request = useView((view) => view.request);
  const [draft, setDraft] = useState(FIRST);
  const expect = scenario.expect ?? [];
  const results = run ? evaluateExpectations(expect, run.result) : [];
  const held = results.filter((one) => one.pass).length;
  const wanted = expectationOf(draft, request);
  const would = wanted && run ? evaluateExpectations([wanted], run.result)[0] : undefined;
  const add = (): void => {
    if (!wanted) return;
    onChange([...expect, wanted]);
    setDraft({ ...FIRST, kind: draft.kind });
  };
  const fromRun = (): void => {
    const response = run?.result.responses[0];
    if (response?.status === undefined || response.status === null) return;
    onChange([
      { status: response.status },
      { response_code_details: response.response_code_details },
      { upstream_requests: run?.result.upstreams.length ?? 0 },
    ]);
  };
  return (
    <section className={css['sec']} aria-label="Expectations">
      <div className="ph">
        <h3>Expect</h3>
        {results.length > 0 && (
          <span className={`chip ${held === results.length ? 'ok' : 'fail'}`}>
            {held} of {results.length}
          </span>
        )}
        <span className="grow" />
        {run && (
          <button type="button" className="btn s" title="Replace them by what this run did" onClick={fromRun}>
            From this run
          </button>
        )}
      </div>
      <ul className={css['expects']}>
        {expect.map((_, index) => {
          const result = results[index];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: expectations are their order
            <li key={index} className={result && !result.pass ? css['failed'] : undefined}>
              <b className={result?.pass ? 'c-ok' : 'c-fail'}>{result ? (result.pass ? '✓' : '✕') : '·'}</b>
              <span className="wrapv grow">{result?.text ?? 'not run yet'}</span>
              {result && !result.pass && <span className="t12 c-fail">{result.actual}</span>}
              <button
                type="button"
                className="btn ghost icon s"
                aria-label={`Remove: ${result?.text ?? 'expectation'}`}
                onClick={() => onChange(expect.filter((_, i) => i !== index))}
              >
                <Icon name="cross" />
              </button>
            </li>
          );
        })}
      </ul>
      <DraftFields draft={draft} onDraft={setDraft} onAdd={add} ready={wanted !== null} />
      <p className={`t12 muted ${css['would']}`} aria-live="polite">
        {would
          ? would.pass
            ? 'It would hold: the last run agrees.'
            : `It would fail: the last run has ${would.actual}.`
          : ''}
      </p>
    </section>
  );
}

function DraftFields({
  draft,
  onDraft,
  onAdd,
  ready,
}: {
  readonly draft: ExpectationDraft;
  readonly onDraft: (draft: ExpectationDraft) => void;
  readonly onAdd: () => void;
  readonly ready: boolean;
}) {
  const kind = EXPECTATION_KINDS[draft.kind];
  const asks = kind.how && draft.how !== 'absent' && draft.how !== 'present';
  return (
    <form
      className={css['add']}
      aria-label="New expectation"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd();
      }}
    >
      <select
        className="field s"
        aria-label="What"
        value={draft.kind}
        onChange={(event) => onDraft({ ...draft, kind: event.target.value as ExpectationKind })}
      >
        {Object.entries(EXPECTATION_KINDS).map(([value, { words }]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {kind.name && (
        <input
          className="field s mono"
          aria-label={kind.name}
          placeholder={kind.name}
          value={draft.name}
          onChange={(event) => onDraft({ ...draft, name: event.target.value })}
        />
      )}
      {kind.how && (
        <select
          className="field s"
          aria-label="How"
          value={draft.how}
          onChange={(event) => onDraft({ ...draft, how: event.target.value as ExpectationDraft['how'] })}
        >
          <option value="is">is</option>
          <option value="contains">contains</option>
          <option value="matches">matches</option>
          <option value="present">is there</option>
          <option value="absent">is not there</option>
        </select>
      )}
      {(asks || !kind.how) && (
        <input
          className="field s mono"
          aria-label="Value"
          placeholder="value"
          value={draft.value}
          onChange={(event) => onDraft({ ...draft, value: event.target.value })}
        />
      )}
      <button type="submit" className="btn s" disabled={!ready}>
        <Icon name="check" /> Add
      </button>
    </form>
  );
}
