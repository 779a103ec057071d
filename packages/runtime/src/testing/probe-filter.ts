import type { DecoderFilterCallbacks, EncoderFilterCallbacks } from '../filter/filter-callbacks.ts';
import type { FilterDataStatus, FilterHeadersStatus, FilterTrailersStatus } from '../filter/filter-status.ts';
import type { HttpFilter } from '../filter/http-filter.ts';
import type { ByteBuffer } from '../http/byte-buffer.ts';
import { bytesToByteString } from '../http/byte-string.ts';
import { type ChainOutcome, type ChainRun, runChain } from './run-chain.ts';

/** What a probe answers; a list: one after the other, the last one repeats. */
export type Answers = {
  decodeHeaders?: FilterHeadersStatus;
  decodeData?: FilterDataStatus | FilterDataStatus[];
  decodeTrailers?: FilterTrailersStatus;
  encodeHeaders?: FilterHeadersStatus;
  encodeData?: FilterDataStatus | FilterDataStatus[];
  encodeTrailers?: FilterTrailersStatus;
};

/** A filter that notes its events and answers as told; `act` may do something first. */
export class Probe implements HttpFilter {
  readonly seen: string[] = [];
  decoder: DecoderFilterCallbacks | null = null;
  encoder: EncoderFilterCallbacks | null = null;
  act: (event: string, probe: Probe) => void = () => {};
  readonly #answers: Answers;
  readonly #counts = new Map<string, number>();

  constructor(answers: Answers = {}) {
    this.#answers = answers;
  }
  setDecoderCallbacks(callbacks: DecoderFilterCallbacks) {
    this.decoder = callbacks;
  }
  setEncoderCallbacks(callbacks: EncoderFilterCallbacks) {
    this.encoder = callbacks;
  }
  decodeHeaders(_: unknown, end: { endStream: boolean }) {
    return this.#note('decodeHeaders', `>H${end.endStream ? '.' : ''}`, 'Continue' as FilterHeadersStatus);
  }
  decodeData(data: ByteBuffer, end: { endStream: boolean }) {
    return this.#note('decodeData', `>${text(data)}${end.endStream ? '.' : ''}`, 'Continue' as FilterDataStatus);
  }
  decodeTrailers() {
    return this.#note('decodeTrailers', '>T', 'Continue' as FilterTrailersStatus);
  }
  encodeHeaders(_: unknown, end: { endStream: boolean }) {
    return this.#note('encodeHeaders', `<H${end.endStream ? '.' : ''}`, 'Continue' as FilterHeadersStatus);
  }
  encodeData(data: ByteBuffer, end: { endStream: boolean }) {
    return this.#note('encodeData', `<${text(data)}${end.endStream ? '.' : ''}`, 'Continue' as FilterDataStatus);
  }
  encodeTrailers() {
    return this.#note('encodeTrailers', '<T', 'Continue' as FilterTrailersStatus);
  }
  onLog() {
    this.seen.push('log');
  }
  onDestroy() {
    this.seen.push('destroy');
  }
  #note<S>(name: keyof Answers, event: string, otherwise: S): S {
    this.seen.push(event);
    this.act(name, this);
    const told = this.#answers[name];
    if (!Array.isArray(told)) return (told as S | undefined) ?? otherwise;
    const nth = this.#counts.get(name) ?? 0;
    this.#counts.set(name, nth + 1);
    return (told[Math.min(nth, told.length - 1)] as S | undefined) ?? otherwise;
  }
}

const text = (data: ByteBuffer) => bytesToByteString(data.bytes());

/** Runs A, B, C and the router; B answers as told. */
export function chain(b: Answers, run: ChainRun = {}, prepare: (probe: Probe, a: Probe, c: Probe) => void = () => {}) {
  const a = new Probe();
  const probe = new Probe(b);
  const c = new Probe();
  prepare(probe, a, c);
  const filters = [
    ['A', a],
    ['B', probe],
    ['C', c],
  ] as const;
  const outcome = runChain({ filters: filters.map(([name, filter]) => ({ name, create: () => filter })), ...run });
  const path = (filter: Probe, way: '>' | '<') =>
    filter.seen
      .filter((event) => event.startsWith(way))
      .map((event) => event.slice(1))
      .join(' ');
  return {
    outcome,
    a,
    b: probe,
    c,
    path,
    response: outcome.result.responses[0] as NonNullable<ChainOutcome['result']['responses'][0]>,
  };
}
