import type { ChainEntry } from '../project/filter-kind.ts';
import { bytesText } from './quantities.ts';
import type { HeaderChange, ScoreStep } from './score-model.ts';

const LUA_FUNCTIONS: Partial<Record<string, string>> = {
  decodeHeaders: 'envoy_on_request',
  decodeData: 'envoy_on_request',
  decodeTrailers: 'envoy_on_request',
  encodeHeaders: 'envoy_on_response',
  encodeData: 'envoy_on_response',
  encodeTrailers: 'envoy_on_response',
};

/** The name of a step's callback as the person knows it: the function in the code where there is one. */
export function callbackName(step: ScoreStep, entry: ChainEntry | undefined): string {
  if (step.kind === 'arrival') return 'request arrives';
  if (step.kind === 'answer') return 'answer to the client';
  if (step.kind === 'upstream') return 'request to the upstream';
  if (step.kind === 'callout') return 'callout';
  if (step.function) return step.function;
  const name = step.callback ?? 'callback';
  if (entry?.kind !== 'lua') return name;
  if (step.letter === 'C') return 'httpCall returns';
  return step.hostCalls > 0 && step.letter === 'H' ? (LUA_FUNCTIONS[name] ?? name) : name;
}

/** The path of a step as a word with its sign. */
export function pathWords(step: ScoreStep): {
  readonly sign: string;
  readonly words: string;
  readonly tone: 'req' | 'res' | 'call' | 'fail' | '';
} {
  if (step.mark === 'trap') return { sign: '✕', words: 'trap', tone: 'fail' };
  if (step.mark === 'error') return { sign: '✕', words: 'script error', tone: 'fail' };
  if (step.mark === 'local-reply') return { sign: '✕', words: 'local reply', tone: 'fail' };
  if (step.kind === 'callout') return { sign: '', words: 'callout', tone: 'call' };
  if (step.letter === 'C' || step.letter === 'G') return { sign: '', words: 'callout answer', tone: 'call' };
  const part = { H: 'headers', D: 'data', T: 'trailers', M: 'metadata' }[step.letter as string] ?? '';
  if (step.direction === 'request') return { sign: '▾', words: `request ${part}`.trim(), tone: 'req' };
  if (step.direction === 'response') return { sign: '▴', words: `response ${part}`.trim(), tone: 'res' };
  return { sign: '', words: 'outside both paths', tone: '' };
}

/** What a step answered, in Envoy's words. */
export function statusWords(step: ScoreStep): string {
  if (step.status) return step.hold !== 'none' ? `‖ ${step.status}` : step.status;
  return step.resumed ? 'resumes' : '';
}

/** Header and body changes as short texts: `+x-user-id`, `~content-length`, `body 796 → 776 B`. */
export function changeWords(step: ScoreStep): { readonly op: HeaderChange['op'] | 'body'; readonly text: string }[] {
  const signs = { add: '+', replace: '~', remove: '−' };
  const seen = new Set<string>();
  const headers = step.headerChanges.flatMap((change) => {
    const text = `${signs[change.op]}${change.name}`;
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ op: change.op, text }];
  });
  if (!step.bodyChange) return headers;
  const { before, after } = step.bodyChange;
  return [...headers, { op: 'body', text: `body ${before.toLocaleString('en')} → ${bytesText(after)}` }];
}

/** One line that names a step for the pointer and for a screen reader. */
export function stepTitle(step: ScoreStep, row: string, entry: ChainEntry | undefined): string {
  const status = statusWords(step).replace('‖ ', '');
  const parts = [
    `Step ${step.number}`,
    `${row} ${callbackName(step, entry)}${step.bytes === null ? '' : ` ${bytesText(step.bytes)}`}`,
    status,
    step.label,
    step.hostCalls > 0 ? `${step.hostCalls} host call${step.hostCalls === 1 ? '' : 's'}` : '',
    ...changeWords(step).map((change) => change.text),
  ];
  return parts.filter(Boolean).join(', ');
}
