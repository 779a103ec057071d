import type { HeaderPairs } from '../trace/trace-event.ts';

const BODILESS_METHODS = new Set(['GET', 'HEAD', 'DELETE', 'TRACE', 'CONNECT']);

/** What the framing of an HTTP/1 message comes to. */
export type Http1Framing = {
  /** The fields with the framing header at the end. */
  readonly headers: HeaderPairs;
  /** Body bytes that may follow; null: as many as come. */
  readonly length: number | null;
  readonly chunked: boolean;
  /** The length stands in a header, so that the peer knows it before the end. */
  readonly promised: boolean;
};

/** Adds what an HTTP/1 request needs last. Envoy: source/common/http/http1/codec_impl.cc `encodeHeadersBase`. */
export function frameRequest(headers: HeaderPairs, method: string, endStream: boolean): Http1Framing {
  const own = ownFraming(headers);
  if (own !== null) return own;
  if (!endStream) return chunked(headers);
  if (BODILESS_METHODS.has(method)) return { headers, length: 0, chunked: false, promised: false };
  return { headers: [...headers, ['content-length', '0']], length: 0, chunked: false, promised: true };
}

/** What a response is framed by, besides its headers. */
export type ResponseFrame = {
  readonly status: number;
  readonly endStream: boolean;
  readonly toHead: boolean;
  readonly http10: boolean;
};

/** Adds what an HTTP/1 response needs last. */
export function frameResponse(
  headers: HeaderPairs,
  { status, endStream, toHead, http10 }: ResponseFrame,
): Http1Framing {
  const own = ownFraming(headers);
  if (own !== null) return own;
  if (status < 200) return { headers, length: null, chunked: false, promised: false };
  if (status === 204 || status === 304) return { headers, length: 0, chunked: false, promised: false };
  if (endStream && !toHead)
    return { headers: [...headers, ['content-length', '0']], length: 0, chunked: false, promised: true };
  if (http10) return { headers, length: null, chunked: false, promised: false };
  return chunked(headers);
}

/** A content-length in the map decides; so does a transfer-encoding that a filter wrote. */
function ownFraming(headers: HeaderPairs): Http1Framing | null {
  const length = headers.find(([name]) => name === 'content-length')?.[1];
  if (length !== undefined)
    return { headers, length: /^\d+$/.test(length) ? Number(length) : 0, chunked: false, promised: true };
  if (headers.some(([name]) => name === 'transfer-encoding'))
    return { headers, length: null, chunked: true, promised: false };
  return null;
}

function chunked(headers: HeaderPairs): Http1Framing {
  return { headers: [...headers, ['transfer-encoding', 'chunked']], length: null, chunked: true, promised: false };
}

/** Whether a message says nothing about its length: it lasts until the connection ends. */
export function isUnframed(headers: HeaderPairs): boolean {
  return !headers.some(([name]) => name === 'content-length' || name === 'transfer-encoding');
}

/** Fields of an HTTP/1 request: `:authority` is written as `host` at its place; other pseudo headers are not. */
export function http1Fields(headers: HeaderPairs): HeaderPairs {
  const fields: (readonly [string, string])[] = [];
  for (const field of headers) {
    if (field[0] === ':authority') fields.push(['host', field[1]]);
    else if (!field[0].startsWith(':')) fields.push(field);
  }
  return fields;
}

/** Whether an answer's framing is one that Envoy takes for a broken protocol. */
export function isBadlyFramed(status: number, fields: HeaderPairs): boolean {
  const lengths = fields.filter(([name]) => name === 'content-length').map(([, value]) => value);
  const codings = fields.filter(([name]) => name === 'transfer-encoding').map(([, value]) => value);
  if (lengths.length > 1 || lengths.some((length) => !/^\d+$/.test(length))) return true;
  if (codings.length > 0 && (lengths.length > 0 || !/^chunked$/i.test(codings.join(',')))) return true;
  return status === 204 && (codings.length > 0 || lengths.some((length) => Number(length) > 0));
}
