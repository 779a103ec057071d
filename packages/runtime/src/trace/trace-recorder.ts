import { Attribution } from './attribution.ts';
import type { EventExtras, FilterTrace } from './filter-trace.ts';
import type { PackedTrace } from './packed-trace.ts';
import type {
  BodyRef,
  Direction,
  FilterRef,
  HeaderPairs,
  SourcePlace,
  TraceEventBody,
  TraceEventKind,
} from './trace-event.ts';
import {
  ABSENT_WORD,
  CONTEXT_BITS,
  EVENT_KINDS,
  EVENT_LAYOUTS,
  type FieldCode,
  NULL_WORD,
  NUMBER_WORDS,
  RESULT_KINDS,
  WORKER_SHIFT,
} from './trace-layout.ts';

/** What an emitter fills into every event that it emits. */
export type EmitterContext = {
  readonly worker: number;
  readonly request: number | null;
  readonly stream: number | null;
  readonly filter: FilterRef | null;
  readonly direction: Direction | null;
  readonly vm: string | null;
};

/** How much a trace may hold before the run has to stop, and how much of what happens it keeps. */
export type TraceLimits = {
  readonly events: number;
  readonly bodyBytes: number;
  /** `results`: only what the scenario's result is made from; for runs of very many requests. */
  readonly detail: 'everything' | 'results';
};

const DEFAULT_LIMITS: TraceLimits = { events: 4_000_000, bodyBytes: 512 * 1024 * 1024, detail: 'everything' };

type RawCall = { readonly args: readonly number[]; readonly result: number | null };

type PackedField = { readonly name: string; readonly code: FieldCode };
type PackedKind = { readonly index: number; readonly isResult: boolean; readonly fields: readonly PackedField[] };

const KINDS = new Map<TraceEventKind, PackedKind>(
  EVENT_KINDS.map((kind, index) => [
    kind,
    {
      index,
      isResult: RESULT_KINDS.has(kind),
      fields: Object.entries(EVENT_LAYOUTS[kind]).map(([name, code]) => ({ name, code })),
    },
  ]),
);

/**
 * Collects the events of one scenario, packed from the start. Events after the limit are dropped and `full` becomes
 * true; whoever runs the scenario stops it then.
 */
export class TraceRecorder {
  /** Who acts now; shared by everything that emits on behalf of filters. */
  readonly attribution = new Attribution();
  readonly #limits: TraceLimits;
  #now: () => number = () => 0;
  #words = new Int32Array(4096);
  #used = 0;
  #starts = new Uint32Array(512);
  #times = new Float64Array(512);
  #length = 0;
  #full = false;
  #ended = false;
  readonly #strings: string[] = [];
  readonly #stringIndex = new Map<string, number>();
  readonly #pairBlocks = new WeakMap<object, number>();
  readonly #bodies: Uint8Array[] = [];
  #bodyBytes = 0;
  readonly #double = new Float64Array(1);
  readonly #doubleWords = new Int32Array(this.#double.buffer);

  constructor(limits: Partial<TraceLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Number of events so far. */
  get length(): number {
    return this.#length;
  }

  /** True when a limit was reached and events were lost. */
  get full(): boolean {
    return this.#full;
  }

  /** True when something happened after which Envoy, or the simulator, does not go on. */
  get ended(): boolean {
    return this.#ended || this.#full;
  }

  /** False: what is no part of the result is dropped, so nobody needs to prepare it. */
  get detailed(): boolean {
    return this.#limits.detail === 'everything';
  }

  /** The clock whose nanoseconds stand in the events from now on. */
  setClock(clock: { now(): number }): void {
    this.#now = () => clock.now();
  }

  /** An emitter for one place of the engine; what is not given is null (worker: -1, the main thread). */
  emitter(context: Partial<EmitterContext> = {}): TraceEmitter {
    return new TraceEmitter(this, { ...NO_CONTEXT, ...context });
  }

  /** Appends an event; answers its seq. */
  emit(context: EmitterContext, event: TraceEventBody, extras: EventExtras | undefined, place: SourcePlace | null) {
    const kind = KINDS.get(event.kind) as PackedKind;
    if (!kind.isResult && !this.detailed) return this.#length;
    if (endsTheRun(event)) this.#ended = true;
    if (this.#length >= this.#limits.events) {
      this.#full = true;
      return this.#length;
    }
    this.#begin();
    this.#putContext(kind.index, context, extras, place);
    const values = event as unknown as Readonly<Record<string, unknown>>;
    for (const field of kind.fields) this.#putField(field.code, values[field.name]);
    return this.#length++;
  }

  /** Stores a copy of some body bytes. */
  body(bytes: Uint8Array): BodyRef {
    if (this.#bodyBytes + bytes.length > this.#limits.bodyBytes) {
      this.#full = true;
      bytes = bytes.subarray(0, 0);
    }
    this.#bodies.push(bytes.slice());
    this.#bodyBytes += bytes.length;
    return { body: this.#bodies.length - 1, length: bytes.length };
  }

  /** Everything recorded so far, ready to be moved. */
  pack(): PackedTrace {
    const bodyBytes = new Uint8Array(this.#bodyBytes);
    const bodyStarts = new Uint32Array(this.#bodies.length + 1);
    let at = 0;
    for (const [i, body] of this.#bodies.entries()) {
      bodyStarts[i] = at;
      bodyBytes.set(body, at);
      at += body.length;
    }
    bodyStarts[this.#bodies.length] = at;
    return {
      format: 1,
      length: this.#length,
      words: this.#words.slice(0, this.#used),
      starts: this.#starts.slice(0, this.#length),
      times: this.#times.slice(0, this.#length),
      strings: this.#strings.slice(),
      bodyBytes,
      bodyStarts,
    };
  }

  #begin(): void {
    if (this.#length === this.#starts.length) {
      this.#starts = grown(this.#starts, new Uint32Array(this.#length * 2));
      this.#times = grown(this.#times, new Float64Array(this.#length * 2));
    }
    // Header lists are written ahead of the event that needs them, so the start is set with the first word.
    this.#times[this.#length] = this.#now();
  }

  #put(word: number): void {
    if (this.#used === this.#words.length) this.#words = grown(this.#words, new Int32Array(this.#used * 2));
    this.#words[this.#used++] = word;
  }

  #putContext(kind: number, context: EmitterContext, extras: EventExtras | undefined, place: SourcePlace | null): void {
    const { request, stream, filter } = context;
    const direction = extras?.direction ?? context.direction;
    const vm = extras?.vm ?? context.vm;
    const source = extras?.source ?? place;
    const cost = extras?.cost ?? null;
    const cause = extras?.cause ?? null;
    let bits = kind | ((context.worker + 1) << WORKER_SHIFT);
    if (request !== null) bits |= CONTEXT_BITS.request;
    if (stream !== null) bits |= CONTEXT_BITS.stream;
    if (filter !== null) bits |= CONTEXT_BITS.filter;
    if (direction === 'request') bits |= CONTEXT_BITS.onRequestPath;
    if (direction === 'response') bits |= CONTEXT_BITS.onResponsePath;
    if (vm !== null) bits |= CONTEXT_BITS.vm;
    if (source !== null) bits |= CONTEXT_BITS.source;
    if (cost !== null) bits |= CONTEXT_BITS.cost;
    if (cause !== null) bits |= CONTEXT_BITS.cause;
    this.#starts[this.#length] = this.#used;
    this.#put(bits);
    if (request !== null) this.#put(request);
    if (stream !== null) this.#put(stream);
    if (filter !== null) {
      this.#put(filter.index);
      this.#put(this.#string(filter.name));
    }
    if (vm !== null) this.#put(this.#string(vm));
    if (source !== null) {
      this.#put(this.#string(source.id));
      this.#put(source.line);
      this.#put(source.column);
    }
    if (cost !== null) this.#putNumber(cost);
    if (cause !== null) this.#put(cause);
  }

  #putField(code: FieldCode, value: unknown): void {
    switch (code) {
      case 'text':
        this.#put(typeof value === 'string' ? this.#string(value) : missing(value));
        break;
      case 'texts':
        this.#putTexts(value as readonly string[] | null | undefined);
        break;
      case 'number':
        this.#putNumber(value as number | null | undefined);
        break;
      case 'flag':
        this.#put(typeof value === 'boolean' ? Number(value) : missing(value));
        break;
      case 'pairs':
        this.#putPairs(value as HeaderPairs | null | undefined);
        break;
      case 'args':
        this.#putArgs(value as HeaderPairs | null | undefined);
        break;
      case 'numbers':
        this.#putNumbers(value as readonly number[] | null | undefined);
        break;
      case 'raw':
        this.#putRaw(value as RawCall | null | undefined);
        break;
      case 'body':
        this.#put(value === null || value === undefined ? missing(value) : (value as BodyRef).body);
        break;
      case 'json':
        this.#put(value === null || value === undefined ? missing(value) : this.#string(JSON.stringify(value)));
        break;
    }
  }

  #putNumber(value: number | null | undefined): void {
    if (value === null || value === undefined) {
      this.#put(value === null ? NUMBER_WORDS.null : NUMBER_WORDS.absent);
    } else if (Number.isInteger(value) && Math.abs(value) < 1 << 29 && !Object.is(value, -0)) {
      this.#put(value * 2);
    } else {
      this.#double[0] = value;
      this.#put(NUMBER_WORDS.double);
      this.#put(this.#doubleWords[0] as number);
      this.#put(this.#doubleWords[1] as number);
    }
  }

  /** A list that was recorded before is a jump back to its block; a new one is written here and jumped over. */
  #putPairs(pairs: HeaderPairs | null | undefined): void {
    const known = pairs === null || pairs === undefined ? missing(pairs) : this.#pairBlocks.get(pairs);
    if (known !== undefined) {
      this.#put(known);
      return;
    }
    const list = pairs as HeaderPairs;
    const block = this.#used + 1;
    this.#put(block);
    this.#put(list.length);
    for (const [name, value] of list) {
      this.#put(this.#string(name));
      this.#put(this.#string(value));
    }
    this.#pairBlocks.set(list, block);
  }

  #putArgs(args: HeaderPairs | null | undefined): void {
    if (args === null || args === undefined) {
      this.#put(missing(args));
      return;
    }
    this.#put(args.length);
    for (const [name, text] of args) {
      this.#put(this.#string(name));
      this.#put(this.#string(text));
    }
  }

  #putTexts(texts: readonly string[] | null | undefined): void {
    if (texts === null || texts === undefined) {
      this.#put(missing(texts));
      return;
    }
    this.#put(texts.length);
    for (const text of texts) this.#put(this.#string(text));
  }

  #putNumbers(numbers: readonly number[] | null | undefined): void {
    if (numbers === null || numbers === undefined) {
      this.#put(missing(numbers));
      return;
    }
    this.#put(numbers.length);
    for (const number of numbers) this.#putNumber(number);
  }

  #putRaw(raw: RawCall | null | undefined): void {
    this.#putNumbers(raw === null || raw === undefined ? raw : raw.args);
    if (raw !== null && raw !== undefined) this.#putNumber(raw.result);
  }

  #string(text: string): number {
    const known = this.#stringIndex.get(text);
    if (known !== undefined) return known;
    this.#strings.push(text);
    this.#stringIndex.set(text, this.#strings.length - 1);
    return this.#strings.length - 1;
  }
}

/** Emits events of one context into a recorder. */
export class TraceEmitter implements FilterTrace {
  place: (() => SourcePlace | null) | null = null;
  readonly recorder: TraceRecorder;
  readonly context: EmitterContext;

  constructor(recorder: TraceRecorder, context: EmitterContext) {
    this.recorder = recorder;
    this.context = context;
  }

  emit(event: TraceEventBody, extras?: EventExtras): number {
    const place = this.place === null || extras?.source !== undefined ? null : this.place();
    return this.recorder.emit(this.context, event, extras, place);
  }

  body(bytes: Uint8Array): BodyRef {
    return this.recorder.body(bytes);
  }

  /** An emitter with some of the context changed. */
  with(context: Partial<EmitterContext>): TraceEmitter {
    return new TraceEmitter(this.recorder, { ...this.context, ...context });
  }
}

const NO_CONTEXT: EmitterContext = {
  worker: -1,
  request: null,
  stream: null,
  filter: null,
  direction: null,
  vm: null,
};

/** Envoy's end, or the end of our patience; too many log lines are only left out. */
function endsTheRun(event: TraceEventBody): boolean {
  return event.kind === 'would-crash-envoy' || (event.kind === 'budget-exceeded' && event.what !== 'log-lines');
}

function missing(value: unknown): number {
  return value === null ? NULL_WORD : ABSENT_WORD;
}

function grown<T extends Int32Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
