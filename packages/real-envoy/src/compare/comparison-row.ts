/** What came of comparing one point. */
export type RowVerdict = 'equal' | 'known-difference' | 'different' | 'not-comparable';

/** One point of a result, simulated and real: the same row for command line, tests and page. */
export type ComparisonRow = {
  /** Where in the result: `responses[0].headers.content-type`, `stats.http.ingress.downstream_rq_2xx`. */
  readonly field: string;
  /** Both values as text; null where that side has none. */
  readonly simulator: string | null;
  readonly envoy: string | null;
  readonly verdict: RowVerdict;
  /** Id of the known difference, why the point can't be compared, or what the simulator said it does not simulate. */
  readonly note: string | null;
};

/** The field of the result that a row belongs to: `responses`, `upstreams`, `logs` …: what a `not-simulated` event names. */
export function topField(row: ComparisonRow): string {
  return /^[a-z_]+/.exec(row.field)?.[0] ?? row.field;
}
