import { base64ToBytes } from '@chainwright/runtime/http/byte-string';
import type { PackedTrace } from '@chainwright/runtime/trace/packed-trace';

/** A packed trace as JSON: its typed arrays as base64. `vite/first-run.ts` writes it. */
export type StoredTrace = {
  readonly [K in keyof PackedTrace]: PackedTrace[K] extends ArrayBufferView ? string : PackedTrace[K];
};

/** The trace that was stored. */
export function readStoredTrace(stored: StoredTrace): PackedTrace {
  const buffer = (text: string): ArrayBuffer => base64ToBytes(text).buffer;
  return {
    format: stored.format,
    length: stored.length,
    words: new Int32Array(buffer(stored.words)),
    starts: new Uint32Array(buffer(stored.starts)),
    times: new Float64Array(buffer(stored.times)),
    strings: stored.strings,
    bodyBytes: new Uint8Array(buffer(stored.bodyBytes)),
    bodyStarts: new Uint32Array(buffer(stored.bodyStarts)),
  };
}
