import type { FilterCallbackName, SourcePlace, TraceEvent, TraceEventOf } from '@chainwright/runtime/trace/trace-event';
import { AnswerStep } from './answer-step.ts';
import { WAIT } from './columns.ts';
import { ExchangeSteps } from './exchange-steps.ts';
import type { Participants } from './participants.ts';
import type { HeaderChange, Score, ScorePause } from './score-model.ts';
import { finishedRows } from './score-rows.ts';
import { Stage } from './stage.ts';
import { letterOf, newStep, type StepDraft } from './step-draft.ts';
import { counted, headerValue } from './step-label.ts';
import type { TraceSource } from './trace-source.ts';

/** Folds the trace of one request into everything that is drawn of it. Draws only what the trace says. */
export function buildScore(trace: TraceSource, participants: Participants, request: number): Score {
  const builder = new ScoreBuilder(participants, request);
  for (let i = 0; i < trace.length; i++) builder.take(trace.at(i));
  return builder.finish();
}

class ScoreBuilder {
  private readonly request: number;
  private readonly stage: Stage;
  private readonly exchanges: ExchangeSteps;
  private readonly answer: AnswerStep;
  private outsideColumn: number | null = null;
  private ended: TraceEventOf<'stream-ended'> | null = null;

  constructor(participants: Participants, request: number) {
    this.request = request;
    this.stage = new Stage(participants);
    this.exchanges = new ExchangeSteps(this.stage);
    this.answer = new AnswerStep(this.stage);
  }

  take(event: TraceEvent): void {
    if (event.request !== this.request) return;
    switch (event.kind) {
      case 'downstream-request':
        this.arrive(event);
        break;
      case 'filter-skipped':
        this.skip(event);
        break;
      case 'filter-called':
        this.called(event);
        break;
      case 'filter-returned':
        this.returned(event);
        break;
      case 'resumed':
        this.resumed(event);
        break;
      case 'local-reply':
        this.localReply(event);
        break;
      case 'http-call-sent':
        this.exchanges.callSent(event);
        break;
      case 'http-call-answered':
        this.travel(this.exchanges.callAnswered(event));
        break;
      case 'callout-request':
      case 'callout-response':
        this.exchanges.calloutPart(event);
        break;
      case 'upstream-request':
        this.exchanges.upstreamRequest(event);
        break;
      case 'upstream-response':
        this.exchanges.upstreamResponse(event);
        break;
      case 'downstream-response':
        this.answer.take(event);
        break;
      case 'stream-ended':
        this.ended = event;
        this.note(event);
        break;
      default:
        this.note(event);
    }
  }

  private arrive(event: TraceEventOf<'downstream-request'>): void {
    const { columns, down, steps } = this.stage;
    if (event.part === 'headers' && steps.length === 0) {
      columns.start(event.at);
      const step = newStep('arrival', 0, 0, 0);
      step.direction = 'request';
      step.label = `${headerValue(event.headers, ':method') ?? 'request'}, ${counted(event.headers.length, 'header')}`;
      step.events.push(event.seq);
      this.stage.add(step);
      down.head = this.stage.point(step);
      return;
    }
    const arrival = steps[0];
    if (!arrival) return;
    arrival.events.push(event.seq);
    if (event.part === 'data') arrival.bytes = (arrival.bytes ?? 0) + event.data.length;
    if (event.part === 'reset') arrival.mark = 'failed';
    if (event.part === 'data' || event.part === 'trailers') {
      const column = columns.passed(event.at) ? columns.next(event.at, 1, WAIT / 2) : columns.cursor;
      down.beginBody({ column, row: 0, at: columns.since(event.at) });
    }
  }

  private skip(event: TraceEventOf<'filter-skipped'>): void {
    const row = this.stage.filterRow(event);
    if (row === null) return;
    const words = { disabled: 'disabled', 'disabled-on-route': 'off on this route', 'failed-open': 'failed open' };
    this.stage.skipped.set(row, words[event.why]);
  }

  private called(event: TraceEventOf<'filter-called'>): void {
    const row = this.stage.filterRow(event);
    if (row === null) return;
    const waiting = this.stage.waitingStep(row);
    if (event.callback === 'onHttpCallResponse' && waiting?.letter === 'C' && waiting.function === null) {
      waiting.events.push(event.seq);
      this.stage.enter(waiting);
      return;
    }
    const step = this.newCallback(event, row, event.callback);
    step.endStream = event.endStream;
    step.bytes = event.data?.length ?? null;
    this.stage.enter(step);
  }

  private newCallback(event: TraceEvent, row: number, callback: FilterCallbackName): StepDraft {
    const outside = callback === 'onLog' || callback === 'onDestroy';
    if (outside) this.answer.finish();
    const column = outside ? this.outside(event, callback, row) : this.stage.columns.next(event.at);
    const step = newStep('callback', row, column, this.stage.columns.since(event.at));
    step.callback = callback;
    step.letter = letterOf(callback);
    step.filter = event.filter;
    step.direction = outside ? null : event.direction;
    step.source = event.source;
    step.events.push(event.seq);
    this.stage.add(step);
    this.travel(step);
    return step;
  }

  /** Log and done callbacks of different filters share a column. */
  private outside(event: TraceEvent, callback: FilterCallbackName, row: number): number {
    const last = this.stage.steps[this.stage.steps.length - 1];
    if (last?.callback === callback && last.row !== row) return last.column;
    const column = this.stage.columns.next(event.at, this.outsideColumn === null ? 2 : 1);
    this.outsideColumn ??= column;
    return column;
  }

  /** Draws the line to a new step. */
  private travel(step: StepDraft | null): void {
    if (!step || step.direction === null || step.callback === 'encode1xxHeaders') return;
    const lane = this.stage.lane(step.direction);
    const point = this.stage.point(step);
    if (step.letter === 'H') this.stage.moveHeaders(lane, point);
    else if (step.letter === 'D' || step.letter === 'T') lane.moveBody(point);
    else if (lane.head?.row === step.row) lane.moveHeaders(point);
  }

  private returned(event: TraceEventOf<'filter-returned'>): void {
    const row = this.stage.filterRow(event);
    const step = this.stage.leave(row);
    if (!step) return;
    step.events.push(event.seq);
    step.status = event.status;
    step.endedAt = this.stage.columns.since(event.at);
    step.cost = event.cost ?? step.cost;
    if (row === this.stage.routerRow || step.direction === null || step.mark !== 'none') return;
    if (event.status === null || event.status.startsWith('Continue')) return;
    step.hold = /Buffer$|Watermark$/.test(event.status) ? 'buffer' : 'stop';
    if (step.letter !== 'H' || step.resumed) return;
    const lane = this.stage.lane(step.direction);
    lane.heldRow = step.row;
    this.stage.pauses.push({ step, direction: lane.direction, to: null });
  }

  private resumed(event: TraceEventOf<'resumed'>): void {
    const row = this.stage.filterRow(event);
    const step = this.stage.owner(event);
    if (step) {
      step.events.push(event.seq);
      step.resumed = true;
    }
    const lane = this.stage.lane(event.direction);
    const pause = this.stage.pauses.find(
      (one) => one.to === null && one.step.row === row && one.direction === lane.direction,
    );
    if (!pause || row === null) return;
    const { columns } = this.stage;
    pause.to =
      step && step.row === row && step.column > pause.step.column
        ? this.stage.point(step)
        : { column: columns.next(event.at), row, at: columns.since(event.at) };
    if (lane.head?.row === row && lane.head.column < pause.to.column) lane.moveHeaders(pause.to);
  }

  private localReply(event: TraceEventOf<'local-reply'>): void {
    const step = this.stage.owner(event);
    if (step) {
      step.events.push(event.seq);
      if (step.mark === 'none') step.mark = 'local-reply';
      const before = step.mark === 'trap' || step.mark === 'error' ? `${step.mark} → ` : '';
      step.label = `${before}local reply ${event.code}`;
      if (event.source && !isLibrary(event.source)) step.source = event.source;
    }
    this.stage.closePauses(this.stage.down);
    const { up, down } = this.stage;
    this.stage.replyFrom = step?.kind === 'callback' ? this.stage.point(step) : (up.head ?? down.head);
    if (event.data && this.stage.replyFrom) up.beginBody(this.stage.replyFrom);
  }

  /** Everything that happens inside a step: counted there. */
  private note(event: TraceEvent): void {
    const byRouter = event.filter !== null && this.stage.filterRow(event) === this.stage.routerRow;
    if (event.kind === 'header-changed' && (!event.filter || byRouter) && event.map.startsWith('response')) {
      this.ownResponseChange(event);
      return;
    }
    const step = this.stage.owner(event);
    if (!step) return;
    step.events.push(event.seq);
    if (event.kind === 'header-changed') {
      step.headerChanges.push(headerChange(event));
    } else if (event.kind === 'body-changed') {
      step.bodyChange = { before: step.bodyChange?.before ?? event.before.length, after: event.after.length };
    } else if (event.kind === 'host-call' || event.kind === 'lua-call') {
      step.hostCalls++;
      if (event.source && (!step.source || isLibrary(step.source))) step.source = event.source;
    } else if (event.kind === 'vm-call') {
      // The allocator and the life of contexts are not what the person has written the callback for.
      if (/^proxy_on_(?!context_create)/.test(event.function)) step.function ??= event.function;
    } else if (event.kind === 'vm-trapped' || event.kind === 'script-error' || event.kind === 'budget-exceeded') {
      step.mark = event.kind === 'script-error' ? 'error' : 'trap';
      step.source = event.source ?? step.source;
    }
  }

  /** What the connection manager itself changes in a response: before the filters at the upstream, after them at the answer. */
  private ownResponseChange(event: TraceEventOf<'header-changed'>): void {
    const encoding = this.stage.steps.some((step) => step.kind === 'callback' && step.direction === 'response');
    const step = encoding ? this.answer.soon(event) : (this.exchanges.upstream ?? this.stage.owner(event));
    step?.events.push(event.seq);
    step?.headerChanges.push(headerChange(event));
  }

  finish(): Score {
    this.answer.close();
    const { stage, answer } = this;
    const { columns, down, up, steps } = stage;
    stage.closePauses(down);
    stage.closePauses(up);
    steps.forEach((step, index) => {
      step.number = index + 1;
    });
    const turn = this.exchanges.upstream;
    const lowest = down.head?.column ?? 0;
    return {
      request: this.request,
      rows: finishedRows(stage.rows, steps, stage.skipped, [down, up]),
      steps,
      pauses: this.finishedPauses(),
      lines: [...down.lines, ...stage.calloutLines, ...up.lines],
      rings: [...down.rings, ...up.rings]
        .filter((ring) => stage.rows[ring.row]?.kind === 'filter')
        .map((ring) => ({ ...ring, skipped: stage.skipped.has(ring.row) })),
      ticks: columns.ticks,
      phases: {
        down: turn?.column ?? lowest,
        wait: turn?.endColumn ?? lowest,
        up: answer.step?.column ?? columns.cursor,
      },
      columns: columns.cursor,
      outsideColumn: this.outsideColumn,
      endedAt: answer.step?.endedAt ?? columns.since(columns.lastAt),
      responseCode: this.ended?.responseCode ?? null,
      responseFlags: this.ended?.responseFlags ?? '',
      responseCodeDetails: this.ended?.responseCodeDetails ?? '',
      left: stage.left,
    };
  }

  private finishedPauses(): ScorePause[] {
    const { columns } = this.stage;
    const end = { column: columns.cursor, at: columns.since(columns.lastAt) };
    return this.stage.pauses
      .map(({ step, direction, to }) => ({
        row: step.row,
        fromColumn: step.column,
        toColumn: (to ?? end).column,
        fromAt: step.at,
        toAt: (to ?? end).at,
        direction,
      }))
      .filter((pause) => pause.toAt > pause.fromAt);
  }
}

/** Whether a place is in a library of the language, not in the person's own code. */
function isLibrary(place: SourcePlace): boolean {
  return place.id.startsWith('~lib/');
}

/** A change as it is counted: replacing what is not there adds it. */
function headerChange(event: TraceEventOf<'header-changed'>): HeaderChange {
  const op = event.op === 'replace' && event.before.length === 0 ? 'add' : event.op;
  return { map: event.map, op, name: event.name, seq: event.seq };
}
