import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { type FractionalPercent, isChosen } from '@chainwright/runtime/matching/fractional-percent';
import type { StringMatcher } from '@chainwright/runtime/matching/string-matcher';

/** Which requests are checked, and which origins are friends. */
export type CsrfPolicy = {
  readonly enabled: FractionalPercent;
  readonly shadowEnabled: FractionalPercent;
  readonly additionalOrigins: readonly StringMatcher[];
};

const CHANGING_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'DELETE', 'PATCH']);

/** Compares where a request comes from with where it goes. Envoy: source/extensions/filters/http/csrf/csrf_filter.cc. */
export class CsrfFilter implements HttpFilter {
  readonly #policyOf: (callbacks: DecoderFilterCallbacks) => CsrfPolicy;
  readonly #statPrefix: string;
  #callbacks: DecoderFilterCallbacks | null = null;

  constructor(policyOf: (callbacks: DecoderFilterCallbacks) => CsrfPolicy, statPrefix: string) {
    this.#policyOf = policyOf;
    this.#statPrefix = statPrefix;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    const policy = this.#policyOf(callbacks);
    const { random, stats } = callbacks.worker;
    const enabled = isChosen(policy.enabled, random);
    if (!enabled && !isChosen(policy.shadowEnabled, random)) return 'Continue';
    if (!CHANGING_METHODS.has(headers.get(':method') ?? '')) return 'Continue';
    const source = sourceOrigin(headers);
    const valid = source !== '' && this.#isValid(source, headers, policy);
    const stat = source === '' ? 'missing_source_origin' : `request_${valid ? 'valid' : 'invalid'}`;
    stats.add(this.#statPrefix + stat, 'counter', 1);
    if (valid || !enabled) return 'Continue';
    callbacks.sendLocalReply({
      code: 403,
      body: 'Invalid origin',
      headers: [],
      grpcStatus: null,
      details: 'csrf_origin_mismatch',
    });
    return 'StopIteration';
  }

  #isValid(source: ByteString, headers: HeaderMap, policy: CsrfPolicy): boolean {
    return source === headers.get(':authority') || policy.additionalOrigins.some((origin) => origin.matches(source));
  }
}

/** Host and port of `origin`, or of `referer` when there is no origin at all; empty when neither says it. */
function sourceOrigin(headers: HeaderMap): ByteString {
  const origin = headers.get('origin');
  if (origin === 'null') return '';
  const text = origin === undefined || origin === '' ? (headers.get('referer') ?? '') : origin;
  const match = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(text);
  return match === null ? text : (match[1] ?? '');
}
