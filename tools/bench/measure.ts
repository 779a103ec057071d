/** One measured figure: median and spread over several rounds. */
export type Figure = {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
};

/** Figures of some rounds. */
export function figure(name: string, unit: string, values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
  return { name, unit, median: at(0.5), low: at(0), high: at(0.95), rounds: values.length };
}

/** Real milliseconds that the work takes in each of some rounds, after warming up. */
export async function timed(work: () => unknown, { rounds = 15, warmUp = 3 } = {}): Promise<number[]> {
  for (let i = 0; i < warmUp; i++) await work();
  const values: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    await work();
    values.push(performance.now() - start);
  }
  return values;
}
