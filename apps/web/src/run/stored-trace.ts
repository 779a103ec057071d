import { base64ToBytes } from '@chainwright/runtime/http/byte-string';
import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';

/** A packed trace as JSON: bytes as base64, other arrays as numbers. `vite/first-run.ts` writes it. */
export type StoredTrace = {
  readonly [K in keyof PackedTrace]: PackedTrace[K] extends Uint8Array
    ? string
    : PackedTrace[K] extends ArrayBufferView
      ? readonly number[]
      : PackedTrace[K];
};

/** The trace that was stored. */
export function readStoredTrace(stored: StoredTrace): PackedTrace {
  return {
    format: stored.format,
    length: stored.length,
    words: new Int32Array(stored.words),
    starts: new Uint32Array(stored.starts),
    times: new Float64Array(stored.times),
    strings: stored.strings,
    bodyBytes: base64ToBytes(stored.bodyBytes),
    bodyStarts: new Uint32Array(stored.bodyStarts),
  };
}
