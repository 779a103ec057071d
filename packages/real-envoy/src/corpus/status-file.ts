import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dump, load } from 'js-yaml';
import type { CaseVerdict } from '../compare/case-verdict.ts';
import { CORPUS } from './corpus-files.ts';

/** How a case is known to stand. */
export type CaseStatus = Exclude<CaseVerdict, 'wrong'>;

/** Status by case id (`area/slug#scenario`). */
export type CorpusStatus = ReadonlyMap<string, CaseStatus>;

const FILE = path.join(CORPUS, 'status.yaml');
const HEAD = `# How every case of the corpus stands against Envoy's recorded answer: equal, known-difference or not-simulated-yet.
# A project with one word: all its scenarios. Rewritten by: npm run envoy:diff -- --recorded --update-status
`;

/** Reads `status.yaml`; `scenariosOf` answers the scenarios of a project that has one word for all. */
export function readStatus(
  scenariosOf: (slug: string) => readonly string[],
  text = readFileSync(FILE, 'utf8'),
): CorpusStatus {
  const file = (load(text) ?? {}) as Record<string, CaseStatus | Record<string, CaseStatus>>;
  const status = new Map<string, CaseStatus>();
  for (const [slug, entry] of Object.entries(file)) {
    if (typeof entry !== 'string')
      for (const [scenario, one] of Object.entries(entry)) status.set(`${slug}#${scenario}`, one);
    else for (const scenario of scenariosOf(slug)) status.set(`${slug}#${scenario}`, entry);
  }
  return status;
}

/** A case and its status; null when it is wrong or not recorded, which no file may excuse. */
export type CaseEntry = readonly [slug: string, scenario: string, status: CaseStatus | null];

/** Writes the status of all cases, given in corpus order. */
export function printStatus(cases: readonly CaseEntry[]): string {
  const bySlug = new Map<string, CaseEntry[]>();
  for (const entry of cases) bySlug.set(entry[0], [...(bySlug.get(entry[0]) ?? []), entry]);
  const file: Record<string, CaseStatus | Record<string, CaseStatus>> = {};
  for (const [slug, entries] of bySlug) {
    const [first] = new Set(entries.map(([, , status]) => status));
    const same = first !== undefined && first !== null && entries.every(([, , status]) => status === first);
    const settled = entries.flatMap(([, scenario, status]) => (status === null ? [] : [[scenario, status] as const]));
    file[slug] = same ? first : Object.fromEntries(settled);
  }
  return HEAD + dump(file, { lineWidth: -1 });
}

/** Path of the file. */
export const STATUS_FILE = FILE;
