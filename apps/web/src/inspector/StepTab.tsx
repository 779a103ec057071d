import type { TraceEventOf } from '@chainwright/runtime/trace/trace-event';
import { lazy, Suspense, useMemo, useState } from 'react';
import { show } from '../app/view-store.ts';
import type { ChainEntry } from '../project/filter-kind.ts';
import type { ScenarioRun } from '../run/run-store.ts';
import { bytesText, duration } from '../score/quantities.ts';
import type { Score, ScoreStep } from '../score/score-model.ts';
import { callbackName, pathWords, statusWords } from '../score/step-words.ts';
import type { TraceSource } from '../score/trace-source.ts';
import { Icon } from '../ui/Icon.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { BodyDiff } from './BodyDiff.tsx';
import { HeaderDiffTable } from './HeaderDiffTable.tsx';
import { HostCalls } from './HostCalls.tsx';
import { type HeaderDiff, headerDiffs } from './header-history.ts';
import css from './inspector.module.css';
import { StateList } from './StateList.tsx';
import { stateAfter } from './state-history.ts';
import { stepSentence } from './step-sentence.ts';

const FailureNote = lazy(() => import('./FailureNote.tsx'));

type Props = {
  readonly run: ScenarioRun;
  readonly score: Score;
  readonly step: ScoreStep;
  readonly chain: readonly ChainEntry[];
};

/** One step: what it is in words, its host calls, and headers, body and metadata before and after. */
export function StepTab({ run, score, step, chain }: Props) {
  const { trace } = run;
  const entry = chain.find((one) => one.name === step.filter?.name);
  const path = pathWords(step);
  const sentence = useMemo(() => stepSentence(trace, score, step), [trace, score, step]);
  const status = statusWords(step);
  const took = step.endedAt - step.at;
  return (
    <div>
      <div className={css['what']}>
        <div className="row wrap">
          <span className={`chip ${path.tone}`}>
            {path.sign} {path.words}
          </span>
          <code className="m wrapv">{callbackName(step, entry)}</code>
          {step.bytes !== null && step.kind === 'callback' && (
            <span className="t12 muted nowrap">
              {bytesText(step.bytes)}
              {step.endStream ? ', end of stream' : ''}
            </span>
          )}
          <span className="grow" />
          {status && <span className={`chip ${step.hold === 'none' ? '' : 'wait'}`}>{status}</span>}
          <span className="muted t12 nowrap">
            {step.filter ? `${step.filter.name} · ` : ''}
            {duration(step.at)}
            {took > 0 && step.kind !== 'callback' ? `–${duration(step.endedAt)}` : ''}
          </span>
        </div>
        <p className={css['sentence']}>{sentence}</p>
        <div className="row t12 muted">
          {step.source && (
            <button type="button" className="btn link t12" onClick={() => show({ pane: 'code', file: null })}>
              <Icon name="code" /> {step.source.id}, line {step.source.line}
            </button>
          )}
          {step.cost !== null && (
            <span title="Deterministic units: compare them between edits, never with Envoy's time">
              cost {step.cost.toLocaleString('en')}
            </span>
          )}
        </div>
      </div>
      {hasTrouble(trace, step) && (
        <Suspense fallback={null}>
          <FailureNote trace={trace} step={step} entry={entry} />
        </Suspense>
      )}
      <HostCalls trace={trace} step={step} />
      <BeforeAfter key={`${step.kind}:${step.letter}`} trace={trace} score={score} step={step} />
    </div>
  );
}

const TROUBLE = new Set(['vm-trapped', 'script-error', 'budget-exceeded', 'would-crash-envoy', 'not-simulated']);

/** Whether there is more to say about a step than its sentence. */
function hasTrouble(trace: TraceSource, step: ScoreStep): boolean {
  return step.events.some((seq) => TROUBLE.has(trace.at(seq).kind));
}

type Part = 'headers' | 'other' | 'body' | 'state';

function BeforeAfter({
  trace,
  score,
  step,
}: {
  readonly trace: TraceSource;
  readonly score: Score;
  readonly step: ScoreStep;
}) {
  const diffs = useMemo(() => headerDiffs(trace, score, step), [trace, score, step]);
  const body = useMemo(() => bodyOf(trace, step), [trace, step]);
  const state = useMemo(() => stateAfter(trace, score, step.events), [trace, score, step]);
  const [wanted, setPart] = useState<Part | null>(null);
  const [first, second] = diffs;
  const part: Part = wanted ?? (body && first?.rows.every((row) => row.mark === 'same') ? 'body' : 'headers');
  const here = state.filter((row) => row.here).length;
  const options = [
    {
      value: 'headers' as const,
      words: (
        <>
          {first ? mapWords(first) : 'Headers'} <Delta diff={first} />
        </>
      ),
    },
    ...(second
      ? [
          {
            value: 'other' as const,
            words: (
              <>
                {mapWords(second)} <Delta diff={second} />
              </>
            ),
          },
        ]
      : []),
    {
      value: 'body' as const,
      words: <>Body {body && <BodySize body={body} />}</>,
    },
    { value: 'state' as const, words: <>Metadata {here > 0 && <span className="n c-ok">+{here}</span>}</> },
  ];
  const headers = part === 'other' ? second : first;
  return (
    <>
      <div className={`ph line ${css['parts']}`}>
        <Segmented
          small
          label="What to compare"
          value={part === 'other' && !second ? 'headers' : part}
          onChange={setPart}
          options={options}
        />
        <span className="grow" />
        <span className="t12 muted nowrap hide-phone">before → after</span>
      </div>
      {(part === 'headers' || part === 'other') &&
        (headers ? <HeaderDiffTable diff={headers} /> : <p className="pad t12 muted">No headers on this path yet.</p>)}
      {part === 'body' &&
        (body ? (
          <BodyDiff trace={trace} {...body} />
        ) : (
          <p className="pad t12 muted">This step had no body before it.</p>
        ))}
      {part === 'state' && <StateList rows={state} />}
    </>
  );
}

function Delta({ diff }: { readonly diff: HeaderDiff | undefined }) {
  const count = (mark: string): number => diff?.rows.filter((row) => row.mark === mark).length ?? 0;
  const [added, changed, removed] = [count('add'), count('chg'), count('del')];
  return (
    <>
      {added > 0 && <span className="n c-ok">+{added}</span>}
      {changed > 0 && <span className="n c-wait">~{changed}</span>}
      {removed > 0 && <span className="n c-fail">−{removed}</span>}
    </>
  );
}

function mapWords(diff: HeaderDiff): string {
  const words = diff.map.replace('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Bodies = {
  readonly before: TraceEventOf<'body-changed'>['before'] | null;
  readonly after: TraceEventOf<'body-changed'>['after'] | null;
};

function BodySize({ body }: { readonly body: Bodies }) {
  const size = body.after?.length ?? body.before?.length ?? 0;
  return size > 0 ? <span className="n">{bytesText(size)}</span> : null;
}

/** The body that a step found and left, where it had one before it. */
function bodyOf(trace: TraceSource, step: ScoreStep): Bodies | null {
  let found = null as Bodies | null;
  for (const seq of step.events) {
    const event = trace.at(seq);
    if (event.kind === 'body-changed') found = { before: found?.before ?? event.before, after: event.after };
    else if (event.kind === 'filter-called' && event.data) found = { before: event.data, after: event.data };
    else if (event.kind === 'filter-returned' && event.data && found) found = { ...found, after: event.data };
    else if (event.kind === 'local-reply' && event.data) found = { before: null, after: event.data };
    else if ((event.kind === 'http-call-sent' || event.kind === 'http-call-answered') && event.data.length > 0)
      found = { before: null, after: event.data };
    else if (
      'part' in event &&
      event.part === 'data' &&
      (step.kind === 'arrival' || step.kind === 'answer' || step.kind === 'upstream')
    )
      found ??= { before: event.data, after: event.data };
  }
  return found;
}
