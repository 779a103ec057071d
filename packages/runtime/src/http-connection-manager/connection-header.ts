import type { HeaderMapImpl } from '../http/header-map-impl.ts';

const MOST_TOKENS = 9;
const MOST_TE_BYTES = 255;
/** Tokens of `connection` that name no header. */
const OPTIONS = new Set(['close', 'http2-settings', 'keep-alive', 'upgrade', 'connection']);
/** Headers whose removal would hide where a request comes from. */
const PROTECTED = new Set(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']);

/**
 * Removes the headers that an HTTP/1 request's `connection` names. false: it names what it must not, and the request is refused.
 * Envoy: `Utility::sanitizeConnectionHeader`.
 */
export function sanitizeConnectionHeader(headers: HeaderMapImpl): boolean {
  const tokens = (headers.get('connection') ?? '').split(',').filter((token) => token !== '');
  if (tokens.length > MOST_TOKENS) return false;
  const left: string[] = [];
  for (const token of tokens) {
    const name = token.trim().toLowerCase();
    if (PROTECTED.has(name) || name.startsWith(':')) return false;
    const named = headers.get(name) ?? '';
    if (OPTIONS.has(name)) {
      left.push(token);
    } else if (name === 'te' && named.length > MOST_TE_BYTES) {
      return false;
    } else if (name === 'te' && keepsTrailers(named)) {
      headers.setInPlace('te', 'trailers');
      left.push(token);
    } else {
      headers.remove(name);
    }
  }
  if (left.length === 0) headers.remove('connection');
  else if (left.length < tokens.length) headers.setInPlace('connection', left.join(','));
  return true;
}

function keepsTrailers(te: string): boolean {
  return te.split(',').some((one) => one.trim().toLowerCase() === 'trailers');
}
