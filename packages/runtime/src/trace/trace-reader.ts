import type { PackedTrace } from './packed-trace.ts';
import type { BodyRef, FilterRef, HeaderPairs, SourcePlace, TraceEvent, TraceEventKind } from './trace-event.ts';
import {
  ABSENT_WORD,
  CONTEXT_BITS,
  EVENT_KINDS,
  EVENT_LAYOUTS,
  type FieldCode,
  NULL_WORD,
  NUMBER_WORDS,
  WORKER_SHIFT,
} from './trace-layout.ts';

const ABSENT = Symbol('absent');
const FIELDS = EVENT_KINDS.map(
  (kind) => Object.entries(EVENT_LAYOUTS[kind]) as readonly (readonly [string, FieldCode])[],
);

/**
 * Reads a packed trace. Events are decoded one at a time when asked for, so that a view of a million events costs what
 * it shows.
 */
export class TraceReader implements Iterable<TraceEvent> {
  readonly packed: PackedTrace;
  readonly #pairs = new Map<number, HeaderPairs>();
  readonly #double = new Float64Array(1);
  readonly #doubleWords = new Int32Array(this.#double.buffer);
  #at = 0;

  constructor(packed: PackedTrace) {
    this.packed = packed;
  }

  get length(): number {
    return this.packed.length;
  }

  /** The event with this seq. Throws a RangeError outside of the trace. */
  at(seq: number): TraceEvent {
    this.#seek(seq);
    const bits = this.#word();
    const event: Record<string, unknown> = {
      seq,
      at: this.packed.times[seq],
      worker: (bits >> WORKER_SHIFT) - 1,
      request: bits & CONTEXT_BITS.request ? this.#word() : null,
      stream: bits & CONTEXT_BITS.stream ? this.#word() : null,
      filter: bits & CONTEXT_BITS.filter ? this.#filter() : null,
      direction: bits & CONTEXT_BITS.onRequestPath ? 'request' : bits & CONTEXT_BITS.onResponsePath ? 'response' : null,
      vm: bits & CONTEXT_BITS.vm ? this.#string() : null,
      source: bits & CONTEXT_BITS.source ? this.#source() : null,
      cost: bits & CONTEXT_BITS.cost ? this.#number() : null,
      cause: bits & CONTEXT_BITS.cause ? this.#word() : null,
      kind: EVENT_KINDS[bits & 255],
    };
    for (const [name, code] of FIELDS[bits & 255] ?? []) {
      const value = this.#field(code);
      if (value !== ABSENT) event[name] = value;
    }
    return event as unknown as TraceEvent;
  }

  /** The kind of an event without decoding the rest. */
  kindAt(seq: number): TraceEventKind {
    this.#seek(seq);
    return EVENT_KINDS[this.#word() & 255] as TraceEventKind;
  }

  /** Virtual time of an event in nanoseconds. */
  timeAt(seq: number): number {
    return this.packed.times[seq] ?? 0;
  }

  /** The bytes of a body: a view into the trace, not to be written to. */
  body(ref: BodyRef): Uint8Array<ArrayBuffer> {
    return this.packed.bodyBytes.subarray(
      this.packed.bodyStarts[ref.body] ?? 0,
      this.packed.bodyStarts[ref.body + 1] ?? 0,
    );
  }

  *[Symbol.iterator](): Iterator<TraceEvent> {
    for (let seq = 0; seq < this.length; seq++) yield this.at(seq);
  }

  #seek(seq: number): void {
    const start = this.packed.starts[seq];
    if (start === undefined || seq >= this.length) throw new RangeError(`no event ${seq} in a trace of ${this.length}`);
    this.#at = start;
  }

  #word(): number {
    return this.packed.words[this.#at++] as number;
  }

  #string(): string {
    return this.packed.strings[this.#word()] as string;
  }

  #filter(): FilterRef {
    return { index: this.#word(), name: this.#string() };
  }

  #source(): SourcePlace {
    return { id: this.#string(), line: this.#word(), column: this.#word() };
  }

  #number(): unknown {
    const word = this.#word();
    if ((word & 1) === 0) return word / 2;
    if (word === NUMBER_WORDS.null) return null;
    if (word === NUMBER_WORDS.absent) return ABSENT;
    this.#doubleWords[0] = this.#word();
    this.#doubleWords[1] = this.#word();
    return this.#double[0];
  }

  #field(code: FieldCode): unknown {
    return code === 'number' ? this.#number() : this.#oneWord(code);
  }

  #oneWord(code: Exclude<FieldCode, 'number'>): unknown {
    const word = this.#word();
    if (word === NULL_WORD) return null;
    if (word === ABSENT_WORD) return ABSENT;
    switch (code) {
      case 'text':
        return this.packed.strings[word];
      case 'texts':
        return Array.from({ length: word }, () => this.#string());
      case 'flag':
        return word === 1;
      case 'pairs':
        return this.#pairsAt(word);
      case 'args':
        return this.#args(word);
      case 'numbers':
        return this.#numbers(word);
      case 'raw':
        return { args: this.#numbers(word), result: this.#number() };
      case 'body':
        return { body: word, length: this.body({ body: word, length: 0 }).length };
      case 'json':
        return JSON.parse(this.packed.strings[word] as string);
    }
  }

  #args(count: number): HeaderPairs {
    return Array.from({ length: count }, () => [this.#string(), this.#string()] as const);
  }

  #numbers(count: number): unknown[] {
    return Array.from({ length: count }, () => this.#number());
  }

  #pairsAt(block: number): HeaderPairs {
    const written = (this.packed.words[block] as number) * 2;
    // A block that stands right here belongs to this event: go on behind it.
    if (block === this.#at) this.#at += written + 1;
    const known = this.#pairs.get(block);
    if (known !== undefined) return known;
    const pairs: [string, string][] = [];
    for (let at = block + 1; at <= block + written; at += 2) {
      pairs.push([
        this.packed.strings[this.packed.words[at] as number] as string,
        this.packed.strings[this.packed.words[at + 1] as number] as string,
      ]);
    }
    this.#pairs.set(block, pairs);
    return pairs;
  }
}
