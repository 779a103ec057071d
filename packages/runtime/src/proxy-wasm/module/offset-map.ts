/** Byte offsets of a rewritten module, range by range, and where each range stood in the original. */
export class OffsetMap {
  readonly #rewritten: number[] = [];
  readonly #original: number[] = [];

  /** From this offset of the rewritten module on (until the next range), bytes were copied from `original` on. */
  addRange(rewritten: number, original: number): void {
    this.#rewritten.push(rewritten);
    this.#original.push(original);
  }

  /** The original offset of a place in the rewritten module; inserted code counts as the range in front of it. */
  originalOffset(rewritten: number): number {
    let low = 0;
    let high = this.#rewritten.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rewritten[middle] ?? 0) <= rewritten) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return rewritten;
    const offset = (this.#original[low - 1] ?? 0) + rewritten - (this.#rewritten[low - 1] ?? 0);
    // Inserted code lies behind the end of its range: never report a place beyond the next range.
    const next = this.#original[low];
    return next === undefined ? offset : Math.min(offset, next);
  }
}
