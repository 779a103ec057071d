import type { DecoderFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type {
  FilterDataStatus,
  FilterHeadersStatus,
  FilterTrailersStatus,
} from '@chainwright/runtime/filter/filter-status';
import type { EventEnd, HttpFilter } from '@chainwright/runtime/filter/http-filter';
import type { ByteBuffer } from '@chainwright/runtime/http/byte-buffer';
import type { HeaderEntry, HeaderMap } from '@chainwright/runtime/http/header-map';
import { isChosen } from '@chainwright/runtime/matching/fractional-percent';
import type { HttpCallHandle } from '@chainwright/runtime/upstream/async-client';
import { chargeResponse } from '@chainwright/runtime/upstream/response-stats';
import { setDynamicMetadata } from '../set-dynamic-metadata.ts';
import { type Authorization, readAuthorization } from './authorization-answer.ts';
import { checkRequest } from './check-request.ts';
import type { BodySettings, ExtAuthzConfig, ExtAuthzPerRoute, HttpService } from './config.ts';

const NAMESPACE = 'envoy.filters.http.ext_authz';

/** What the filter of one stream needs. */
export type ExtAuthzSurroundings = {
  /** `http.<hcm stat_prefix>.`. */
  readonly statPrefix: string;
  readonly ofRoute: (callbacks: DecoderFilterCallbacks) => ExtAuthzPerRoute | null;
};

/**
 * Asks an authorization service over HTTP about each request and holds the request until it has answered.
 * Envoy: source/extensions/filters/http/ext_authz/ext_authz.cc.
 */
export class ExtAuthzFilter implements HttpFilter {
  readonly #config: ExtAuthzConfig;
  readonly #surroundings: ExtAuthzSurroundings;
  #callbacks: DecoderFilterCallbacks | null = null;
  #service: HttpService | null = null;
  #headers: HeaderMap | null = null;
  /** The body that is waited for before the service is asked; null: no more. */
  #body: BodySettings | null = null;
  #state: 'not-asked' | 'asking' | 'answered' = 'not-asked';
  /** The request waits for the answer, or has been answered. */
  #stopped = false;
  #inline = false;
  #call: HttpCallHandle | null = null;
  #asked = 0;
  #cluster: string | null = null;
  #toClient: readonly HeaderEntry[] = [];

  constructor(config: ExtAuthzConfig, surroundings: ExtAuthzSurroundings) {
    this.#config = config;
    this.#surroundings = surroundings;
  }

  setDecoderCallbacks(callbacks: DecoderFilterCallbacks): void {
    this.#callbacks = callbacks;
  }

  decodeHeaders(headers: HeaderMap, { endStream }: EventEnd): FilterHeadersStatus {
    const callbacks = this.#callbacks;
    if (callbacks === null || callbacks.route() === null) return 'Continue';
    const perRoute = this.#surroundings.ofRoute(callbacks);
    if (perRoute?.disabled === true) return 'Continue';
    if (!this.#isEnabled(callbacks)) return this.#whenDisabled(callbacks);
    this.#service = perRoute?.service ?? this.#config.service;
    this.#reportUnsimulated(perRoute, callbacks);
    if (this.#service === null) return 'Continue';
    this.#headers = headers;
    const body = perRoute?.skipsBody === true ? null : (perRoute?.body ?? this.#config.body);
    if (body !== null && !endStream && !isUpgrade(headers)) {
      this.#body = body;
      if (!body.allowsPartial) callbacks.setBufferLimit(body.maxBytes);
      return 'StopIteration';
    }
    this.#ask(callbacks);
    return this.#stopped ? 'StopAllIterationAndWatermark' : 'Continue';
  }

  decodeData(data: ByteBuffer, { endStream }: EventEnd): FilterDataStatus {
    const callbacks = this.#callbacks;
    const body = this.#body;
    if (body === null || callbacks === null) return 'Continue';
    const bytes = data.length + (callbacks.decodingBuffer()?.length ?? 0);
    if (!endStream && !(body.allowsPartial && bytes >= body.maxBytes)) return 'StopIterationAndBuffer';
    callbacks.addDecodedData(data, { streaming: true });
    this.#ask(callbacks);
    return this.#stopped ? 'StopIterationAndWatermark' : 'Continue';
  }

  decodeTrailers(): FilterTrailersStatus {
    const callbacks = this.#callbacks;
    if (this.#body === null || callbacks === null) return 'Continue';
    this.#ask(callbacks);
    return this.#stopped ? 'StopIteration' : 'Continue';
  }

  encodeHeaders(headers: HeaderMap): FilterHeadersStatus {
    for (const [name, value] of this.#toClient) headers.add(name, value);
    return 'Continue';
  }

  onDestroy(): void {
    if (this.#state !== 'asking') return;
    this.#state = 'answered';
    this.#call?.cancel();
  }

  #isEnabled(callbacks: DecoderFilterCallbacks): boolean {
    const { enabled, enabledMetadata } = this.#config;
    if (!isChosen(enabled, callbacks.worker.random)) return false;
    return enabledMetadata === null || enabledMetadata(callbacks.streamInfo.dynamicMetadata);
  }

  #whenDisabled(callbacks: DecoderFilterCallbacks): FilterHeadersStatus {
    this.#countHere('disabled', callbacks);
    if (!this.#config.denyAtDisable) return 'Continue';
    this.#replyWithError(callbacks);
    return 'StopIteration';
  }

  #ask(callbacks: DecoderFilterCallbacks): void {
    if (this.#stopped || this.#service === null || this.#headers === null) return;
    const service = this.#service;
    const settings = this.#body;
    const buffered = callbacks.decodingBuffer();
    const call = checkRequest({
      config: this.#config,
      service,
      headers: this.#headers,
      body: settings === null || buffered === null ? null : { bytes: buffered.bytes(), settings },
      callbacks,
    });
    this.#stopped = true;
    this.#state = 'asking';
    this.#asked = callbacks.worker.clock.now();
    this.#cluster = callbacks.route()?.cluster ?? null;
    this.#inline = true;
    const handle = callbacks.worker.asyncClient.send(call, (answer) => {
      this.#onAnswer(readAuthorization(answer, service, this.#config), callbacks);
    });
    if (handle === null) this.#onAnswer({ kind: 'error' }, callbacks);
    this.#call = handle;
    this.#inline = false;
  }

  #onAnswer(authorization: Authorization, callbacks: DecoderFilterCallbacks): void {
    if (this.#state !== 'asking') return;
    this.#state = 'answered';
    if (authorization.kind !== 'error') this.#writeMetadata(authorization, callbacks);
    if (authorization.kind === 'ok') this.#onOk(authorization, callbacks);
    else if (authorization.kind === 'denied') this.#onDenied(authorization, callbacks);
    else this.#onError(callbacks);
  }

  #onOk(ok: Authorization & { readonly kind: 'ok' }, callbacks: DecoderFilterCallbacks): void {
    const headers = this.#headers;
    const changes = ok.set.length + ok.remove.length > 0;
    if (this.#config.clearsRouteCache && changes) callbacks.clearRouteCache();
    for (const [name, value] of ok.set) headers?.replace(name, value);
    for (const [name, value] of ok.add) headers?.add(name, value);
    for (const name of ok.remove) if (!name.startsWith(':') && name !== 'host') headers?.remove(name);
    this.#toClient = ok.toClient;
    this.#count('ok', callbacks);
    this.#goOn(callbacks);
  }

  #onDenied(denied: Authorization & { readonly kind: 'denied' }, callbacks: DecoderFilterCallbacks): void {
    this.#count('denied', callbacks);
    const { code, body } = denied;
    if (this.#cluster !== null && this.#config.chargesCluster) {
      const clusterPrefix = `cluster.${this.#cluster}.`;
      chargeResponse(callbacks.worker.stats, { clusterPrefix, code, internal: true, canary: false, also: [] });
    }
    if (this.#passesInShadow('denied', callbacks)) return;
    callbacks.streamInfo.responseFlags.add('UAEX');
    callbacks.sendLocalReply({ code, body, headers: denied.headers, grpcStatus: null, details: 'ext_authz_denied' });
  }

  #onError(callbacks: DecoderFilterCallbacks): void {
    this.#count('error', callbacks);
    if (this.#passesInShadow('error', callbacks)) return;
    if (!this.#config.failureModeAllow) {
      this.#replyWithError(callbacks);
      return;
    }
    this.#count('failure_mode_allowed', callbacks);
    if (this.#config.failureModeAllowHeader) this.#headers?.add('x-envoy-auth-failure-mode-allowed', 'true');
    this.#goOn(callbacks);
  }

  /** In shadow mode what would have been refused goes on, and is counted. */
  #passesInShadow(what: 'denied' | 'error', callbacks: DecoderFilterCallbacks): boolean {
    if (!this.#config.shadow) return false;
    this.#countHere(`shadow_${what}`, callbacks);
    this.#goOn(callbacks);
    return true;
  }

  #replyWithError(callbacks: DecoderFilterCallbacks): void {
    callbacks.streamInfo.responseFlags.add('UAEX');
    callbacks.sendLocalReply({
      code: this.#config.statusOnError,
      body: '',
      headers: [],
      grpcStatus: null,
      details: 'ext_authz_error',
    });
  }

  #goOn(callbacks: DecoderFilterCallbacks): void {
    this.#body = null;
    this.#stopped = false;
    if (!this.#inline) callbacks.continueDecoding();
  }

  #writeMetadata(
    { kind, metadata }: Authorization & { readonly kind: 'ok' | 'denied' },
    callbacks: DecoderFilterCallbacks,
  ): void {
    if (metadata.length === 0 || !this.#config.ingestsMetadata) return;
    for (const [name, value] of metadata) setDynamicMetadata(callbacks, NAMESPACE, name, value);
    if (kind !== 'ok') return;
    const elapsed = Math.floor((callbacks.worker.clock.now() - this.#asked) / 1e6);
    setDynamicMetadata(callbacks, NAMESPACE, 'ext_authz_duration', elapsed);
  }

  /** Counts under the connection manager and under the route's cluster. */
  #count(name: string, callbacks: DecoderFilterCallbacks): void {
    this.#countHere(name, callbacks);
    if (this.#cluster !== null)
      callbacks.worker.stats.add(`cluster.${this.#cluster}.${this.#stat(name)}`, 'counter', 1);
  }

  #countHere(name: string, callbacks: DecoderFilterCallbacks): void {
    callbacks.worker.stats.add(this.#surroundings.statPrefix + this.#stat(name), 'counter', 1);
  }

  #stat(name: string): string {
    const { statPrefix } = this.#config;
    return `ext_authz.${statPrefix === '' ? '' : `${statPrefix}.`}${name}`;
  }

  #reportUnsimulated(perRoute: ExtAuthzPerRoute | null, callbacks: DecoderFilterCallbacks): void {
    const report = (what: string, affects: readonly string[]) =>
      callbacks.trace.emit({
        kind: 'not-simulated',
        what: `ext_authz: ${what}`,
        why: 'The filter goes on without it.',
        affects,
      });
    if (this.#service === null) report('a gRPC service', ['*']);
    const fields = [
      ...this.#config.unsimulated,
      ...(perRoute?.unsimulated ?? []),
      ...(this.#service?.unsimulated ?? []),
    ];
    for (const field of fields) report(field, ['responses', 'upstreams', 'callouts', 'stats', 'access_log', 'logs']);
  }
}

function isUpgrade(headers: HeaderMap): boolean {
  const connection = headers.get('connection') ?? '';
  return headers.has('upgrade') && /(^|,)\s*upgrade\s*(,|$)/i.test(connection);
}
