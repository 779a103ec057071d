import type { DecoderFilterCallbacks, EncoderFilterCallbacks } from '../filter/filter-callbacks.ts';
import type { FilterHeadersStatus } from '../filter/filter-status.ts';
import { asciiLowerCase } from './abi/http-fields.ts';
import type { LocalResponse } from './context.ts';
import type { WasmVm } from './wasm-vm.ts';

const CLOSE_DETAILS = 'wasm_close_stream';

/** What a module does to its stream as a whole: answer it, let it go on, close it. Nothing happens to a stream that is gone. */
export class StreamActions {
  decoder: DecoderFilterCallbacks | null = null;
  encoder: EncoderFilterCallbacks | null = null;
  /** A callback of the response runs or ran last. */
  onResponse = false;
  /** What the running headers callback has answered: going on from inside it goes wrong with Continue. */
  answered: FilterHeadersStatus | null = null;
  /** The last callbacks run: nothing can be done to the stream any more. */
  ending = false;
  gone = false;
  #replied = false;
  readonly #vm: WasmVm;

  constructor(vm: WasmVm) {
    this.#vm = vm;
  }

  /** The surroundings of the direction that is at work; null: the stream is gone. */
  get callbacks(): DecoderFilterCallbacks | EncoderFilterCallbacks | null {
    return this.gone ? null : this.onResponse ? this.encoder : this.decoder;
  }

  /** Whether the stream was answered here. */
  get replied(): boolean {
    return this.#replied;
  }

  /** The first reply of a stream goes on the wire; a later one only changes the details. */
  reply(response: LocalResponse): void {
    const { callbacks } = this;
    if (callbacks === null) return;
    if (this.#replied) {
      callbacks.streamInfo.responseCodeDetails = response.details.replace(/\s/g, '_');
      return;
    }
    this.#replied = true;
    callbacks.sendLocalReply({
      code: response.code & 0xffff,
      body: response.body,
      headers: response.headers
        .map(([name, value]) => [asciiLowerCase(name), value] as const)
        // `:status` is set from the code; `content-length` and `server` keep their place, Envoy sets their values.
        .filter(([name]) => name !== ':status'),
      grpcStatus: response.grpcStatus >= 0 && response.grpcStatus <= 16 ? response.grpcStatus : null,
      details: response.details,
    });
  }

  continueRequest(): void {
    if (this.gone || this.#replied || this.decoder === null) return;
    if (this.answered === 'Continue' && !this.onResponse) {
      this.decoder.continueDecodingAtOnce();
      return;
    }
    this.decoder.continueDecoding();
  }

  continueResponse(): void {
    if (this.gone || this.#replied || this.encoder === null) return;
    if (this.encoder.responseHeaders() === null) {
      this.#vm.wouldCrashLater(
        'proxy_continue_stream(response) before there is a response',
        'Envoy 1.40 goes on encoding response headers that do not exist (SIGSEGV)',
      );
      return;
    }
    if (this.answered === 'Continue' && this.onResponse) {
      this.#notSimulatedTwice();
      return;
    }
    this.encoder.continueEncoding();
  }

  close(): void {
    const { callbacks } = this;
    callbacks?.resetStream('wasm close_stream', callbacks.streamInfo.responseCodeDetails ?? CLOSE_DETAILS);
  }

  #notSimulatedTwice(): void {
    this.callbacks?.trace.emit({
      kind: 'not-simulated',
      what: 'proxy_continue_stream in a response headers callback that answers Continue',
      why: 'in Envoy the response head is written twice; answer Pause (1) to go on from inside the callback',
      affects: ['*'],
    });
  }
}
