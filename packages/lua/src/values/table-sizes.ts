import type { LuaValue } from './value.ts';

const BINS = 28;
const MAX_ARRAY_KEY = (1 << (BINS - 1)) + 1;

/**
 * Counters for {@link countInteger}: bin b counts the integer keys in (2^b, 2^(b+1)], bin 0 those up to 2. One set serves
 * all tables, because a count is never interrupted.
 */
const bins = new Uint32Array(BINS);

/** Counts the array part anew; gives how many of its slots are taken (countarray). */
export function countArray(array: readonly LuaValue[]): number {
  bins.fill(0);
  let total = 0;
  let index = array.length > 1 ? 0 : 1;
  for (let bin = 0; index < array.length; bin++) {
    const end = Math.min(array.length, 2 * 2 ** bin + 1);
    let count = 0;
    for (; index < end; index++) if (array[index] !== undefined) count++;
    bins[bin] = count;
    total += count;
  }
  return total;
}

/** Counts a key that could live in the array part; 1 when it could, else 0 (countint of lj_tab.c). */
export function countInteger(key: LuaValue): number {
  if (typeof key !== 'number' || key < 0 || key >= MAX_ARRAY_KEY || (key | 0) !== key) return 0;
  const bin = key > 2 ? 31 - Math.clz32(key - 1) : 0;
  bins[bin] = bins[bin]! + 1;
  return 1;
}

/** The largest array part that would be more than half full, and how many of the keys it takes (bestasize). */
export function bestArraySize(integers: number): { size: number; count: number } {
  let size = 0;
  let count = 0;
  let sum = 0;
  for (let bin = 0; bin < BINS && 2 * integers > 2 ** bin && sum !== integers; bin++) {
    if (bins[bin]! > 0) {
      sum += bins[bin]!;
      if (2 * sum > 2 ** bin) {
        size = 2 * 2 ** bin + 1;
        count = sum;
      }
    }
  }
  return { size, count };
}

/** The number of nodes LuaJIT allocates for that many keys: 0, else a power of two of at least 2 (hsize2hbits). */
export function hashSizeFor(keys: number): number {
  if (keys <= 0) return 0;
  return keys === 1 ? 2 : 2 ** (32 - Math.clz32(keys - 1));
}
