import { byteStringToDisplay, bytesToByteString } from '../../http/byte-string.ts';
import type { GuestMemory } from '../guest-memory.ts';
import type { AbiFunction, AbiParameter, ParameterForm } from './abi-function.ts';
import { numbersOf } from './abi-function.ts';
import { parsePairs } from './serialization.ts';
import { BUFFER_NAMES, LOG_LEVEL_NAMES, MAP_NAMES, METRIC_TYPE_NAMES, PEER_NAMES, STREAM_NAMES } from './types.ts';

/** Numbers as they cross the border of a module: 64-bit ones are bigint. */
export type RawNumber = number | bigint;

/** The arguments or results of a call for the eye. */
export type CallTexts = readonly (readonly [name: string, text: string])[];

/** Longer texts are cut in the trace. */
const MAXIMUM_TEXT = 200;

type Reader = (memory: GuestMemory, raw: readonly RawNumber[], at: number) => string;

const named =
  (names: readonly string[]): Reader =>
  (_, raw, at) =>
    names[Number(raw[at])] ?? String(raw[at]);

const number: Reader = (_, raw, at) => String(raw[at]);
const signed: Reader = (_, raw, at) => String(Number(raw[at]) | 0);
const wide: Reader = (_, raw, at) => String(BigInt.asIntN(64, BigInt(raw[at] ?? 0)));

const READERS: Readonly<Record<ParameterForm, Reader>> = {
  u32: number,
  i32: signed,
  i64: wide,
  bool: (_, raw, at) => String(Number(raw[at]) !== 0),
  milliseconds: (_, raw, at) => `${Number(raw[at]) | 0} ms`,
  pointer: (_, raw, at) => `0x${Number(raw[at]).toString(16)}`,
  'log-level': named(LOG_LEVEL_NAMES),
  'header-map': named(MAP_NAMES),
  buffer: named(BUFFER_NAMES),
  stream: named(STREAM_NAMES),
  'metric-type': named(METRIC_TYPE_NAMES),
  peer: named(PEER_NAMES),
  text: (memory, raw, at) => rangeText(memory, Number(raw[at]), Number(raw[at + 1]), quote),
  bytes: (memory, raw, at) => rangeText(memory, Number(raw[at]), Number(raw[at + 1]), quote),
  path: (memory, raw, at) => rangeText(memory, Number(raw[at]), Number(raw[at + 1]), quotePath),
  pairs: (memory, raw, at) => pairsText(memory, Number(raw[at]), Number(raw[at + 1])),
  'out-u32': (memory, raw, at) => String(memory.readU32(Number(raw[at])) ?? '?'),
  'out-u64': (memory, raw, at) => wideText(memory, Number(raw[at])),
  'out-log-level': (memory, raw, at) => LOG_LEVEL_NAMES[memory.readU32(Number(raw[at])) ?? -1] ?? '?',
  'out-text': (memory, raw, at) => outText(memory, raw, at, rangeQuoted),
  'out-bytes': (memory, raw, at) => outText(memory, raw, at, rangeQuoted),
  'out-pairs': (memory, raw, at) => outText(memory, raw, at, pairsText),
};

type Part = { readonly name: string; readonly at: number; readonly read: Reader };

/** How the calls of one host function are told: made once for each function. */
export class CallTeller {
  readonly #inputs: readonly Part[];
  readonly #outputs: readonly Part[];
  readonly #sizes: readonly number[];

  constructor(f: AbiFunction) {
    const parts: (Part & { readonly form: ParameterForm })[] = [];
    let at = 0;
    for (const parameter of f.parameters) {
      parts.push({ name: parameter.name, at, read: READERS[parameter.form], form: parameter.form });
      at += numbersOf(parameter.form);
    }
    this.#inputs = parts.filter((p) => !isOutput(p));
    this.#outputs = parts.filter(isOutput);
    this.#sizes = parts.filter((p) => !isOutput(p) && numbersOf(p.form) === 2).map((p) => p.at + 1);
  }

  /** How many bytes the arguments hand over. */
  inputBytes(raw: readonly RawNumber[]): number {
    let bytes = 0;
    for (const at of this.#sizes) bytes += Number(raw[at]);
    return bytes;
  }

  /** The arguments, read before the call. */
  inputs(memory: GuestMemory, raw: readonly RawNumber[]): CallTexts {
    return this.#inputs.map((part) => [part.name, part.read(memory, raw, part.at)]);
  }

  /** What the host has written, read after a call that succeeded; null: nothing. */
  outputs(memory: GuestMemory, raw: readonly RawNumber[]): string | null {
    if (this.#outputs.length === 0) return null;
    const [only] = this.#outputs;
    if (this.#outputs.length === 1 && only !== undefined) return only.read(memory, raw, only.at);
    return this.#outputs.map((part) => `${part.name} ${part.read(memory, raw, part.at)}`).join(', ');
  }
}

function isOutput({ form }: Pick<AbiParameter, 'form'>): boolean {
  return form.startsWith('out-');
}

function rangeText(
  memory: GuestMemory,
  at: number,
  size: number,
  show: (bytes: string, size: number) => string,
): string {
  const text = memory.text(at, Math.min(size, MAXIMUM_TEXT));
  if (text === null || !memory.inRange(at, size)) return `outside of memory (0x${at.toString(16)}, ${size} bytes)`;
  return show(text, size);
}

function rangeQuoted(memory: GuestMemory, at: number, size: number): string {
  return rangeText(memory, at, size, quote);
}

function outText(
  memory: GuestMemory,
  raw: readonly RawNumber[],
  at: number,
  show: (memory: GuestMemory, at: number, size: number) => string,
): string {
  const data = memory.readU32(Number(raw[at]));
  const size = memory.readU32(Number(raw[at + 1]));
  return data === null || size === null ? '?' : show(memory, data, size);
}

function pairsText(memory: GuestMemory, at: number, size: number): string {
  const bytes = memory.read(at, size);
  if (bytes === null) return `outside of memory (0x${at.toString(16)}, ${size} bytes)`;
  const pairs = parsePairs(bytes);
  if (pairs.length === 0) return size === 0 ? '{}' : `{} (malformed, ${size} bytes)`;
  const shown = pairs
    .slice(0, 20)
    .map(([k, v]) => `${byteStringToDisplay(k)}: ${byteStringToDisplay(v).slice(0, MAXIMUM_TEXT)}`);
  return `{${shown.join(', ')}${pairs.length > 20 ? `, … ${pairs.length - 20} more` : ''}}`;
}

/** Text that stands in quotes as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quote(bytes: string, size: number): string {
  if (size === bytes.length && PLAIN.test(bytes)) return `"${bytes}"`;
  const text = JSON.stringify(byteStringToDisplay(bytes));
  return size > bytes.length ? `${text.slice(0, -1)}…" (${size} bytes)` : text;
}

/** A 64-bit number in memory; most fit a double, which is faster than a bigint. */
function wideText(memory: GuestMemory, at: number): string {
  const low = memory.readU32(at);
  const high = memory.readU32(at + 4);
  if (low === null || high === null) return '?';
  return high < 0x200000 ? String(high * 0x100000000 + low) : String(memory.readU64(at));
}

function quotePath(bytes: string, size: number): string {
  return quote(bytes.replace(/\0$/, '').replaceAll('\0', '.'), Math.min(size, bytes.length));
}

/** Bytes for the eye, quoted and cut. */
export function bytesText(bytes: Uint8Array): string {
  return quote(bytesToByteString(bytes.subarray(0, MAXIMUM_TEXT)), bytes.length);
}
