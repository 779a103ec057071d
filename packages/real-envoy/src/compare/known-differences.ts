import { load } from 'js-yaml';

/** A difference from Envoy that is wanted or accepted, as data. */
export type KnownDifference = {
  /** `KD-001`. */
  readonly id: string;
  /** Cases that show it: `area/slug#scenario`, or `area/slug` for all of a project. */
  readonly cases: readonly string[];
  /** Fields of the rows, as prefixes: `responses[0].chunks`, `stats`. */
  readonly fields: readonly string[];
  /** What differs, why, and what the user is told: one sentence each. */
  readonly what: string;
  readonly why: string;
  readonly told: string;
};

/** Reads `known-differences.yaml`. Throws an Error that names the entry when one is incomplete. */
export function parseKnownDifferences(text: string): KnownDifference[] {
  const entries = (load(text) ?? []) as Partial<KnownDifference>[];
  return entries.map((entry, index) => {
    for (const field of ['id', 'cases', 'fields', 'what', 'why', 'told'] as const) {
      if (entry[field] === undefined)
        throw new Error(`known-differences.yaml: entry ${entry.id ?? index} has no ${field}`);
    }
    return entry as KnownDifference;
  });
}

/** Whether a known difference speaks about this case and this field. */
export function coversField(known: KnownDifference, caseId: string, field: string): boolean {
  return coversCase(known, caseId) && known.fields.some((prefix) => field === prefix || startsPart(field, prefix));
}

/** Whether a known difference lists this case. */
export function coversCase(known: KnownDifference, caseId: string): boolean {
  return known.cases.some((one) => one === caseId || caseId.startsWith(`${one}#`));
}

function startsPart(field: string, prefix: string): boolean {
  return field.startsWith(prefix) && /[.[:]/.test(field.charAt(prefix.length));
}
