import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import { type ByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { isChosen } from '@chainwright/runtime/matching/fractional-percent';
import type { CorsPolicy } from './config.ts';

/**
 * Answers preflights and marks the responses that a page of another origin may read.
 * Envoy: source/extensions/filters/http/cors/cors_filter.cc.
 */
export class CorsFilter implements HttpFilter {
  readonly #policiesOf: (callbacks: DecoderFilterCallbacks) => readonly CorsPolicy[];
  readonly #statPrefix: string;
  #callbacks: DecoderFilterCallbacks | null = null;
  #policies: readonly CorsPolicy[] = [];
  /** The origin that the response names; null: this is no CORS request. */
  #origin: ByteString | null = null;

  /** `policiesOf` gives the policies of a stream's route, most specific first. */
  constructor(policiesOf: (callbacks: DecoderFilterCallbacks) => readonly CorsPolicy[], statPrefix: string) {
    this.#policiesOf = policiesOf;
    this.#statPrefix = statPrefix;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    this.#policies = this.#policiesOf(callbacks);
    const { random } = callbacks.worker;
    const [policy] = this.#policies;
    if (policy === undefined) return 'Continue';
    const enabled = isChosen(policy.enabled, random);
    if (!enabled && !isChosen(policy.shadowEnabled, random)) return 'Continue';
    const origin = headers.get('origin');
    if (origin === undefined || origin === '') return 'Continue';

    const requestedMethod = headers.get('access-control-request-method') ?? '';
    const isPreflight = headers.get(':method') === 'OPTIONS' && requestedMethod !== '';
    const allowed = this.#allows(origin);
    callbacks.worker.stats.add(`${this.#statPrefix}cors.origin_${allowed ? 'valid' : 'invalid'}`, 'counter', 1);
    const forwards = this.#first((policy) => policy.forwardNotMatchingPreflights) ?? true;
    if (!enabled || (!allowed && (!isPreflight || forwards))) return 'Continue';
    if (allowed) this.#origin = origin;
    if (!isPreflight) return 'Continue';
    callbacks.sendLocalReply({
      code: 200,
      body: '',
      headers: this.#preflightHeaders(headers, requestedMethod),
      grpcStatus: null,
      plain: true,
      details: 'cors_response',
    });
    return 'StopIteration';
  }

  encodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    if (this.#origin === null) return 'Continue';
    headers.setInPlace('access-control-allow-origin', this.#origin);
    if (this.#first((policy) => policy.allowCredentials) === true) {
      headers.setInPlace('access-control-allow-credentials', 'true');
    }
    const exposed = this.#text((policy) => policy.exposeHeaders);
    if (exposed !== '') headers.setInPlace('access-control-expose-headers', exposed);
    return 'Continue';
  }

  #preflightHeaders(request: HeaderMap, requestedMethod: ByteString): (readonly [ByteString, ByteString])[] {
    const headers: (readonly [ByteString, ByteString])[] = [];
    if (this.#origin !== null) headers.push(['access-control-allow-origin', this.#origin]);
    if (this.#first((policy) => policy.allowCredentials) === true) {
      headers.push(['access-control-allow-credentials', 'true']);
    }
    const methods = this.#text((policy) => policy.allowMethods);
    if (methods !== '') headers.push(['access-control-allow-methods', methods === '*' ? requestedMethod : methods]);
    const names = this.#text((policy) => policy.allowHeaders);
    const requestedNames = request.get('access-control-request-headers') ?? '';
    if (names !== '') headers.push(['access-control-allow-headers', names === '*' ? requestedNames : names]);
    const maxAge = this.#text((policy) => policy.maxAge);
    if (maxAge !== '') headers.push(['access-control-max-age', maxAge]);
    if (
      request.get('access-control-request-private-network') === 'true' &&
      this.#first((policy) => policy.allowPrivateNetworkAccess) === true
    ) {
      headers.push(['access-control-allow-private-network', 'true']);
    }
    return headers;
  }

  #allows(origin: ByteString): boolean {
    const list = this.#policies.find((policy) => policy.allowOrigins.length > 0)?.allowOrigins ?? [];
    return list.some((matcher) => matcher.matches('*') || matcher.matches(origin));
  }

  /** The most specific policy that says something. */
  #first<T>(read: (policy: CorsPolicy) => T | null): T | null {
    for (const policy of this.#policies) {
      const value = read(policy);
      if (value !== null) return value;
    }
    return null;
  }

  #text(read: (policy: CorsPolicy) => string): ByteString {
    return textToByteString(this.#first((policy) => read(policy) || null) ?? '');
  }
}
