import { byteStringToDisplay } from '@chainwright/runtime/http/byte-string';
import type { TraceEventOf } from '@chainwright/runtime/trace/trace-event';
import { useMemo } from 'react';
import { selectStep } from '../app/selection.ts';
import type { ScenarioRun } from '../run/run-store.ts';
import { duration } from '../score/quantities.ts';
import type { Score } from '../score/score-model.ts';
import css from './inspector.module.css';

const TONES: Record<TraceEventOf<'log'>['level'], string> = {
  trace: 'muted',
  debug: 'muted',
  info: 'c-call',
  warning: 'c-wait',
  error: 'c-fail',
  critical: 'c-fail',
};

/** Lines beyond this are counted. */
const MOST = 500;

/** What Envoy would log, each line with the step that wrote it. */
export default function LogsTab({ run, score }: { readonly run: ScenarioRun; readonly score: Score }) {
  const lines = useMemo(() => {
    const found: TraceEventOf<'log'>[] = [];
    for (let i = 0; i < run.trace.length; i++) {
      const event = run.trace.at(i);
      if (event.kind === 'log') found.push(event);
    }
    return found;
  }, [run]);
  const steps = useMemo(
    () => new Map(score.steps.flatMap((step) => step.events.map((seq) => [seq, step] as const))),
    [score],
  );
  if (lines.length === 0) return <p className="pad muted">Nothing was logged.</p>;
  return (
    <ol className={css['logs']} aria-label="Log lines">
      {lines.slice(0, MOST).map((line) => {
        const step = steps.get(line.seq);
        return (
          <li key={line.seq}>
            <span className="muted">{duration(line.at)}</span>
            <span className={`m ${TONES[line.level]}`}>{line.level}</span>
            <span className="wrapv">
              <span className="muted">{line.component} </span>
              {byteStringToDisplay(line.message)}
            </span>
            {step ? (
              <button type="button" className="btn link t11" onClick={() => selectStep(step)}>
                step {step.number}
              </button>
            ) : (
              <span className="t11 muted">{line.request === null ? 'start' : ''}</span>
            )}
          </li>
        );
      })}
      {lines.length > MOST && <li className="pad muted">{lines.length - MOST} more lines</li>}
    </ol>
  );
}
