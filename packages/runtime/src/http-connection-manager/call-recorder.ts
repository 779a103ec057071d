import type { FilterStatus } from '../filter/filter-status.ts';
import type { ByteBufferImpl } from '../http/byte-buffer-impl.ts';
import type { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { BodyRef, Direction, FilterCallbackName } from '../trace/trace-event.ts';
import type { TraceEmitter } from '../trace/trace-recorder.ts';
import type { ActiveFilter } from './active-filter.ts';

/** What a callback works on. */
export type CallSubject = {
  readonly headers: HeaderMapImpl | null;
  readonly data: ByteBufferImpl | null;
  /** What waits for the filter already; it may change that too. */
  readonly buffered: ByteBufferImpl | null;
};

type Watched = { readonly buffer: ByteBufferImpl; readonly edits: number; readonly before: BodyRef };

/**
 * Records one callback of a filter: what it found, what it answered, what it left behind. Bytes that did not change
 * since they were last recorded are recorded by the same reference.
 */
export class CallRecorder {
  readonly #refs = new WeakMap<ByteBufferImpl, { readonly version: number; readonly ref: BodyRef }>();

  record<S extends FilterStatus>(
    entry: ActiveFilter,
    callback: FilterCallbackName,
    subject: CallSubject,
    run: () => S,
  ): S {
    const { trace } = entry;
    if (!trace.recorder.detailed) return trace.recorder.attribution.during(trace, run);
    const watched = this.#watch(trace, subject);
    const headers = subject.headers;
    trace.emit({
      kind: 'filter-called',
      callback,
      endStream: entry.endStream,
      headers: headers === null ? null : headers.entries(),
      data: subject.data === null ? null : this.ref(trace, subject.data),
    });
    const status = trace.recorder.attribution.during(trace, run);
    for (const one of watched) this.#tellChange(trace, one, callback.startsWith('decode') ? 'request' : 'response');
    trace.emit(
      {
        kind: 'filter-returned',
        callback,
        status,
        headers: headers === null ? null : headers.entries(),
        data: subject.data === null ? null : this.ref(trace, subject.data),
      },
      { source: null, cost: entry.filter.takeCost?.() ?? null },
    );
    return status;
  }

  /** The reference of a buffer's bytes as they are now. */
  ref(trace: TraceEmitter, buffer: ByteBufferImpl): BodyRef {
    const known = this.#refs.get(buffer);
    if (known !== undefined && known.version === buffer.version) return known.ref;
    const ref = trace.body(buffer.view());
    this.#refs.set(buffer, { version: buffer.version, ref });
    return ref;
  }

  #watch(trace: TraceEmitter, { data, buffered }: CallSubject): readonly Watched[] {
    const watched: Watched[] = [];
    if (buffered !== null && buffered !== data) {
      watched.push({ buffer: buffered, edits: buffered.edits, before: this.ref(trace, buffered) });
    }
    if (data !== null) watched.push({ buffer: data, edits: data.edits, before: this.ref(trace, data) });
    return watched;
  }

  #tellChange(trace: TraceEmitter, { buffer, edits, before }: Watched, body: Direction): void {
    if (buffer.edits === edits) return;
    trace.emit({ kind: 'body-changed', body, before, after: this.ref(trace, buffer) }, { source: null });
  }
}
