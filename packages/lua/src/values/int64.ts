/**
 * A 64-bit integer cdata, as the literals `1LL` and `1ULL` make it: LuaJIT's `int64_t` and `uint64_t` boxes.
 *
 * Identity does not matter to scripts except as a table key, where LuaJIT goes by the object, not by the value.
 */
export class Int64 {
  /** In the range of the type: −2^63 … 2^63−1, or 0 … 2^64−1 when unsigned. */
  readonly value: bigint;
  readonly unsigned: boolean;

  constructor(value: bigint, unsigned: boolean) {
    this.value = value;
    this.unsigned = unsigned;
  }
}
