import type { ByteString } from './byte-string.ts';
import { isHeaderName, isHeaderValue } from './check-headers.ts';

const CONNECTION_HEADERS = new Set(['connection', 'upgrade', 'proxy-connection', 'transfer-encoding', 'keep-alive']);

/** Whether a field may stand in a head or in trailers of HTTP/2. */
export function isHttp2Field(name: ByteString, value: ByteString): boolean {
  if (!isHeaderName(name) || !isHeaderValue(value) || CONNECTION_HEADERS.has(name)) return false;
  return name !== 'te' || value === 'trailers';
}
