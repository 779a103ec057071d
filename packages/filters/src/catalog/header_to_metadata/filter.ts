import type {
  DecoderFilterCallbacks,
  EncoderFilterCallbacks,
  StreamFilterCallbacks,
} from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import {
  base64ToBytes,
  byteStringToDisplay,
  bytesToBase64,
  bytesToByteString,
} from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import type { MetadataValue } from '@chainwright/runtime/stream-info/stream-info';
import { setDynamicMetadata } from '../set-dynamic-metadata.ts';
import type { HeaderToMetadataConfig, MetadataRule, MetadataTarget } from './config.ts';

/**
 * Writes headers and cookies into dynamic metadata.
 * Envoy: source/extensions/filters/http/header_to_metadata/header_to_metadata_filter.cc.
 */
export class HeaderToMetadataFilter implements HttpFilter {
  readonly #configOf: (callbacks: StreamFilterCallbacks) => HeaderToMetadataConfig;
  #decoder: DecoderFilterCallbacks | null = null;
  #encoder: EncoderFilterCallbacks | null = null;

  constructor(configOf: (callbacks: StreamFilterCallbacks) => HeaderToMetadataConfig) {
    this.#configOf = configOf;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#decoder = callbacks;
  }

  setEncoderCallbacks(callbacks: EncoderFilterCallbacks): void {
    this.#encoder = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#decoder;
    if (callbacks !== null) applyRules('request', this.#configOf(callbacks), headers, callbacks);
    return 'Continue';
  }

  encodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#encoder;
    if (callbacks !== null) applyRules('response', this.#configOf(callbacks), headers, callbacks);
    return 'Continue';
  }
}

type Failure = 'base64_decode_failed' | 'regex_substitution_failed';
/** Failures are counted for both ways together. */
const FAILURES: ReadonlySet<string> = new Set<Failure>(['base64_decode_failed', 'regex_substitution_failed']);

function applyRules(
  way: 'request' | 'response',
  config: HeaderToMetadataConfig,
  headers: HeaderMap,
  callbacks: StreamFilterCallbacks,
): void {
  const count = (name: string | null) => {
    if (config.stats === null || name === null) return;
    const stat = FAILURES.has(name) ? name : `${way}_${name}`;
    callbacks.worker.stats.add(config.stats + stat, 'counter', 1);
  };
  for (const rule of config[way]) {
    const value = foundValue(rule, headers);
    count('rules_processed');
    const target = value === null ? rule.missing : rule.present;
    if (target !== null) {
      if (value === null) count('header_not_found');
      // A header with an empty value is neither present nor missing.
      if (value !== '') count(write(target, value ?? '', callbacks));
    }
    if (value !== null && rule.remove) headers.remove(rule.from.name);
  }
}

/** null: it is not there. */
function foundValue({ from }: MetadataRule, headers: HeaderMap): string | null {
  if (from.kind === 'header') return headers.has(from.name) ? headers.values(from.name).join(',') : null;
  const cookies = headers.values('cookie').flatMap((line) => line.split(';'));
  const pair = cookies.map((each) => each.trim()).find((each) => each.startsWith(`${from.name}=`));
  const value = pair?.slice(from.name.length + 1).replace(/^"(.*)"$/, '$1') ?? '';
  return value === '' ? null : value;
}

/** Writes a value and answers what is to be counted; null: nothing. */
function write(
  target: MetadataTarget,
  found: string,
  callbacks: StreamFilterCallbacks,
): 'metadata_added' | Failure | null {
  let text = target.value !== '' ? target.value : byteStringToDisplay(found);
  if (target.value === '' && target.rewrite?.fits === true) {
    text = target.rewrite.regex.replaceAll(text, target.rewrite.substitution);
    if (text === '') return 'regex_substitution_failed';
  }
  if (target.decodesBase64) {
    const decoded = decode(text);
    if (decoded === null) return 'base64_decode_failed';
    text = decoded;
  }
  const value = typed(text, target, callbacks);
  if (value === undefined || text === '') return null;
  setDynamicMetadata(callbacks, target.namespace, target.key, value);
  return 'metadata_added';
}

/** undefined: nothing is written. */
function typed(text: string, { type }: MetadataTarget, callbacks: StreamFilterCallbacks): MetadataValue | undefined {
  if (type === 'STRING') return text;
  if (type === 'NUMBER') return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
  callbacks.trace.emit({
    kind: 'not-simulated',
    what: 'header_to_metadata: PROTOBUF_VALUE',
    why: 'Nothing is written here.',
    affects: ['*'],
  });
  return undefined;
}

/** null: not base64; padding may be missing. Envoy: `Base64::decodeWithoutPadding`. */
function decode(text: string): string | null {
  const digits = text.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) return null;
  const bytes = base64ToBytes(digits.padEnd(Math.ceil(digits.length / 4) * 4, '='));
  // Bits that stand for nothing must be zero.
  return bytesToBase64(bytes).replace(/=+$/, '') === digits ? byteStringToDisplay(bytesToByteString(bytes)) : null;
}
