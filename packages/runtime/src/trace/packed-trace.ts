/**
 * A trace as it is stored and moved between workers: typed arrays and one string table, transferable without copying.
 * Only the recorder and the reader know its layout.
 */
export type PackedTrace = {
  readonly format: 1;
  /** Number of events. */
  readonly length: number;
  /** Words of all events, one after the other. */
  readonly words: Int32Array<ArrayBuffer>;
  /** Index into `words` of the first word of each event. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** Virtual time of each event in nanoseconds. */
  readonly times: Float64Array<ArrayBuffer>;
  readonly strings: readonly string[];
  /** All body bytes, one after the other, and where each body begins (one more entry than bodies). */
  readonly bodyBytes: Uint8Array<ArrayBuffer>;
  readonly bodyStarts: Uint32Array<ArrayBuffer>;
};
