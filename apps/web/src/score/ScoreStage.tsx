import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { ChainEntry } from '../project/filter-kind.ts';
import { place } from './place.ts';
import { duration } from './quantities.ts';
import { ScoreBead } from './ScoreBead.tsx';
import { ScorePaths } from './ScorePaths.tsx';
import css from './score.module.css';
import { crossing, type ScoreLayout } from './score-layout.ts';
import type { Score, ScoreRow, ScoreStep } from './score-model.ts';
import { stepFor } from './step-navigation.ts';
import { stepTitle } from './step-words.ts';

type Props = {
  readonly score: Score;
  readonly layout: ScoreLayout;
  readonly chain: readonly ChainEntry[];
  readonly selected: ScoreStep | null;
  readonly head: ScoreStep | null;
  /** The step at which the simulation first went another way than a real Envoy, and in what. */
  readonly differs: { readonly step: number; readonly words: string } | null;
  readonly onSelect: (step: ScoreStep) => void;
  readonly onOpen: (step: ScoreStep) => void;
  readonly onPlay: () => void;
  readonly onZoom: (change: -1 | 0 | 1) => void;
};

/** The right side of the score: beads, lines and boxes on the rows, one button for each step. */
export function ScoreStage({ score, layout, chain, selected, head, differs, onSelect, onOpen, onPlay, onZoom }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const moveFocus = useRef(false);
  useEffect(() => {
    if (!moveFocus.current || !selected) return;
    moveFocus.current = false;
    const button = stage.current?.querySelector<HTMLElement>(`[data-step="${selected.number}"]`);
    button?.focus();
    button?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);
  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Record<string, () => void> = {
      ' ': onPlay,
      Enter: () => selected && onOpen(selected),
      '+': () => onZoom(1),
      '=': () => onZoom(1),
      '-': () => onZoom(-1),
      '0': () => onZoom(0),
    };
    const next = stepFor(score, selected, event.key, event.shiftKey);
    const act = acts[event.key];
    if (!next && !act) return;
    event.preventDefault();
    event.stopPropagation();
    act?.();
    if (!next) return;
    moveFocus.current = true;
    onSelect(next);
  };
  const rows = useMemo(() => stepsByRow(score, chain), [score, chain]);
  const current = selected ?? score.steps[0] ?? null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table can't hold signs that stand where time puts them
    <div
      ref={stage}
      role="grid"
      tabIndex={-1}
      aria-label="Trace"
      className={css['stage']}
      style={{ '--rows': score.rows.length } as React.CSSProperties}
      onKeyDown={keys}
    >
      <Zones rows={score.rows} />
      <ScorePaths score={score} layout={layout} />
      {score.pauses.map((pause) => (
        <Strip
          key={`${pause.row}:${pause.fromColumn}`}
          tone="wait"
          row={pause.row}
          from={layout.x(pause.fromColumn + 0.62, pause.fromAt)}
          to={layout.x(pause.toColumn - 0.55, pause.toAt)}
        >
          paused {duration(pause.toAt - pause.fromAt)}
        </Strip>
      ))}
      {score.rings.map((ring) => (
        <span
          key={`${ring.direction}:${ring.row}:${ring.from.column}`}
          className={`${css['thru']} ${ring.skipped ? css['z'] : ring.direction === 'response' ? css['s'] : ''}`}
          style={place(crossing(layout, ring.from, ring.to, ring.row), ring.row)}
        />
      ))}
      {score.rows.map((row, index) => (
        <RowSteps key={row.key} row={row} steps={rows[index] ?? []}>
          {({ step, title }) => (
            <ScoreBead
              key={step.number}
              step={step}
              layout={layout}
              title={title}
              request={score.request}
              selected={step === selected}
              tabStop={step === current}
              differs={differs?.step === step.number ? differs.words : null}
              onSelect={onSelect}
              onOpen={onOpen}
            />
          )}
        </RowSteps>
      ))}
      {head && <span className={css['head']} style={{ left: `${layout.x(head.column, head.at)}%` }} />}
      {score.steps.length === 0 && <p className={css['nothing']}>Nothing of this request is in the trace.</p>}
    </div>
  );
}

/** One row's steps, as a row of the grid; a row without steps is only drawn. */
function RowSteps({
  row,
  steps,
  children,
}: {
  readonly row: ScoreRow;
  readonly steps: readonly TitledStep[];
  readonly children: (step: TitledStep) => React.ReactNode;
}) {
  if (steps.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the stage
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are
    <div role="row" aria-label={row.name} className={css['rowsteps']}>
      {steps.map(children)}
    </div>
  );
}

/** The shades behind rows: clusters on sunken ground, hatched where the request never came. */
function Zones({ rows }: { readonly rows: readonly ScoreRow[] }) {
  return rows.map((row, index) => {
    const cluster = row.kind === 'upstream' || row.kind === 'callout';
    const never =
      row.kind !== 'downstream' &&
      row.request !== 'called' &&
      row.response !== 'called' &&
      row.request !== 'failed' &&
      row.request !== 'passed' &&
      row.response !== 'passed';
    if (!cluster && !never) return null;
    return (
      <div
        key={row.key}
        className={`${css['zone']} ${never ? css['never'] : ''}`}
        style={{ top: `calc(var(--h) * ${index})` }}
      />
    );
  });
}

/** A stretch of time on a row. */
function Strip({
  tone,
  row,
  from,
  to,
  children,
}: {
  readonly tone: 'wait';
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly children: React.ReactNode;
}) {
  if (to <= from) return null;
  return (
    <div className={`${css['gap']} ${css[tone]}`} style={{ ...place(from, row), width: `${to - from}%` }}>
      <span>{children}</span>
    </div>
  );
}

type TitledStep = { readonly step: ScoreStep; readonly title: string };

/** The steps of each row with their words: computed once for a score, not with each choice. */
function stepsByRow(score: Score, chain: readonly ChainEntry[]): TitledStep[][] {
  const entries = new Map(chain.map((entry) => [entry.name, entry]));
  const rows: TitledStep[][] = score.rows.map(() => []);
  for (const step of score.steps) {
    const name = score.rows[step.row]?.name ?? '';
    rows[step.row]?.push({ step, title: stepTitle(step, name, entries.get(name)) });
  }
  return rows;
}
