import type { ExpectationResult } from '@chainwright/runtime/trace/scenario-result';
import { bytesText, duration } from './quantities.ts';
import type { Score, ScoreStep } from './score-model.ts';

/** A request in a few sentences: what a person would tell who looks at the score. Drawn from the score alone. */
export function summaryOf(score: Score, expectations: readonly ExpectationResult[]): string {
  const sentences = [
    ...requestSentences(score),
    exchangeSentence(score),
    ...responseSentences(score),
    answerSentence(score),
    expectationSentence(expectations),
  ];
  return sentences.filter(Boolean).join(' ');
}

function requestSentences(score: Score): string[] {
  const calm: string[] = [];
  const words: string[] = [];
  for (const row of score.rows) {
    if (row.kind !== 'filter') continue;
    if (row.request === 'skipped') words.push(`${row.name} is ${row.note ?? 'off'}.`);
    const steps = score.steps.filter((step) => step.filter?.name === row.name && step.direction === 'request');
    if (steps.length === 0) continue;
    const told = tell(score, row.name, steps);
    if (told) words.push(told);
    else calm.push(row.name);
  }
  if (calm.length === 0) return words;
  return [`The request passed ${list(calm)}.`, ...words];
}

/** What a filter did on one path; empty when it let everything pass. */
function tell(score: Score, name: string, steps: readonly ScoreStep[]): string {
  const failed = steps.find((step) => step.mark === 'trap' || step.mark === 'error');
  if (failed) return `${name} failed (${failed.mark === 'trap' ? 'trap' : 'script error'}).`;
  const reply = steps.find((step) => step.mark === 'local-reply');
  const row = steps[0]?.row;
  const way = steps[0]?.direction;
  const pause = score.pauses.find((one) => one.row === row && one.direction === way);
  const asked = score.steps.find((step) => step.kind === 'callout' && step.filter?.name === name);
  const parts: string[] = [];
  if (pause) {
    const why = asked ? ` to ask ${score.rows[asked.row]?.name}, which said ${asked.label.split(', ')[0]}` : '';
    parts.push(`held the ${way} for ${duration(pause.toAt - pause.fromAt)}${why}`);
  }
  const count = (op: string): number =>
    steps.reduce((sum, step) => sum + step.headerChanges.filter((change) => change.op === op).length, 0);
  const [added, replaced, removed] = [count('add'), count('replace'), count('remove')];
  if (added) parts.push(`added ${headers(added)}`);
  if (replaced) parts.push(`changed ${headers(replaced)}`);
  if (removed) parts.push(`removed ${headers(removed)}`);
  const body = steps.find((step) => step.bodyChange)?.bodyChange;
  if (body) parts.push(`changed the body from ${bytesText(body.before)} to ${bytesText(body.after)}`);
  if (reply) parts.push(`answered itself with ${reply.label.replace(/^.*local reply /, '')}`);
  return parts.length ? `${name} ${list(parts)}.` : '';
}

function exchangeSentence(score: Score): string {
  const exchange = score.steps.findLast((step) => step.kind === 'upstream');
  if (!exchange) return score.steps.length ? 'Nothing reached an upstream.' : '';
  const name = score.rows[exchange.row]?.name ?? 'The upstream';
  const [status, took] = exchange.label.split(', ');
  return /^\d/.test(status ?? '') ? `${name} answered ${status} after ${took}.` : `${name}: ${exchange.label}.`;
}

function responseSentences(score: Score): string[] {
  const words = score.rows.flatMap((row) => {
    const steps = score.steps.filter(
      (step) => step.filter?.name === row.name && step.direction === 'response' && step.kind === 'callback',
    );
    const told = steps.length ? tell(score, row.name, steps) : '';
    return told ? [told] : [];
  });
  return words.length ? [`On the way back ${words.reverse().join(' ')}`] : [];
}

function answerSentence(score: Score): string {
  const answer = score.steps.find((step) => step.kind === 'answer');
  if (!answer) return score.steps.length ? 'The client got no answer.' : '';
  return `The client got ${answer.label.replace(',', ' with')}.`;
}

function expectationSentence(expectations: readonly ExpectationResult[]): string {
  if (expectations.length === 0) return '';
  const failed = expectations.filter((one) => !one.pass);
  if (failed.length === 0)
    return expectations.length === 1 ? 'The expectation holds.' : `All ${expectations.length} expectations hold.`;
  return `${failed.length} of ${expectations.length} expectations fail: ${failed.map((one) => one.text).join('; ')}.`;
}

function headers(count: number): string {
  return count === 1 ? 'a header' : `${count} headers`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}
