import type { ByteString } from '../http/byte-string.ts';
import { isAuthority, isHeaderName, isHeaderValue } from '../http/check-headers.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { isRequestTarget, parseUrl } from '../http/url.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import type { CodecError } from './active-stream.ts';
import { sanitizeConnectionHeader } from './connection-header.ts';
import type { HcmConfig } from './hcm-config.ts';
import { decodeHttp2 } from './http2-request-codec.ts';
import { isUpgrade } from './request-headers.ts';
import type { RequestPlan } from './request-plan.ts';

/** What the codec makes of a request's head. */
export type DecodedHead =
  | { readonly kind: 'headers'; readonly headers: HeaderMapImpl }
  /** HTTP/1: answered with an error, the connection is closed. */
  | { readonly kind: 'error'; readonly error: CodecError; readonly counter: string | null }
  /** HTTP/2: the whole connection ends. */
  | { readonly kind: 'broken'; readonly details: string }
  /** HTTP/2: the stream is reset. `counter`: the codec's stat of it. */
  | { readonly kind: 'reset'; readonly details: string; readonly counter: string };

const METHODS = new Set(
  (
    'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE M-SEARCH MSEARCH ' +
    'NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK ' +
    'UNLOCK UNSUBSCRIBE'
  ).split(' '),
);

/** Reads a head as Envoy's HTTP/1 or HTTP/2 codec does. */
export function decodeHead(plan: RequestPlan, config: HcmConfig): DecodedHead {
  return plan.protocol === 'HTTP/2' ? decodeHttp2(plan, config) : decodeHttp1(plan, config);
}

// --- HTTP/1. Envoy: source/common/http/http1/codec_impl.cc

function decodeHttp1(plan: RequestPlan, config: HcmConfig): DecodedHead {
  const error = http1Error(plan, config);
  if (error !== null) {
    const underscore = error.details === 'http1.unexpected_underscore';
    return { kind: 'error', error, counter: underscore ? 'http1.requests_rejected_with_underscores_in_headers' : null };
  }
  const headers = new HeaderMapImpl('request-headers');
  for (const [name, value] of kept(plan.fields, config)) headers.add(name, trimmed(value));
  const target = plan.target ?? '';
  const url = takesUrl(plan, config) ? parseUrl(target) : null;
  if (url !== null) {
    headers.setInPlace(':authority', url.hostAndPort);
    headers.add(':scheme', url.scheme ?? '');
    headers.add(':path', url.path);
  } else if (plan.method === 'CONNECT') {
    headers.setInPlace(':authority', target);
  } else {
    headers.add(':path', target);
  }
  headers.add(':method', plan.method);
  if (isUpgrade(headers)) dropH2c(headers);
  if (!isUpgrade(headers) && headers.has('connection') && !sanitizeConnectionHeader(headers)) {
    return refusedHead('http1.connection_header_rejected');
  }
  if (!isAuthority(headers.get(':authority') ?? '')) return refusedHead('http.invalid_authority');
  if (plan.versionless || (plan.protocol === 'HTTP/1.0' && !config.acceptHttp10)) {
    return { kind: 'error', error: { code: 426, body: 'Upgrade Required', details: 'low_version' }, counter: null };
  }
  return { kind: 'headers', headers };
}

function refusedHead(details: string): DecodedHead {
  return { kind: 'error', error: { code: 400, body: 'Bad Request', details }, counter: null };
}

/** An upgrade to h2c is not offered: the request goes on without it. */
function dropH2c(headers: HeaderMapImpl): void {
  if (headers.get('upgrade')?.toLowerCase() !== 'h2c') return;
  headers.remove('upgrade');
  headers.remove('http2-settings');
  const tokens = (headers.get('connection') ?? '').split(',').map((token) => token.trim());
  const kept = tokens.filter((token) => !['upgrade', 'http2-settings'].includes(token.toLowerCase()));
  if (kept.length === 0) headers.remove('connection');
  else headers.setInPlace('connection', kept.join(','));
}

function http1Error(plan: RequestPlan, config: HcmConfig): CodecError | null {
  const bad = (details: string): CodecError => ({ code: 400, body: 'Bad Request', details });
  if (plan.badCharacters) return bad('http1.invalid_characters');
  if (plan.badStartLine) return bad('http1.codec_error');
  if (!METHODS.has(plan.method) && !(config.allowCustomMethods && isHeaderName(plan.method))) {
    return bad('http1.codec_error');
  }
  const target = targetError(plan, config);
  if (target !== null) return bad(target);
  const fieldError = fieldsError(plan.fields, config);
  if (fieldError !== null) return fieldError;
  return framingError(plan.fields);
}

/** Whether the target has to be an absolute URL. */
function takesUrl({ method, target }: RequestPlan, config: HcmConfig): boolean {
  if (method === 'CONNECT' || !config.allowAbsoluteUrl || target?.startsWith('/')) return false;
  return !(method === 'OPTIONS' && target?.startsWith('*'));
}

/** Envoy: `ServerConnectionImpl::handlePath`, after the parser's own look at the target. */
function targetError(plan: RequestPlan, config: HcmConfig): string | null {
  const { method, target } = plan;
  if (target === null || target === '' || /[^!-~]/.test(target)) return 'http1.codec_error';
  if (method === 'CONNECT') return null;
  if (!isRequestTarget(target)) return 'http1.codec_error';
  if (!takesUrl(plan, config)) return null;
  const scheme = parseUrl(target)?.scheme ?? null;
  if (scheme === null) return 'http1.invalid_url';
  return scheme === 'http' || scheme === 'https' ? null : 'http1.invalid_scheme';
}

function fieldsError(fields: HeaderPairs, config: HcmConfig): CodecError | null {
  let bytes = 0;
  for (const [name, value] of fields) {
    bytes += name.length + value.length;
    if (!isHeaderName(name) || name.startsWith(':'))
      return { code: 400, body: 'Bad Request', details: 'http1.codec_error' };
    if (!isHeaderValue(value)) return { code: 400, body: 'Bad Request', details: 'http1.invalid_characters' };
    if (config.underscores === 'REJECT_REQUEST' && name.includes('_')) {
      return { code: 400, body: 'Bad Request', details: 'http1.unexpected_underscore' };
    }
  }
  const tooLarge = (details: string) => ({ code: 431, body: 'Request Header Fields Too Large', details });
  if (bytes > config.maxRequestHeadersBytes) return tooLarge('http1.headers_too_large');
  if (fields.length > config.maxHeadersCount) return tooLarge('http1.too_many_headers');
  return null;
}

function framingError(fields: HeaderPairs): CodecError | null {
  const all = (wanted: string) => fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const lengths = all('content-length');
  const codings = all('transfer-encoding');
  const bad = (details: string): CodecError => ({ code: 400, body: 'Bad Request', details });
  if (lengths.length > 1 || lengths.some((length) => !/^\d+$/.test(length))) return bad('http1.codec_error');
  if (codings.length > 0 && !/^chunked$/i.test(codings.join(','))) {
    return { code: 501, body: 'Not Implemented', details: 'http1.invalid_transfer_encoding' };
  }
  if (codings.length > 0 && lengths.length > 0) return bad('http1.content_length_and_chunked_not_allowed');
  return null;
}

/** Outer blanks and tabs are not part of a value. */
function trimmed(value: ByteString): ByteString {
  return value.replace(/^[ \t]+|[ \t]+$/g, '');
}

function kept(fields: HeaderPairs, config: HcmConfig): HeaderPairs {
  return config.underscores === 'DROP_HEADER' ? fields.filter(([name]) => !name.includes('_')) : fields;
}
