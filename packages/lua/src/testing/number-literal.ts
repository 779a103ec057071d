/** A number of a parsed program (never negative, never NaN) as a literal that reads back as the same number. */
export function numberToLiteral(value: number): string {
  return value === Number.POSITIVE_INFINITY ? '1e999' : String(value);
}
