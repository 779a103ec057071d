import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FilterHeadersStatus } from '@chainwright/runtime/filter/filter-status';
import type { HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import type { ApiKeyAuthConfig } from './config.ts';
import { findKey, hideKey } from './key-source.ts';

/** Lets in requests that carry a known key. Envoy: source/extensions/filters/http/api_key_auth/api_key_auth.cc. */
export class ApiKeyAuthFilter implements HttpFilter {
  readonly #configOf: (callbacks: DecoderFilterCallbacks) => ApiKeyAuthConfig;
  readonly #statPrefix: string;
  #callbacks: DecoderFilterCallbacks | null = null;

  constructor(configOf: (callbacks: DecoderFilterCallbacks) => ApiKeyAuthConfig, statPrefix: string) {
    this.#configOf = configOf;
    this.#statPrefix = statPrefix;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null) return 'Continue';
    const { credentials, sources, forwarding, allowedClients } = this.#configOf(callbacks);
    // The first place that has a key decides.
    const key = sources.map((source) => findKey(source, headers)).find((found) => found !== '');
    if (key === undefined) return this.#refuse(401, 'Client authentication failed.', 'missing_api_key', callbacks);
    const client = credentials?.get(key);
    if (client === undefined) {
      return this.#refuse(401, 'Client authentication failed.', 'unknown_api_key', callbacks);
    }
    if (allowedClients !== null && !allowedClients.has(client)) {
      return this.#refuse(403, 'Client is forbidden.', 'client_not_allowed', callbacks);
    }
    if (forwarding !== null && forwarding.header !== '') headers.replace(forwarding.header, client);
    if (forwarding?.hidesCredentials) for (const source of sources) hideKey(source, headers);
    callbacks.worker.stats.add(`${this.#statPrefix}allowed`, 'counter', 1);
    return 'Continue';
  }

  #refuse(code: number, body: string, details: string, callbacks: DecoderFilterCallbacks): FilterHeadersStatus {
    callbacks.worker.stats.add(`${this.#statPrefix}${code === 403 ? 'forbidden' : 'unauthorized'}`, 'counter', 1);
    callbacks.sendLocalReply({ code, body, headers: [], grpcStatus: null, details });
    return 'StopIteration';
  }
}
