import { useMemo, useState } from 'react';
import { type Selection, selectStep } from '../app/selection.ts';
import { show } from '../app/view-store.ts';
import { saveFile } from '../export/save-file.ts';
import { Icon } from '../ui/Icon.tsx';
import { ResultChip } from './ScorePanel.tsx';
import { summaryOf } from './summary.ts';
import { tableRows, toCsv } from './table-rows.ts';
import css from './trace-table.module.css';

/** The same trace as a real table, with a summary in words; also the form that is printed and downloaded. */
export default function TraceTable({ selection }: { readonly selection: Selection }) {
  const { scenario, score, run, chain, step } = selection;
  const [search, setSearch] = useState('');
  const rows = useMemo(() => (score ? tableRows(score, chain) : []), [score, chain]);
  const wanted = search.trim().toLowerCase();
  const found = wanted ? rows.filter((row) => row.words.toLowerCase().includes(wanted)) : rows;
  const name = scenario?.name ?? 'No scenario';
  return (
    <section className="panel" aria-label="Trace as a table">
      <div className={`ph line ${css['head']}`}>
        <h2 className="trunc">{name}, as a table</h2>
        <ResultChip selection={selection} />
        <span className="grow" />
        <input
          className={`field ${css['search']}`}
          type="search"
          placeholder="Filter: header, callback, status"
          aria-label="Filter the rows"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out in its own way */}
        <div className="seg" role="group" aria-label="Form of the trace">
          <button type="button" aria-pressed={false} onClick={() => show({ page: 'workbench' })}>
            Score
          </button>
          <button type="button" aria-pressed={true}>
            Table <span className="kbd hide-phone">T</span>
          </button>
        </div>
        <button type="button" className="btn hide-phone" onClick={() => saveFile(`${name}.csv`, toCsv(rows))}>
          <Icon name="download" />
          CSV
        </button>
      </div>
      {score && run && (
        <p className={css['summary']}>
          <b className="m">In words: </b>
          {summaryOf(score, run.result.expectations)}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the scrolled table must be reachable by keyboard */}
      <section className="scroll" aria-label="Steps" tabIndex={0}>
        <table className={`mt ${css['table']}`}>
          <caption className="sr">
            Trace of {name}, {rows.length} rows
          </caption>
          <thead>
            <tr>
              <th scope="col" className="right">
                Step
              </th>
              <th scope="col">Path</th>
              <th scope="col">Filter</th>
              <th scope="col">Callback</th>
              <th scope="col">Result</th>
              <th scope="col">Host calls</th>
              <th scope="col">Changes</th>
              <th scope="col" className="right">
                Virtual time
              </th>
            </tr>
          </thead>
          <tbody>
            {found.map((row) => (
              <tr
                key={row.key}
                className={row.step && row.step === step ? 'sel' : row.step ? '' : 'same'}
                onClick={() => row.step && selectStep(row.step)}
              >
                <td className="ui right">
                  {row.step ? (
                    <button
                      type="button"
                      className={css['go']}
                      aria-label={`Show step ${row.step.number} in the score`}
                      onClick={() => {
                        if (row.step) selectStep(row.step);
                        show({ page: 'workbench' });
                      }}
                    >
                      {row.step.number}
                    </button>
                  ) : null}
                </td>
                <td className="ui nowrap">
                  <span className={`m ${row.path.tone ? `c-${row.path.tone}` : 'muted'}`}>
                    {row.path.sign} {row.path.words}
                  </span>
                </td>
                <td>{row.filter}</td>
                <td>{row.callback}</td>
                <td className="ui">{row.held ? <span className="chip wait">{row.result}</span> : row.result}</td>
                <td className="ui muted nowrap">{row.calls}</td>
                <td>
                  {row.changes.map((change) => (
                    <span key={change.text} className={`${css['change']} ${TONES[change.op]}`}>
                      {change.text}
                    </span>
                  ))}
                </td>
                <td className="ui right muted nowrap">{row.time}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {found.length === 0 && (
          <p className="pad muted">{rows.length ? 'No row has these words.' : 'This scenario has not run yet.'}</p>
        )}
      </section>
    </section>
  );
}

const TONES = { add: 'c-ok', replace: 'c-wait', remove: 'c-fail', body: 'c-wait' } as const;
