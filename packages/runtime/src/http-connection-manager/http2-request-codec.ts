import type { ByteString } from '../http/byte-string.ts';
import { isAuthority, isHeaderName } from '../http/check-headers.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import { isHttp2Field } from '../http/http2-fields.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import type { HcmConfig } from './hcm-config.ts';
import type { DecodedHead } from './request-codec.ts';
import type { RequestPlan, RequestStep } from './request-plan.ts';

const PSEUDO = new Set([':method', ':scheme', ':path', ':authority', ':protocol']);
const INVALID = 'http2.invalid.header.field';
const VIOLATION = 'http2.violation.of.messaging.rule';

/** Reads a head as Envoy's HTTP/2 codec does. Envoy: source/common/http/http2/codec_impl.cc. */
export function decodeHttp2(plan: RequestPlan, config: HcmConfig): DecodedHead {
  const broken = headProblem(plan, config);
  if (broken !== null) return { kind: 'broken', details: broken };
  const limit = overLimit(plan.fields, config);
  if (limit !== null) return { kind: 'reset', ...limit };
  const headers = new HeaderMapImpl('request-headers');
  const hasAuthority = plan.fields.some(([name]) => name === ':authority');
  let cookie = '';
  for (const [name, value] of plan.fields) {
    if (config.underscores === 'DROP_HEADER' && name.includes('_')) continue;
    if (name === 'host' && hasAuthority) continue;
    if (name === 'cookie') cookie = cookie === '' ? value : `${cookie}; ${value}`;
    else headers.add(name, value);
  }
  // The crumbs are collected apart and come back as one field once the head is complete.
  if (cookie !== '') headers.add('cookie', cookie);
  return { kind: 'headers', headers };
}

/** What ends when a request breaks the rules after its head, and the details of that. */
export type Http2Problem = { readonly ends: 'stream' | 'connection'; readonly details: string };

/** Holds the body of a request to its content-length, and its trailers to what they may be. */
export class Http2BodyRules {
  readonly #promised: number | null;
  #received = 0;

  constructor(head: HeaderPairs) {
    const length = head.find(([name]) => name === 'content-length')?.[1];
    this.#promised = length === undefined ? null : Number(length);
  }

  problem(step: RequestStep): Http2Problem | null {
    if (step.step === 'broken') return null;
    if (step.step === 'trailers') {
      if (step.headers.some(([name, value]) => name.startsWith(':') || !isHttp2Field(name, value))) {
        return { ends: 'connection', details: INVALID };
      }
      return this.#promised === null || this.#received === this.#promised
        ? null
        : { ends: 'connection', details: VIOLATION };
    }
    this.#received += step.bytes.length;
    if (this.#promised === null) return null;
    const wrong = step.endStream ? this.#received !== this.#promised : this.#received > this.#promised;
    return wrong ? { ends: 'stream', details: 'http2.remote_reset' } : null;
  }
}

function headProblem({ fields, endStream }: RequestPlan, config: HcmConfig): string | null {
  if (fieldsAreInvalid(fields, config)) return INVALID;
  const field = (name: string) => fields.find(([key]) => key === name)?.[1];
  const method = field(':method');
  if (method === undefined) return VIOLATION;
  if (endStream && Number(field('content-length') ?? 0) !== 0) return VIOLATION;
  if (method === 'CONNECT' && field(':protocol') === undefined) {
    const plain = field(':authority') !== undefined && field(':scheme') === undefined && field(':path') === undefined;
    return plain ? null : VIOLATION;
  }
  if (field(':scheme') === undefined || (field(':authority') ?? field('host')) === undefined) return VIOLATION;
  const path = field(':path');
  return path?.startsWith('/') === true || (path === '*' && method === 'OPTIONS') ? null : VIOLATION;
}

function fieldsAreInvalid(fields: HeaderPairs, config: HcmConfig): boolean {
  const seen = new Set<string>();
  let regular = false;
  for (const [name, value] of fields) {
    const pseudo = name.startsWith(':');
    if (pseudo && (regular || !PSEUDO.has(name))) return true;
    if (seen.has(name) && (pseudo || name === 'host' || name === 'content-length')) return true;
    if (!pseudo) regular = true;
    seen.add(name);
    if (!isHttp2Field(name, value) || !(VALUES[name]?.(value) ?? true)) return true;
    if (name === ':protocol' && !config.allowHttp2Connect) return true;
  }
  return false;
}

/** As over HTTP/1, but without a user, and not empty. */
function isHttp2Authority(value: ByteString): boolean {
  return value !== '' && !value.includes('@') && isAuthority(value);
}

/** What must hold for the values of some fields. */
const VALUES: Readonly<Record<string, (value: ByteString) => boolean>> = {
  ':method': isHeaderName,
  ':scheme': (value) => /^[a-zA-Z][a-zA-Z0-9+.-]*$/.test(value),
  ':path': (value) => value !== '' && !value.includes(' '),
  ':authority': isHttp2Authority,
  host: isHttp2Authority,
  'content-length': (value) => /^\d+$/.test(value),
};

type Limit = { readonly details: string; readonly counter: string };

function overLimit(fields: HeaderPairs, config: HcmConfig): Limit | null {
  const bytes = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes > config.maxRequestHeadersBytes) {
    return { details: 'http2.header_list_size_too_large', counter: 'http2.header_list_size_too_large' };
  }
  if (config.underscores === 'REJECT_REQUEST' && fields.some(([name]) => name.includes('_'))) {
    return { details: 'http2.unexpected_underscore', counter: 'http2.requests_rejected_with_underscores_in_headers' };
  }
  if (fields.length > config.maxHeadersCount) {
    return { details: 'http2.too_many_headers', counter: 'http2.header_overflow' };
  }
  return null;
}
