import type { Direction, TraceEvent } from '@chainwright/runtime/trace/trace-event';
import { Columns } from './columns.ts';
import { Lane } from './lane.ts';
import { type Participant, type Participants, participantRows } from './participants.ts';
import type { ScoreLine, ScorePoint } from './score-model.ts';
import type { StepDraft } from './step-draft.ts';

/** More steps than this are counted, not drawn; the table shows them all. */
const MOST_STEPS = 1500;

/** A hold that has begun; `to` is null until the message goes on. */
export type OpenPause = { readonly step: StepDraft; readonly direction: Direction; to: ScorePoint | null };

/** What has been put on the score so far: rows, columns, steps, the two paths. */
export class Stage {
  readonly rows: Participant[];
  readonly routerRow: number;
  readonly columns = new Columns();
  readonly steps: StepDraft[] = [];
  readonly down = new Lane('request');
  readonly up = new Lane('response');
  readonly calloutLines: ScoreLine[] = [];
  readonly pauses: OpenPause[] = [];
  /** Why a row is left out, by row. */
  readonly skipped = new Map<number, string>();
  /** Where the last local reply was made; the response begins there. */
  replyFrom: ScorePoint | null = null;
  left = 0;
  private readonly rowOf = new Map<string, number>();
  private readonly stack: StepDraft[] = [];
  private readonly lastOfRow = new Map<number, StepDraft>();

  constructor(participants: Participants) {
    this.rows = participantRows(participants);
    this.rows.forEach((row, index) => {
      this.rowOf.set(row.key, index);
    });
    this.routerRow = participants.chain.length;
    participants.chain.forEach((member, index) => {
      if (member.disabled) this.skipped.set(index + 1, 'disabled');
    });
  }

  /** The row of a filter or cluster; null when it is not on the score. */
  row(key: string): number | null {
    return this.rowOf.get(key) ?? null;
  }

  filterRow(event: TraceEvent): number | null {
    return event.filter ? this.row(`filter:${event.filter.name}`) : null;
  }

  lane(direction: Direction | null): Lane {
    return direction === 'response' || (direction === null && this.up.head) ? this.up : this.down;
  }

  point(step: StepDraft): ScorePoint {
    return { column: step.column, row: step.row, at: step.at };
  }

  add(step: StepDraft): void {
    if (this.steps.length >= MOST_STEPS) this.left++;
    else this.steps.push(step);
    if (step.kind === 'callback') this.lastOfRow.set(step.row, step);
  }

  /** A callback begins; what happens until it returns belongs to it. */
  enter(step: StepDraft): void {
    this.stack.push(step);
  }

  /** The callback of this row returns; null when none was running. */
  leave(row: number | null): StepDraft | null {
    const at = this.stack.findLastIndex((step) => step.row === row);
    const step = this.stack[at] ?? null;
    if (step) this.stack.splice(at);
    return step;
  }

  /** The last step of a row, unless it is still running. */
  waitingStep(row: number): StepDraft | null {
    const step = this.lastOfRow.get(row);
    return step && !this.stack.includes(step) ? step : null;
  }

  /** The step to which an event belongs. */
  owner(event: TraceEvent): StepDraft | null {
    const top = this.stack[this.stack.length - 1] ?? null;
    if (!event.filter) return top ?? this.steps[this.steps.length - 1] ?? null;
    const row = this.filterRow(event);
    if (top && top.row === row) return top;
    return (row === null ? null : this.lastOfRow.get(row)) ?? top;
  }

  /** Ends every hold of a path where its headers stand now. */
  closePauses(lane: Lane): void {
    for (const pause of this.pauses) {
      if (pause.to === null && pause.direction === lane.direction && lane.head) pause.to = lane.head;
    }
    lane.heldRow = null;
  }

  /** The headers of a path move on; a response that no upstream gave begins, red, at the local reply. */
  moveHeaders(lane: Lane, to: ScorePoint): void {
    this.closePauses(lane);
    const reply = lane === this.up ? this.replyFrom : null;
    if (reply) {
      lane.head = reply;
      this.replyFrom = null;
    }
    lane.moveHeaders(to, reply !== null);
  }
}
