import type { TraceEventOf } from '@chainwright/runtime/trace/trace-event';
import { WAIT } from './columns.ts';
import type { ScorePoint } from './score-model.ts';
import type { Stage } from './stage.ts';
import { newStep, type StepDraft } from './step-draft.ts';
import { calloutLabel, exchangeLabel, statusOf } from './step-label.ts';

/** Columns of an exchange with an upstream. */
const EXCHANGE = 3;
/** Room between a bead and the box of the callout that it sent. */
const CALLOUT_INSET = 0.9;

/** Requests that leave the chain sideways or at its end: callouts of filters, and the router's own. */
export class ExchangeSteps {
  private readonly stage: Stage;
  private readonly callouts = new Map<number, { step: StepDraft; sender: StepDraft }>();
  /** The exchange with the upstream that goes on now. */
  upstream: StepDraft | null = null;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  callSent(event: TraceEventOf<'http-call-sent'>): void {
    const sender = this.stage.owner(event);
    const row = this.stage.row(`callout:${event.cluster}`);
    if (!sender || row === null) return;
    sender.events.push(event.seq);
    const step = newStep('callout', row, sender.column + CALLOUT_INSET, this.stage.columns.since(event.at));
    step.events.push(event.seq);
    step.endColumn = step.column + 1;
    step.filter = event.filter;
    step.direction = event.direction;
    step.label = 'no answer';
    this.stage.add(step);
    this.callouts.set(event.call, { step, sender });
    this.callLine(this.stage.point(sender), this.stage.point(step));
  }

  /** Puts the answer's bead into the row of the filter that asked, and returns it. */
  callAnswered(event: TraceEventOf<'http-call-answered'>): StepDraft | null {
    const open = this.callouts.get(event.call);
    if (!open) return null;
    const { step, sender } = open;
    const { columns } = this.stage;
    step.events.push(event.seq);
    step.endedAt = columns.since(event.at);
    step.label = calloutLabel(event, step.endedAt - step.at);
    if (event.outcome !== 'answered' || statusOf(event.headers) >= 500) step.mark = 'failed';
    if (event.outcome === 'cancelled' || event.outcome === 'not-sent') {
      step.endColumn = Math.max(step.column + 1, columns.cursor);
      return null;
    }
    const column = columns.next(event.at, Math.max(1, sender.column + 3 - columns.cursor));
    const bead = newStep('callback', this.stage.filterRow(event) ?? sender.row, column, step.endedAt);
    bead.callback = 'onHttpCallResponse';
    bead.letter = 'C';
    bead.filter = event.filter;
    bead.direction = event.direction ?? sender.direction;
    bead.source = event.source;
    bead.events.push(event.seq);
    this.stage.add(bead);
    step.endColumn = column - CALLOUT_INSET;
    this.callLine({ column: step.endColumn, row: step.row, at: step.endedAt }, this.stage.point(bead));
    return bead;
  }

  /** What the callout's cluster got and sent belongs to the callout's own step. */
  calloutPart(event: TraceEventOf<'callout-request' | 'callout-response'>): void {
    this.callouts.get(event.call)?.step.events.push(event.seq);
  }

  private callLine(from: ScorePoint, to: ScorePoint): void {
    this.stage.calloutLines.push({ style: 'callout', points: [from, to] });
  }

  upstreamRequest(event: TraceEventOf<'upstream-request'>): void {
    const row = this.stage.row(`upstream:${event.cluster}`);
    if (row === null) return;
    if (event.part === 'headers') {
      this.begin(event, row);
      return;
    }
    const step = this.upstream;
    if (!step) return;
    step.events.push(event.seq);
    if (event.part !== 'data') return;
    step.bytes = (step.bytes ?? 0) + event.data.length;
    const { columns, down } = this.stage;
    if (down.body) down.moveBody({ column: columns.cursor + 0.5, row, at: columns.since(event.at) });
  }

  private begin(event: TraceEventOf<'upstream-request'>, row: number): void {
    const { columns, down, routerRow } = this.stage;
    // A retry starts again at the router.
    if (this.upstream) down.head = { column: columns.cursor, row: routerRow, at: columns.since(event.at) };
    const step = newStep('upstream', row, columns.next(event.at), columns.since(event.at));
    step.endColumn = step.column + EXCHANGE;
    step.direction = 'request';
    step.label = 'no answer';
    step.events.push(event.seq);
    this.stage.add(step);
    this.upstream = step;
    this.stage.moveHeaders(down, this.stage.point(step));
  }

  upstreamResponse(event: TraceEventOf<'upstream-response'>): void {
    const step = this.upstream;
    if (!step) return;
    step.events.push(event.seq);
    const { columns, up } = this.stage;
    const at = columns.since(event.at);
    if (event.part === 'headers') {
      const least = Math.max(1, step.column + EXCHANGE - columns.cursor);
      step.endColumn = columns.next(event.at, least, least);
      step.endedAt = at;
      step.label = exchangeLabel(event.headers, at - step.at);
      if (statusOf(event.headers) >= 500) step.mark = 'failed';
      up.head = { column: step.endColumn, row: step.row, at };
      up.body = null;
    } else if (event.part === 'reset') {
      step.mark = 'failed';
      step.label = `reset: ${event.reason}`;
      step.endedAt = at;
      columns.cursor = Math.max(columns.cursor, step.endColumn);
    } else if (event.part !== 'informational') {
      const column = columns.passed(event.at) ? columns.next(event.at, 1, WAIT / 2) : columns.cursor;
      up.beginBody({ column, row: step.row, at });
    }
  }
}
