import type { StreamFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { ByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { HeaderMapImpl } from '@chainwright/runtime/http/header-map-impl';
import { applyHeaderAdditions } from '@chainwright/runtime/http-connection-manager/header-rules';
import type { HttpCall } from '@chainwright/runtime/upstream/async-client';
import { formatContextOf } from '../format-surroundings.ts';
import type { BodySettings, ExtAuthzConfig, HttpService } from './config.ts';
import { sanitizeUtf8 } from './sanitize-utf8.ts';

const PARTIAL_BODY = 'x-envoy-auth-partial-body';
const ALWAYS_SENT = [':authority', ':method', ':path', 'authorization'];

/** What a check is made of. */
export type CheckInput = {
  readonly config: ExtAuthzConfig;
  readonly service: HttpService;
  readonly headers: HeaderMap;
  /** The buffered body with what of it is sent; null: no body was waited for. */
  readonly body: { readonly bytes: Uint8Array<ArrayBuffer>; readonly settings: BodySettings } | null;
  readonly callbacks: StreamFilterCallbacks;
};

/**
 * The request to the authorization service: method and path of the client's, few of its headers, and the configured ones.
 * Envoy: check_request_utils.cc `createHttpCheck`, ext_authz_http_impl.cc `RawHttpClientImpl::check`.
 */
export function checkRequest({ config, service, headers, body, callbacks }: CheckInput): HttpCall {
  const sent = checkBody(body);
  const map = HeaderMapImpl.of('request-headers', [['content-length', String(sent.bytes.length)]]);
  for (const [name, value] of chosenHeaders(config, service, headers)) {
    if (name === ':path') map.add(name, checkPath(service, value));
    else if (name !== 'content-length') map.add(name, value);
  }
  if (sent.partial !== null) map.add(PARTIAL_BODY, String(sent.partial));
  applyHeaderAdditions(service.headersToAdd, map, formatContextOf(callbacks));
  return {
    cluster: service.cluster,
    headers: map,
    body: sent.bytes,
    trailers: null,
    timeoutMs: service.timeoutMs,
    sendXff: false,
    trace: callbacks.trace,
  };
}

function checkPath({ pathPrefix, pathOverride }: HttpService, path: ByteString): ByteString {
  return pathOverride === '' ? pathPrefix + path : pathOverride;
}

function checkBody(body: CheckInput['body']): { bytes: Uint8Array<ArrayBuffer>; partial: boolean | null } {
  if (body === null) return { bytes: new Uint8Array(0), partial: null };
  const bytes = body.bytes.slice(0, body.settings.maxBytes);
  return { bytes, partial: bytes.length !== body.bytes.length };
}

/** The client's headers that the service gets; repeated ones are joined unless they are asked for as they came. */
function chosenHeaders(
  config: ExtAuthzConfig,
  service: HttpService,
  headers: HeaderMap,
): Iterable<readonly [ByteString, ByteString]> {
  const allowed = config.allowedHeaders ?? service.allowedHeaders ?? (() => false);
  const chosen = headers
    .entries()
    .filter(
      ([name]) =>
        name !== PARTIAL_BODY && !config.disallowedHeaders(name) && (ALWAYS_SENT.includes(name) || allowed(name)),
    );
  if (config.rawHeaders) return chosen;
  const joined = new Map<ByteString, ByteString>();
  for (const [name, value] of chosen) {
    const before = joined.get(name);
    const text = sanitizeUtf8(value);
    joined.set(name, before === undefined ? text : `${before},${text}`);
  }
  return joined;
}
