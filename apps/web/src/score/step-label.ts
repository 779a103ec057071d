import type { HeaderPairs, TraceEventOf } from '@chainwright/runtime/trace/trace-event';
import { bytesText, duration } from './quantities.ts';
import type { StepDraft } from './step-draft.ts';

/** The first value of a header. */
export function headerValue(headers: HeaderPairs, name: string): string | null {
  return headers.find(([key]) => key === name)?.[1] ?? null;
}

/** The status of an answer; 0 when it has none. */
export function statusOf(headers: HeaderPairs): number {
  return Number(headerValue(headers, ':status') ?? 0);
}

/** `1 header`, `7 headers`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** The words on an upstream's box. */
export function exchangeLabel(headers: HeaderPairs, took: number): string {
  return `${statusOf(headers)}, ${duration(took)}`;
}

/** The words on a callout's box. */
export function calloutLabel(event: TraceEventOf<'http-call-answered'>, took: number): string {
  return event.outcome === 'answered'
    ? exchangeLabel(event.headers, took)
    : `${event.outcome.replace('-', ' ')}, ${duration(took)}`;
}

/** The words beside the answer that the client got. */
export function answerLabel(step: StepDraft): string {
  if (!/^\d{3}$/.test(step.label)) return step.label || 'no answer';
  return step.bytes ? `${step.label}, ${bytesText(step.bytes)}` : `${step.label}, empty body`;
}
