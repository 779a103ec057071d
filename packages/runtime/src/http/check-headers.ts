import type { ByteString } from './byte-string.ts';
import type { HeaderMapImpl } from './header-map-impl.ts';

/** Why the headers that the filters leave cannot be sent on: reply body and details. */
export type HeaderProblem = { readonly body: ByteString; readonly details: string };

/** Envoy: `HeaderUtility::checkRequiredResponseHeaders`. */
export function checkResponseHeaders(headers: HeaderMapImpl): HeaderProblem | null {
  const status = headers.get(':status');
  if (status !== undefined && /^\d+$/.test(status) && Number(status) <= 0xffffffff) return null;
  return problem('response', 'missing required header: :status');
}

/** Envoy: `HeaderUtility::checkRequiredRequestHeaders` and `checkValidRequestHeaders`. */
export function checkRequestHeaders(headers: HeaderMapImpl): HeaderProblem | null {
  if (!headers.has(':method')) return problem('request', 'missing required header: :method');
  const method = headers.get(':method');
  if (method !== 'CONNECT' && !headers.has(':path')) return problem('request', 'missing required header: :path');
  if (method === 'CONNECT' && !headers.has(':authority')) {
    return problem('request', 'missing required header: :authority');
  }
  for (const [name, value] of headers.entries()) {
    if (name !== '' && !isHeaderName(name)) return problem('request', `invalid header name: ${escaped(name)}`);
    if (!isHeaderValue(value)) return problem('request', `invalid header value for: ${name}`);
  }
  return null;
}

/** Whether a name is a token of RFC 9110 (pseudo headers with their colon). */
export function isHeaderName(name: ByteString): boolean {
  return /^:?[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** Whether a value has no control byte but tab. Envoy: `HeaderUtility::headerValueIsValid` (nghttp2's rule). */
export function isHeaderValue(value: ByteString): boolean {
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if ((unit < 32 && unit !== 9) || unit === 127) return false;
  }
  return true;
}

/** Whether an authority has only the characters that may stand in one. Envoy: `HeaderUtility::authorityIsValid`. */
export function isAuthority(value: ByteString): boolean {
  return /^[\w\-.~%!$&'()*+,;=:@[\]]*$/.test(value);
}

/** Control bytes as in JSON. */
function escaped(name: ByteString): ByteString {
  return name.replace(/[^ -\xff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function problem(kind: 'request' | 'response', body: string): HeaderProblem {
  return { body, details: `filter_removed_required_${kind}_headers{${body.replace(/\s/g, '_')}}` };
}
