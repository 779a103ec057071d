/** A small generator of pseudo-random numbers with a seed, so that what is drawn is the same each time (mulberry32). */
export type Random = (below: number) => number;

/** @returns a function that draws a whole number from 0 to below its argument */
export function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** One of a list. */
export const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)]!;

/** A list of as many things as asked for. */
export const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
