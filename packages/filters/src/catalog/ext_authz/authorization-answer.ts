import { type ByteString, bytesToByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderEntry } from '@chainwright/runtime/http/header-map';
import type { HttpCallAnswer } from '@chainwright/runtime/upstream/async-client';
import type { ExtAuthzConfig, HttpService } from './config.ts';

const HEADERS_TO_REMOVE = 'x-envoy-auth-headers-to-remove';

/** What the authorization service has decided. */
export type Authorization =
  | {
      readonly kind: 'ok';
      readonly set: readonly HeaderEntry[];
      readonly add: readonly HeaderEntry[];
      readonly remove: readonly ByteString[];
      readonly toClient: readonly HeaderEntry[];
      readonly metadata: readonly HeaderEntry[];
    }
  | {
      readonly kind: 'denied';
      readonly code: number;
      readonly body: ByteString;
      readonly headers: readonly HeaderEntry[];
      readonly metadata: readonly HeaderEntry[];
    }
  | { readonly kind: 'error' };

/** Reads an answer over HTTP. Envoy: ext_authz_http_impl.cc `RawHttpClientImpl::toResponse`. */
export function readAuthorization(
  answer: HttpCallAnswer,
  service: HttpService,
  config: Pick<ExtAuthzConfig, 'maxDeniedBody'>,
): Authorization {
  if (answer.kind === 'reset') return { kind: 'error' };
  const code = Number(answer.headers.get(':status'));
  if (code >= 500 && code < 600) return { kind: 'error' };
  const remove = answer.headers
    .values(HEADERS_TO_REMOVE)
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const headers = answer.headers.entries().filter(([name]) => name !== HEADERS_TO_REMOVE);
  const metadata = headers.filter(([name]) => service.toMetadata(name));
  if (code === 200) {
    return {
      kind: 'ok',
      set: headers.filter(([name]) => service.toUpstream(name)),
      add: headers.filter(([name]) => service.toUpstreamAppended(name)),
      remove,
      toClient: headers.filter(([name]) => service.toClientAllowed(name)),
      metadata,
    };
  }
  const body = bytesToByteString(answer.body);
  return {
    kind: 'denied',
    code,
    body: config.maxDeniedBody > 0 ? body.slice(0, config.maxDeniedBody) : body,
    headers: headers.filter(([name]) => name !== ':status' && service.toClientDenied(name)),
    metadata,
  };
}
