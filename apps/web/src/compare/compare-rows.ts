import type { ComparedPoint } from './real-envoy-api.ts';

/** The sign of a verdict. */
export const SIGNS: Record<ComparedPoint['verdict'], string> = {
  equal: '=',
  'known-difference': '≈',
  different: '≠',
  'not-comparable': '·',
};

/** How many points have which verdict. */
export function countVerdicts(rows: readonly ComparedPoint[]): Record<ComparedPoint['verdict'], number> {
  const counts = { equal: 0, 'known-difference': 0, different: 0, 'not-comparable': 0 };
  for (const row of rows) counts[row.verdict]++;
  return counts;
}

/** `34 equal, 1 known, 1 different`. */
export function verdictWords(counts: ReturnType<typeof countVerdicts>): string {
  return [
    `${counts.equal} equal`,
    counts['known-difference'] > 0 && `${counts['known-difference']} known`,
    counts.different > 0 && `${counts.different} different`,
  ]
    .filter(Boolean)
    .join(', ');
}

const GROUPS: readonly (readonly [start: string, words: string])[] = [
  ['outcome', 'Outcome'],
  ['responses', 'Response'],
  ['upstreams', 'Upstream saw'],
  ['callouts', 'Callouts'],
  ['logs', 'Logs'],
  ['stats', 'Stats'],
  ['access_log', 'Access log'],
  ['wasm', 'ABI calls'],
];

/** The points under what they are about, in a fixed order; what belongs nowhere stands last. */
export function groupRows(rows: readonly ComparedPoint[]): [string, ComparedPoint[]][] {
  const groups = new Map<string, ComparedPoint[]>(GROUPS.map(([, words]) => [words, []]));
  for (const row of rows) {
    const words = GROUPS.find(([start]) => row.field.startsWith(start))?.[1] ?? 'More';
    const members = groups.get(words);
    if (members) members.push(row);
    else groups.set(words, [row]);
  }
  return [...groups].filter(([, members]) => members.length > 0);
}
