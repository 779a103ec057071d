import type { TraceEventOf } from '@chainwright/runtime/trace/trace-event';
import { WAIT } from './columns.ts';
import type { Stage } from './stage.ts';
import { newStep, type StepDraft } from './step-draft.ts';
import { answerLabel, statusOf } from './step-label.ts';

/** The answer as the client gets it. Its sign stands behind the last callback, though its headers went out before the body. */
export class AnswerStep {
  private readonly stage: Stage;
  private placed = false;
  step: StepDraft | null = null;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  take(event: TraceEventOf<'downstream-response'>): void {
    if (event.part === 'informational') return;
    const { columns, up } = this.stage;
    if (columns.passed(event.at) && event.part !== 'headers') this.finish();
    const step = this.begin(event);
    step.events.push(event.seq);
    step.endedAt = columns.since(event.at);
    if (event.part === 'data') step.bytes = (step.bytes ?? 0) + event.data.length;
    if (event.part === 'reset') {
      step.mark = 'failed';
      step.label = step.label ? `${step.label}, then ${event.reason}` : event.reason;
    }
    if (this.placed && up.body && (event.part === 'data' || event.part === 'trailers')) {
      const column = columns.passed(event.at) ? columns.next(event.at, 1, WAIT / 2) : columns.cursor;
      up.moveBody({ column, row: 0, at: step.endedAt });
      step.endColumn = column;
    }
    if (event.part === 'reset' || event.part === 'trailers' || event.endStream) this.finish();
  }

  /** The answer's step, before anything of it has gone out. */
  soon(event: { readonly at: number }): StepDraft {
    if (this.step) return this.step;
    const { columns } = this.stage;
    const step = newStep('answer', 0, columns.cursor, columns.since(event.at));
    step.direction = 'response';
    this.step = step;
    return step;
  }

  private begin(event: TraceEventOf<'downstream-response'>): StepDraft {
    const step = this.soon(event);
    if (event.part === 'headers') {
      step.label = `${statusOf(event.headers)}`;
      if (statusOf(event.headers) >= 500) step.mark = 'failed';
    }
    return step;
  }

  /** Draws the answer's sign and the lines to it. */
  finish(): void {
    const step = this.step;
    if (!step || this.placed) return;
    this.placed = true;
    const { columns, up } = this.stage;
    step.column = columns.next(step.endedAt + columns.startedAt);
    step.endColumn = step.column;
    this.stage.add(step);
    const point = this.stage.point(step);
    this.stage.moveHeaders(up, point);
    if (step.bytes && up.body && up.body.column < step.column) up.moveBody(point);
  }

  /** The final words: the body may have grown since the headers. */
  close(): void {
    this.finish();
    if (this.step) this.step.label = answerLabel(this.step);
  }
}
