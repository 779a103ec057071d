import type { TraceEvent, TraceEventOf } from '@chainwright/runtime/trace/trace-event';
import { bytesText, duration } from '../score/quantities.ts';
import type { Score, ScoreStep } from '../score/score-model.ts';
import type { TraceSource } from '../score/trace-source.ts';

/** What happened in a step, in one or two plain sentences; drawn from its events alone. */
export function stepSentence(trace: TraceSource, score: Score, step: ScoreStep): string {
  const events = step.events.map((seq) => trace.at(seq));
  switch (step.kind) {
    case 'arrival':
      return `The client sends ${step.label.replace(',', ' with')}${step.bytes ? ` and a body of ${bytesText(step.bytes)}` : ''}.`;
    case 'answer':
      return answered(score, step);
    case 'upstream':
      return `The router sends the request on. ${score.rows[step.row]?.name ?? 'The upstream'} ${exchange(step)}.`;
    case 'callout':
      return `${step.filter?.name ?? 'A filter'} asks ${score.rows[step.row]?.name ?? 'a cluster'}, which ${exchange(step)}.`;
    case 'callback':
      return [woken(step, events), failure(step, events), did(step), went(score, step)].filter(Boolean).join(' ');
  }
}

function exchange(step: ScoreStep): string {
  const [status, ...rest] = step.label.split(', ');
  if (/^\d{3}$/.test(status ?? '')) return `answers ${status} after ${rest.join(', ')}`;
  return step.label === 'no answer' ? 'gives no answer' : `ends with ${step.label}`;
}

function answered(score: Score, step: ScoreStep): string {
  const details = score.responseCodeDetails ? ` Envoy notes ${score.responseCodeDetails}.` : '';
  const flags = score.responseFlags && score.responseFlags !== '-' ? ` Response flags: ${score.responseFlags}.` : '';
  return `The client gets ${step.label.replace(',', ' with')} after ${duration(score.endedAt)}.${details}${flags}`;
}

function woken(_step: ScoreStep, events: readonly TraceEvent[]): string {
  const answer = events.find((event) => event.kind === 'http-call-answered');
  if (answer?.kind !== 'http-call-answered') return '';
  const status = answer.headers.find(([name]) => name === ':status')?.[1];
  return status
    ? `${answer.cluster} said ${status}.`
    : `The call to ${answer.cluster} came to nothing (${answer.outcome}).`;
}

function failure(step: ScoreStep, events: readonly TraceEvent[]): string {
  const budget = events.find((event) => event.kind === 'budget-exceeded');
  if (budget?.kind === 'budget-exceeded') return overBudget(budget);
  for (const event of events) {
    if (event.kind === 'vm-trapped') return `The code trapped: ${abortMessage(events) ?? event.message}.`;
    if (event.kind === 'script-error') return `The script failed: ${event.message}.`;
  }
  return step.mark === 'local-reply' ? `The filter answers in place of the upstream.` : '';
}

/** A stop that is ours: the budget ends what Envoy would let go on. */
function overBudget({ callback, limit, what }: TraceEventOf<'budget-exceeded'>): string {
  if (what === 'memory')
    return `Stopped by Chainwright: ${callback} wanted more than ${bytesText(limit)} of memory. Envoy would give it more.`;
  return `Stopped by Chainwright: ${callback} used more than ${limit.toLocaleString('en')} ${what}. Envoy itself has no such limit; the worker would hang.`;
}

/** What the code said before it stopped: the compiler's own message, logged as critical. */
function abortMessage(events: readonly TraceEvent[]): string | null {
  const said = events.findLast((event) => event.kind === 'log' && event.level === 'critical');
  if (said?.kind !== 'log') return null;
  return said.message.slice(said.message.indexOf(': ') + 2);
}

function did(step: ScoreStep): string {
  const added = named(step, 'add');
  const replaced = named(step, 'replace');
  const removed = named(step, 'remove');
  const parts = [
    added ? `adds ${added}` : '',
    replaced ? `changes ${replaced}` : '',
    removed ? `removes ${removed}` : '',
    step.bodyChange
      ? `changes the body from ${bytesText(step.bodyChange.before)} to ${bytesText(step.bodyChange.after)}`
      : '',
  ].filter(Boolean);
  if (parts.length > 0) return `It ${listed(parts)}.`;
  const calm = step.mark === 'none' && step.hold === 'none' && !step.resumed;
  return calm ? 'Nothing changed.' : '';
}

function went(score: Score, step: ScoreStep): string {
  const what = step.direction === 'response' ? 'response' : 'request';
  const pause = score.pauses.find(
    (one) => one.row === step.row && one.toAt === step.at && one.direction === (step.direction ?? 'request'),
  );
  if (step.resumed)
    return `The ${what} goes on${pause ? `, after it had waited ${duration(pause.toAt - pause.fromAt)}` : ''}.`;
  const held = score.pauses.find((one) => one.row === step.row && one.fromColumn === step.column);
  if (step.hold !== 'none') return `It holds the ${what}${held ? ` for ${duration(held.toAt - held.fromAt)}` : ''}.`;
  return '';
}

function named(step: ScoreStep, op: 'add' | 'replace' | 'remove'): string {
  const names = [...new Set(step.headerChanges.filter((change) => change.op === op).map((change) => change.name))];
  if (names.length === 0) return '';
  return names.length > 3 ? `${names.length} headers` : listed(names);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
