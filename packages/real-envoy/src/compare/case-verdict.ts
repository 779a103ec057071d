import type { NotSimulated } from '@chainwright/runtime/trace/scenario-result';
import { type ComparisonRow, topField } from './comparison-row.ts';
import { coversField, type KnownDifference } from './known-differences.ts';

/**
 * How a case stands. `wrong`: it differs, and neither a known difference nor the simulator's own `not-simulated` says so.
 */
export type CaseVerdict = 'equal' | 'known-difference' | 'not-simulated-yet' | 'wrong';

/** The rows of a case with what is known about them, and what follows for the case. */
export type JudgedCase = { readonly verdict: CaseVerdict; readonly rows: readonly ComparisonRow[] };

/** Marks differing rows that are known, notes those that the simulator announced, and gives the verdict on the case. */
export function judgeCase(
  caseId: string,
  rows: readonly ComparisonRow[],
  known: readonly KnownDifference[],
  notSimulated: readonly NotSimulated[],
): JudgedCase {
  const marked = rows.map((row): ComparisonRow => {
    if (row.verdict !== 'different') return row;
    const difference = known.find((one) => coversField(one, caseId, row.field));
    if (difference !== undefined) return { ...row, verdict: 'known-difference', note: difference.id };
    const announced = notSimulated.find(({ affects }) => affects.includes('*') || affects.includes(topField(row)));
    return announced === undefined ? row : { ...row, note: `not simulated: ${announced.what}` };
  });
  return { verdict: verdictOf(marked), rows: marked };
}

function verdictOf(rows: readonly ComparisonRow[]): CaseVerdict {
  const different = rows.filter((row) => row.verdict === 'different');
  if (different.some((row) => row.note === null)) return 'wrong';
  if (different.length > 0) return 'not-simulated-yet';
  return rows.some((row) => row.verdict === 'known-difference') ? 'known-difference' : 'equal';
}
