import { memo } from 'react';
import { place } from './place.ts';
import css from './score.module.css';
import type { ScoreLayout } from './score-layout.ts';
import type { ScoreStep } from './score-model.ts';

type Props = {
  readonly step: ScoreStep;
  readonly layout: ScoreLayout;
  readonly title: string;
  readonly request: number;
  readonly selected: boolean;
  readonly tabStop: boolean;
  /** In what a real Envoy first did something else here; null: not here. */
  readonly differs: string | null;
  readonly onSelect: (step: ScoreStep) => void;
  readonly onOpen: (step: ScoreStep) => void;
};

/** The sign of one step: a bead for a callback, a box for an exchange, a tag for what came in and went out. */
export const ScoreBead = memo(function ScoreBead({
  step,
  layout,
  title,
  request,
  selected,
  tabStop,
  differs,
  onSelect,
  onOpen,
}: Props) {
  const x = layout.x(step.column, step.at);
  const end = layout.x(step.endColumn, step.endedAt);
  const box = step.kind === 'upstream' || step.kind === 'callout';
  const answer = step.kind === 'answer';
  const names = box
    ? [css['gap'], css[step.mark === 'failed' ? 'bad' : step.kind === 'callout' ? 'call' : 'up'], css['box']]
    : answer
      ? [css['tag'], toneOfAnswer(step)]
      : [css['bead'], ...beadClasses(step)];
  const words = differs === null ? title : `${title}, first difference from Envoy: ${differs}`;
  const mine = box ? { ...place(x, step.row), width: `${Math.max(1, end - x)}%` } : place(answer ? end : x, step.row);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: see the stage */}
      <button
        type="button"
        role="gridcell"
        data-step={step.number}
        aria-selected={selected}
        aria-label={words}
        title={words}
        tabIndex={tabStop ? 0 : -1}
        className={`${names.filter(Boolean).join(' ')} ${selected ? css['sel'] : ''} ${differs === null ? '' : css['differs']}`}
        style={mine}
        onClick={() => onSelect(step)}
        onDoubleClick={() => onOpen(step)}
      >
        {box || answer ? <span>{step.label}</span> : <i>{letterOn(step, request)}</i>}
      </button>
      {step.kind === 'arrival' && (
        <span className={css['tag']} style={{ ...place(x, step.row), marginLeft: 16 }} aria-hidden="true">
          {step.label}
        </span>
      )}
      {step.kind === 'callback' && step.label && (
        <span
          className={`${css['tag']} ${css['fail']}`}
          style={{ ...place(x, step.row), marginLeft: 18 }}
          aria-hidden="true"
        >
          {step.label}
        </span>
      )}
    </>
  );
});

function letterOn(step: ScoreStep, request: number): string {
  if (step.kind === 'arrival') return String(request + 1);
  return step.mark === 'trap' || step.mark === 'error' ? '✕' : (step.letter ?? '');
}

function beadClasses(step: ScoreStep): (string | undefined)[] {
  if (step.mark === 'trap' || step.mark === 'error' || step.mark === 'local-reply') return [css['f']];
  const hold = step.hold === 'none' ? [] : [css['stop'], step.hold === 'buffer' ? css['buf'] : undefined];
  if (step.letter === 'C' || step.letter === 'G') return [css['c'], ...hold];
  if (step.kind === 'arrival' || step.direction === null) return [css['n']];
  return [css[step.direction === 'response' ? 's' : 'r'], ...hold];
}

function toneOfAnswer(step: ScoreStep): string | undefined {
  if (step.mark === 'failed') return css['fail'];
  return /^[123]/.test(step.label) ? css['ok'] : undefined;
}
