import type { EditRow } from '../ui/EditTable.tsx';

/** What Envoy makes of a request header, in a few words; null when nothing special. */
export function requestHeaderNote(
  [name, value]: EditRow,
  index: number,
  rows: readonly EditRow[],
  protocol: 'http1' | 'http2',
): string | null {
  const lower = name.toLowerCase();
  if (name === '') return null;
  if (/[^!#$%&'*+.^_`|~0-9A-Za-z-]/.test(name) && !name.startsWith(':')) return '▲ no valid header name';
  if (name.startsWith(':')) return '▲ set by the fields above';
  if (lower === 'host') return '▲ use the authority above';
  if (/[\r\n]/.test(value)) return '▲ line breaks are refused';
  if (/^(authorization|cookie|proxy-authorization|x-api-key)$/.test(lower)) return 'secret: goes into links as it is';
  if (protocol === 'http2' && /^(connection|transfer-encoding|keep-alive|upgrade)$/.test(lower))
    return '▲ not allowed in HTTP/2';
  if (/^(connection|keep-alive|proxy-connection)$/.test(lower)) return 'taken away by Envoy';
  if (rows.some(([other], i) => i < index && other.toLowerCase() === lower)) return 'same name again, order kept';
  return name === lower ? null : 'Envoy writes it in lower case';
}
