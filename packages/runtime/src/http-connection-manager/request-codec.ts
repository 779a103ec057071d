import type { ByteString } from '../http/byte-string.ts';
import { isHeaderName, isHeaderValue } from '../http/check-headers.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import type { CodecError } from './active-stream.ts';
import type { HcmConfig } from './hcm-config.ts';
import type { RequestPlan } from './request-plan.ts';

/** What the codec makes of a request's head. */
export type DecodedHead =
  | { readonly kind: 'headers'; readonly headers: HeaderMapImpl }
  /** HTTP/1: answered with an error, the connection is closed. */
  | { readonly kind: 'error'; readonly error: CodecError; readonly counter: string | null }
  /** HTTP/2: the stream is reset, or the whole connection ends. `counter`: the codec's stat of it. */
  | {
      readonly kind: 'reset';
      readonly reason: string;
      readonly flag: 'DR' | 'DPE';
      readonly details: string;
      readonly counter: string | null;
    };

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
  const url = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)(.*)$/.exec(target);
  if (url !== null) {
    headers.setInPlace(':authority', url[2] ?? '');
    headers.add(':scheme', (url[1] ?? '').toLowerCase());
    headers.add(':path', url[3]?.startsWith('/') ? url[3] : `/${url[3] ?? ''}`);
  } else if (plan.method === 'CONNECT') {
    headers.setInPlace(':authority', target);
  } else {
    headers.add(':path', target);
  }
  headers.add(':method', plan.method);
  return { kind: 'headers', headers };
}

function http1Error(plan: RequestPlan, config: HcmConfig): CodecError | null {
  const bad = (details: string): CodecError => ({ code: 400, body: 'Bad Request', details });
  if (plan.badStartLine) return bad('http1.codec_error');
  if (!METHODS.has(plan.method) && !(config.allowCustomMethods && isHeaderName(plan.method))) {
    return bad('http1.codec_error');
  }
  const target = targetError(plan);
  if (target !== null) return bad(target);
  if (plan.protocol === 'HTTP/1.0' && !config.acceptHttp10) {
    return { code: 426, body: 'Upgrade Required', details: 'low_version' };
  }
  const fieldError = fieldsError(plan.fields, config);
  if (fieldError !== null) return fieldError;
  return framingError(plan.fields);
}

function targetError({ method, target }: RequestPlan): string | null {
  if (target === null || target === '' || /[^!-~]/.test(target)) return 'http1.codec_error';
  if (method === 'CONNECT' || target.startsWith('/')) return null;
  if (target === '*') return method === 'OPTIONS' ? null : 'http1.invalid_url';
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(target) ? null : 'http1.codec_error';
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

// --- HTTP/2. Envoy: source/common/http/http2/codec_impl.cc

const CONNECTION_HEADERS = new Set(['connection', 'upgrade', 'proxy-connection', 'transfer-encoding', 'keep-alive']);
const PSEUDO = new Set([':method', ':scheme', ':path', ':authority', ':protocol']);

function decodeHttp2(plan: RequestPlan, config: HcmConfig): DecodedHead {
  const broken = http2Problem(plan.fields);
  if (broken !== null) {
    return { kind: 'reset', reason: 'connection closed', flag: 'DPE', details: broken, counter: null };
  }
  const limit = http2Limit(plan.fields, config);
  if (limit !== null) return { kind: 'reset', reason: 'RST_STREAM INTERNAL_ERROR', flag: 'DR', ...limit };
  const headers = new HeaderMapImpl('request-headers');
  const hasAuthority = plan.fields.some(([name]) => name === ':authority');
  const crumbs: ByteString[] = [];
  for (const [name, value] of kept(plan.fields, config)) {
    if (name === 'host' && hasAuthority) continue;
    if (name === 'cookie') crumbs.push(value);
    else headers.add(name, value);
  }
  // The crumbs are collected apart and come back as one field once the head is complete.
  if (crumbs.length > 0) headers.add('cookie', crumbs.join('; '));
  return { kind: 'headers', headers };
}

function http2Problem(fields: HeaderPairs): string | null {
  const seen = new Set<string>();
  let regular = false;
  for (const [name, value] of fields) {
    const pseudo = name.startsWith(':');
    if (pseudo && (regular || seen.has(name) || !PSEUDO.has(name))) return 'http2.invalid.header.field';
    if (!pseudo) regular = true;
    seen.add(name);
    if (!isHeaderName(name) || !isHeaderValue(value) || CONNECTION_HEADERS.has(name))
      return 'http2.invalid.header.field';
    if (name === 'te' && value !== 'trailers') return 'http2.invalid.header.field';
    if (name === ':path' && value === '') return 'http2.invalid.header.field';
    if (name === ':method' && !isHeaderName(value)) return 'http2.invalid.header.field';
    if (name === ':scheme' && !/^[a-zA-Z][a-zA-Z0-9+.-]*$/.test(value)) return 'http2.invalid.header.field';
  }
  const field = (name: string) => fields.find(([key]) => key === name)?.[1];
  const violation = 'http2.violation.of.messaging.rule';
  if (field(':method') === undefined) return violation;
  if (field(':method') === 'CONNECT') return field(':authority') === undefined ? violation : null;
  if (field(':scheme') === undefined || (field(':authority') ?? field('host')) === undefined) return violation;
  const path = field(':path');
  return path?.startsWith('/') === true || (path === '*' && field(':method') === 'OPTIONS') ? null : violation;
}

type Http2Limit = { readonly details: string; readonly counter: string };

function http2Limit(fields: HeaderPairs, config: HcmConfig): Http2Limit | null {
  const bytes = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const overflow = (details: string) => ({ details, counter: 'http2.header_overflow' });
  if (bytes > config.maxRequestHeadersBytes) return overflow('http2.header_list_size_too_large');
  if (fields.length > config.maxHeadersCount) return overflow('http2.too_many_headers');
  const underscore = config.underscores === 'REJECT_REQUEST' && fields.some(([name]) => name.includes('_'));
  if (!underscore) return null;
  return { details: 'http2.unexpected_underscore', counter: 'http2.requests_rejected_with_underscores_in_headers' };
}
