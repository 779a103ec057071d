import css from './axis.module.css';
import { duration } from './quantities.ts';
import { axisLabels, type ScoreLayout } from './score-layout.ts';
import type { Score, ScoreStep } from './score-model.ts';

type Props = {
  readonly score: Score;
  readonly layout: ScoreLayout;
  readonly head: ScoreStep | null;
  readonly playing: boolean;
};

/** The strip above the stage: virtual time, the three phases, the knob of the playhead. */
export function ScoreAxis({ score, layout, head, playing }: Props) {
  const first = layout.x(0, 0);
  const at = (column: number): number => layout.x(column, timeAt(score, column));
  const down = at(score.phases.down);
  const wait = at(score.phases.wait);
  const up = at(score.phases.up);
  const labels = axisLabels(score, layout, 7);
  return (
    <div className={`${css['axis']} ${playing ? css['playing'] : ''}`} aria-hidden="true">
      {score.steps.length > 0 && (
        <>
          <span className={`${css['reg']}`} style={{ left: `${first}%`, width: `${down - first}%` }} />
          <span className={`${css['reg']} ${css['regw']}`} style={{ left: `${down}%`, width: `${wait - down}%` }} />
          <span className={`${css['reg']} ${css['regs']}`} style={{ left: `${wait}%`, width: `${up - wait}%` }} />
        </>
      )}
      {labels.map((label) => (
        <span key={label.column} style={{ left: `${label.x}%` }}>
          {duration(label.at)}
        </span>
      ))}
      {score.outsideColumn !== null &&
        !labels.some((label) => Math.abs(label.x - at(score.outsideColumn ?? 0)) < 9) && (
          <span style={{ left: `${at(score.outsideColumn)}%`, marginLeft: 12 }}>log, done</span>
        )}
      {head && (
        <span className={css['knob']} style={{ left: `${layout.x(head.column, head.at)}%` }}>
          step {head.number}
        </span>
      )}
    </div>
  );
}

/** Virtual time at a column. */
function timeAt(score: Score, column: number): number {
  return score.ticks.findLast((tick) => tick.column <= column)?.at ?? 0;
}
