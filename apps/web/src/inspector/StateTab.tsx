import { useMemo } from 'react';
import type { ScenarioRun } from '../run/run-store.ts';
import type { Score, ScoreStep } from '../score/score-model.ts';
import css from './inspector.module.css';
import { StateList } from './StateList.tsx';
import { stateAfter } from './state-history.ts';

/** Dynamic metadata, filter state and properties after the chosen step, and what was not simulated. */
export default function StateTab({
  run,
  score,
  step,
}: {
  readonly run: ScenarioRun;
  readonly score: Score;
  readonly step: ScoreStep | null;
}) {
  const rows = useMemo(() => stateAfter(run.trace, score, step?.events ?? []), [run, score, step]);
  const started = useMemo(() => startedVms(run), [run]);
  return (
    <>
      <h3 className={css['exchange']}>After step {step?.number ?? '–'}</h3>
      <StateList rows={rows} />
      <h3 className={css['exchange']}>Stream</h3>
      <table className={`mt ${css['headers']}`}>
        <caption className="sr">What Envoy notes about the stream</caption>
        <tbody>
          {streamRows(score).map(([name, value]) => (
            <tr key={name}>
              <td className={css['name']}>{name}</td>
              <td className="wrapv">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {run.result.not_simulated.length > 0 && (
        <>
          <h3 className={css['exchange']}>Not simulated</h3>
          <ul className={css['missing']}>
            {run.result.not_simulated.map((one) => (
              <li key={`${one.what} ${one.why}`}>
                <b className="m c-wait">▲ {one.what}. </b>
                {one.why} <span className="muted">May differ: {one.affects.join(', ')}.</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {started.length > 0 && (
        <>
          <h3 className={css['exchange']}>Virtual machines</h3>
          <table className={`mt ${css['headers']}`}>
            <caption className="sr">Virtual machines of this scenario</caption>
            <tbody>
              {started.map(([name, threads]) => (
                <tr key={name}>
                  <td className={css['name']}>{name}</td>
                  <td>{threads}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}

function streamRows(score: Score): [string, string][] {
  return [
    ['response code', String(score.responseCode ?? '–')],
    ['response flags', score.responseFlags || '-'],
    ['response code details', score.responseCodeDetails || '-'],
  ];
}

/** Each VM with the threads that have one of their own. */
function startedVms(run: ScenarioRun): [string, string][] {
  const threads = new Map<string, Set<number>>();
  for (let i = 0; i < run.trace.length; i++) {
    const event = run.trace.at(i);
    if (event.kind !== 'vm-started') continue;
    const name = `${event.engine} ${event.key}`;
    threads.set(name, (threads.get(name) ?? new Set()).add(event.worker));
  }
  return [...threads].map(([name, workers]) => [
    name,
    [...workers].map((worker) => (worker < 0 ? 'main thread' : `worker ${worker}`)).join(', '),
  ]);
}
