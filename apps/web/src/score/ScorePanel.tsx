import { useCallback, useMemo, useRef, useState } from 'react';
import { NARROW, PHONE, useMedia } from '../app/media.ts';
import { type Selection, selectStep } from '../app/selection.ts';
import { show, useView } from '../app/view-store.ts';
import { useFirstDifference } from '../compare/compared.ts';
import { useRuns } from '../run/run-store.ts';
import { requestLine } from '../scenarios/request-line.ts';
import { Icon } from '../ui/Icon.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import axis from './axis.module.css';
import { ChainColumn } from './ChainColumn.tsx';
import { emptyScore } from './empty-score.ts';
import { duration } from './quantities.ts';
import { remapRows } from './remap-rows.ts';
import { ScoreAxis } from './ScoreAxis.tsx';
import { ScoreStage } from './ScoreStage.tsx';
import css from './score.module.css';
import head from './score-head.module.css';
import { layoutScore } from './score-layout.ts';
import type { Score, ScoreStep } from './score-model.ts';
import { type Playback, usePlayback } from './use-playback.ts';

/** Narrower steps than this can't be told apart: beyond, the score scrolls. */
const LEAST_STEP_PX = 22;
/** On a phone the whole request fits: dots in place of beads. */
const LEAST_DOT_PX = 9;
const LEFT_PX = { wide: 312, narrow: 208, phone: 138 };

/** The score of the chosen request, with its chain at the left and its controls above. */
export function ScorePanel({
  selection,
  onAddFilter,
}: {
  readonly selection: Selection;
  readonly onAddFilter: () => void;
}) {
  const scale = useView((view) => view.scale);
  const [zoom, setZoom] = useState(1);
  const { chain, step } = selection;
  const score = useMemo(() => {
    const members = chain.map((entry) => ({ name: entry.name, disabled: entry.disabled }));
    return selection.score ? remapRows(selection.score, members) : emptyScore(members);
  }, [selection.score, chain]);
  const layout = useMemo(() => layoutScore(score, scale), [score, scale]);
  const playback = usePlayback(score, step, selectStep);
  const shown = playback.step ?? step;
  const errors = useErrors();
  const first = useFirstDifference(selection.scenario?.name);
  const open = useCallback((one: ScoreStep) => {
    selectStep(one);
    show({ pane: 'code' });
  }, []);
  const zoomBy = (change: -1 | 0 | 1): void =>
    setZoom((before) => (change === 0 ? 1 : Math.max(1, Math.min(16, change > 0 ? before * 1.5 : before / 1.5))));
  const narrow = useMedia(NARROW);
  const phone = useMedia(PHONE);
  const perStep = (phone ? LEAST_DOT_PX : LEAST_STEP_PX) * (scale === 'steps' ? 1 : 0.9);
  const leastWidth = Math.round(
    (phone ? LEFT_PX.phone : narrow ? LEFT_PX.narrow : LEFT_PX.wide) + layout.total * perStep,
  );
  const many = score.rows.length > 14;
  const classes = [
    css['score'],
    many && css['many'],
    selection.stale && css['stale'],
    playback.playing && css['playing'],
  ];
  return (
    <section className="panel" aria-label="Chain and trace" data-region="score" tabIndex={-1}>
      <ScoreHead selection={selection} score={score} playback={playback} />
      {/* The region scrolls in both directions; its beads and rows can be reached by keyboard. */}
      <div className={classes.filter(Boolean).join(' ')} data-stale={selection.stale || undefined}>
        <div
          className={css['inner']}
          style={{
            minWidth: `max(${zoom * 100}%, ${leastWidth}px)`,
          }}
        >
          <div className={axis['corner']}>
            <span>Chain</span>
            <span className="grow" />
            <span className="c-req m hide-phone">request ▾</span>
            <span className="c-res m hide-phone">▴ response</span>
            <button type="button" className="btn link" style={{ fontSize: 11, minHeight: 24 }} onClick={onAddFilter}>
              <span>
                + Add<span className="hide-phone"> filter</span>
              </span>
            </button>
          </div>
          <ScoreAxis score={score} layout={layout} head={shown} playing={playback.playing} />
          <ChainColumn
            score={score}
            chain={chain}
            selected={selection.filter}
            litRow={playback.step?.row ?? null}
            errors={errors}
          />
          <ScoreStage
            score={score}
            layout={layout}
            chain={chain}
            selected={playback.playing ? playback.step : step}
            head={shown}
            differs={first?.request === score.request ? first : null}
            onSelect={selectStep}
            onOpen={open}
            onPlay={playback.toggle}
            onZoom={zoomBy}
          />
        </div>
      </div>
    </section>
  );
}

function useErrors(): ReadonlyMap<string, number> {
  const sources = useRuns((state) => state.sources);
  return useMemo(
    () =>
      new Map(
        [...sources].map(([name, source]) => [
          name,
          source.diagnostics.filter((one) => one.severity === 'error').length,
        ]),
      ),
    [sources],
  );
}

function ScoreHead({
  selection,
  score,
  playback,
}: {
  readonly selection: Selection;
  readonly score: Score;
  readonly playback: Playback;
}) {
  const { scenario, run, step, stale } = selection;
  const view = useView();
  const title = useRef<HTMLHeadingElement>(null);
  const go = (to: ScoreStep | undefined): void => {
    if (to) selectStep(to);
  };
  const at = step ? score.steps.findIndex((one) => one.number === step.number) : -1;
  const last = score.steps.length - 1;
  return (
    <div className={`ph ${head['head']}`}>
      <h2 ref={title} className={`trunc ${head['title']}`}>
        {scenario?.name ?? 'No scenario'}
      </h2>
      {scenario && (
        <code className={`t12 ink2 trunc hide-phone ${head['line']}`}>{requestLine(scenario, view.request)}</code>
      )}
      {run && <ResultChip selection={selection} />}
      <span className="muted t12 trunc hide-narrow">
        {stale ? staleWords(selection) : resultWords(selection, score)}
      </span>
      <RequestPicker selection={selection} />
      <span className="grow" />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out in its own way */}
      <div role="group" className={`seg hide-phone ${head['play']}`} aria-label="Playback">
        <button
          type="button"
          aria-label="First step"
          title="First step (Home)"
          disabled={at <= 0}
          onClick={() => go(score.steps[0])}
        >
          <Icon name="first" />
        </button>
        <button
          type="button"
          aria-label="Previous step"
          title="Previous step (←)"
          disabled={at <= 0}
          onClick={() => go(score.steps[at - 1])}
        >
          <Icon name="previous" />
        </button>
        <button
          type="button"
          aria-pressed={playback.playing}
          disabled={last < 0}
          title="Space"
          onClick={playback.toggle}
        >
          <Icon name={playback.playing ? 'stop' : 'play'} />
          {playback.playing ? 'Stop' : 'Play'}
        </button>
        <button
          type="button"
          aria-label="Next step"
          title="Next step (→)"
          disabled={at >= last}
          onClick={() => go(score.steps[at + 1])}
        >
          <Icon name="next" />
        </button>
        <button
          type="button"
          aria-label="Last step"
          title="Last step (End)"
          disabled={at >= last}
          onClick={() => go(score.steps[last])}
        >
          <Icon name="last" />
        </button>
      </div>
      <span className="hide-narrow row">
        <Segmented
          label="Distance of steps"
          value={view.scale}
          onChange={(scale) => show({ scale })}
          options={[
            { value: 'steps', words: 'Steps', title: 'Equal distances' },
            { value: 'time', words: 'Time', title: 'Virtual time' },
          ]}
        />
      </span>
      <button
        type="button"
        className="btn icon"
        aria-label="Show as a table"
        title="Show as a table (T)"
        onClick={() => show({ page: 'table' })}
      >
        <Icon name="table" />
      </button>
    </div>
  );
}

/** The status of the answer, with the expectations' sign. */
export function ResultChip({ selection }: { readonly selection: Selection }) {
  const { run, score, stale, scenario } = selection;
  const view = useView();
  if (!run) return null;
  const status = run.result.responses.find((one) => one.request === view.request)?.status ?? score?.responseCode;
  const word = run.result.outcome === 'completed' ? String(status || 'no answer') : run.result.outcome;
  if (stale) return <span className="chip">{word}, last good run</span>;
  const failed = run.result.expectations.some((one) => !one.pass) || run.result.outcome !== 'completed';
  const held = (scenario?.expect?.length ?? 0) > 0;
  return (
    <span className={`chip ${failed ? 'fail' : held ? 'ok' : ''}`}>
      {failed ? <Icon name="cross" /> : held ? <Icon name="check" /> : null}
      {word}
    </span>
  );
}

function resultWords({ run, chain }: Selection, score: Score): string {
  if (!run) return 'not run yet';
  const { expectations, outcome, reason } = run.result;
  if (outcome !== 'completed' && reason) return reason;
  if (!score.responseCode && chain.every((entry) => entry.kind !== 'router' || entry.disabled))
    return 'no router in the chain: Envoy accepts it and answers nobody';
  const held = expectations.filter((one) => one.pass).length;
  const parts = [`${duration(score.endedAt)} virtual`];
  if (expectations.length) parts.push(`${held} of ${expectations.length} expectations`);
  return parts.join(' · ');
}

function staleWords({ run, scenario }: Selection): string {
  const refusal = scenario ? useRuns.getState().refusals.get(scenario.name) : undefined;
  if (refusal) {
    const why = refusal.result.outcome === 'rejected' ? 'Envoy refuses the edit' : 'the new run was stopped';
    return `${why}; this is the run before it`;
  }
  return run ? 'ran with the code before this edit' : '';
}

function RequestPicker({ selection }: { readonly selection: Selection }) {
  const request = useView((view) => view.request);
  const count = selection.scenario?.requests.length ?? 0;
  if (count < 2) return null;
  return (
    <select
      className={`field s ${head['requests']}`}
      aria-label="Request of the scenario"
      value={request}
      onChange={(event) => show({ request: Number(event.target.value), step: null, filter: null, file: null })}
    >
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a request is its place in the list
        <option key={index} value={index}>
          request {index + 1} of {count}
        </option>
      ))}
    </select>
  );
}
