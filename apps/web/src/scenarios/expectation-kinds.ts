import type { ProjectExpectation, ProjectMatcher } from '@chainwright/filters/project/project';

/** What a person fills in for an expectation. */
export type ExpectationDraft = {
  readonly kind: ExpectationKind;
  readonly name: string;
  readonly how: 'is' | 'contains' | 'matches' | 'present' | 'absent';
  readonly value: string;
};

/** The kinds of expectations: how they read, and which fields they take. */
export const EXPECTATION_KINDS = {
  status: { words: 'status', name: null, how: false },
  response_header: { words: 'answer header', name: 'header', how: true },
  response_body: { words: 'answer body', name: null, how: true },
  response_code_details: { words: 'response code details', name: null, how: true },
  response_flags: { words: 'response flags', name: null, how: false },
  upstream_header: { words: 'upstream header', name: 'header', how: true },
  upstream_body: { words: 'upstream body', name: null, how: true },
  upstream_path: { words: 'upstream path', name: null, how: true },
  upstream_requests: { words: 'requests upstream', name: null, how: false },
  callouts: { words: 'callouts to', name: 'cluster', how: false },
  log: { words: 'a log line', name: null, how: true },
  stat: { words: 'stat', name: 'name', how: false },
  outcome: { words: 'outcome', name: null, how: false },
} as const satisfies Record<string, { words: string; name: string | null; how: boolean }>;

export type ExpectationKind = keyof typeof EXPECTATION_KINDS;

const OUTCOMES = ['completed', 'rejected', 'crashed', 'hung', 'stopped'] as const;

/** The expectation that a draft stands for; null while something is missing. */
export function expectationOf(draft: ExpectationDraft, request: number): ProjectExpectation | null {
  const { kind, name, value } = draft;
  const of = request > 0 ? { request } : {};
  const number = /^\d{1,9}$/.test(value.trim()) ? Number(value) : null;
  const matcher = matcherOf(draft);
  switch (kind) {
    case 'status':
      return number === null ? null : { status: number, ...of };
    case 'upstream_requests':
      return number === null ? null : { upstream_requests: number };
    case 'callouts':
      return number === null || !name ? null : { callouts: { cluster: name, count: number } };
    case 'stat':
      return number === null || !name ? null : { stat: [name, number] };
    case 'response_flags':
      return value ? { response_flags: value, ...of } : null;
    case 'outcome': {
      const outcome = OUTCOMES.find((one) => one === value.trim());
      return outcome ? { outcome } : null;
    }
    case 'response_header':
      return name && matcher !== null ? { response_header: [name.toLowerCase(), matcher], ...of } : null;
    case 'upstream_header':
      return name && matcher !== null ? { upstream_header: [name.toLowerCase(), matcher], ...of } : null;
    case 'response_body':
      return matcher === null ? null : { response_body: matcher, ...of };
    case 'response_code_details':
      return matcher === null ? null : { response_code_details: matcher, ...of };
    case 'upstream_body':
      return matcher === null ? null : { upstream_body: matcher, ...of };
    case 'upstream_path':
      return matcher === null ? null : { upstream_path: matcher, ...of };
    case 'log':
      return matcher === null ? null : { log: matcher };
  }
}

function matcherOf({ how, value }: ExpectationDraft): ProjectMatcher | null {
  if (how === 'absent') return { absent: true };
  if (how === 'present') return { present: true };
  if (value === '') return null;
  return how === 'is' ? value : how === 'contains' ? { contains: value } : { matches: value };
}
